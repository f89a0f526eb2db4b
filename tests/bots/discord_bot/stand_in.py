"""A stand-in for the engine, and a bot that runs against the fake Discord."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bots.discord_bot.bot import DiscordBot
from bots.engine.runtime.clock import RealClock
from bots.engine.seam.incoming import Incoming, Invocation, Press, Typed
from bots.engine.seam.places import Place, Surface, Target
from bots.engine.seam.shown import Response, Suggestion
from tests.fakes.discord_api import DiscordApi
from tests.fakes.inbox import Deaf
from tests.waiting import until

SPEED = 20.0


async def _nothing(_: object) -> Response:
    return Response("")


@dataclass
class StandIn(Deaf):
    """Keeps what comes in, and says what it is told to."""

    messages: list[Incoming] = field(default_factory=list)
    invocations: list[Invocation] = field(default_factory=list)
    presses: list[Press] = field(default_factory=list)
    typed: list[Typed] = field(default_factory=list)
    command: Callable[[Invocation], Awaitable[Response | Incoming]] = _nothing
    press: Callable[[Press], Awaitable[Response | Incoming]] = _nothing
    values: tuple[str, ...] = ()
    ready: int = 0
    refused: int = 0
    edited: list[Incoming] = field(default_factory=list)
    deleted: list[tuple[Place, tuple[str, ...]]] = field(default_factory=list)
    joined: list[tuple[str, Place]] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    troubles: list[str] = field(default_factory=list)
    held_back: list[float] = field(default_factory=list)

    async def on_ready(self, platform: str) -> None:
        assert platform == "discord"
        self.ready += 1

    async def on_message(self, incoming: Incoming) -> None:
        self.messages.append(incoming)

    async def on_command(self, invocation: Invocation) -> Response | Incoming:
        self.invocations.append(invocation)
        return await self.command(invocation)

    async def on_edited(self, now: Incoming | Invocation) -> None:
        if isinstance(now, Incoming):
            self.edited.append(now)
        else:
            self.invocations.append(now)

    async def on_deleted(self, place: Place, messages: tuple[str, ...]) -> None:
        self.deleted.append((place, messages))

    async def on_joined(self, platform: str, server: str, place: Place) -> None:
        self.joined.append((server, place))

    async def on_removed(self, platform: str, server: str) -> None:
        self.removed.append(server)

    async def on_refused(self, platform: str) -> None:
        assert platform == "discord"
        self.refused += 1

    async def on_trouble(self, platform: str, trace: str) -> None:
        assert platform == "discord"
        self.troubles.append(trace)

    async def on_held_back(self, platform: str, seconds: float) -> None:
        assert platform == "discord"
        self.held_back.append(seconds)

    async def on_press(self, press: Press) -> Response | Incoming:
        self.presses.append(press)
        return await self.press(press)

    async def on_typed(self, typed: Typed) -> tuple[Suggestion, ...]:
        self.typed.append(typed)
        return tuple(map(Suggestion, self.values))

    async def say(self, where: Target | Surface, response: Response) -> None:
        raise AssertionError("the adapter says nothing by itself")

    async def on_moved(self, old: Place, new: Place) -> None:
        raise AssertionError("nothing moves on Discord")


@dataclass
class Readings:
    """A meter that keeps what it is told."""

    seen: list[tuple[str, str, int, int, float]] = field(default_factory=list)

    def measured(self, budget: str, *, bucket: str, limit: int, remaining: int, reset_after: float) -> None:
        self.seen.append((budget, bucket, limit, remaining, reset_after))


@dataclass
class Stage:
    """A bot, its Discord, its engine and its meter."""

    api: DiscordApi
    bot: DiscordBot
    inbox: StandIn
    meter: Readings
    running: "asyncio.Task[None]"

    async def message(self) -> Incoming:
        """The first message that came in."""
        await until(lambda: bool(self.inbox.messages))
        return self.inbox.messages[0]


def a_bot(api: DiscordApi, *, token: str = "", meter: Readings | None = None, speed: float = SPEED) -> DiscordBot:
    """A bot that is not running yet."""
    return DiscordBot(
        token or api.token,
        api_url=api.url,
        gateway_url=api.gateway_url,
        clock=RealClock(speed),
        meter=meter or Readings(),
    )


@asynccontextmanager
async def on_stage(api: DiscordApi, inbox: StandIn | None = None) -> AsyncIterator[Stage]:
    """A bot that listens to `api`; everything is closed at the end."""
    meter, inbox = Readings(), inbox or StandIn()
    bot = a_bot(api, meter=meter)
    running = asyncio.create_task(bot.run(inbox))
    try:
        await until(lambda: inbox.ready and api.commands)
        yield Stage(api, bot, inbox, meter, running)
    finally:
        await bot.quiet()
        await running
        await bot.aclose()
