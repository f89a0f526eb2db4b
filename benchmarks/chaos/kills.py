"""The program is killed or told to end while it answers, and started again on what it had kept."""

import random
import signal
import time

from benchmarks.chaos.outcomes import Fate, Goal, Row, copies
from benchmarks.chaos.stands import Platform, Stand, a_town
from tests.process import Running

PATIENCE = 20.0


async def killed(stand: Stand, platform: Platform, *, times: int = 4, questions: int = 20) -> list[Row]:
    """kill -9 while questions come in for two seconds, at random moments; the same database starts again."""
    chance = random.Random(13)
    fates: list[Fate] = []
    longest: float | None = 0.0
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
                town.ask(missing)  # while it is down
            async with town.program(**store):
                settled = await town.settle(PATIENCE)
            fates += town.fates()
        longest = None if settled is None or longest is None else max(longest, settled)
    lost = Goal("questions lost", sum(not one.whole and not one.told for one in fates), 0, "")
    beside = f"{times} kills, settled in at most"
    return [Row(town.name, tuple(fates), longest, beside, (lost, copies(fates)))]


async def ended(stand: Stand, platform: Platform, *, answers: int = 50) -> list[Row]:
    """SIGTERM while 50 answers grow; then the next start."""
    async with a_town(stand, platform, answers, length=1900, rate=30) as town:
        async with town.program() as running:
            for number in range(1, answers + 1):
                town.ask(number)
            await stand.sleep(3.0)
            began = time.monotonic()
            _process(running).signal(signal.SIGTERM)
            status = await _process(running).status()
            took = time.monotonic() - began
        at_its_end = town.fates()
        async with town.program():
            settled = await town.settle(PATIENCE)
            fates = town.fates()
    left = sum(one.alive for one in at_its_end)
    beside = f"exit status {status} after {took:.1f} s; {left} looked alive then"
    return [Row(town.name, fates, settled, beside, (Goal("seconds to end", took, 10.0), copies(fates)))]


def _process(running: object) -> Running:
    assert isinstance(running, Running)
    return running
