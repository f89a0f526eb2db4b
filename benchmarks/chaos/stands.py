"""Where a scenario plays: a platform with people, a model that says something else to each, and the program beside."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from typing import Literal, Protocol

from benchmarks.chaos.outcomes import Fate, Question, fate, is_of
from benchmarks.history import Post
from benchmarks.model import Model
from benchmarks.scenarios import prose
from benchmarks.servers import City, OnDiscord, OnTelegram
from tests.fakes.discord_api import DiscordApi
from tests.fakes.telegram_api import TelegramApi
from tests.waiting import until

Platform = Literal["telegram", "discord"]

PLATFORMS: tuple[Platform, ...] = ("telegram", "discord")
PLENTY = '["100000 answers a day"]'
RATE = 60.0
"""Tokens a second."""
TOKEN = 4
LOOK_EVERY = 0.05


class Launch(Protocol):
    """Starts the program with these variables; it runs inside the block."""

    def __call__(self, variables: Mapping[str, str]) -> AbstractAsyncContextManager[object]: ...


@dataclass(frozen=True, slots=True)
class Stand:
    """How a scenario is played. `speed`: how many times as fast as real its seconds go by."""

    launch: Launch
    speed: float = 1.0

    def now(self) -> float:
        """Seconds of the scenario's clock, which is the platforms' too."""
        return asyncio.get_running_loop().time() * self.speed

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(seconds / self.speed)

    async def until(self, holds: Callable[[], object], patience: float) -> float | None:
        """Seconds until it held; None: it did not within that time."""
        began = self.now()
        while not holds():
            if self.now() - began > patience:
                return None
            await asyncio.sleep(LOOK_EVERY / self.speed)
        return self.now() - began


@dataclass(slots=True)
class Town:
    """One platform with its people. Questions count from 1, and each has an answer of its own."""

    stand: Stand
    city: City
    api: TelegramApi | DiscordApi
    model: Model
    texts: Mapping[int, str]
    variables: Mapping[str, str]
    asked: dict[int, float] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The platform's, as people write it."""
        return "Telegram" if isinstance(self.api, TelegramApi) else "Discord"

    @property
    def telegram(self) -> TelegramApi:
        assert isinstance(self.api, TelegramApi)
        return self.api

    @property
    def discord(self) -> DiscordApi:
        assert isinstance(self.api, DiscordApi)
        return self.api

    def ask(self, question: int, *, by: int = 0, alone: bool = False) -> None:
        """Ask it now."""
        self.asked[question] = self.stand.now()
        self.city.ask(question, by=by, alone=alone)

    def fate(self, question: int) -> Fate:
        """What came of it until now. What was asked in one turn with another question has that one's answer."""
        found = fate(Question(self.asked[question], self.texts[question], self.posts(question)))
        other = self.model.together.get(question)
        if found.whole or other is None:
            return found
        answered = self.fate(other)
        waited = answered.waited and self.asked[other] + answered.waited - self.asked[question]
        return replace(found, told=answered.whole or answered.told, waited=found.waited or waited)

    def posts(self, question: int) -> tuple[Post, ...]:
        """What stands in its chat, but for the answers to what else was asked there."""
        where = self.city.where(question)
        others = [self.texts[each] for each in self.asked if each != question and self.city.where(each) == where]
        return tuple(post for post in self.city.posts(question) if not any(is_of(text, post) for text in others))

    def fates(self) -> tuple[Fate, ...]:
        """What came of all of them."""
        return tuple(self.fate(question) for question in self.asked)

    def is_settled(self) -> bool:
        """Whether nothing more has to come."""
        return all(self.fate(question).is_settled for question in self.asked)

    async def settle(self, patience: float) -> float | None:
        """Wait until nothing more has to come: the seconds of that; None: they were more."""
        return await self.stand.until(self.is_settled, patience)

    @asynccontextmanager
    async def program(self, **more: str) -> AsyncIterator[object]:
        """The program, connected."""
        async with self.stand.launch({**self.variables, **more}) as running:
            await until(lambda: self.city.reached)
            await self.stand.sleep(0.5)
            yield running


@asynccontextmanager
async def a_town(
    stand: Stand,
    platform: Platform,
    people: int,
    *,
    each: int = 1,
    length: int = 40,
    private: bool = True,
    together: bool = False,
    rate: float = RATE,
) -> AsyncIterator[Town]:
    """A platform, `people` of whom each may ask, and answers of that many characters.

    `each`: so many questions for each of them. `rate`: tokens a second.
    """
    numbers = range(people * each + 1)
    texts = {number: f"Answer {number:04}. {prose(length, number)}"[: max(length, 12)] for number in numbers}
    async with Model(texts, rate=rate * stand.speed, token=TOKEN) as model:
        variables = {
            "PARLEY_ACCESS__OPEN": "true",
            "PARLEY_ACCESS__OWNERS": '["telegram:9", "discord:9"]',
            "PARLEY_LIMITS__PERSON": PLENTY,
            "PARLEY_LIMITS__BOT": PLENTY,
            "PARLEY_LIMITS__UNPRICED": PLENTY,
            "PARLEY_DEFAULT_MODEL": "local/test-model",
            "PARLEY_PROVIDERS__LOCAL__KIND": "openai",
            "PARLEY_PROVIDERS__LOCAL__BASE_URL": model.base_url,
            "PARLEY_PROVIDERS__LOCAL__MAX_STREAMS": "1000",
        }
        if platform == "telegram":
            async with TelegramApi(speed=stand.speed) as telegram:
                city: City = OnTelegram(telegram, private=private, together=together)
                yield Town(stand, city, telegram, model, texts, variables | city.variables)
        else:
            async with DiscordApi(speed=stand.speed) as discord:
                city = OnDiscord(discord, people, private=private, together=together)
                yield Town(stand, city, discord, model, texts, variables | city.variables)
