"""What a commit costs: python -m benchmarks.store [COMMITS]"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from pathlib import Path

from bots.engine.seam.values import Message, Person, Place, ToChat
from bots.engine.storage import messages, replies, settings, usage
from bots.engine.storage.store import Store

PLACE = Place("telegram", "42")
ANN = Person("telegram", "5")
WORDS = "a line of an answer of some length " * 30
Job = Callable[[int], Awaitable[object]]


async def measure(name: str, job: Job, count: int, at_once: int) -> None:
    """Run the job `count` times, `at_once` callers side by side, and print a line."""
    numbers = iter(range(count))

    async def caller() -> None:
        for number in numbers:
            await job(number)

    wall, cpu = time.perf_counter(), time.process_time()
    await asyncio.gather(*(caller() for _ in range(at_once)))
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(f"{name:28} {at_once:5} {count / wall:9.0f}/s {1000 * cpu / count:9.2f} ms CPU")


async def main(count: int) -> None:
    """Measure the jobs that an answer consists of, on a file in a temporary directory."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(f"sqlite:///{Path(folder) / 'parley.db'}")
        row = await store.run(messages.add_message, PLACE, id="", parent=None, role="user", text="?", author="", at=0.0)
        key = await store.run(replies.open_reply, ToChat(PLACE), at=0.0)
        part = Message(PLACE, "1")

        async def add(number: int) -> None:
            nonlocal row
            row = await store.run(
                messages.add_message,
                PLACE,
                id=f"m{number}",
                parent=row,
                role="user",
                text=WORDS,
                author=str(ANN),
                at=1.0,
            )

        async def open_and_close(number: int) -> None:
            await store.run(replies.close, await store.run(replies.open_reply, ToChat(PLACE), at=1.0))

        jobs: dict[str, Job] = {
            "add_message": add,
            "renew_reply": lambda number: store.run(replies.renew, key, part, WORDS, float(number)),
            "open_reply + close_reply": open_and_close,
            "set_text": lambda number: store.run(messages.set_text, row, WORDS),
            "count": lambda number: store.run(usage.count, PLACE, ANN, provider="demo", model="demo", at=1.0),
            "settings (reads)": lambda number: store.run(settings.values, ["telegram:42", "default"]),
            "branch of 40 (reads)": lambda number: store.run(messages.branch, row, 40),
        }
        print(f"{'job':28} {'tasks':>5}")
        for name, job in jobs.items():
            for at_once in (1, 100):
                await measure(name, job, count, at_once)
        await store.close()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))
