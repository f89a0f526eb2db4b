"""What the jobs of a question take in a database with a million messages, beside one with ten thousand.

python -m benchmarks.filled
"""

import asyncio
import sqlite3
import time
from collections.abc import Iterator
from math import log
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from rich.console import Console

from benchmarks.measures import percentile
from benchmarks.reckoning import Figure
from benchmarks.table import show
from bots.engine.seam.places import Message, Person, Place, ToChat
from bots.engine.storage import exchanges, old_messages
from bots.engine.storage.exchanges import Question
from bots.engine.storage.records import StoreError
from bots.engine.storage.steps import Steps
from bots.engine.storage.store import Store
from bots.engine.upkeep.forgetting import DAY

FEW: Final = 10_000
MANY: Final = 1_000_000
IN_A_PLACE: Final = 10
PEOPLE: Final = 5_000
OLD: Final = 20
"""Days over which the messages were written."""
QUESTIONS: Final = 300
FORGOTTEN: Final = 500_000
WITHIN: Final = 0.05
"""Seconds for which one step of forgetting may hold the store."""
SECONDS: Final = 20.0
"""For which is forgotten at most."""
TITLE: Final = f"{MANY:,} messages in {MANY // IN_A_PLACE:,} places"

Taken = dict[str, list[float]]


def run(other: Path | None = None) -> list[Figure]:
    """Measure it: three quarters of a minute. Another commit is not measured, because its tables may be others."""
    return asyncio.run(_measure())


async def _measure() -> list[Figure]:
    few, _ = await _of(FEW, 0)
    many, forgotten = await _of(MANY, FORGOTTEN)
    steps = forgotten.steps
    grows = log(MANY) / log(FEW)
    figures = []
    for job, taken in many.items():
        before, now = percentile(few[job], 0.5), percentile(taken, 0.5)
        figures += [
            Figure(f"{job}, median", 1000 * now, "ms", 1000 * before, 1000 * max(before * grows, before + 0.001)),
            Figure(f"{job}, 99 of 100", 1000 * percentile(taken, 0.99), "ms", 1000 * percentile(few[job], 0.99)),
        ]
    return [
        *figures,
        Figure("messages that were forgotten", forgotten.messages, ""),
        Figure("one step of that, median", percentile(steps, 0.5), "s", None, WITHIN),
        Figure("one step of that, 99 of 100", percentile(steps, 0.99), "s", None, WITHIN),
        Figure("one step of that, worst", max(steps), "s", None, WITHIN),
    ]


async def _of(count: int, forgotten: int) -> tuple[Taken, "_Forgotten"]:
    """The seconds of each job of so many questions, and of each step in which so many messages are forgotten."""
    with TemporaryDirectory() as folder:
        path, now = Path(folder) / "filled.db", time.time()
        await Store.open(f"sqlite:///{path}").close()
        _fill(path, count, now)
        store = Store.open(f"sqlite:///{path}")
        try:
            taken = await _ask(store, count, now)
            before = now - OLD * DAY + OLD * DAY * forgotten / count
            return taken, await _forget(store, before, now) if forgotten else _Forgotten()
        finally:
            await store.close()


def _fill(path: Path, count: int, now: float) -> None:
    """Conversations of ten messages each, below the program: its own jobs would take an hour."""

    def rows() -> Iterator[tuple[object, ...]]:
        for row in range(1, count + 1):
            place = (row - 1) // IN_A_PLACE
            first = place * IN_A_PLACE + 1
            above = (row - 1, first) if row > first else (None, None)
            asked = row % 2
            who = f"discord:{place % PEOPLE}" if asked else ""
            at = now - OLD * DAY + OLD * DAY * row / count
            yield row, "discord", str(place), "", *above, "user" if asked else "assistant", who, "Some words. " * 16, at

    with sqlite3.connect(path) as sql:
        sql.execute("PRAGMA synchronous = OFF")
        sql.executemany(
            "INSERT INTO messages (row, platform, chat, thread, parent, root, role, author, text, at) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            rows(),
        )
        sql.executemany(
            "INSERT INTO surfaces (platform, chat, thread, message, row) VALUES ('discord', ?, '', ?, ?)",
            ((str((row - 1) // IN_A_PLACE), f"m{row}", row) for row in range(1, count + 1)),
        )
    sql.close()


async def _ask(store: Store, count: int, now: float) -> Taken:
    """Somebody answers the last message, in one place after another."""
    taken: Taken = {"begin": [], "turn": [], "first surface": []}
    for number in range(QUESTIONS):
        at = number * 7919 % (count // IN_A_PLACE)
        place, last = Place("discord", str(at)), f"m{at * IN_A_PLACE + IN_A_PLACE}"
        question = Question(
            place,
            f"q{number}",
            Person("discord", str(at % PEOPLE)),
            "hello",
            "hello",
            ToChat(place),
            now,
            last,
            reads=40,
        )
        began = time.perf_counter()
        begun = (await store.run(exchanges.begin, question, None)).begun
        assert begun is not None
        taken["begin"].append(time.perf_counter() - began)
        began = time.perf_counter()
        await store.run(exchanges.turn, begun.reply, begun.question, 40, now)
        taken["turn"].append(time.perf_counter() - began)
        began = time.perf_counter()
        surface = Message(place, f"a{number}")
        await store.run(exchanges.grew, begun.answer, begun.reply, surface, "words", now)
        taken["first surface"].append(time.perf_counter() - began)
    return taken


class _Forgotten:
    """Hears how long the store was held by each step, and notes how many messages went."""

    def __init__(self) -> None:
        self.steps: list[float] = []
        self.messages = 0

    def failed(self, job: str, error: StoreError, seconds: float) -> None:
        """What fails is raised."""

    def worked(self, job: str, seconds: float) -> None:
        self.steps.append(seconds)


async def _forget(store: Store, before: float, now: float) -> _Forgotten:
    """Forget what is older, as the program does: step by step."""
    forgotten, steps = _Forgotten(), Steps(store, time.perf_counter)
    store.report_to(forgotten)
    end, more = time.perf_counter() + SECONDS, True
    while more and time.perf_counter() < end:
        forgotten.messages += steps.rows
        more = await steps.run(old_messages.forget, before, now - DAY, steps.rows)
    return forgotten


if __name__ == "__main__":
    show(Console(), TITLE, run())
