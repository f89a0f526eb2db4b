"""Several processes on one database: a chat is attended by one at a time, and by another one if that dies."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from time import monotonic

import pytest
from sqlalchemy import select

from bots.engine.machines.heartbeat import BEAT
from bots.engine.runtime.clock import RealClock
from bots.engine.seam.incoming import Again, Incoming, Origin, Press
from bots.engine.seam.places import Message, Person, Place, Surface, Target
from bots.engine.seam.shown import Action, Frame
from bots.engine.storage import inbox, replies
from bots.engine.storage.fences import Overtaken
from bots.engine.storage.handing import STALLED
from bots.engine.storage.schema import MESSAGES
from provider.contract import Finish, Text
from provider.values import replace
from tests.bots.engine.house import ANN, BOB, GROUP, growing
from tests.bots.engine.machines.processes import Process, ask_at, process, until
from tests.fakes.memory import MemoryPlatform, Step
from tests.postgresql import Server

pytestmark = pytest.mark.real_time

SLOW: tuple[Step, ...] = (Text("Hello "), 0.3, Text("there."), Finish())
TAKEN_OVER_WITHIN = 6.0
"""Seconds; on a machine that does nothing else it takes less than three."""

ENDLESS: tuple[Step, ...] = (Text("Hello "), 60.0, Finish())


@pytest.fixture
def url(postgresql: Server) -> Iterator[str]:
    with postgresql.database() as url:
        yield url


class Counting(MemoryPlatform):
    """What one process sees of a server that others call, too. `shown`: its own calls."""

    def __init__(self, clock: RealClock, server: MemoryPlatform) -> None:
        super().__init__(clock)
        self.shown = 0
        self._server = server

    async def show(self, where: Target | Surface, frame: Frame, *, last: bool) -> Surface:
        self.shown += 1
        return await self._server.show(where, frame, last=last)


@asynccontextmanager
async def several(url: str, *scripts: tuple[Step, ...]) -> AsyncIterator[tuple[MemoryPlatform, list[Process]]]:
    """As many processes as scripts, whose platform is one server."""
    platform = MemoryPlatform(RealClock())
    async with AsyncExitStack() as stack:
        started = [process(url, script, platform=Counting(RealClock(), platform)) for script in scripts]
        found = [await stack.enter_async_context(each) for each in started]
        for each in found:
            await each.engine.on_ready("memory")
        yield platform, found


def line(one: Process, person: Person = ANN) -> Origin:
    """A line of conversation that people share: one answer at a time."""
    return replace(one.shared(person, GROUP), linear=True)


def asked(one: Process) -> list[str]:
    """The last words of each request, without who said them."""
    last = (request.messages[-1].content.splitlines()[-1] for request in one.provider.requests)
    return [words.rpartition(": ")[2] for words in last]


def shown(one: Process) -> int:
    """The frames that it has shown, or tried to."""
    assert isinstance(one.platform, Counting)
    return one.platform.shown


async def left(one: Process) -> tuple[int, int]:
    """The questions and the answers that are open, once those that stand are closed."""
    await asyncio.sleep(0.1)
    return await one.store.run(inbox.open_questions), len(await one.store.run(replies.left_open))


async def test_each_question_is_answered_once_and_in_order(url: str) -> None:
    """Whoever receives it: two processes do, in turn."""
    async with several(url, SLOW, SLOW) as (platform, (one, two)):
        for number, receiver in enumerate((one, two, one, two)):
            await receiver.ask(f"q{number}", line(one, Person("memory", str(50 + number))), f"{number}")
        await until(lambda: platform.texts(GROUP) == ["Hello there."] * 4)
        rest = await left(one)

    assert sorted([asked(one), asked(two)]) == [[], ["q0", "q1", "q2", "q3"]]
    assert rest == (0, 0)


async def test_who_is_cut_off_stops_and_another_goes_on_in_the_same_message(url: str) -> None:
    """Soon; the one that was cut off has made no call by then, and makes none later."""
    async with several(url, ENDLESS, SLOW) as (platform, (one, two)):
        await ask_at(one, "x", line(one), "1", two)
        await until(lambda: "Hello" in "".join(platform.texts(GROUP)))
        one.hands.is_cut = True
        before = monotonic()
        await until(lambda: one.tenure(GROUP) is None)
        calls = shown(one)
        await until(lambda: bool(two.provider.requests))
        taken_over = monotonic() - before
        await until(lambda: platform.texts(GROUP) == ["Hello there."])
        one.hands.is_cut = False
        await two.ask("y", line(two), "2")
        await until(lambda: platform.texts(GROUP) == ["Hello there."] * 2)
        rest = await left(one)

    assert STALLED - BEAT - 0.1 <= taken_over < TAKEN_OVER_WITHIN
    assert shown(one) == calls
    assert asked(two)[0] == "x"
    assert not growing(platform.seen(GROUP))
    assert platform.texts(GROUP)[0] == "Hello there."
    assert rest == (0, 0)


async def test_who_sleeps_and_wakes_changes_nothing_that_another_has_taken_over(url: str) -> None:
    """Neither the chat nor what is kept: its epoch is over."""
    async with several(url, SLOW, SLOW) as (platform, (one, two)):
        await ask_at(one, "x", line(one), "1", two)
        await until(lambda: platform.texts(GROUP) == ["Hello there."])
        stale = one.tenure(GROUP)
        assert stale is not None
        one.hands.is_cut = True
        await until(lambda: one.tenure(GROUP) is None)
        await two.ask("y", line(two), "2")
        await until(lambda: asked(two) == ["y"])
        await until(lambda: len(platform.texts(GROUP)) == 2)

        async def awake() -> None:
            stale.enter()
            await one.store.run(inbox.forget_messages, GROUP, ("1", "2"))

        with pytest.raises((Overtaken, asyncio.CancelledError)):
            await asyncio.create_task(awake())

    assert asked(one) == ["x"]


async def test_a_process_that_goes_down_cuts_nothing_and_hands_over(url: str) -> None:
    """What grows is given to its end; what comes meanwhile is answered by the other one, behind it."""
    async with several(url, SLOW, SLOW) as (platform, (one, two)):
        await ask_at(one, "x", line(one), "1", two)
        await until(lambda: "Hello" in "".join(platform.texts(GROUP)))
        down = asyncio.create_task(one.engine.drain(30.0))
        await two.ask("y", line(two, BOB), "2")
        await until(lambda: platform.texts(GROUP) == ["Hello there."] * 2)
        await down
        rest = await left(two)

    assert (asked(one), asked(two)) == (["x"], ["y"])
    assert rest == (0, 0)


async def test_what_comes_in_parts_is_asked_whole_wherever_it_is_attended(url: str) -> None:
    """Its receiver waits for the rest of it; if that dies, its attendant begins it when the time has passed."""
    async with several(url, SLOW, SLOW) as (platform, (one, two)):
        await ask_at(one, "x", line(one), "1", two)
        await until(lambda: platform.texts(GROUP) == ["Hello there."])
        await two.ask("a" * 4096, line(two, BOB), "2", more=30.0, cut=True)
        await two.ask("b", line(two, BOB), "3")
        await until(lambda: len(asked(one)) == 2)
        await two.ask("c" * 4096, line(two, BOB), "4", more=0.4, cut=True)
        two.engine.services.gathering.forget(BOB)  # as if it had died
        await until(lambda: len(asked(one)) == 3)

    assert one.provider.requests[1].messages[-1].content.endswith("a\nb")
    assert asked(one)[2].startswith("c")
    assert asked(two) == []


async def test_a_press_that_another_process_begins_stands_in_the_way_of_no_later_one(url: str) -> None:
    """It was claimed here, and before it began the chat was another one's."""
    async with several(url, (Text("Hello there."), Finish())) as (platform, (one,)):
        await one.ask("x", line(one), "1")
        await until(lambda: platform.texts(GROUP) == ["Hello there."])
        [row] = await one.store.run(
            lambda sql: sql.scalars(select(MESSAGES.c.row).where(MESSAGES.c.role != "user")).all()
        )
        tenure = one.tenure(GROUP)
        assert tenure is not None
        await one.engine.on_press(Press(line(one), Action("retry", str(row)), Message(GROUP, "m1"), "press 1"))
        tenure.end()
        await until(lambda: len(asked(one)) == 2)
        await until(lambda: one.engine.services.messages.claims(Again(row)))

    assert asked(one) == ["x", "x"]


async def test_what_is_committed_before_its_turn_is_not_begun_before_it(url: str) -> None:
    """It stands behind a command that its receiver runs; whoever attends the chat waits for that."""
    async with several(url, SLOW, SLOW) as (platform, (one, two)):
        await ask_at(one, "x", line(one), "1", two)
        await until(lambda: platform.texts(GROUP) == ["Hello there."])
        received = await two.engine.on_received(Incoming(line(two, BOB), "2", "y", addressed=True), behind=True)
        assert received is not None
        await asyncio.sleep(3 * BEAT)
        before = asked(one)
        await two.engine.on_message(received)
        await until(lambda: len(asked(one)) == 2)

    assert before == ["x"]
    assert asked(one) == ["x", "y"]
    assert asked(two) == []


async def test_an_answer_that_grows_in_a_chat_that_moves_is_given_once(url: str) -> None:
    """Under the new id, by whoever attends that; under the old one nothing goes on."""
    async with several(url, ENDLESS) as (platform, (one,)):
        await one.ask("x", line(one), "1")
        await until(lambda: "Hello" in "".join(platform.texts(GROUP)))
        before = one.tenure(GROUP)
        await one.engine.on_moved(GROUP, Place("memory", "-100"))
        await until(lambda: before is not None and before.is_over and before.is_idle)
        await until(lambda: len(asked(one)) == 2)

    assert asked(one) == ["x", "x"]
