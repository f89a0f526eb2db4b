"""One answer at a time in a conversation, two for a person. In virtual time."""

import asyncio
import pickle

import pytest

from bots.engine.conversation.queue import MAX_WAITING, ReplyQueue, Running
from bots.engine.seam.places import Person, Place

pytestmark = pytest.mark.looptime

ANN, BOB = Person("memory", "5"), Person("memory", "6")
HERE, THERE = Place("memory", "1"), Place("memory", "2")


async def answer(turns: ReplyQueue, conversation: str, person: Person, done: list[str], name: str = "") -> None:
    async with turns.turn(conversation, person):
        done.append(f"+{name or conversation}")
        await asyncio.sleep(1.0)
        done.append(f"-{name or conversation}")


def weight(turns: ReplyQueue) -> int:
    """The bytes of all that it remembers."""
    return len(pickle.dumps(turns))


async def test_a_conversation_has_one_answer_at_a_time() -> None:
    """First come, first served."""
    turns, done = ReplyQueue(9), list[str]()

    await asyncio.gather(*(answer(turns, "a", ANN, done, str(number)) for number in range(3)))

    assert done == ["+0", "-0", "+1", "-1", "+2", "-2"]


async def test_conversations_run_side_by_side() -> None:
    """As many as a person may have; others do not wait for that person."""
    turns, done = ReplyQueue(2), list[str]()

    await asyncio.gather(*(answer(turns, name, ANN, done) for name in ("a", "b", "c")), answer(turns, "d", BOB, done))

    assert set(done[:3]) == {"+a", "+b", "+d"}
    assert done.index("+c") > done.index("-a")


@pytest.mark.parametrize("moment", [0.0, 0.5, 1.0, 1.5])
async def test_whoever_gives_up_holds_nobody_up(moment: float) -> None:
    """Cancelled while waiting or while being answered, the next goes on, and nothing is remembered."""
    turns, done = ReplyQueue(1), list[str]()
    tasks = [asyncio.create_task(answer(turns, "a", ANN, done, str(number))) for number in range(3)]
    await asyncio.sleep(moment)
    tasks[1].cancel()

    await asyncio.gather(*tasks, return_exceptions=True)

    assert done[-2:] == ["+2", "-2"]
    await asyncio.wait_for(turns.idle(), 1)
    assert not turns.is_busy_with(ANN)
    assert weight(turns) == weight(ReplyQueue(1))


async def test_a_queue_is_full() -> None:
    """One conversation's, or one person's over all conversations; looking at it leaves nothing behind."""
    turns, done = ReplyQueue(1), list[str]()
    tasks = [asyncio.create_task(answer(turns, f"a{number}", ANN, done)) for number in range(MAX_WAITING + 1)]
    tasks += [asyncio.create_task(answer(turns, "b", Person("memory", str(n)), done)) for n in range(MAX_WAITING + 1)]
    await asyncio.sleep(0)

    assert turns.is_full("new", ANN)
    assert turns.is_full("b", BOB)
    assert not turns.is_full("new", BOB)
    await asyncio.gather(*tasks)
    assert weight(turns) == weight(ReplyQueue(1))


async def test_idle_waits_for_all() -> None:
    """For those that wait as well, and not at all where nobody is there."""
    turns, done = ReplyQueue(1), list[str]()
    await turns.idle()
    tasks = [asyncio.create_task(answer(turns, name, ANN, done)) for name in ("a", "a", "b")]
    await asyncio.sleep(0)

    await turns.idle()

    assert len(done) == 6
    await asyncio.gather(*tasks)


async def test_what_grows_can_be_found() -> None:
    """By its key, by its place, and no longer than it grows."""
    turns, stopped = ReplyQueue(1), list[str]()
    first, second = Running(1, HERE, ANN, stopped.append), Running(2, THERE, BOB, stopped.append)

    with turns.running(first), turns.running(second):
        assert turns.find(2) is second
        assert turns.here(HERE) == (first,)
        assert turns.all() == (first, second)

    assert turns.find(2) is None
    assert turns.all() == ()
