"""The buttons come with the first words where they would come late, and nothing that nobody owns looks alive."""

import asyncio
import random
from pathlib import Path

import pytest

from bots.engine.delivery.scheduler import Scheduler
from bots.engine.delivery.sending import Sender
from bots.engine.language.phrases import say
from bots.engine.reply.buttons import AnswerButtons
from bots.engine.reply.live_reply import LiveReply
from bots.engine.reply.writer import LATE_BUTTONS
from bots.engine.seam.errors import Unsure
from bots.engine.seam.incoming import Press
from bots.engine.seam.places import Message, Person, Place, ToChat
from bots.engine.seam.rates import Tempo, Window
from bots.engine.seam.shown import Action, Button, Frame, Response
from bots.engine.storage import replies
from provider.contract import Finish, Text
from provider.values import replace
from tests.bots.engine.house import House, growing, house
from tests.bots.engine.stage import LIVE
from tests.fakes.memory import Fault, Step, VirtualClock
from tests.fakes.numbered import CROWDED, Numbered

pytestmark = pytest.mark.looptime

SLOWLY: tuple[Step, ...] = (Text("Hello "), 8.0, Text("there."), Finish())


def is_alive(frame: Frame) -> bool:
    return growing([frame])


async def until_stop(streams: int, *, numbered: bool = True) -> list[float]:
    """For each of so many answers at once: seconds from its first words until Stop can be pressed under them."""
    clock = VirtualClock()
    platform = Numbered(clock, bot_limits=(Window(28, 1.0, reserve=2),), tempo=Tempo((0.6, 0.9), 1.1))
    if not numbered:
        platform.attempt = lambda place: None  # type: ignore[method-assign]
    scheduler = Scheduler(clock)

    async def noted(*_: object) -> None:
        """Keep nothing."""

    async def answer(number: int) -> None:
        target = ToChat(Place("memory", str(number)))
        style = replace(LIVE, buttons=AnswerButtons(number, number, kept=False))
        live = LiveReply(Sender(platform, scheduler, clock), target, style, noted)
        async with asyncio.TaskGroup() as group:
            group.create_task(live.show())
            for _ in range(16):
                live.feed("Some more words, and then some more. ")
                await clock.sleep(1.0)
            live.finish()

    async with asyncio.TaskGroup() as group:
        for number in range(streams):
            group.create_task(answer(number))
    found = []
    for one in platform.standing.values():
        first = one.history[0][0]
        found.append(next(at for at, frame in one.history if is_alive(frame)) - first)
    assert len(found) == streams
    assert platform.violations == 0
    return sorted(found)


async def test_in_a_crowd_stop_can_be_pressed_as_soon_as_there_are_words() -> None:
    """200 answers share the calls of the bot, and the second frame of each comes seconds after the first."""
    waits = await until_stop(200)

    assert waits[100] == 0.0
    assert waits[-1] < LATE_BUTTONS + 1.0


async def test_where_messages_cannot_be_found_the_buttons_come_with_the_second_frame() -> None:
    """However late that is: this is what the crowd would have without it."""
    assert (await until_stop(200, numbered=False))[-1] > 4.0


async def test_alone_the_buttons_come_with_the_second_frame() -> None:
    """It follows at once, and an opening that nobody hears of cannot look alive."""
    [wait] = await until_stop(1)

    assert 0.5 < wait < 1.0


@pytest.mark.parametrize("fault", [Fault.LOST, Fault.LATE])
async def test_an_opening_that_was_not_heard_of_does_not_stay_alive(fault: Fault) -> None:
    """It was sent again: the first one stays behind without its buttons, whenever the server has put it up."""
    clock = VirtualClock()
    platform = Numbered(clock, bot_limits=CROWDED)
    platform.faults[0] = fault
    async with house(SLOWLY, platform=platform, clock=clock) as one:
        await one.ask("x")
        await one.wait(60.0)

    first, *others = platform.seen(one.private().place)
    assert [is_alive(frame) for frame in (first, *others)] == [False] * 2
    assert any(is_alive(frame) for stands in platform.standing.values() for _, frame in stands.history)
    assert "Hello there." in [frame.text for frame in (first, *others)]


class Deaf(Numbered):
    """Takes the buttons of the first message that has some, and is not heard of."""

    deaf = True

    async def disarm(self, message: Message) -> bool:
        had = await super().disarm(message)
        if had and self.deaf:
            self.deaf = False
            raise Unsure("no answer")
        return had


async def test_buttons_whose_end_was_not_heard_of_are_looked_for_in_no_other_message() -> None:
    """The second call finds none there: the first one has taken them."""
    clock = VirtualClock()
    platform = Deaf(clock, bot_limits=CROWDED)
    platform.faults[0] = Fault.LOST
    async with house(SLOWLY, platform=platform, clock=clock) as one:
        await one.ask("x")
        await one.wait(60.0)

    assert not platform.deaf
    assert platform.tried[-2] == platform.tried[-1]
    assert not growing(platform.seen(one.private().place))


async def test_an_opening_whose_call_is_cut_off_does_not_stay_alive() -> None:
    """The answer was stopped while the platform says nothing to its first call, and is given up at last."""
    clock = VirtualClock()
    platform = Numbered(clock, bot_limits=CROWDED)
    platform.answers_after = 200.0
    async with house(SLOWLY, platform=platform, clock=clock) as one:
        await one.ask("x")
        await one.wait(1.0)
        [orphan] = platform.seen(one.private().place)
        await one.command("stop")
        await one.wait(100.0)

    assert is_alive(orphan)
    assert not growing(platform.seen(one.private().place))


async def test_what_nobody_has_heard_of_stops_the_answer_meanwhile() -> None:
    """Its button is that of the answer, which grows in another message."""
    clock = VirtualClock()
    platform = Numbered(clock, bot_limits=CROWDED)
    platform.faults[0] = Fault.LOST
    async with house(SLOWLY, platform=platform, clock=clock) as one:
        await one.ask("x")
        await one.wait(3.0)
        orphan = next(iter(platform.standing.values()))
        [[button]] = orphan.frame.buttons
        said = await one.engine.on_press(Press(one.private(), button.action, orphan.surface))
        await one.wait(40.0)

    assert said == Response(say("stopping"))
    assert not growing(platform.seen(one.private().place))


async def test_a_kill_between_a_send_and_its_note_leaves_nothing_alive(tmp_path: Path) -> None:
    """The next start looks for the message, and finds it by the numbers that nobody was told of."""
    clock = VirtualClock()
    platform = Numbered(clock, bot_limits=CROWDED)
    platform.answers_after = 5.0
    path = str(tmp_path / "parley.db")
    async with house(SLOWLY, platform=platform, clock=clock, path=path) as one:
        await one.ask("x")
        await one.wait(1.0)
        [orphan] = platform.seen(one.private().place)
    platform.answers_after = 0.0
    platform.begin_anew()
    async with house(platform=platform, clock=clock, path=path) as two:
        await two.engine.on_ready("memory")
        await two.wait(60.0)
        left = await two.store.run(replies.left_open)

    assert is_alive(orphan)
    assert not growing(platform.seen(two.private().place))
    assert platform.texts(two.private().place)[-1] == "Hello there."
    assert left == ()


async def test_it_is_found_behind_all_that_was_told_before_a_kill(tmp_path: Path) -> None:
    """In a crowd many messages come between the last number that was known and its own; the store knows them."""
    clock = VirtualClock()
    platform = Numbered(clock)
    path = str(tmp_path / "parley.db")
    stop = Button(say("stop_button"), Action("stop", "77"))
    async with house(platform=platform, clock=clock, path=path) as one:
        place = one.private().place
        attempt = platform.attempt(place)
        assert attempt is not None
        for number in range(12):
            await one.ask("x", one.private(Person("memory", str(30 + number))))
            await one.wait(5.0)
        orphan = Message(place, f"m{len(platform.standing) + 2000}")
        platform.place(orphan, Frame("Hello", (), ((stop,),)))
        key = await one.store.run(replies.open_reply, ToChat(place), at=clock.wall())
        await one.store.run(replies.attempt, key, (attempt,), clock.wall())
    platform.begin_anew()
    async with house(platform=platform, clock=clock, path=path) as two:
        await two.engine.on_ready("memory")
        await two.wait(60.0)

    assert platform.tried[0] == orphan.id
    assert platform.standing[orphan.id].frame.buttons == ()
    assert len([one for one in platform.standing.values() if one.frame.buttons]) == 12


async def test_messages_that_are_known_keep_their_buttons(tmp_path: Path) -> None:
    """The number behind an attempt may be that of another answer, which has ended before the kill."""
    clock = VirtualClock()
    platform = Numbered(clock, bot_limits=CROWDED)
    path = str(tmp_path / "parley.db")
    async with house(platform=platform, clock=clock, path=path) as one:
        attempt = platform.attempt(one.private().place)
        await one.ask("x")
        await one.wait(20.0)
        [before] = platform.seen(one.private().place)
        assert attempt is not None
        key = await one.store.run(replies.open_reply, ToChat(one.private().place), at=clock.wall())
        await one.store.run(replies.attempt, key, (attempt,), clock.wall())
    platform.begin_anew()
    async with house(platform=platform, clock=clock, path=path) as two:
        await two.engine.on_ready("memory")
        await two.wait(60.0)

    assert before.buttons
    assert before in platform.seen(two.private().place)


async def test_what_was_not_found_loses_its_buttons_when_they_are_pressed() -> None:
    """And who presses reads why. The buttons of an answer that is known stay."""
    clock = VirtualClock()
    platform = Numbered(clock)
    stop = Button(say("stop_button"), Action("stop", "77"))
    async with house(platform=platform, clock=clock) as one:
        place = one.private().place
        await one.ask("x")
        await one.wait(10.0)
        [answer] = platform.standing.values()
        before = answer.frame
        orphan = Message(place, "m7")
        platform.place(orphan, Frame("Hello", (), ((stop,),)))
        said = [await one.engine.on_press(Press(one.private(), stop.action, each)) for each in (orphan, answer.surface)]
        await one.wait(5.0)

    assert [each.text for each in said if isinstance(each, Response)] == [say("answer_over")] * 2
    assert platform.standing["m7"].frame.buttons == ()
    assert answer.frame == before
    assert before.buttons


@pytest.mark.parametrize("seed", range(6))
async def test_whatever_is_lost_and_whenever_it_is_killed(seed: int, tmp_path: Path) -> None:
    """Several chats, three kills, one call in six not heard of: in the end each question has its answer, none alive."""
    chance = random.Random(seed)
    clock = VirtualClock()
    platform = Numbered(clock, bot_limits=CROWDED)
    people = [Person("memory", str(30 + number)) for number in range(5)]
    faults = True
    platform.fails = lambda where, _: Fault.LOST if faults and chance.random() < 1 / 6 else None

    async def live(one: House, seconds: float) -> None:
        await one.engine.on_ready("memory")
        await one.wait(seconds)

    async with house(SLOWLY, platform=platform, clock=clock, path=str(tmp_path / "parley.db")) as one:
        for person in people:
            await one.ask("x", one.private(person))
        await live(one, chance.uniform(0.02, 1.0))
    for _ in range(2):
        platform.begin_anew()
        async with house(SLOWLY, platform=platform, clock=clock, path=str(tmp_path / "parley.db")) as one:
            await live(one, chance.uniform(0.02, 1.0))
    platform.begin_anew()
    faults = False
    async with house(SLOWLY, platform=platform, clock=clock, path=str(tmp_path / "parley.db")) as one:
        await live(one, 400.0)
        places = [one.private(person).place for person in people]

    assert [growing(platform.seen(place)) for place in places] == [False] * len(people)
    assert all(platform.seen(place) for place in places)
