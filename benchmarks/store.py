"""What a commit costs: python -m benchmarks.store [COMMITS]"""

import asyncio
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable
from itertools import count
from pathlib import Path

from bots.engine.seam.places import Message, Person, Place, ToChat
from bots.engine.storage import exchanges, messages, replies
from bots.engine.storage.exchanges import Begun, Bill, Question
from bots.engine.storage.holding import First, holding
from bots.engine.storage.periods import Counted, Spent
from bots.engine.storage.spending import Wanted
from bots.engine.storage.store import Store

PLACE = Place("telegram", "42")
ANN = Person("telegram", "5")
WANTED: Wanted[str] = Wanted((Counted("bot|all"), Counted("bot|telegram:5")), Spent(1, 2000), 1.0, lambda before: None)
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


async def main(times: int) -> None:
    """Measure the jobs that an answer consists of, on a file in a temporary directory."""
    with tempfile.TemporaryDirectory() as folder:
        store = Store.open(f"sqlite:///{Path(folder) / 'parley.db'}")
        part, ids = Message(PLACE, "1"), count()

        async def begin(number: int) -> Begun:
            question = Question(PLACE, f"q{next(ids)}", ANN, WORDS, WORDS, ToChat(PLACE), 1.0, goes_on=True, server="9")
            begun = (await store.run(exchanges.begin, question, WANTED)).begun
            assert begun is not None
            return begun

        async def whole(number: int) -> None:
            begun = await begin(number)
            bill = Bill(number + 1, Spent(1, 100), PLACE, ANN, 1.0, "demo", "demo", 50, 50)
            await store.run(exchanges.finish, begun.answer, begun.reply, WORDS, (part,), bill)

        first = await begin(-1)
        jobs: dict[str, Job] = {
            "holding (reads)": lambda number: store.run(
                holding,
                ["bot", "telegram:42"],
                ["telegram:person:5"],
                First("telegram:42|all", "telegram:42|5", 1.0, lambda kept: 0),
            ),
            "begin": begin,
            "begin + finish": whole,
            "branch of 40 (reads)": lambda number: store.run(messages.branch, first.question, 40),
            "grew": lambda number: store.run(exchanges.grew, first.answer, first.reply, part, WORDS, float(number)),
            "renew": lambda number: store.run(replies.renew, first.reply, part, WORDS, float(number)),
        }
        print(f"{'job':28} {'tasks':>5}")
        for name, job in jobs.items():
            for at_once in (1, 100):
                await measure(name, job, times, at_once)
        await store.close()


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 1000))
