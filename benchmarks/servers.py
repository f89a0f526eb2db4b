"""The process beside the program: the platform, the model and the people, who ask at the same moment."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Protocol

from benchmarks.history import Answer, History, Post, Shown
from benchmarks.model import Model
from benchmarks.scenarios import FAULTS, ROUND_TRIP, Case, prose
from tests.bots.documents.bombs import BOMBS
from tests.fakes.discord_api import DiscordApi
from tests.fakes.discord_files import Attached
from tests.fakes.discord_people import User
from tests.fakes.faults import Faults
from tests.fakes.telegram_api import TelegramApi

WARM_SECONDS = 2.0
LOOK_EVERY = 0.05
LINGER = 1.0
"""Seconds that are looked at after the last answer stands: what comes too much comes late."""
MANY = 50
"""Answers at once from which on it is told what one takes of the processor and of memory."""
PATIENCE = 30.0
"""Seconds for one answer before all others."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How many of the answers stand; at the end, the history."""

    done: int
    history: History | None = None


SENDERS = 5
"""The people who send bombs."""

STOP = "'stop|"
"""What the payload of the button begins with under an answer that grows."""


class City(Protocol):
    """One platform, and what was asked there. Questions count from 1."""

    faults: Faults

    @property
    def variables(self) -> dict[str, str]: ...

    @property
    def reached(self) -> bool:
        """Whether the program listens."""

    def ask(self, question: int, *, by: int = 0, alone: bool = False) -> None:
        """Ask it. `by`: the number of the person; 0: the one of the question's number. `alone`: in private.

        Question 0 is asked by somebody who asks nothing else.
        """

    def where(self, question: int) -> str:
        """The id of the chat or channel that it was asked in."""

    def press(self, question: int) -> bool:
        """Press Stop under the answer, if it has one by now."""

    def edit(self, question: int) -> None:
        """Add a word to it."""

    def posts(self, question: int) -> Sequence[Post]: ...

    def send_file(self, name: str, content: bytes, *, by: int) -> None:
        """Send a file alone, in private. `by`: a person who asks nothing."""

    def said_to(self, by: int) -> int:
        """How many files of that person the bot has said something about."""

    def counts(self) -> tuple[int, int, tuple[str, ...], int]:
        """Calls, 429s, invalid frames, edits that changed nothing; since the start."""


class OnTelegram:
    """Private chats, or groups. `together`: all in one of them."""

    def __init__(self, api: TelegramApi, *, private: bool, together: bool = False) -> None:
        self._api = api
        self._private = private
        self._together = together
        self._asked: dict[int, tuple[int, int]] = {}
        self._written: dict[int, tuple[int, str]] = {}
        self.faults = api.faults

    @property
    def variables(self) -> dict[str, str]:
        return {"TELEGRAM_TOKEN": self._api.token, "PARLEY_TELEGRAM__API_URL": self._api.url}

    @property
    def reached(self) -> bool:
        return self._api.is_polled

    def ask(self, question: int, *, by: int = 0, alone: bool = False) -> None:
        person = self._api.user(1000 + (by or question))
        chat = person.id
        words = f"Tell me #{question}"
        if not self._private and not alone:
            chat = -1000 - (1 if self._together else question)
            self._api.group(chat)
            words = f"@parley_bot {words}"
        asked = person.writes(words, chat=chat)
        self._written[question] = asked, words
        self._asked[question] = chat, asked if self._together and not alone else 0

    def where(self, question: int) -> str:
        return str(self._asked[question][0])

    def edit(self, question: int) -> None:
        chat, _ = self._asked[question]
        message, words = self._written[question]
        self._api.user(1000 + question).edits(message, f"{words} now", chat=chat)

    def press(self, question: int) -> bool:
        chat, _ = self._asked[question]
        for reply in self._api.replies(chat):
            if reply.labels:
                self._api.user(1000 + question).presses(reply.labels[0], reply)
                return True
        return False

    def posts(self, question: int) -> Sequence[Post]:
        chat, asked = self._asked[question]
        return [
            Post(tuple(Shown(one.at, one.text, STOP in repr(one.buttons)) for one in reply.versions))
            for reply in self._api.replies(chat)
            if not asked or reply.reply_to == asked
        ]

    def send_file(self, name: str, content: bytes, *, by: int) -> None:
        self._api.user(500 + by).sends(self._api.files.document(name, "", content))

    def said_to(self, by: int) -> int:
        return len(self._api.replies(500 + by))

    def counts(self) -> tuple[int, int, tuple[str, ...], int]:
        api = self._api
        calls = sum(count for method, count in api.counts.items() if method != "getUpdates")
        unseen = sum(fault.kind not in ("lost", "truncate") for _, fault in api.faults.committed)
        return calls + unseen, api.too_many, tuple(api.invalid_frames), api.methods.no_op_edits


class OnDiscord:
    """Channels of one server, or direct messages, for that many people. `together`: all in one of them."""

    def __init__(self, api: DiscordApi, count: int, *, private: bool, together: bool = False) -> None:
        self._api = api
        self._private = private
        self._together = together
        self._people: list[User] = [api.user(f"person{number}") for number in range(count)]
        self._server = api.guild(*self._people)
        extra = 0 if private or together else count - 1
        channels = [self._server.channel, *(self._server.add_channel(f"room{number}") for number in range(extra))]
        self._channels = channels * count if together else channels
        self._senders: dict[int, User] = {}
        self._asked: dict[int, tuple[str, str]] = {}
        self._written: dict[int, tuple[str, str]] = {}
        self.faults = api.faults

    @property
    def variables(self) -> dict[str, str]:
        api = self._api
        return {
            "DISCORD_TOKEN": api.token,
            "PARLEY_DISCORD__API_URL": api.url,
            "PARLEY_DISCORD__GATEWAY_URL": api.gateway_url,
        }

    @property
    def reached(self) -> bool:
        return bool(self._api.gateway.connected)

    def ask(self, question: int, *, by: int = 0, alone: bool = False) -> None:
        person = self._people[(by or question) - 1] if by or question else self._api.user("early")
        words = f"Tell me #{question}"
        if self._private or alone:
            self._written[question] = person.writes(words), words
            self._asked[question] = self._api.direct(person), ""
            return
        channel = self._channels[question - 1]
        asked = person.writes(words, channel=channel, mention=True)
        self._written[question] = asked, words
        self._asked[question] = channel, asked if self._together else ""

    def where(self, question: int) -> str:
        return self._asked[question][0]

    def edit(self, question: int) -> None:
        message, words = self._written[question]
        self._people[question - 1].edits(message, f"{words} now", mention=not self._private)

    def press(self, question: int) -> bool:
        channel, _ = self._asked[question]
        for message in self._api.world.standing(channel):
            if message.author.id == self._api.world.me.id and message.labels:
                self._people[question - 1].presses(message.id, message.labels[0])
                return True
        return False

    def posts(self, question: int) -> Sequence[Post]:
        channel, asked = self._asked[question]
        return [
            Post(tuple(Shown(one.at, one.content, STOP in repr(one.components)) for one in message.versions))
            for message in self._api.world.standing(channel)
            if message.author.id == self._api.world.me.id
            and not message.seen_by
            and (not asked or message.reply_to == asked)
        ]

    def send_file(self, name: str, content: bytes, *, by: int) -> None:
        person = self._senders.setdefault(by, self._api.user(f"sender{by}"))
        person.writes("", files=(Attached(name, "", content),))

    def said_to(self, by: int) -> int:
        return sum(
            each.author.id == self._api.world.me.id
            for each in self._api.world.standing(self._api.direct(self._senders[by]))
        )

    def counts(self) -> tuple[int, int, tuple[str, ...], int]:
        api = self._api
        injected = sum(fault.kind == "status" and fault.status == 429 for _, fault in api.faults.committed)
        return sum(api.calls.values()), api.limits.broken - injected, tuple(api.refused), api.noop_edits


@asynccontextmanager
async def city(case: Case) -> AsyncIterator[City]:
    """The platform of a case, with its limits enforced."""
    if case.where.platform == "telegram":
        async with TelegramApi(round_trip=ROUND_TRIP) as telegram:
            yield OnTelegram(telegram, private=case.where.private, together=case.what.together)
    else:
        async with DiscordApi(round_trip=ROUND_TRIP) as discord:
            yield OnDiscord(discord, case.what.streams, private=case.where.private, together=case.what.together)


def main(line: Connection, case: Case) -> None:
    """Serve one case; all that is said goes over `line`."""
    logging.getLogger().addHandler(logging.NullHandler())
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(line, case))


async def _serve(line: Connection, case: Case) -> None:
    what = case.what
    bombs = [(name, content()) for name, content, _ in BOMBS.values()] if what.bombs else []
    texts = dict.fromkeys(range(1, what.streams + 1), what.text)
    texts[0] = prose(int(WARM_SECONDS * what.rate * what.token))
    async with Model(texts, rate=what.rate, token=what.token) as model, city(case) as place:
        line.send(
            place.variables
            | {
                "PARLEY_ACCESS__OPEN": "true",
                "PARLEY_DEFAULT_MODEL": "local/test-model",
                "PARLEY_PROVIDERS__LOCAL__KIND": "openai",
                "PARLEY_PROVIDERS__LOCAL__BASE_URL": model.base_url,
                "PARLEY_PROVIDERS__LOCAL__MAX_STREAMS": "1000",
                "PARLEY_LIMITS__UNPRICED": '["100000 answers a day"]',
                "PARLEY_LIMITS__SERVER_SHARE": "100",
            }
        )
        while not place.reached:  # noqa: ASYNC110  (it looks at a server)
            await asyncio.sleep(LOOK_EVERY)
        await asyncio.sleep(0.5)
        if what.streams >= MANY:
            await _warm_up(model, place, texts[0])
        line.send("ready")
        await asyncio.to_thread(line.recv)
        before = place.counts()
        history = await _live(line, case, model, place, before, bombs)
        line.send(Progress(what.streams, history))
        await asyncio.to_thread(line.recv)


async def _warm_up(model: Model, place: City, text: str) -> None:
    """One answer before all others, in private: what the program holds from the first one on is no stream's."""
    place.ask(0, alone=True)
    async with asyncio.timeout(PATIENCE):
        while not _stands(text, model, place, 0):  # noqa: ASYNC110  (it looks at servers)
            await asyncio.sleep(LOOK_EVERY)
    await asyncio.sleep(LINGER)


async def _live(
    line: Connection,
    case: Case,
    model: Model,
    place: City,
    before: tuple[int, int, tuple[str, ...], int],
    bombs: Sequence[tuple[str, bytes]],
) -> History:
    what = case.what
    if what.faulty:
        place.faults.share(what.faulty, FAULTS, "essage")
    began = time.monotonic()
    asked: dict[int, float] = {}
    for question in range(1, what.streams + 1):
        asked[question] = time.monotonic()
        place.ask(question)
    for number, (name, content) in enumerate(bombs):
        place.send_file(name, content, by=number % SENDERS)
    open_ones = set(range(1, what.streams + 1))
    pressed: dict[int, float] = {}
    while open_ones and time.monotonic() - began < what.patience:
        await asyncio.sleep(LOOK_EVERY)
        if what.stop:
            for question in open_ones - pressed.keys():
                told = model.told.get(question)
                half = told is not None and len(told.written) * what.token > len(what.text) / 2
                if half and place.press(question):
                    pressed[question] = time.monotonic()
        open_ones = {one for one in open_ones if not _stands(what.text, model, place, one, stopped=one in pressed)}
        line.send(Progress(what.streams - len(open_ones)))
    ended = time.monotonic()
    await asyncio.sleep(LINGER)
    calls, too_many, invalid, no_ops = place.counts()
    answers = tuple(
        Answer(
            tuple(model.told[one].written) if one in model.told else (),
            tuple(place.posts(one)),
            pressed.get(one, 0.0),
            model.told[one].dropped if one in model.told else 0.0,
            asked[one],
            model.told[one].asked if one in model.told else 0.0,
        )
        for one in range(1, what.streams + 1)
    )
    return History(
        answers,
        calls - before[0],
        too_many - before[1],
        invalid[len(before[2]) :],
        no_ops - before[3],
        len(place.faults.committed),
        ended - began,
        sum(map(place.said_to, range(min(SENDERS, len(bombs))))),
    )


def _stands(text: str, model: Model, place: City, question: int, *, stopped: bool = False) -> bool:
    """Whether it looks as if nothing more will come; what it is worth is reckoned afterwards."""
    told = model.told.get(question)
    if told is None or not (told.dropped if stopped else told.ended):
        return False
    posts = place.posts(question)
    if not posts or any(post.versions[-1].stop for post in posts):
        return False
    return stopped or sum(len(_dense(post.versions[-1].text)) for post in posts) >= 0.9 * len(_dense(text))


def _dense(text: str) -> str:
    return "".join(c for c in text if c.isalnum())
