"""Several processes on one PostgreSQL beside one on a file: what a question costs, and when its first words stand.

python -m benchmarks.machines
"""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Final

from rich.console import Console

from benchmarks.chaos.outcomes import Fate
from benchmarks.chaos.stands import Platform, Stand, Town, a_town
from benchmarks.elsewhere import ROOT
from benchmarks.processes import cpu
from benchmarks.reckoning import Figure, beside
from benchmarks.running import Failed
from benchmarks.table import show
from tests.postgresql import Server, server
from tests.process import Running, parley

TITLE: Final = "400 streams on one, two and four processes"

COUNTS: Final = (1, 2, 4)
STREAMS: Final = 400
LENGTH: Final = 600
"""Characters of an answer."""
RATE: Final = 15.0
"""Tokens a second: an answer grows for 10 s."""
BURST_WITHIN: Final = 10.0
"""Seconds in which all are asked."""
ALONE: Final = 20
"""Questions that are asked one after the other, to see the first words of each."""
MORE: Final = 0.04
"""Seconds that the first words may stand later than with one process on a file."""
PATIENCE: Final = 90.0
SETTLED: Final = 2.0
"""Seconds after which nothing of a start is under way any more, and PostgreSQL has counted what was done."""
NAME: Final = "machines"


@dataclass(slots=True)
class Setup:
    """So many processes that share a database. `database`: None for a file."""

    town: Town
    database: Server | None
    running: list[Running] = field(default_factory=list)

    def cpu(self) -> float:
        """Seconds of CPU that the processes have used."""
        return sum(cpu(each.process.pid) for each in self.running)

    def transactions(self) -> int:
        """Transactions of the server; 0 for a file."""
        if self.database is None:
            return 0
        with self.database.connect() as sql:
            counted = "SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = %s"
            row = sql.execute(counted, (NAME,)).fetchone()
        return int(row[0]) if row else 0


@dataclass(frozen=True, slots=True)
class Seen:
    """What one set-up did with all questions. `first`: seconds to the first words of a question that is alone."""

    cpu: float
    transactions: float
    idle: float
    first: float
    too_many: int
    unanswered: int


def run(other: Path | None = None) -> list[Figure]:
    """Measure it on both platforms: about three minutes. `other`: where another commit's program is."""
    if not Path("/proc/self/stat").exists():
        return []  # a process is looked into from outside, which only Linux allows as simply
    return beside(asyncio.run(_of(ROOT)), asyncio.run(_of(other)) if other is not None else [])


async def _of(tree: Path) -> list[Figure]:
    figures: list[Figure] = []
    platforms: tuple[Platform, ...] = ("discord", "telegram")
    for platform in platforms:
        on_file = await _seen(tree, platform, 1, None)
        figures += _figures(f"{platform.capitalize()}, one on a file", on_file, None)
        for count in COUNTS:
            with server() as database:
                seen = await _seen(tree, platform, count, database)
            figures += _figures(f"{platform.capitalize()}, {count} on PostgreSQL", seen, on_file)
    return figures


def _figures(title: str, seen: Seen, on_file: Seen | None) -> list[Figure]:
    most = None if on_file is None else on_file.first + MORE
    counted = [
        Figure(f"{title}: transactions a question", seen.transactions, ""),
        Figure(f"{title}: transactions a second while nobody asks", seen.idle, ""),
    ]
    return [
        Figure(f"{title}: CPU a question", 1000 * seen.cpu, "ms"),
        *(counted if on_file is not None else ()),
        Figure(f"{title}: first words, asked alone, median", seen.first, "s", target=most),
        Figure(f"{title}: 429s", seen.too_many, "", target=0),
        Figure(f"{title}: not whole", seen.unanswered, "", target=0),
    ]


async def _seen(tree: Path, platform: Platform, count: int, database: Server | None) -> Seen:
    @asynccontextmanager
    async def launch(variables: Mapping[str, str]) -> AsyncIterator[Running]:
        with TemporaryDirectory() as folder:
            async with parley(Path(folder), variables, tree) as running:
                yield running

    stand = Stand(launch)
    people = STREAMS + ALONE
    async with (
        a_town(stand, platform, people, length=LENGTH, rate=RATE) as town,
        _set_up(town, count, database) as here,
    ):
        before, began = here.transactions(), stand.now()
        await stand.sleep(2 * SETTLED)
        idle = (here.transactions() - before) / (stand.now() - began)
        alone = [await _alone(town, number) for number in range(STREAMS + 1, people + 1)]
        before, began, used = here.transactions(), stand.now(), here.cpu()
        for number in range(1, STREAMS + 1):
            town.ask(number)
            await stand.sleep(BURST_WITHIN / STREAMS)
        await town.settle(PATIENCE)
        used = here.cpu() - used
        await stand.sleep(SETTLED)
        done = here.transactions() - before - idle * (stand.now() - began)
        fates = town.fates()
        return Seen(
            used / STREAMS,
            done / STREAMS,
            idle,
            _median(alone),
            town.city.counts()[1],
            sum(not one.whole for one in fates),
        )


async def _alone(town: Town, question: int) -> Fate:
    town.ask(question)
    await town.stand.until(lambda: town.fate(question).waited is not None, PATIENCE)
    return town.fate(question)


def _median(fates: Sequence[Fate]) -> float:
    return median(PATIENCE if one.waited is None else one.waited for one in fates)


@asynccontextmanager
async def _set_up(town: Town, count: int, database: Server | None) -> AsyncIterator[Setup]:
    """So many processes, each connected; they end with the block."""
    here = Setup(town, database)
    async with AsyncExitStack() as stack:
        more = {} if database is None else {"PARLEY_STORAGE__URL": database.make(NAME)}
        for _ in range(count):
            running = await stack.enter_async_context(town.stand.launch({**town.variables, **more}))
            assert isinstance(running, Running)
            here.running.append(running)
        if await town.stand.until(lambda: town.city.reached, PATIENCE) is None:
            raise Failed("the processes")
        await town.stand.sleep(SETTLED)
        yield here


if __name__ == "__main__":
    show(Console(), TITLE, run())
