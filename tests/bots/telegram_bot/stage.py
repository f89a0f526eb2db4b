"""What the tests here share: an inbox that collects, and a bot that listens to a fake Bot API."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

from bots.engine.runtime.clock import Clock, RealClock
from bots.engine.seam.incoming import Incoming, Invocation, Press, Typed
from bots.engine.seam.places import Place, Surface, Target, ToChat
from bots.engine.seam.shown import Response, Suggestion
from bots.telegram_bot.bot import TelegramBot
from tests.fakes.inbox import Deaf
from tests.fakes.telegram_api import TelegramApi
from tests.waiting import PATIENCE

SPEED = 20.0


class Bell:
    """Rung whenever something came in; whoever waits looks again."""

    def __init__(self) -> None:
        self._rung = asyncio.Event()

    def ring(self) -> None:
        self._rung.set()
        self._rung = asyncio.Event()

    async def until(self, holds: Callable[[], object], seconds: float = PATIENCE) -> None:
        """Wait until it holds. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while not holds():
                await self._rung.wait()


class Collector(Deaf):
    """An inbox that keeps what it is handed and gives prepared answers."""

    def __init__(self) -> None:
        self.ready = 0
        self.refused = 0
        self.messages: list[Incoming] = []
        self.edited: list[Incoming] = []
        self.commands: list[Invocation] = []
        self.presses: list[Press] = []
        self.said: list[tuple[Target | Surface, Response]] = []
        self.moved: list[tuple[Place, Place]] = []
        self.joined: list[tuple[str, Place]] = []
        self.removed: list[str] = []
        self.unblocked: list[str] = []
        self.troubles: list[str] = []
        self.to_commands: Response | Incoming = Response("")
        self.to_presses = Response("")
        self.may_command = asyncio.Event()
        self.may_command.set()
        self.may_say = asyncio.Event()
        self.may_say.set()
        self._bell = Bell()
        self.until = self._bell.until

    async def on_ready(self, platform: str) -> None:
        self.ready += 1

    async def on_message(self, incoming: Incoming) -> None:
        self.messages.append(incoming)
        self._bell.ring()

    async def on_edited(self, now: Incoming | Invocation) -> None:
        if isinstance(now, Incoming):
            self.edited.append(now)
        else:
            self.commands.append(now)
        self._bell.ring()

    async def on_command(self, invocation: Invocation) -> Response | Incoming:
        self.commands.append(invocation)
        self._bell.ring()
        if invocation.name != "stop":
            await self.may_command.wait()
        return self.to_commands

    async def on_press(self, press: Press) -> Response:
        self.presses.append(press)
        self._bell.ring()
        return self.to_presses

    async def on_joined(self, platform: str, server: str, place: Place) -> None:
        self.joined.append((server, place))
        self._bell.ring()

    async def on_unblocked(self, platform: str, chat: str) -> None:
        self.unblocked.append(chat)

    async def on_removed(self, platform: str, server: str) -> None:
        self.removed.append(server)
        self._bell.ring()

    async def on_refused(self, platform: str) -> None:
        self.refused += 1
        self._bell.ring()

    async def on_trouble(self, platform: str, trace: str) -> None:
        self.troubles.append(trace)
        self._bell.ring()

    async def on_typed(self, typed: Typed) -> tuple[Suggestion, ...]:
        return ()

    async def say(self, where: Target | Surface, response: Response) -> None:
        await self.may_say.wait()
        self.said.append((where, response))
        self._bell.ring()

    async def on_moved(self, old: Place, new: Place) -> None:
        self.moved.append((old, new))
        self._bell.ring()


class Log(logging.Handler):
    """The lines of the bot's log, to wait for."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.lines: list[str] = []
        self._bell = Bell()
        self.until = self._bell.until

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(record.getMessage())
        self._bell.ring()

    def count(self, words: str) -> int:
        """How many lines contain these words."""
        return sum(words in line for line in self.lines)


@contextmanager
def log_lines() -> Iterator[Log]:
    """What the bot logs inside of the block."""
    logger, log = logging.getLogger("parley.telegram"), Log()
    before = logger.level
    logger.setLevel(logging.INFO)
    logger.addHandler(log)
    try:
        yield log
    finally:
        logger.removeHandler(log)
        logger.setLevel(before)


@asynccontextmanager
async def connected(
    api: TelegramApi, *, speed: float = SPEED, token: str = "", clock: Clock | None = None
) -> AsyncIterator[TelegramBot]:
    """A bot that can call out; it does not listen."""
    bot = TelegramBot(token or api.token, api_url=api.url, clock=clock or RealClock(speed))
    try:
        yield bot
    finally:
        await bot.aclose()


@asynccontextmanager
async def listening(api: TelegramApi, inbox: Collector, *, speed: float = SPEED) -> AsyncIterator[TelegramBot]:
    """A bot that waits for updates."""
    async with connected(api, speed=speed) as bot, asyncio.TaskGroup() as tasks:
        tasks.create_task(bot.run(inbox))
        await api.until(lambda: api.is_polled)
        yield bot
        await bot.quiet()


def chat(person: int) -> ToChat:
    """The private chat with somebody."""
    return ToChat(Place("telegram", str(person)))
