"""Several processes on one PostgreSQL: one is killed, stopped or cut off while people ask, or the server falls over."""

import asyncio
import random
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field

from benchmarks.chaos.outcomes import Fate, Goal, Row
from benchmarks.chaos.stands import Platform, Stand, Town, a_town
from tests.postgresql import Server, server
from tests.process import Running

PATIENCE = 60.0


@dataclass
class Machines:
    """The processes of one bot. `harms`: when each harm was done, by the stand's clock."""

    town: Town
    url: str
    database: Server
    stack: AsyncExitStack
    running: list[Running] = field(default_factory=list)
    harms: list[float] = field(default_factory=list)

    async def start(self) -> None:
        """Start one more."""
        launched = self.town.stand.launch({**self.town.variables, "PARLEY_STORAGE__URL": self.url})
        found = await self.stack.enter_async_context(launched)
        assert isinstance(found, Running)
        self.running.append(found)

    def any(self, chance: random.Random) -> Running:
        """One of those that live."""
        self.harms.append(self.town.stand.now())
        return chance.choice(self.running)

    async def kill(self, chance: random.Random) -> None:
        """Kill one, and start another."""
        one = self.any(chance)
        self.running.remove(one)
        one.signal(signal.SIGKILL)
        await one.status()
        await self.start()

    async def sleep(self, chance: random.Random) -> None:
        """Stop one for ten seconds: it wakes, and others have its chats."""
        one = self.any(chance)
        one.signal(signal.SIGSTOP)
        await asyncio.sleep(10.0)
        one.signal(signal.SIGCONT)

    async def fall(self, chance: random.Random) -> None:
        """End the database at once, as a fault would, and start it again."""
        self.any(chance)
        self.database.stop()
        self.database.start()

    async def cut(self, chance: random.Random) -> None:
        """End every connection to the database."""
        self.any(chance)
        with self.database.connect() as sql:
            ends = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
            sql.execute(f"{ends} AND datname IS NOT NULL")


Harm = Callable[[Machines, random.Random], Awaitable[None]]

HARMS: dict[str, Harm] = {
    "killed": Machines.kill,
    "asleep": Machines.sleep,
    "database down": Machines.fall,
    "cut": Machines.cut,
}


@asynccontextmanager
async def machines(town: Town, count: int) -> AsyncIterator[Machines]:
    """So many processes, connected."""
    with server() as database:
        async with AsyncExitStack() as stack:
            found = Machines(town, database.make("machines"), database, stack)
            for _ in range(count):
                await found.start()
            await town.stand.until(lambda: town.city.reached, PATIENCE)
            await town.stand.sleep(2.0)
            yield found


async def harmed(
    stand: Stand, platform: Platform, *, harm: str, times: int, count: int = 3, people: int = 0, a_second: float = 4.0
) -> list[Row]:
    """Do that so many times, one after the other, while people ask. `people`: how many; 0: as many as that takes."""
    chance = random.Random(17)
    people = people or round(times * 4.0 * a_second) + 20
    async with a_town(stand, platform, people, length=160, rate=60.0) as town, machines(town, count) as found:
        asking = asyncio.create_task(_ask(town, people, a_second))
        for _ in range(times):
            await stand.sleep(chance.uniform(1.5, 3.0))
            await HARMS[harm](found, chance)
        await asking
        settled = await town.settle(PATIENCE)
        fates = town.fates()
    return [Row(f"{town.name}, {harm}", fates, settled, f"{times} times, {count} processes", goals(fates, times))]


async def _ask(town: Town, people: int, a_second: float) -> None:
    for number in range(1, people + 1):
        town.ask(number)
        await town.stand.sleep(1.0 / a_second)


def goals(fates: tuple[Fate, ...], times: int) -> tuple[Goal, ...]:
    """What nobody may notice."""
    lost = Goal("questions lost", sum(not one.whole and not one.told for one in fates), 0, "")
    second = sum(max(0, one.wholes - 1) for one in fates)
    alive = Goal("alive", sum(one.alive for one in fates), 0, "")
    orphans = sum(one.copies for one in fates) - second
    return lost, Goal("second whole answers", second, 0, ""), alive, Goal("openings", orphans, times, "")
