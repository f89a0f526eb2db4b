"""A platform that fails by any course, under people who ask, stop, edit, begin anew and delete, in virtual time.

However it fails, every turn ends, within half a minute after a stop; every seat is free, nothing is left open in the
store, and once the platform is well again the next question is answered and nothing looks alive.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bots.engine.delivery.sending import SELDOM
from bots.engine.reply.live_reply import STOPPED_WITHIN
from bots.engine.seam.incoming import Incoming, Origin
from bots.engine.seam.places import Message, Surface, Target, ToChat
from bots.engine.seam.shown import Frame, Response
from bots.engine.storage import replies
from provider.contract import Finish, Text
from tests.bots.engine.house import ANN, BOB, GROUP, House, growing, house
from tests.fakes.memory import Fault, MemoryPlatform, Step, VirtualClock

pytestmark = pytest.mark.looptime

WORDS = "The quick brown fox jumps over the lazy dog, and then it sleeps. "
SHORT: tuple[Step, ...] = (0.5, Text("All is well."), Finish())
SLOW: tuple[Step, ...] = (Text(WORDS), *(step for _ in range(5) for step in (2.0, Text(WORDS * 4))), Finish())
LONG: tuple[Step, ...] = (*(Text(WORDS * 20) for _ in range(10)), Finish())
ALIVE = 4 * 3600.0
"""Seconds after which the last turn has ended for sure; far more than any of them needs."""

CALLS: dict[str, Callable[[Target | Surface, Frame], bool]] = {
    "all": lambda where, frame: True,
    "sends": lambda where, frame: isinstance(where, ToChat),
    "edits": lambda where, frame: isinstance(where, Message),
    "texts": lambda where, frame: len(frame.text) > 300,
    "buttons": lambda where, frame: bool(frame.buttons),
    "files": lambda where, frame: frame.file is not None,
    "group": lambda where, frame: where.place == GROUP,
}


@dataclass(frozen=True)
class Trouble:
    """Some calls go wrong from that second on, for so long; `every`: not all of them, but each second or third."""

    at: float
    lasts: float
    calls: str
    fault: Fault
    every: int


TROUBLES = st.builds(
    Trouble,
    st.sampled_from((0.0, 1.0, 4.0, 60.0)),
    st.sampled_from((3.0, 40.0, 200.0, 1e9)),
    st.sampled_from(tuple(CALLS)),
    st.sampled_from(tuple(Fault)),
    st.sampled_from((1, 1, 1, 2, 3)),
)
ACTIONS = st.lists(
    st.tuples(
        st.sampled_from(("ask", "ask", "ask", "stop", "new", "delete", "edit", "edit", "again", "command")),
        st.sampled_from(("ann", "ann in the group", "bob in the group")),
        st.sampled_from((0.0, 0.1, 2.0, 30.0, 120.0)),
    ),
    min_size=1,
    max_size=8,
)


def failing(one: House, troubles: list[Trouble]) -> Callable[[Target | Surface, Frame], Fault | None]:
    """How the platform fails."""
    counts = [0] * len(troubles)

    def fails(where: Target | Surface, frame: Frame) -> Fault | None:
        for number, trouble in enumerate(troubles):
            if trouble.at <= one.clock.now() < trouble.at + trouble.lasts and CALLS[trouble.calls](where, frame):
                counts[number] += 1
                if counts[number] % trouble.every == 0:
                    return trouble.fault
        return None

    return fails


async def act(one: House, what: str, origin: Origin) -> None:
    match what:
        case "ask":
            await one.ask("Tell me", origin)
        case "delete" if one.asked:
            await one.engine.on_deleted(origin.place, (one.asked[-1],))
        case "edit" if one.asked:
            said = Incoming(origin, one.asked[-1], f"Tell me at {one.clock.now()}", addressed=True)
            await one.engine.on_edited(said)
        case "again":
            await one.command("retry", origin)
        case "command":
            await one.engine.say(origin.target, Response("Help."))
        case "stop" | "new":
            await one.command(what, origin)


async def ended(one: House) -> None:
    """Wait until nothing goes on: what was handed in last is in the queue only a moment later."""
    queue = one.engine.services.queue
    while True:
        await queue.idle()
        await one.engine.services.notices.said()
        await one.wait(1.0)
        if not (queue.is_busy_with(ANN) or queue.is_busy_with(BOB)):
            return


@settings(max_examples=5)
@given(
    st.lists(TROUBLES, min_size=1, max_size=3),
    ACTIONS,
    st.sampled_from((1.0, 35.0, 200.0, 7200.0)),
    st.sampled_from((SHORT, SLOW, LONG)),
    st.booleans(),
)
@example(
    [Trouble(0.0, 3.0, "all", Fault.SLOW_DOWN, 1)], [("ask", "ann", 0.0), ("command", "ann", 0.0)], 1.0, SHORT, False
)
async def test_every_turn_ends_and_every_seat_is_free(
    troubles: list[Trouble],
    actions: list[tuple[str, str, float]],
    asks_for: float,
    script: tuple[Step, ...],
    stopped: bool,
) -> None:
    """Whatever happens to whichever call."""
    clock = VirtualClock()
    platform = MemoryPlatform(clock, limit=1000, deduplicates=stopped, retry_after=asks_for)
    async with house(*[script] * 8, SHORT, platform=platform, clock=clock) as one:
        origins = {"ann": one.private(), "ann in the group": one.shared(), "bob in the group": one.shared(BOB)}
        platform.fails = failing(one, troubles)
        for what, who, pause in actions:
            await act(one, what, origins[who])
            await one.wait(pause)
        queue = one.engine.services.queue
        if stopped:
            began, running = clock.now(), queue.all()
            for answer in running:
                answer.stop("stopped")
            while any(queue.find(answer.key) is answer for answer in running):
                await one.wait(0.5)
            assert clock.now() - began <= STOPPED_WITHIN + 0.6
        async with asyncio.timeout(ALIVE):
            await ended(one)
        left = await one.store.run(replies.left_open)

        assert queue.all() == ()
        assert not queue.is_busy_with(ANN)
        assert not queue.is_busy_with(BOB)
        assert left == ()

        platform.fails = lambda where, frame: None
        await one.wait(max(asks_for, SELDOM) + 200.0)  # what was closed is open, and what looked alive was ended
        for origin in origins.values():
            before = set(platform.standing)
            await one.ask("And now?", origin)
            await one.wait(60.0)

            assert set(platform.standing) - before
        assert not growing([each.frame for each in platform.standing.values()])
        assert queue.all() == ()
