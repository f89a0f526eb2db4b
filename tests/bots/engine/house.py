"""The whole engine on a platform, a model and a database in memory; time is virtual, so nothing runs beside it."""

from collections.abc import AsyncIterator, Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from itertools import count
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection

from bots.documents.extracting import extract
from bots.documents.values import Extract, Unread
from bots.documents.values import Limits as FileLimits
from bots.engine.delivery.scheduler import Scheduler
from bots.engine.engine import Engine
from bots.engine.names.wording import Wording
from bots.engine.policy import Policy
from bots.engine.reply.style import ReplyDefaults
from bots.engine.runtime.current import Replaceable
from bots.engine.seam.incoming import Incoming, Invocation, Origin
from bots.engine.seam.places import Message, Person, Place, ToChat
from bots.engine.seam.references import spelled
from bots.engine.seam.shown import Frame, Response
from bots.engine.spending.ledger import Ledger
from bots.engine.spending.limits import Limits
from bots.engine.spending.tariff import Tariff
from bots.engine.storage import spending
from bots.engine.storage.database import Database
from bots.engine.storage.periods import Counted, Spent
from bots.engine.storage.records import StoreError
from bots.engine.storage.store import Store
from bots.engine.upkeep.housekeeping import EVERY
from bots.text.moments import in_words
from provider import Catalog
from provider.contract import Finish, Text
from provider.errors import ProviderError
from provider.routing.fallback import Alias, Routes
from provider.routing.model_client import Clocks
from provider.values import replace
from tests.fakes.memory import MemoryPlatform, ScriptedProvider, Step, VirtualClock

P = ParamSpec("P")
T = TypeVar("T")

OWNER = Person("memory", "1")
ANN = Person("memory", "5")
BOB = Person("memory", "6")
GROUP = Place("memory", "100")
NO_LIMITS = Limits(person=(), bot=(), unpriced=(), input_characters=0)
POLICY = Policy(owners=frozenset({OWNER}), everyone=True, default_model="demo/small", limits=NO_LIMITS)
HELLO: tuple[Step, ...] = (Text("Hello "), 0.5, Text("there."), Finish())
ENDLESS: tuple[Step, ...] = (Text("On "), *(step for _ in range(300) for step in (1.0, Text("and on "))))
"""A model that never comes to an end by itself."""

PRESSED = Message(GROUP, "m1")

NUMBERS: dict[str, Iterator[int]] = {}
"""Those of messages, by the path of the database: a house that opens it again goes on counting."""


def unnamed(meant: str) -> str:
    """How the bot calls somebody or something in a house without names: the words with the reference spelled out."""
    return spelled(meant, Wording({}, MemoryPlatform(VirtualClock()), GROUP).called)


@dataclass
class KeptOn:
    """The database on a server on which a test runs, whatever files it names; empty: on none."""

    url: str = ""


KEPT_ON = KeptOn()


class _AtOnce(ThreadPoolExecutor):
    """Runs each job where it is handed in: a thread would take real time, of which a virtual clock knows nothing."""

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> "Future[T]":
        future: Future[T] = Future()
        try:
            future.set_result(fn(*args, **kwargs))
        except Exception as error:  # noqa: BLE001 - what an executor does
            future.set_exception(error)
        return future


class MoodyDatabase(Database):
    """Fails all jobs once `patience` is used up. `jobs`: the names of those that it was given.

    `refused`: the names of further jobs that fail, as those that write on a full disk.
    """

    patience = 1_000_000
    jobs: tuple[str, ...] = ()
    refused: frozenset[str] = frozenset()

    async def run(self, job: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        self._asked(job)
        return await super().run(job, *args, **kwargs)

    async def run_along(self, job: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        self._asked(job)
        return await super().run_along(job, *args, **kwargs)

    async def run_step(self, job: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        self._asked(job)
        return await super().run_step(job, *args, **kwargs)

    def _asked(self, job: Callable[..., object]) -> None:
        self.patience -= 1
        self.jobs = (*self.jobs, getattr(job, "__name__", "?"))
        if self.patience < 0 or self.jobs[-1] in self.refused:
            raise StoreError("The database cannot grow because the disk is full; free some space.")


def open_database(path: str = "") -> MoodyDatabase:
    """A database in memory or in that file; in a test that runs on both kinds, the one on a server instead."""
    return MoodyDatabase.open(KEPT_ON.url or f"sqlite:///{path}", 5.0, _AtOnce())


class DocumentsAtOnce:
    """Reads files where they are handed in: a process would take real time, of which a virtual clock knows nothing."""

    async def read(self, name: str, media_type: str, data: bytes, limits: FileLimits, whose: str) -> Extract | Unread:
        return extract(name, media_type, data, limits)


async def spent(store: Store, subject: str, at: float) -> Spent:
    """What a subject has spent on the day (UTC) with that moment."""
    return (await store.run(spending.counts, [Counted(subject)], at)).get((subject, "day"), Spent())


@dataclass
class House:
    """One engine with all around it."""

    clock: VirtualClock
    platform: MemoryPlatform
    provider: ScriptedProvider
    database: MoodyDatabase
    store: Store
    scheduler: Scheduler
    engine: Engine
    numbers: Iterator[int]
    asked: list[str] = field(default_factory=list)

    def private(self, person: Person = ANN) -> Origin:
        place = Place(self.platform.name, f"dm{person.id}")
        return Origin(place, person, ToChat(place), private=True, linear=True)

    def shared(self, person: Person = ANN, place: Place = GROUP, reply_to: str = "") -> Origin:
        return Origin(place, person, ToChat(place, reply_to), server="1")

    async def ask(self, text: str, origin: Origin | None = None, **more: Any) -> str:  # Any: fields of Incoming
        """Hand in a message; returns its id."""
        id = f"q{next(self.numbers)}"
        self.asked.append(id)
        origin = origin or self.private()
        await self.engine.on_message(Incoming(origin, id, text, **{"addressed": True, **more}))
        return id

    async def command(self, command: str, origin: Origin | None = None, /, **options: str) -> str:
        """Run a command; returns what it says where no moment can be shown."""
        answer = await self.engine.on_command(Invocation(origin or self.private(), command, options))
        assert isinstance(answer, Response)
        return in_words(answer.text)

    def catalog_refuses(self, error: ProviderError) -> None:
        """From now on, the provider fails like that when it is asked which models it has."""
        self.provider.refuses = error

    async def wait(self, seconds: float = 30.0) -> None:
        await self.clock.sleep(seconds)

    async def pass_by(self, seconds: float) -> None:
        """Wait for hours or days, of which only the last rounds of upkeep are lived through."""
        self.clock.skip(seconds - 2 * EVERY)
        await self.wait(2 * EVERY)

    def ledger(self, rules: Policy = POLICY) -> Ledger:
        """Another one over the same database."""
        catalog = Catalog({"demo": self.provider}, clocks=Clocks(self.clock.now, self.clock.wall))
        return Ledger(self.store, self.clock, Tariff(catalog, self.clock), Replaceable(rules), lambda *_, **__: None)

    def texts(self, place: Place | None = None) -> list[str]:
        return self.platform.texts(place or self.private().place)

    def answers(self, place: Place) -> list[str]:
        """The same without the quiet lines that tell all there of a choice."""
        return [text for text in self.texts(place) if not text.startswith("🔀")]


@asynccontextmanager
async def house(
    *scripts: Sequence[Step],
    rules: Policy = POLICY,
    path: str = "",
    platform: MemoryPlatform | None = None,
    clock: VirtualClock | None = None,
    other: Sequence[Step] = (),
    ears: ScriptedProvider | None = None,
    eyes: str = "",
    aliases: Mapping[str, str | Alias] = {},
) -> AsyncIterator[House]:
    """`other`: what "other/small" says, which then stands in for any model that fails. `ears`: one more provider.

    `eyes`: as in `Routes`. `aliases`: what short names stand for.
    """
    clock = clock or VirtualClock()
    platform = platform or MemoryPlatform(clock)
    provider = ScriptedProvider(clock, *(scripts or (HELLO,)))
    providers = {"demo": provider, **({"other": ScriptedProvider(clock, other)} if other else {})}
    providers |= {"ears": ears} if ears else {}
    known = {name: Alias(each) if isinstance(each, str) else each for name, each in aliases.items()}
    routes = Routes(known, ("other",) if other else (), eyes=eyes)
    catalog = Catalog(providers, routes=routes, clocks=Clocks(clock.now, clock.wall))
    data = open_database(path)
    store = Store(data)
    scheduler = Scheduler(clock)
    engine = Engine(store, catalog, scheduler, clock, rules, DocumentsAtOnce())
    engine.attach(platform)
    try:
        async with engine:
            numbers = NUMBERS.setdefault(path, count()) if path else count()
            yield House(clock, platform, provider, data, store, scheduler, engine, numbers)
    finally:
        await store.close()


def growing(frames: Sequence[Frame]) -> bool:
    """Whether one of them looks as if it went on: it can be stopped."""
    return any(button.action.name == "stop" for frame in frames for row in frame.buttons for button in row)


def quiet(**how: Any) -> Policy:  # Any: fields of ReplyStyle
    """Rules with another style."""
    return replace(POLICY, style=ReplyDefaults(**how))
