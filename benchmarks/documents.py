"""What reading strangers' files costs those who do not wait for them: python -m benchmarks.documents

A task looks at the clock every 2 ms, as a running answer does with each token. How late it is woken is the lag of the
event loop, first while nothing is read, then while files are read one after another.
"""

import asyncio
import statistics
import time
from collections.abc import Awaitable, Callable

from bots.documents.documents import Documents
from bots.documents.values import Limits
from tests.bots.documents.bombs import BOMBS
from tests.bots.documents.making import docx, paragraph, pdf, says, stream, xlsx

STEP = 0.002
ROW = "<row>" + '<c t="str"><v>some words</v></c><c><v>1234.5</v></c>' * 5 + "</row>"
FILES: dict[str, tuple[str, Callable[[], bytes]]] = {
    "a text of 20 MB": ("a.txt", lambda: b"a line of a log of some length\n" * 650_000),
    "a PDF of 112 pages": ("a.pdf", lambda: pdf(stream(says(*["a line of some length"] * 40)) for _ in range(112))),
    "a docx of 3,000 paragraphs": ("a.docx", lambda: docx(paragraph("a paragraph of some length " * 5) * 3_000)),
    "an xlsx of 20,000 rows": ("a.xlsx", lambda: xlsx({"S": ROW * 20_000})),
}


async def lag(work: Callable[[], Awaitable[object]]) -> tuple[list[float], float]:
    """How late the loop was, in milliseconds, until the work was done; and how many seconds that took."""
    late: list[float] = []

    async def look() -> None:
        while True:
            due = time.perf_counter() + STEP
            await asyncio.sleep(STEP)
            late.append(1000 * (time.perf_counter() - due))

    looking = asyncio.create_task(look())
    began = time.perf_counter()
    await work()
    took = time.perf_counter() - began
    looking.cancel()
    return late, took


def show(name: str, late: list[float], took: float, found: str = "") -> None:
    """Print a line."""
    late.sort()
    median, most = statistics.median(late), late[-1]
    print(f"{name:28} {took:6.2f} s {median:7.2f} {late[int(len(late) * 0.99)]:7.2f} {most:7.2f}  {found}")


async def main() -> None:
    """Read every file that is made here, then every bomb, with the limits of the config."""
    documents = Documents()
    print(f"{'':28} {'took':>8} {'median':>7} {'99 %':>7} {'most':>7}  ms late")
    show("nothing", *await lag(lambda: asyncio.sleep(5)))
    all_late: list[float] = []
    sum_of_seconds = 0.0
    for name, (file, make) in (FILES | {name: bomb[:2] for name, bomb in BOMBS.items()}).items():
        data = make()
        found: list[object] = []

        async def read(file: str = file, data: bytes = data, found: list[object] = found) -> None:
            found.append(await documents.read(file, "", data, Limits()))

        late, took = await lag(read)
        all_late += late
        sum_of_seconds += took
        show(name, late, took, str(found[0])[-60:])
    show("all of them", all_late, sum_of_seconds)


asyncio.run(main())
