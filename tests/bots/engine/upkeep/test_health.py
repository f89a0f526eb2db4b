"""How the program is: the platforms, the store and the loop, as somebody outside asks."""

import asyncio

import pytest

from bots.engine.runtime.tasks import beside
from bots.engine.storage.changes import HELD
from bots.engine.upkeep.health import BEAT, HOLDS_FOR, Health
from tests.bots.engine.house import House, house
from tests.fakes.memory import MemoryPlatform, VirtualClock

pytestmark = pytest.mark.looptime


class Wired(MemoryPlatform):
    """A platform that can tell whether it is connected."""

    plugged = True

    def is_connected(self) -> bool:
        return self.plugged


def health(here: House) -> Health:
    return here.engine.services.health


async def test_a_platform_is_connected_from_its_start_to_its_end() -> None:
    """If it cannot tell more than that."""
    async with house() as here:
        seen = [health(here).connected()]
        await here.engine.on_ready("memory")
        seen.append(health(here).connected())
        here.engine.ended("memory", for_good=False)
        seen.append(health(here).connected())

    assert seen == [{"memory": False}, {"memory": True}, {"memory": False}]


async def test_a_platform_that_can_tell_is_asked() -> None:
    """It may lose its connection and get it back, and nobody is told of that."""
    clock = VirtualClock()
    platform = Wired(clock)
    async with house(platform=platform, clock=clock) as here:
        early = health(here).connected()["memory"]
        await here.engine.on_ready("memory")
        seen = [early, health(here).connected()["memory"]]
        platform.plugged = False
        seen.append(health(here).connected()["memory"])
        platform.plugged = True
        seen.append(health(here).connected()["memory"])

    assert seen == [False, True, False, True]


async def test_a_store_that_takes_nothing_is_not_writable_until_it_does() -> None:
    """A full disk, and some space again."""
    async with house() as here:
        found = [await health(here).store_writes()]
        here.database.patience = 0
        await here.wait(HOLDS_FOR)
        found.append(await health(here).store_writes())
        here.database.patience = 1_000
        await here.wait(HOLDS_FOR)
        found.append(await health(here).store_writes())

    assert found == [True, False, True]


async def test_asking_leaves_what_is_held_in_memory() -> None:
    """What was chosen is not read anew by the next question, here or in another process."""
    async with house() as here:
        await here.ask("x")
        await here.wait()
        before = here.store.changes.of(*(table.name for table in HELD))
        await health(here).store_writes()
        await health(here).store_answers()
        after = here.store.changes.of(*(table.name for table in HELD))

    assert before == after


async def test_many_who_ask_at_once_are_one_attempt() -> None:
    """So that asking cannot keep the store busy."""
    async with house() as here:
        before = len(here.database.jobs)
        await asyncio.gather(*(health(here).store_writes() for _ in range(50)))
        await health(here).store_writes()
        tried = here.database.jobs[before:].count("write")

    assert tried == 1


async def test_the_beat_says_by_how_much_the_loop_was_late() -> None:
    """Nothing while it turns; afterwards how long it was held up."""
    late: list[float] = []
    async with house() as here, beside(health(here).beat(late.append)):
        await here.wait(2.5 * BEAT)

    assert late == [0.0, 0.0]
