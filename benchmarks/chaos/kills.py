"""The program is killed or told to end while it answers, and started again on what it had kept."""

import random
import signal
import sqlite3
import tempfile
import time
from contextlib import closing
from pathlib import Path

from benchmarks.chaos.outcomes import Fate, Goal, Row, copies
from benchmarks.chaos.stands import Platform, Stand, Town, a_town
from tests.process import Running

PATIENCE = 40.0

OFTEN = 0.1
"""The part of all looks, one in 0.02 s, at which somebody presses or edits something."""

BEFORE = {
    "telegram": "Before questions were committed: 83 of 720 lost in 36 kills",
    "discord": "Before questions were committed: 107 of 640 lost in 32 kills",
}


async def killed(
    stand: Stand, platform: Platform, *, times: int = 100, in_a_row: int = 5, questions: int = 20
) -> list[Row]:
    """kill -9 at random moments, several in a row on one database, while people ask, press Stop and edit.

    What is left of a town's questions is asked while nobody listens.
    """
    chance = random.Random(13)
    fates: list[Fate] = []
    longest: float | None = 0.0
    for town_number in range(times // in_a_row):
        store = {"PARLEY_STORAGE__URL": f"sqlite:///{town_number}.db"}
        async with a_town(stand, platform, questions, length=600) as town:
            for _ in range(in_a_row):
                async with town.program(**store) as running:
                    await _busy(town, chance, chance.uniform(0.0, 2.5), questions // in_a_row)
                    _process(running).signal(signal.SIGKILL)
                    await _process(running).status()
            for missing in range(len(town.asked) + 1, questions + 1):
                town.ask(missing)
            async with town.program(**store):
                settled = await town.settle(PATIENCE)
            fates += town.fates()
        longest = None if settled is None or longest is None else max(longest, settled)
    lost = Goal("questions lost", sum(not one.whole and not one.told for one in fates), 0, "")
    second = sum(max(0, one.wholes - 1) for one in fates)
    orphans = sum(one.copies for one in fates) - second
    alive = Goal("alive", sum(one.alive for one in fates), 0, "")
    beside = f"{times} kills; {orphans} openings that nobody noted. {BEFORE[platform]}"
    goals = lost, Goal("second whole answers", second, 0, ""), alive, Goal("openings", orphans, times, "")
    return [Row(town.name, tuple(fates), longest, beside, goals)]


async def _busy(town: Town, chance: random.Random, seconds: float, questions: int) -> None:
    """Ask so many questions within so many seconds; some are edited, and some answers are stopped."""
    stand, began = town.stand, town.stand.now()
    first = len(town.asked)
    while stand.now() - began < seconds:
        due = int(questions * (stand.now() - began) / seconds) + 1
        while len(town.asked) - first < min(due, questions):
            town.ask(len(town.asked) + 1)
        if chance.random() < OFTEN:
            meant = chance.randint(1, len(town.asked))
            if meant % 5 == 0:
                town.city.press(meant)
            elif meant % 5 == 1:
                town.city.edit(meant)
        await stand.sleep(0.02)


async def rolled(stand: Stand, platform: Platform, *, times: int = 3, answers: int = 20) -> list[Row]:
    """SIGTERM under load and a new start, again and again: no answer is cut for good, and none stands there twice."""
    async with a_town(stand, platform, answers * times, length=1200, rate=60) as town:
        for turn in range(times):
            async with town.program() as running:
                for number in range(1, answers + 1):
                    town.ask(turn * answers + number)
                    await stand.sleep(0.05)
                await _end(running)
        async with town.program():
            settled = await stand.until(lambda: all(one.whole and not one.alive for one in town.fates()), PATIENCE)
            fates = town.fates()
    cut = Goal("answers that are not whole", sum(not one.whole for one in fates), 0, "")
    alive = Goal("alive", sum(one.alive for one in fates), 0, "")
    return [Row(f"{town.name}, rolling", fates, settled, f"{times} restarts", (cut, copies(fates), alive))]


async def locked(stand: Stand, platform: Platform, *, seconds: float = 60.0, questions: int = 10) -> list[Row]:
    """Another program holds the database while people ask: they wait, and are told so once."""
    async with a_town(stand, platform, questions, length=200) as town:
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "parley.db"
            async with town.program(PARLEY_STORAGE__URL=f"sqlite:///{path}"):
                with closing(sqlite3.connect(path, isolation_level=None)) as other:
                    other.execute("BEGIN IMMEDIATE")
                    for number in range(1, questions + 1):
                        town.ask(number)
                        await stand.sleep(seconds / questions)
                    told = sum(len(town.city.posts(number)) for number in town.asked)
                    other.execute("ROLLBACK")
                settled = await town.settle(PATIENCE)
                fates = town.fates()
    lost = Goal("answers that are not whole", sum(not one.whole for one in fates), 0, "")
    once = Goal("told more than once", max(0, told - questions), 0, "")
    return [Row(f"{town.name}, locked", fates, settled, f"{told} told that they wait", (lost, once, copies(fates)))]


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
