"""A platform and a model in memory: every frame with its time, limits enforced as a server's, failures on demand."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from enum import Enum
from functools import partial
from itertools import count

from bots.engine.runtime.clock import RealClock
from bots.engine.seam.errors import Gone, Late, NotSent, PlatformError, Refused, SlowDown, TooLarge, Unsure
from bots.engine.seam.places import (
    InteractionMessage,
    Message,
    Person,
    Place,
    Surface,
    Target,
    ToChat,
    ToInteraction,
)
from bots.engine.seam.rates import OF_THE_BOT, Bucket, Budget, Limit, Tempo, Window
from bots.engine.seam.shown import Frame
from bots.text.moments import in_words
from bots.text.piece import Piece
from bots.text.remark import with_remark
from provider.contract import Event, Finish, Request, Trust
from provider.errors import ModelNotFound
from provider.known.learning import Learned
from provider.known.lessons import Lesson
from provider.known.model_settings import UNSET, ModelSettings
from provider.values import replace

NOON = 1_800_000_000.0
ROUND_TRIP = 0.05
LATE_BY = 12.0
"""Seconds after which a late call has its effect on the server."""
SLOW_BY = 40.0
"""Seconds for which a slow server thinks about a call that it takes."""
OPEN_FOR = 75.0
"""Seconds after which a call that hangs is cut by its deadline."""

CHAT_LIMITS = (Bucket(3, 1.0),)
BOT_LIMITS = (Window(25, 1.0, reserve=2),)


class VirtualClock(RealClock):
    """The loop's own time, and a calendar that goes with it; it begins at noon, or so many seconds later."""

    def __init__(self, later: float = 0.0) -> None:
        super().__init__()
        self._later = later

    def wall(self) -> float:
        return NOON + self._later + self.now()

    def skip(self, seconds: float) -> None:
        """Let the calendar go on by itself, as if nothing had been due meanwhile: a month costs no rounds of upkeep."""
        self._later += seconds


class Fault(Enum):
    """How one call goes wrong."""

    SLOW_DOWN = "429, nothing applied"
    NOT_SENT = "no connection, nothing applied"
    UNSURE = "a 5xx, nothing applied"
    LOST = "applied, the answer lost"
    LATE = "cut by its deadline, applied some seconds later"
    STALLED = "cut by its deadline, never applied"
    HANGS = "open for a minute and more, then cut by its deadline; never applied"
    SLOW = "answered late, applied"
    GONE = "the message was deleted"
    REFUSED = "refused for good"


@dataclass(frozen=True, slots=True)
class Call:
    """One attempt, as it reached the server."""

    at: float
    where: Target | Surface
    frame: Frame
    last: bool


@dataclass(slots=True)
class Standing:
    """A message that people see."""

    surface: Surface
    frame: Frame
    reply_to: str = ""
    history: list[tuple[float, Frame]] = field(default_factory=list)


def plain(source: str, *, last: bool, limit: int) -> Piece:
    """The source as it is, cut at the limit; white space alone is nothing, and no rest either."""
    source = in_words(source)
    rest = source[limit:]
    return Piece(source[:limit] if source.strip() else "", rest=rest if rest.strip() or not source.strip() else "")


class MemoryPlatform:
    """A platform whose server keeps its own count; `violations` is how often it was asked for too much.

    `deduplicates`: it drops a second send with the same nonce, as Discord does. `vague`: its 429s do not say whether
    the chat or the bot was too fast, as Telegram's. `faults`: what happens to which call, by its number. `refuses`:
    why the server will not have a call, whatever its number; empty: it takes it. `fails`: how a call goes wrong,
    whatever its number. `asks_for`: the seconds that its 429s name. `files`: what people sent, by reference, or why it
    cannot be had; `fetched`: the references that were asked for; `breaks`: how the next downloads fail.
    """

    def __init__(
        self,
        clock: RealClock,
        *,
        name: str = "memory",
        limit: int = 4000,
        tempo: Tempo | None = None,
        chat_limits: tuple[Limit, ...] = CHAT_LIMITS,
        bot_limits: tuple[Limit, ...] = BOT_LIMITS,
        deduplicates: bool = True,
        retry_after: float = 3.0,
        vague: bool = False,
        render: Callable[..., Piece] = plain,
    ) -> None:
        self.name = name
        self.managers: set[Person] = set()
        self.files: dict[str, bytes | PlatformError] = {}
        self.fetched: list[str] = []
        self.breaks: list[PlatformError] = []
        self.calls: list[Call] = []
        self.faults: dict[int, Fault] = {}
        self.refuses: Callable[[Target | Surface, Frame], str] = lambda where, frame: ""
        self.fails: Callable[[Target | Surface, Frame], Fault | None] = lambda where, frame: None
        self.standing: dict[str, Standing] = {}
        self.typings: list[float] = []
        self.violations = 0
        self.no_ops = 0
        self.most_in_flight = 0
        self._clock = clock
        self.limit = limit
        self._tempo = tempo or Tempo((), 1.0)
        self._limits = (chat_limits, bot_limits)
        self._deduplicates = deduplicates
        self.asks_for = retry_after
        self._vague = vague
        self._render = render
        self._counted: dict[str, list[float]] = {}
        self._nonces: dict[str, str] = {}
        self._in_flight = 0
        self._ids = count(2000)  # none comes again, whatever is deleted
        self._deleted: set[str] = set()

    # What the engine calls.

    def budgets(self, where: Target | Surface) -> tuple[Budget, ...]:
        chat, bot = self._limits
        return Budget(f"{self.name}:chat:{where.place.chat}", chat), Budget(f"{self.name}:bot", bot, OF_THE_BOT)

    def tempo(self, where: Target | Surface) -> Tempo:
        return self._tempo

    def render(self, source: str, *, last: bool, remark: str = "") -> Piece:
        return with_remark(partial(self._render, source, last=last), self.limit, Piece(remark), gap="\n\n")

    async def show(self, where: Target | Surface, frame: Frame, *, last: bool) -> Surface:
        number = len(self.calls)
        self.calls.append(Call(self._clock.now(), where, frame, last))
        self._count(where)
        self._in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self._in_flight)
        try:
            await self._clock.sleep(ROUND_TRIP)
        finally:
            self._in_flight -= 1
        if reason := self.refuses(where, frame):
            raise Refused(reason)
        match self.faults.pop(number, None) or self.fails(where, frame):
            case Fault.SLOW_DOWN:
                raise SlowDown(self.asks_for, vague=self._vague)
            case Fault.HANGS:
                await self._clock.sleep(OPEN_FOR)
                raise Late("no answer in time")
            case Fault.SLOW:
                await self._clock.sleep(SLOW_BY)
                return self._apply(where, frame)
            case Fault.NOT_SENT:
                raise NotSent("no connection")
            case Fault.UNSURE:
                raise Unsure("502")
            case Fault.STALLED:
                raise Late("no answer in time")
            case Fault.LATE:
                asyncio.get_running_loop().call_later(self._clock.real(LATE_BY), self._apply_late, where, frame)
                raise Late("no answer in time")
            case Fault.GONE:
                if isinstance(where, Message | InteractionMessage):
                    self.standing.pop(where.id, None)
                    self._deleted.add(where.id)
                raise Gone("deleted")
            case Fault.REFUSED:
                raise Refused("blocked")
            case Fault.LOST:
                self._apply(where, frame)
                raise Unsure("reset by peer")
            case _:
                return self._apply(where, frame)

    async def typing(self, target: Target) -> float:
        self.typings.append(self._clock.now())
        return 5.0

    async def manages(self, place: Place, server: str, person: Person) -> bool:
        return person in self.managers

    async def private_chat(self, person: Person) -> ToChat:
        return ToChat(Place(self.name, f"dm{person.id}"))

    async def download(self, reference: str, most: int) -> bytes:
        self.fetched.append(reference)
        await self._clock.sleep(ROUND_TRIP)
        if self.breaks:
            raise self.breaks.pop(0)
        file = self.files.get(reference, Gone("no such file"))
        if isinstance(file, PlatformError):
            raise file
        if len(file) > most:
            raise TooLarge("too large")
        return file

    # What a test asks.

    def seen(self, place: Place) -> list[Frame]:
        """What stands in a place, oldest first."""
        return [one.frame for one in self.standing.values() if one.surface.place == place]

    def texts(self, place: Place) -> list[str]:
        """The same, without what is around the words."""
        return [frame.text for frame in self.seen(place)]

    def place(self, surface: Surface, frame: Frame) -> None:
        """Something stands there already."""
        self._put(surface, frame)

    def vanish(self, id: str) -> None:
        """Somebody deletes a message."""
        del self.standing[id]

    # The server.

    def _count(self, where: Target | Surface) -> None:
        now = self._clock.now()
        for budget in self.budgets(where):
            times = self._counted.setdefault(budget.name, [])
            times.append(now)
            if any(_exceeded(limit, times) for limit in budget.limits):
                times.pop()
                self.violations += 1
                raise SlowDown(self.asks_for, () if self._vague else (budget.name,), vague=self._vague)

    def _apply(self, where: Target | Surface, frame: Frame) -> Surface:
        if isinstance(where, ToInteraction):
            id = f"{where.token}:{next(self._ids)}" if where.follow_up else f"{where.token}:original"
            return self._put(InteractionMessage(where.place, where.app, where.token, id, where.expires), frame)
        if isinstance(where, Message | InteractionMessage):
            if where.id not in self.standing:
                raise Gone("deleted")
            return self._put(where, frame)
        if self._deduplicates and where.nonce in self._nonces:
            id = self._nonces[where.nonce]
            if id not in self.standing:
                raise Gone("deleted")
            return self.standing[id].surface
        id = f"m{next(self._ids)}"
        if where.nonce:
            self._nonces[where.nonce] = id
        surface = self._put(Message(where.place, id), frame)
        self.standing[id].reply_to = where.reply_to
        return surface

    def _put(self, surface: Surface, frame: Frame) -> Surface:
        if surface.id in self._deleted:
            raise Gone("deleted")
        known = self.standing.get(surface.id)
        if known is None:
            known = self.standing[surface.id] = Standing(surface, frame)
        elif replace(known.frame, silent=False) == replace(frame, silent=False):
            self.no_ops += 1
        known.frame = frame
        known.history.append((self._clock.now(), frame))
        return surface

    def _apply_late(self, where: Target | Surface, frame: Frame) -> None:
        with suppress(Gone):
            self._apply(where, frame)


class MemoryTerminal(MemoryPlatform):
    """One that tells its own words from the model's."""

    def __init__(self, clock: RealClock) -> None:
        super().__init__(clock, name="terminal")
        self.ends: list[tuple[bool, str]] = []

    def settled(self, target: Target, *, complete: bool, notice: str) -> None:
        self.ends.append((complete, notice))


def _exceeded(limit: Limit, times: Sequence[float]) -> bool:
    """Whether the last of these calls was one too many."""
    if isinstance(limit, Window):
        return len([at for at in times if at > times[-1] - limit.seconds + 1e-6]) > limit.calls
    level, before = limit.capacity, times[0]
    for at in times:
        level = min(limit.capacity, level + (at - before) * limit.per_second) - 1
        before = at
    return level < -1e-3


Step = Event | float | Exception | asyncio.Event
"""What a model does next: says something, pauses for seconds, fails, or waits until a test lets it go on."""


class ScriptedProvider:
    """A model that plays its scripts, one a question; the last one for all that follow."""

    calls_tools = True

    def __init__(self, clock: RealClock, *scripts: Sequence[Step], trust: Trust = "account") -> None:
        self.scripts = [list(script) for script in scripts]
        self.requests: list[Request] = []
        self.withdrawn: set[str] = set()  # its list goes on naming them, as some do
        self.refuses: Exception | None = None
        self.told: dict[str, ModelSettings] = {}
        self.open = 0
        self._clock = clock
        self.trust: Trust = trust
        self.learned = Learned(clock.wall)

    def found_out(self, model: str) -> tuple[Lesson, ...]:
        return self.learned.lessons(model)

    @property
    def default_model(self) -> str:
        return "small"

    async def stream(self, request: Request) -> AsyncGenerator[Event, None]:
        self.requests.append(request)
        if request.model in self.withdrawn:
            raise ModelNotFound(f"The model `{request.model}` has been decommissioned.")
        script = self.scripts.pop(0) if len(self.scripts) > 1 else self.scripts[0]
        self.open += 1
        try:
            for step in script:
                match step:
                    case float():
                        await self._clock.sleep(step)
                    case asyncio.Event():
                        await step.wait()
                    case Exception():
                        raise step
                    case Finish():
                        yield step
                        return
                    case _:
                        yield step
            yield Finish()
        finally:
            self.open -= 1

    def settings(self, model: str) -> ModelSettings:
        return self.told.get(model, UNSET)

    async def models(self) -> tuple[str, ...]:
        if self.refuses is not None:
            raise self.refuses
        return "small", "large", "tiny"

    async def aclose(self) -> None:
        """Nothing is open beyond its streams."""
