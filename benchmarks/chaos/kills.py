"""The program is killed or told to end while it answers, and started again on what it had kept."""

import random
import signal
import time

from benchmarks.chaos.outcomes import Fate, Goal, Row, copies
from benchmarks.chaos.stands import Platform, Stand, a_town
from tests.process import Running

PATIENCE = 20.0


async def killed(stand: Stand, platform: Platform, *, times: int = 3, questions: int = 20) -> list[Row]:
    """kill -9 while questions come in for two seconds, at random moments; the same database starts again.

    What is left of them is asked while nobody listens.
    """
    chance = random.Random(13)
    fates: list[Fate] = []
    longest: float | None = 0.0
    down = 0
    for turn in range(times):
        store = {"PARLEY_STORAGE__URL": f"sqlite:///{turn}.db"}
        async with a_town(stand, platform, questions, length=600) as town:
            moment = chance.uniform(0.2, 5.5)
            async with town.program(**store) as running:
                began, number = stand.now(), 0
                while stand.now() - began < moment:
                    if number < questions and stand.now() - began >= 2.0 * number / questions:
                        number += 1
                        town.ask(number)
                    await stand.sleep(0.02)
                _process(running).signal(signal.SIGKILL)
                await _process(running).status()
            for missing in range(number + 1, questions + 1):
                town.ask(missing)
                down += 1
            async with town.program(**store):
                settled = await town.settle(PATIENCE)
            fates += town.fates()
        longest = None if settled is None or longest is None else max(longest, settled)
    lost = Goal("questions lost", sum(not one.whole and not one.told for one in fates), 0, "")
    beside = f"{times} kills; {down} asked while it was down"
    return [Row(town.name, tuple(fates), longest, beside, (lost, copies(fates)))]


async def ended(stand: Stand, platform: Platform, *, answers: int = 50) -> list[Row]:
    """SIGTERM while 50 answers grow; then the next start."""
    async with a_town(stand, platform, answers, length=1900, rate=30) as town:
        async with town.program() as running:
            for number in range(1, answers + 1):
                town.ask(number)
            await stand.sleep(3.0)
            status, took = await _end(running)
        at_its_end = town.fates()
        async with town.program():
            settled = await town.settle(PATIENCE)
            fates = town.fates()
    left = sum(one.alive for one in at_its_end)
    goals = Goal("seconds to end", took, 10.0), copies(fates)
    return [Row(town.name, fates, settled, f"exit status {status}; {left} looked alive then", goals)]


async def ended_asleep(stand: Stand, platform: Platform, *, answers: int = 5) -> list[Row]:
    """SIGTERM while the platform does nothing; it does all that it was asked before the next start."""
    async with a_town(stand, platform, answers, length=300) as town:
        async with town.program() as running:
            town.api.faults.sleep()
            for number in range(1, answers + 1):
                town.ask(number)
            await stand.sleep(3.0)
            _, took = await _end(running)
        town.api.faults.wake()
        async with town.program():
            settled = await town.settle(PATIENCE)
            fates = town.fates()
    return [Row(f"{town.name}, asleep", fates, settled, "", (Goal("seconds to end", took, 10.0), copies(fates)))]


async def _end(running: object) -> tuple[int, float]:
    """Tell it to end: its exit status, and the seconds that it took."""
    began = time.monotonic()
    _process(running).signal(signal.SIGTERM)
    return await _process(running).status(), time.monotonic() - began


def _process(running: object) -> Running:
    assert isinstance(running, Running)
    return running
