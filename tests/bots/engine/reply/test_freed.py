"""What an answer took is free at its end, without a search for garbage. In virtual time."""

import gc

import pytest

from bots.engine.reply.live_reply import LiveReply
from tests.bots.engine.house import ANN, HELLO, house

pytestmark = pytest.mark.looptime


def live_replies() -> int:
    return sum(isinstance(each, LiveReply) for each in gc.get_objects())


async def test_an_answer_leaves_no_cycle_behind() -> None:
    """The garbage collector looks seldom, and a burst of answers would wait for it."""
    gc.collect()
    before = live_replies()
    gc.disable()
    try:
        async with house(HELLO) as one:
            await one.ask("x", one.private(ANN))
            await one.wait(5.0)
            said, after = one.texts(one.private(ANN).place), live_replies()
    finally:
        gc.enable()

    assert said == ["Hello there."]
    assert after == before
