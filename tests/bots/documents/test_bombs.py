"""Files that are made to take all that there is: each costs one reason, and the next file is read.

How long they take is not measured, as that says more of the machine than of them.
"""

import signal
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from bots.documents.documents import Documents
from bots.documents.extracting import extract
from bots.documents.refused import OutOfTime
from bots.documents.values import MIB, Extract, Limits, Reason, Unit, Unread
from tests.bots.documents.bombs import BOMBS
from tests.bots.documents.making import docx, paragraph

pytestmark = pytest.mark.real_time

LIMITS = Limits(memory=96 * MIB, seconds=20.0)
"""As little memory as the config allows, and more time than it takes on a busy machine."""
OUT_OF_TIME = Unread(Reason.TIMEOUT)


@pytest.mark.parametrize("name", BOMBS)
async def test_a_bomb_costs_one_reason(name: str) -> None:
    """By the limits on memory and output; Python 3.12.1 may come to no end without memory, and is ended."""
    file, made_of, reason = BOMBS[name]

    assert await Documents().read(file, "", made_of(), LIMITS) in (Unread(reason), OUT_OF_TIME)


@contextmanager
def _alarm() -> Iterator[None]:
    """As in the worker, the time is over in a second, here of the processor's: others may take the machine's."""

    def on_alarm(*_: object) -> None:
        raise OutOfTime

    before = signal.signal(signal.SIGPROF, on_alarm)
    signal.setitimer(signal.ITIMER_PROF, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_PROF, 0)
        signal.signal(signal.SIGPROF, before)


@pytest.mark.parametrize(
    ("begin", "found"),
    [("<w:p>", Unread(Reason.TIMEOUT)), (paragraph("One"), Extract("One", Unit.PARAGRAPHS, 1, 0))],
)
def test_what_was_read_in_the_time_is_the_answer(begin: str, found: Extract | Unread) -> None:
    """How much there would have been, nobody knows."""
    file = docx(begin + "<w:r/>" * 5_000_000)

    with _alarm():
        assert extract("a.docx", "", file, Limits()) == found


@pytest.mark.parametrize(("begin", "piece", "count"), [("", "<w:r/>", 20_000_000), ('<w:p x="', "x", 50 * MIB)])
async def test_the_process_is_over_in_its_time(begin: str, piece: str, count: int) -> None:
    """Whether it can still look at the clock, or is too busy and is ended from outside."""
    found = await Documents().read("a.docx", "", docx(begin + piece * count), Limits(seconds=1.0))

    assert found in (
        Unread(Reason.TIMEOUT),
        Unread(Reason.BROKEN),
    )  # newer versions of expat see quickly that it is broken
