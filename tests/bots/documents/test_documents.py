"""The door: each file is read by a process of its own, one at a time, and costs no more than it may."""

import asyncio
import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from bots.documents.documents import Documents
from bots.documents.values import MIB, Extract, Limits, Reason, Unit, Unread
from tests.bots.documents.making import pdf, says, stream
from tests.waiting import until

pytestmark = pytest.mark.real_time

DEAF = (sys.executable, "-c", "import time; time.sleep(600)")
"""A worker that neither reads nor answers."""
HELLO = Extract("Hello", Unit.LINES, 1, 1)


older: set[int] = set()
"""The processes that others started before the test: a database server, for example."""


def children() -> list[int]:
    """The processes that the test started and that have not ended, or that nobody waited for."""
    while True:
        # A thread that ends meanwhile leaves its children to another one, which may have been read already.
        with suppress(FileNotFoundError, ProcessLookupError):
            tasks = list(Path("/proc/self/task").iterdir())
            found = [int(child) for task in tasks for child in (task / "children").read_text().split()]
            return [child for child in found if child not in older]


async def a_child() -> int:
    """The next process that is started."""
    await until(children)
    return children()[0]


@pytest.fixture(autouse=True)
def _nobody_stays() -> Iterator[None]:
    older.clear()
    older.update(children())

    yield

    assert children() == []


async def test_a_file_is_read() -> None:
    """With its first bytes before its name."""
    documents = Documents()

    assert await documents.read("a.txt", "text/plain", b"Hello", Limits()) == HELLO
    assert await documents.read("../../etc/passwd", "", b"Hello", Limits()) == HELLO
    found = await documents.read("a.txt", "text/plain", pdf([stream(says("Hello"))]), Limits())
    assert found == Extract("[Page 1]\nHello", Unit.PAGES, 1, 1)


async def test_a_large_file_goes_through_the_pipe_whole() -> None:
    """And so does what was read of it, in any script."""
    text = "\n".join(f"{number} Ω你🙂" for number in range(200_000))

    found = await Documents().read("a.log", "", text.encode(), Limits(characters=len(text)))

    assert found == Extract(text, Unit.LINES, 200_000, 200_000)


async def test_a_huge_pdf() -> None:
    """As large as Telegram hands them on: pictures, for the most part."""
    picture = stream(os.urandom(19 * MIB), "/Type /XObject /Subtype /Image /Width 9 /Height 9")
    data = pdf((stream(says(f"Page {number}") + b" q /Im1 Do Q") for number in range(1, 4)), further=(picture,))

    found = await Documents().read("a.pdf", "application/pdf", data, Limits())

    assert found == Extract("[Page 1]\nPage 1\n[Page 2]\nPage 2\n[Page 3]\nPage 3", Unit.PAGES, 3, 3)


async def test_more_bytes_than_a_file_may_have() -> None:
    """No process is started for it."""
    documents = Documents(("/nonexistent",))

    assert await documents.read("a.txt", "", b"Hello", Limits(bytes=4)) == Unread(Reason.TOO_LARGE)


async def test_no_process_can_be_started() -> None:
    """It is a line in the log and below the answer."""
    assert await Documents(("/nonexistent",)).read("a.txt", "", b"Hello", Limits()) == Unread(Reason.CRASHED)


async def test_ten_files_at_once_come_out_one_after_another() -> None:
    """In the order in which they came, and never two processes side by side."""
    documents = Documents()
    order: list[int] = []
    most = 0

    async def read(number: int) -> Extract | Unread:
        found = await documents.read("a.txt", "", f"File {number}".encode(), Limits())
        order.append(number)
        return found

    async def watch() -> None:
        nonlocal most
        while True:
            most = max(most, len(list(children())))
            await asyncio.sleep(0.01)

    watching = asyncio.create_task(watch())
    found = await asyncio.gather(*(read(number) for number in range(10)))
    watching.cancel()

    assert found == [Extract(f"File {number}", Unit.LINES, 1, 1) for number in range(10)]
    assert order == list(range(10))
    assert most == 1


async def test_the_deadline() -> None:
    """A process that does not come to an end is ended, and the next file is read."""
    documents = Documents(DEAF)

    assert await documents.read("a.txt", "", b"Hello", Limits(seconds=0.2)) == Unread(Reason.TIMEOUT)
    assert await documents.read("a.txt", "", bytes(MIB), Limits(seconds=0.2)) == Unread(Reason.TIMEOUT)


async def test_a_process_that_is_killed_in_the_middle() -> None:
    """By the system that needs its memory, say."""
    documents = Documents(DEAF)
    reading = asyncio.create_task(documents.read("a.txt", "", bytes(MIB), Limits()))

    os.kill(await a_child(), signal.SIGKILL)

    assert await reading == Unread(Reason.CRASHED)


async def test_a_question_that_is_withdrawn_ends_the_process() -> None:
    """And gives the turn to the next file."""
    documents = Documents(DEAF)
    reading = asyncio.create_task(documents.read("a.txt", "", b"Hello", Limits()))
    await a_child()

    reading.cancel()
    await asyncio.wait([reading])

    assert reading.cancelled()
    assert children() == []
    assert await documents.read("b.txt", "", b"Hello", Limits(seconds=0.2)) == Unread(Reason.TIMEOUT)


@pytest.mark.parametrize(
    ("says_", "reason"),
    [
        ("pass", Reason.CRASHED),
        ("raise ValueError", Reason.BROKEN),
        ("sys.exit(12)", Reason.BOMB),
        ("sys.stdout.buffer.write(b'\\xff' * 100_000_000)", Reason.CRASHED),
        ("sys.stdout.buffer.write(struct.pack('!II', 12, 0) + b'[\"surprise\"]')", Reason.CRASHED),
        ("sys.stdout.buffer.write(struct.pack('!II', 5, 0) + b'[\"emp')", Reason.CRASHED),
        ("sys.stdout.buffer.write(struct.pack('!II', 9, 3000) + b'[\"empty\"]')", Reason.CRASHED),
    ],
)
async def test_an_answer_that_is_none(says_: str, reason: Reason) -> None:
    """However the process ends, it does no harm here."""
    worker = (sys.executable, "-c", f"import struct, sys; sys.stdin.buffer.read(); {says_}")

    assert await Documents(worker).read("a.txt", "", b"Hello", Limits(characters=500)) == Unread(reason)


async def test_the_process_knows_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    """Its variables are those that Python needs."""
    monkeypatch.setenv("TELEGRAM_TOKEN", "secret")
    says_ = "import os, struct, sys; s = os.environ.get('TELEGRAM_TOKEN', 'none').encode(); "
    says_ += 'sys.stdin.buffer.read(); h = b\'["lines", 1, 1, ""]\'; '
    says_ += "sys.stdout.buffer.write(struct.pack('!II', len(h), len(s)) + h + s)"

    found = await Documents((sys.executable, "-c", says_)).read("a.txt", "", b"", Limits())

    assert found == Extract("none", Unit.LINES, 1, 1)


def memory() -> int:
    """The bytes that this process has in use."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGESIZE")


async def test_nothing_is_left_of_many_files() -> None:
    """No memory, no open pipe, no thread, whether they were read or not."""
    documents = Documents()
    text = b"word " * (2 * MIB // 5)
    files = ((text, Limits(characters=len(text))), (b"%PDF-" + text, Limits()), (b"x" * 9, Limits(bytes=1)))

    async def read_all() -> None:
        for data, limits in files:
            await documents.read("a.txt", "", data, limits)

    for _ in range(2):
        await read_all()
    before = (memory(), len(os.listdir("/proc/self/fd")), threading.active_count())  # noqa: PTH208
    for _ in range(5):
        await read_all()
    after = (memory(), len(os.listdir("/proc/self/fd")))  # noqa: PTH208

    assert after[0] - before[0] < 5 * MIB
    assert after[1] <= before[1]
    await until(lambda: threading.active_count() <= before[2])  # the one that waited for a process ends after it
