"""A question that goes before its answer has ended is dropped: nothing of it is shown or kept."""

from pathlib import Path

import pytest
from sqlalchemy import func, select

from bots.engine.language.phrases import say
from bots.engine.seam.errors import Refused
from bots.engine.seam.incoming import Origin, Press
from bots.engine.seam.places import Message, Person, Place, ToInteraction
from bots.engine.seam.shown import Action, Response
from bots.engine.spending.allowance import Allowance
from bots.engine.spending.limits import Limits
from bots.engine.storage import replies
from bots.engine.storage.periods import Spent
from bots.engine.storage.records import BOT
from bots.engine.storage.schema import MESSAGES
from provider.contract import Finish, Reasoning, Text
from provider.values import replace
from tests.bots.engine.house import ANN, BOB, ENDLESS, GROUP, OWNER, POLICY, House, growing, house, spent
from tests.fakes.gifted import GiftedPlatform
from tests.fakes.memory import NOON, MemoryPlatform, MemoryTerminal, Step, VirtualClock

pytestmark = [pytest.mark.looptime, pytest.mark.on_both]

LIMITED = replace(POLICY, limits=Limits(person=(Allowance(20, "answers", "day"),)))
LONG: tuple[Step, ...] = (Text("One "), 30.0, Text("two."), Finish())
SLOW: tuple[Step, ...] = (Text("One "), 10.0, Text("two."), Finish())
SILENT: tuple[Step, ...] = (30.0, Text("Late."), Finish())


async def had(one: House, person: Person = ANN) -> Spent:
    return await spent(one.store, f"{BOT}|{person}", one.clock.wall())


async def rows(one: House) -> int:
    return await one.store.run(lambda sql: sql.scalar(select(func.count()).select_from(MESSAGES)) or 0)


def asked(one: House) -> list[list[str]]:
    """What the model read, each time."""
    return [[message.content for message in request.messages] for request in one.provider.requests]


async def deletes(one: House, id: str, place: Place | None = None) -> None:
    await one.engine.on_deleted(place or one.private().place, (id,))


async def forgets(one: House, origin: Origin) -> None:
    answer = await one.engine.on_press(Press(origin, Action("forget", "yes"), Message(origin.place, "m1")))
    assert isinstance(answer, Response)


async def test_a_question_deleted_while_it_waits_is_dropped(tmp_path: Path) -> None:
    """Behind another answer: it costs nothing, leaves no word on the disk, and the next one is asked as if without."""
    path = tmp_path / "parley.db"
    async with house(SLOW, rules=LIMITED, path=str(path)) as one:
        await one.ask("first")
        await one.wait(3.0)
        second = await one.ask("xylophone")
        await one.wait(1.0)
        await deletes(one, second)
        await one.wait(1.0)
        left, kept, cost = await one.store.run(replies.left_open), await rows(one), await had(one)
        on_disk = path.read_bytes() + path.with_name("parley.db-wal").read_bytes()
        await one.wait(20.0)
        await one.ask("third")
        await one.wait(20.0)

    assert (len(left), kept, cost.answers) == (1, 2, 1)
    assert b"xylophone" not in on_disk
    assert asked(one) == [["first"], ["first", "One two.", "third"]]
    assert one.texts() == ["One two."] * 2


async def test_what_stands_under_a_dropped_question_is_answered() -> None:
    """A third question that came after it waits no longer, and does not read it."""
    async with house(SLOW) as one:
        await one.ask("first")
        second = await one.ask("second", asked=True)
        await one.ask("third", asked=True)
        await one.wait(3.0)
        await deletes(one, second)
        await one.wait(30.0)

    assert asked(one) == [["first"], ["first", "One two.", "third"]]
    assert sorted(one.texts()) == ["One two.", "One two.", say("stopped")]  # its line cannot be deleted here


async def test_a_reply_deleted_while_it_waits_is_dropped() -> None:
    """In a group, behind the answer that it replies to: the model is not asked to go on by itself."""
    async with house(SLOW) as one:
        await one.ask("first", one.shared())
        await one.wait(3.0)
        answer = next(iter(one.platform.standing))
        second = await one.ask("second", one.shared(BOB, reply_to=answer), reply_to=answer)
        await one.wait(1.0)
        await deletes(one, second, GROUP)
        await one.wait(30.0)

    assert asked(one) == [["first"]]
    assert one.texts(GROUP) == ["One two."]


async def test_the_line_about_the_queue_goes_with_its_question() -> None:
    """It is taken away, the next in line moves up, and nothing waits to be settled."""
    clock = VirtualClock()
    platform = GiftedPlatform(clock)
    platform.no_reactions = Refused("no permission to react")
    async with house(LONG, platform=platform, clock=clock) as one:
        ids = [await one.ask("x", one.shared(Person("memory", str(10 + number)))) for number in range(5)]
        await one.wait(5.0)
        before = one.texts(GROUP)[3:]
        await deletes(one, ids[3], GROUP)
        await one.wait(6.0)
        after, left = one.texts(GROUP)[3:], await one.store.run(replies.left_open)
        await one.wait(90.0)

    assert sorted(before) == [say("in_line", count="1"), say("in_line", count="2")]
    assert after == [say("in_line", count="1")]
    assert len(left) == 4
    assert one.texts(GROUP).count("One two.") == 4
    assert len(one.provider.requests) == 4


@pytest.mark.parametrize("moment", [0.0, 0.01, 0.05])
async def test_a_question_deleted_at_once_is_not_answered(moment: float) -> None:
    """The request is not sent or cancelled; nothing was ever to be seen."""
    async with house(SILENT, rules=LIMITED) as one:
        id = await one.ask("first")
        if moment:
            await one.wait(moment)
        await deletes(one, id)
        await one.wait(0.5)
        running, left, kept = one.provider.open, await one.store.run(replies.left_open), await rows(one)
        await one.wait(60.0)

    assert (running, left, kept) == (0, (), 0)
    assert one.platform.calls == []
    assert all(messages == ["first"] for messages in asked(one))


async def test_a_question_that_was_never_sent_costs_nothing() -> None:
    """The reservation goes with it."""
    async with house(SILENT, rules=LIMITED) as one:
        await deletes(one, await one.ask("first"))
        await one.wait(1.0)
        cost = await had(one)

    assert one.provider.requests == []
    assert cost == Spent()


@pytest.mark.parametrize("gifted", [True, False])
async def test_what_was_shown_before_the_first_word_goes(gifted: bool) -> None:
    """The line about waiting is deleted; where that cannot be done, nothing is left that looks alive."""
    clock = VirtualClock()
    platform = GiftedPlatform(clock) if gifted else None
    async with house((Reasoning("hm"), *SILENT), platform=platform, clock=clock) as one:
        id = await one.ask("first")
        await one.wait(12.0)
        before = len(one.texts())
        await deletes(one, id)
        await one.wait(1.0)
        running = one.provider.open
        await one.wait(60.0)

    assert (before, running) == (1, 0)
    assert one.texts() == ([] if gifted else [say("stopped")])
    assert not growing(one.platform.seen(one.private().place))


async def test_words_in_flight_are_taken_away() -> None:
    """The first frame was on its way when the question went."""
    clock = VirtualClock()
    async with house(ENDLESS, platform=GiftedPlatform(clock), clock=clock) as one:
        id = await one.ask("first")
        while not one.platform.calls:
            await one.wait(0.01)
        await deletes(one, id)
        await one.wait(5.0)
        running = one.provider.open

    assert running == 0
    assert one.texts() == []


@pytest.mark.parametrize("gifted", [True, False])
async def test_an_answer_that_grows_is_stopped_and_taken_away(gifted: bool) -> None:
    """With all its messages; where none can be deleted, they say that they ended. What it had cost is counted."""
    clock = VirtualClock()
    platform = GiftedPlatform(clock) if gifted else MemoryPlatform(clock)
    platform.limit = 60
    async with house(ENDLESS, SLOW, rules=LIMITED, platform=platform, clock=clock) as one:
        id = await one.ask("first")
        await one.wait(12.0)
        grown = len(one.texts())
        await deletes(one, id)
        await one.wait(5.0)
        running, stands, kept, cost = one.provider.open, one.texts(), await rows(one), await had(one)
        left = await one.store.run(replies.left_open)
        await one.ask("second")
        await one.wait(30.0)

    assert grown > 1
    assert stands == ([] if gifted else [say("stopped")] * grown)
    assert not growing(one.platform.seen(one.private().place))
    assert (running, kept, cost.answers, left) == (0, 0, 1, ())
    assert asked(one)[1] == ["second"]


async def test_a_finished_answer_stays() -> None:
    """The question is forgotten, and the conversation goes on from the answer."""
    async with house(SLOW) as one:
        id = await one.ask("first")
        await one.wait(20.0)
        await deletes(one, id)
        await one.wait(5.0)
        await one.ask("second")
        await one.wait(30.0)

    assert one.texts() == ["One two."] * 2
    assert asked(one)[1] == ["...", "One two.", "second"]


@pytest.mark.parametrize("moment", [0.0, 0.01, 0.03, 0.05, 0.06, 0.1])
async def test_a_question_deleted_during_the_last_frame(moment: float) -> None:
    """All of the answer stands or none of it, and nothing looks alive."""
    clock = VirtualClock()
    async with house(SLOW, platform=GiftedPlatform(clock), clock=clock) as one:
        id = await one.ask("first")
        while not any(call.frame.text == "One two." for call in one.platform.calls):
            await one.wait(0.005)
        if moment:
            await one.wait(moment)
        await deletes(one, id)
        await one.wait(30.0)
        left = await one.store.run(replies.left_open)

    assert one.texts() in ([], ["One two."])
    assert not growing(one.platform.seen(one.private().place))
    assert left == ()


async def test_an_answer_that_is_given_anew_goes_with_its_question() -> None:
    """Its first words stand in the place of the old one, which nobody has any more."""
    clock = VirtualClock()
    async with house((Text("Old."), Finish()), ENDLESS, platform=GiftedPlatform(clock), clock=clock) as one:
        id = await one.ask("first")
        await one.wait(3.0)
        await one.command("retry")
        await one.wait(5.0)
        await deletes(one, id)
        await one.wait(5.0)
        running, left = one.provider.open, await one.store.run(replies.left_open)

    assert one.texts() == []
    assert (running, left) == (0, ())


async def test_an_answer_that_goes_on_stays_as_far_as_it_has_come() -> None:
    """It was finished once: going on ends, as by Stop."""
    cut = (Text("One"), Finish("length"))
    async with house(cut, ENDLESS) as one:
        id = await one.ask("first")
        await one.wait(3.0)
        await one.command("continue")
        await one.wait(5.0)
        await deletes(one, id)
        await one.wait(5.0)
        running, left = one.provider.open, await one.store.run(replies.left_open)

    [text] = one.texts()
    assert text.startswith("One")
    assert text.endswith(say("stopped"))
    assert (running, left) == (0, ())


async def test_an_answer_to_be_given_anew_stays_as_it_is() -> None:
    """Its question went while the new one waited: the old answer stands, and nothing is said."""
    busy = [Place("memory", str(number)) for number in range(2)]
    async with house((Text("Old."), Finish()), ENDLESS) as one:
        id = await one.ask("first")
        await one.wait(3.0)
        for place in busy:
            await one.ask("x", one.shared(ANN, place))
        await one.command("retry")
        await one.wait(3.0)
        await deletes(one, id)
        for place in busy:
            await one.command("stop", one.shared(ANN, place))
        await one.wait(5.0)
        left = await one.store.run(replies.left_open)

    assert asked(one) == [["first"], ["x"], ["x"]]
    assert one.texts() == ["Old."]
    assert left == ()


async def test_a_question_deleted_while_its_thread_is_opened_is_not_answered() -> None:
    """It is not in the store yet when its end is told."""
    clock = VirtualClock()
    async with house(SLOW, platform=GiftedPlatform(clock), clock=clock) as one:
        await one.command("settings reply", one.shared(OWNER), where="thread")
        await deletes(one, await one.ask("first", one.shared()), GROUP)
        await one.wait(30.0)
        kept = await rows(one)

    assert one.provider.requests == []
    assert one.platform.calls == []
    assert kept == 0


async def test_what_is_kept_in_its_thread_goes_with_a_question() -> None:
    """A thread that was opened for it has its id."""
    thread = Place("memory", "100", "q0")
    async with house() as one:
        origin = replace(one.shared(), place=thread, linear=True)
        id = await one.ask("first", origin)
        await one.wait()
        await deletes(one, id, GROUP)
        await one.ask("second", origin)
        await one.wait()

    assert asked(one)[1] == ["...", "Hello there.", "second"]


async def test_forget_me_drops_what_waits() -> None:
    """Neither the question in line nor the one that has no word yet is answered; nobody else's is touched."""
    async with house(SLOW, SILENT, SLOW) as one:
        await one.ask("first")
        await one.wait(1.0)
        await one.ask("silent", one.shared())
        await one.ask("second")
        await one.ask("bob's", one.shared(BOB))
        await one.wait(1.0)
        await forgets(one, one.private())
        await one.wait(30.0)
        kept = await rows(one)

    assert asked(one) == [["first"], ["silent"], ["bob's"]]
    assert one.texts() == [f"One\n\n{say('stopped')}"]
    assert one.texts(GROUP) == ["One two."]
    assert kept == 2


async def test_forget_me_ends_what_an_interaction_shows() -> None:
    """Discord shows that the bot is thinking until something stands there."""
    async with house(SILENT) as one:
        target = ToInteraction(GROUP, "app", "token", NOON + one.clock.now() + 900)
        await one.ask("first", replace(one.shared(), target=target))
        await one.wait(1.0)
        await forgets(one, one.private())
        await one.wait(5.0)

    assert one.texts(GROUP) == [say("stopped")]


async def test_a_terminal_waits_for_no_answer_that_will_not_come() -> None:
    """It is told that there is none."""
    clock = VirtualClock()
    terminal = MemoryTerminal(clock)
    async with house(SILENT, platform=terminal, clock=clock) as one:
        await one.ask("first")
        await one.ask("second")
        await one.wait(1.0)
        await forgets(one, one.private())
        await one.wait(5.0)

    assert terminal.ends == [(False, ""), (False, "")]
    assert asked(one) == [["first"]]
