"""Several processes on one PostgreSQL: one is killed, stopped or cut off while people ask, or the server falls over.

Each person asks on as soon as the answer before shows a word, so that the next question waits for its turn. Each
process asks the model at an address of its own: so it is known which answers a harm has hit.
"""

import asyncio
import random
import signal
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from itertools import count, pairwise

import psycopg

from benchmarks.chaos.outcomes import Fate, Goal, Row, whole_at, words_at
from benchmarks.chaos.stands import Platform, Stand, Town, a_town
from tests.postgresql import Server, server
from tests.process import Running

PATIENCE = 60.0

PAUSE = (0.3, 0.8)
"""Seconds between the first word of an answer and the next question of its person.

Until that word is noted a takeover knows of none, and the next question joins the one before: one answer to both.
"""

IN_FLIGHT = 0.1
"""Seconds after a harm in which a call that was made before it may still be served."""

GRACE = 30.0
"""Seconds that a process has to end its answers in a rolling restart: more than one of them takes."""


@dataclass(frozen=True, slots=True)
class Harm:
    """When something was done, by the stand's clock, and to which process; empty: to the database."""

    at: float
    process: str


@dataclass
class Machines:
    """The processes of one bot, by name."""

    town: Town
    url: str
    database: Server
    stack: AsyncExitStack
    more: Mapping[str, str]
    running: dict[str, Running] = field(default_factory=dict)
    harms: list[Harm] = field(default_factory=list)
    _numbers: Iterable[int] = field(default_factory=count)

    async def start(self) -> None:
        """Start one more."""
        name = f"process{next(iter(self._numbers))}"
        asks_at = {"PARLEY_PROVIDERS__LOCAL__BASE_URL": self.town.model.base_url_of(name)}
        variables = {**self.town.variables, "PARLEY_STORAGE__URL": self.url, **asks_at, **self.more}
        found = await self.stack.enter_async_context(self.town.stand.launch(variables))
        assert isinstance(found, Running)
        self.running[name] = found

    async def up(self) -> None:
        """Wait until all of them are heard of in the database."""
        await self.town.stand.until(lambda: self._heard_of() >= len(self.running), PATIENCE)

    def _heard_of(self) -> int:
        with suppress(psycopg.Error), psycopg.connect(self.url) as sql:  # the tables may not be there yet
            lately = "SELECT count(*) FROM procrastinate_workers WHERE last_heartbeat > now() - interval '1 second'"
            row = sql.execute(lately).fetchone()
            return int(row[0]) if row else 0
        return 0

    def harm(self, process: str = "") -> None:
        """Note that it is done now."""
        self.harms.append(Harm(self.town.stand.now(), process))

    async def kill(self, chance: random.Random) -> None:
        """Kill one, and start another."""
        name = chance.choice(list(self.running))
        one = self.running.pop(name)
        self.harm(name)
        one.signal(signal.SIGKILL)
        await one.status()
        await self.start()

    async def sleep(self, chance: random.Random) -> None:
        """Stop each in its turn for ten seconds, so also the one that receives: it wakes, and others have its chats."""
        name = tuple(self.running)[len(self.harms) % len(self.running)]
        self.harm(name)
        self.running[name].signal(signal.SIGSTOP)
        await asyncio.sleep(10.0)
        self.running[name].signal(signal.SIGCONT)

    async def fall(self, chance: random.Random) -> None:
        """End the database at once, as a fault would, and start it again."""
        self.harm()
        await asyncio.to_thread(self.database.stop)
        await asyncio.to_thread(self.database.start)

    async def cut(self, chance: random.Random) -> None:
        """End every connection to the database."""
        self.harm()
        with self.database.connect() as sql:
            ends = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            sql.execute(f"{ends} AND datname IS NOT NULL")

    async def replace(self, name: str) -> None:
        """Start another one, and then end that one, as a deploy does."""
        await self.start()
        await self.up()
        one = self.running.pop(name)
        one.signal(signal.SIGTERM)
        async with asyncio.timeout(GRACE + PATIENCE):
            await one.process.wait()


Harming = Callable[[Machines, random.Random], Awaitable[None]]

HARMS: dict[str, tuple[Harming, float]] = {
    "killed": (Machines.kill, 0.5),
    "asleep": (Machines.sleep, 11.0),
    "database down": (Machines.fall, 2.0),
    "cut": (Machines.cut, 0.5),
}
"""What is done, and the seconds that it takes at most."""

BETWEEN = (3.0, 5.0)
"""Seconds between two harms: about those of a takeover and of the rest of an answer.

Who is hit again and again before that is told that the question is not asked any more, which is another case.
"""


QUESTIONS: Mapping[Platform, float] = {"telegram": 5.0, "discord": 8.0}
"""How many come in a second: so many that the calls of their answers are about what the platform allows the bot."""


@asynccontextmanager
async def machines(town: Town, processes: int, database: Server | None = None, **more: str) -> AsyncIterator[Machines]:
    """So many processes, connected. `database`: None: a server of their own. `more`: further variables."""
    async with AsyncExitStack() as stack:
        database = database or stack.enter_context(server())
        found = Machines(town, database.make("machines"), database, stack, more)
        for _ in range(processes):
            await found.start()
        await town.stand.until(lambda: town.city.reached, PATIENCE)
        await found.up()
        yield found


async def harmed(
    stand: Stand,
    platform: Platform,
    *,
    harm: str,
    times: int,
    processes: int = 3,
    each: int = 5,
    database: Server | None = None,
) -> list[Row]:
    """Do that so many times, one after the other, while people ask.

    `each`: the questions of each of them. An answer takes two and a half seconds. `database`: as in `machines`.
    """
    chance, a_second = random.Random(17), QUESTIONS[platform]
    harming, seconds = HARMS[harm]
    people = round(times * (BETWEEN[1] + seconds) * a_second / each) + processes
    enough = asyncio.Event()
    town_of = a_town(stand, platform, people, each=each, length=600, rate=60.0)
    async with town_of as town, machines(town, processes, database) as found:
        asking = asyncio.create_task(_talk(town, people, each, a_second, chance, enough))
        for _ in range(times):
            await stand.sleep(chance.uniform(*BETWEEN))
            await harming(found, chance)
        enough.set()
        await asking
        settled = await town.settle(PATIENCE)
        fates = town.fates()
        taken = takeovers(town, found.harms)
    seen = unnoticed(fates, times), (order(town, people, each),), _times(taken)
    beside = f"{times} times, {processes} processes; {len(taken)} answers were hit"
    return [Row(f"{town.name}, {harm}", fates, settled, beside, tuple(goal for goals in seen for goal in goals))]


async def rolled(
    stand: Stand,
    platform: Platform,
    *,
    processes: int = 3,
    answers: int = 100,
    a_second: float = 8.0,
    length: int = 1200,
    rate: float = 25.0,
    database: Server | None = None,
) -> list[Row]:
    """Replace all processes one after the other while so many answers grow: none is cut, and none stands there twice.

    `length`, `rate`: characters of an answer, and tokens of four a second. People ask on until the last is replaced.
    """
    most = round(answers + processes * a_second * (length / (4 * rate) + 10.0))
    async with (
        a_town(stand, platform, most, length=length, rate=rate) as town,
        machines(town, processes, database, PARLEY_SHUTDOWN__GRACE=str(GRACE)) as found,
    ):
        asking = asyncio.create_task(_ask(town, most, a_second))
        grown = await stand.until(lambda: len(town.asked) - _whole(town) >= answers * 0.9, PATIENCE)
        for name in tuple(found.running):
            await found.replace(name)
        asking.cancel()
        settled = await town.settle(PATIENCE)
        fates = town.fates()
    asked_twice = sum(len(found) > 1 for found in town.model.requests.values())
    cut = Goal("answers that were cut", asked_twice + sum(not one.whole for one in fates), 0, "")
    busy = Goal("seconds until so many grew", grown, PATIENCE)
    beside = f"{processes} processes, {answers} answers"
    return [Row(f"{town.name}, rolling", fates, settled, beside, (cut, *unnoticed(fates, 0), busy))]


def _whole(town: Town) -> int:
    return sum(one.whole for one in town.fates())


async def _ask(town: Town, people: int, a_second: float) -> None:
    for number in range(1, people + 1):
        town.ask(number)
        await town.stand.sleep(1.0 / a_second)


async def _talk(
    town: Town, people: int, each: int, a_second: float, chance: random.Random, enough: asyncio.Event
) -> None:
    async with asyncio.TaskGroup() as talks:
        for person in range(1, people + 1):
            if enough.is_set():
                return
            talks.create_task(_talk_of(town, person, of_person(person, people, each), chance))
            await town.stand.sleep(each / a_second)


async def _talk_of(town: Town, person: int, questions: Sequence[int], chance: random.Random) -> None:
    for question in questions:
        town.ask(question, by=person)
        await town.stand.until(partial(_shows, town, question), PATIENCE)
        await town.stand.sleep(chance.uniform(*PAUSE))


def _shows(town: Town, question: int) -> bool:
    """Whether a word of its answer was shown, or a sentence instead of it."""
    return town.fate(question).waited is not None


def of_person(person: int, people: int, each: int) -> list[int]:
    """The questions of a person, in their order."""
    return [person + people * number for number in range(each)]


# What was seen.


def unnoticed(fates: tuple[Fate, ...], openings: int) -> tuple[Goal, ...]:
    """What nobody may notice. `openings`: messages too many that a kill may leave."""
    lost = Goal("questions lost", sum(not one.whole and not one.told for one in fates), 0, "")
    second = sum(max(0, one.wholes - 1) for one in fates)
    alive = Goal("alive", sum(one.alive for one in fates), 0, "")
    orphans = sum(one.copies for one in fates) - second
    return lost, Goal("second whole answers", second, 0, ""), alive, Goal("openings", orphans, openings, "")


def order(town: Town, people: int, each: int) -> Goal:
    """That each question of a conversation is begun behind the one before it, and stands below it."""
    faults = 0
    for person in range(1, people + 1):
        asked = [number for number in of_person(person, people, each) if number in town.asked]
        for one, next_one in pairwise(asked):
            before, after = town.model.requests[one], town.model.requests[next_one]
            begun = bool(before and after) and after[0].at < before[-1].at
            stood = [words_at(town.texts[number], town.posts(number))[:1] for number in (one, next_one)]
            faults += begun or (all(stood) and stood[0] > stood[1])
    return Goal("order faults", faults, 0, "")


def takeovers(town: Town, harms: Sequence[Harm]) -> list[float]:
    """Seconds from each harm to the next words of each answer that its process gave then; inf: none came."""
    found: list[float] = []
    for harm in harms:
        for question, requests in town.model.requests.items():
            before = [each for each in requests if each.at <= harm.at]
            if question not in town.asked or not before or before[-1].by != harm.process:
                continue
            posts, text = town.posts(question), town.texts[question]
            whole = whole_at(text, posts)
            if whole is None or whole > harm.at:
                after = [at for at in words_at(text, posts) if at > harm.at + IN_FLIGHT]
                found.append(min(after, default=float("inf")) - harm.at)
    return sorted(found)


def _times(taken: Sequence[float]) -> tuple[Goal, ...]:
    """How long takeovers took; nothing if there were none."""
    if not taken:
        return ()
    at = {name: taken[min(len(taken) - 1, int(part * len(taken)))] for name, part in (("p50", 0.5), ("p95", 0.95))}
    most = {"p50": 2.5, "p95": 3.0, "longest": 5.0}
    return tuple(Goal(f"takeover, {name}", value, most[name]) for name, value in {**at, "longest": taken[-1]}.items())
