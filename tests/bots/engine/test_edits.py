"""A question that is edited: its answer is given anew where it stands, at most twice, and only if its words changed."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import func, select

from bots.engine.edits import AT_ONCE_WITHIN, MOST_EDITS
from bots.engine.language.phrases import say
from bots.engine.seam.incoming import Incoming, Origin, Press
from bots.engine.seam.places import Message, Person, Place
from bots.engine.seam.shown import Action, Response
from bots.engine.spending.allowance import Allowance
from bots.engine.spending.limits import Limits
from bots.engine.storage import replies
from bots.engine.storage.periods import Spent
from bots.engine.storage.records import BOT
from bots.engine.storage.schema import MESSAGES, SURFACES
from provider.contract import Finish, Text
from provider.values import replace
from tests.bots.engine.house import ANN, BOB, ENDLESS, GROUP, OWNER, POLICY, House, growing, house, spent
from tests.fakes.gifted import GiftedPlatform
from tests.fakes.memory import Fault, Step, VirtualClock

pytestmark = [pytest.mark.looptime, pytest.mark.on_both]

SLOW: tuple[Step, ...] = (Text("One "), 10.0, Text("two."), Finish())
NEW: tuple[Step, ...] = (Text("New."), Finish())
LIMITED = replace(POLICY, limits=Limits(person=(Allowance(20, "answers", "day"),)))


async def edits(one: House, id: str, text: str, origin: Origin | None = None, **more: object) -> None:
    """Somebody changes a message."""
    said = {"addressed": True, **more}
    await one.engine.on_edited(Incoming(origin or one.private(), id, text, **said))  # type: ignore[arg-type]


def asked(one: House) -> list[str]:
    """The last message that the model read, each time."""
    return [request.messages[-1].content for request in one.provider.requests]


def labels(one: House, place: Place | None = None) -> list[list[str]]:
    """The buttons under each message."""
    frames = one.platform.seen(place or one.private().place)
    return [[button.label for row in frame.buttons for button in row] for frame in frames]


async def press(one: House, origin: Origin | None = None) -> Response | Incoming:
    """Press the button that answers the edit."""
    origin = origin or one.private()
    [(surface, action)] = [
        (standing.surface, button.action)
        for standing in one.platform.standing.values()
        for row in standing.frame.buttons
        for button in row
        if button.action.name == "edited" and standing.surface.place == origin.place
    ]
    answer = await one.engine.on_press(Press(origin, action, surface))
    if isinstance(answer, Incoming):
        await one.engine.on_message(answer)
    return answer


def gifted() -> tuple[GiftedPlatform, VirtualClock]:
    clock = VirtualClock()
    return GiftedPlatform(clock), clock


async def had(one: House, person: Person = ANN) -> Spent:
    return await spent(one.store, f"{BOT}|{person}", one.clock.wall())


async def test_while_an_answer_grows() -> None:
    """The same reply is given anew with the new words; each answer counts, and nothing is left open."""
    platform, clock = gifted()
    async with house(SLOW, NEW, rules=LIMITED, platform=platform, clock=clock) as one:
        id = await one.ask("first")
        await one.wait(3.0)
        before = dict(one.platform.standing)
        await edits(one, id, "second")
        await one.wait(30.0)
        cost, left = await had(one), await one.store.run(replies.left_open)
        await one.ask("third")
        await one.wait(30.0)

    assert asked(one) == ["first", "second", "third"]
    assert [message.content for message in one.provider.requests[-1].messages] == ["second", "New.", "third"]
    assert next(iter(one.platform.standing)) in before
    assert one.texts()[0] == "New."
    assert (cost.answers, left) == (2, ())


async def test_all_messages_of_the_old_answer_go() -> None:
    """It had grown into a second one, which the new answer does not need."""
    platform, clock = gifted()
    platform.limit = 100
    long = tuple(step for _ in range(30) for step in (Text("and on and on "), 0.5))
    async with house((*long, 60.0, Finish()), NEW, platform=platform, clock=clock) as one:
        id = await one.ask("first", one.shared())
        await one.wait(12.0)
        grown = len(one.texts(GROUP))
        await edits(one, id, "second", one.shared())
        await one.wait(30.0)
        kept = await one.store.run(lambda sql: sql.scalars(select(SURFACES.c.message)).all())

    assert grown > 1
    assert one.texts(GROUP) == ["New."]
    assert sorted(kept) == sorted([id, *one.platform.standing])


async def test_before_the_first_word() -> None:
    """Nothing stands yet: the request is dropped, and one answer comes."""
    async with house((30.0, *NEW), NEW) as one:
        id = await one.ask("first")
        await one.wait(1.0)
        await edits(one, id, "second")
        await one.wait(20.0)

    assert asked(one) == ["first", "second"]
    assert one.texts() == ["New."]


async def test_a_waiting_question_is_asked_with_its_new_words() -> None:
    """It costs nothing, and counts as no edit."""
    async with house(SLOW, NEW, rules=LIMITED) as one:
        await one.ask("first")
        await one.wait(1.0)
        id = await one.ask("second")
        for number in range(4):
            await edits(one, id, f"changed {number}")
        await one.wait(30.0)
        cost = await had(one)

    assert asked(one) == ["first", "changed 3"]
    assert cost.answers == 2


@pytest.mark.parametrize("text", ["first", "  "])
async def test_no_new_words(text: str) -> None:
    """The preview of a link, or a picture that was taken away."""
    async with house(SLOW) as one:
        id = await one.ask("first")
        await one.wait(3.0)
        await edits(one, id, text)
        await one.wait(30.0)

    assert asked(one) == ["first"]
    assert one.texts()[0] == "One two."


async def test_edited_twice_and_a_third_time() -> None:
    """Each of two edits is answered; the third is read by Again, which is still there."""
    async with house(ENDLESS, ENDLESS, SLOW, NEW) as one:
        id = await one.ask("first")
        for number in range(3):
            await one.wait(3.0)
            await edits(one, id, f"edit {number}")
        await one.wait(30.0)
        asked_by_then = asked(one)
        await one.command("retry")
        await one.wait(10.0)

    assert MOST_EDITS == 2
    assert asked_by_then == ["first", "edit 0", "edit 1"]
    assert asked(one)[-1] == "edit 2"
    assert one.texts() == ["New."]


async def test_two_edits_at_once() -> None:
    """Before the first could be taken up: the newest words are asked, and what the other reserved is given back."""
    async with house(ENDLESS, NEW, rules=LIMITED) as one:
        id = await one.ask("first")
        await one.wait(3.0)
        await asyncio.gather(edits(one, id, "second"), edits(one, id, "third"))
        await one.wait(30.0)
        cost = await had(one)

    assert asked(one)[-1] == "third"
    assert one.texts() == ["New."]
    assert cost.answers == len(one.provider.requests)


@pytest.mark.parametrize("moment", [0.0, 0.01, 0.03, 0.05, 0.06, 0.2, 1.0])
async def test_during_the_last_frame(moment: float) -> None:
    """Whenever it comes, the new words are answered, in one message and once."""
    platform, clock = gifted()
    async with house((Text("One "), 3.0, Text("two."), Finish()), NEW, platform=platform, clock=clock) as one:
        id = await one.ask("first")
        while not any(call.frame.text == "One two." for call in one.platform.calls):
            await one.wait(0.005)
        if moment:
            await one.wait(moment)
        await edits(one, id, "second")
        await one.wait(60.0)
        left = await one.store.run(replies.left_open)

    assert asked(one) == ["first", "second"]
    assert one.texts() == ["New."]
    assert not growing(one.platform.seen(one.private().place))
    assert left == ()


async def test_in_private_soon_after_the_end() -> None:
    """The same reply is given anew."""
    async with house(NEW, SLOW) as one:
        id = await one.ask("first")
        await one.wait(AT_ONCE_WITHIN / 2)
        await edits(one, id, "second")
        await one.wait(30.0)

    assert asked(one) == ["first", "second"]
    assert one.texts() == ["One two."]


async def test_in_private_later_a_button_gives_it() -> None:
    """Under the reply, and it goes with the press."""
    platform, clock = gifted()
    async with house(NEW, SLOW, platform=platform, clock=clock) as one:
        id = await one.ask("first")
        await one.wait(AT_ONCE_WITHIN * 2)
        await edits(one, id, "second")
        await one.wait(5.0)
        offered, by_then = labels(one), asked(one)
        await press(one)
        await one.wait(30.0)

    assert offered == [[say("edited_button"), say("retry_button"), say("info_button")]]
    assert by_then == ["first"]
    assert asked(one) == ["first", "second"]
    assert one.texts() == ["One two."]
    assert labels(one) == [[say("retry_button"), say("info_button"), "◀", "2/2"]]


async def test_in_private_behind_others_the_question_is_asked_once_more() -> None:
    """Somebody has written since: the answer stands at the end, and a second press does nothing."""
    platform, clock = gifted()
    async with house(NEW, NEW, SLOW, platform=platform, clock=clock) as one:
        id = await one.ask("first")
        await one.wait(5.0)
        await one.ask("more")
        await one.wait(5.0)
        await edits(one, id, "second")
        await one.wait(5.0)
        by_then = asked(one)
        await press(one)
        await one.wait(30.0)
        again = await press(one)
        await one.wait(30.0)

    assert by_then == ["first", "more"]
    assert asked(one) == ["first", "more", "second"]
    assert one.texts() == ["New.", "New.", "One two."]
    assert list(one.platform.standing.values())[-1].reply_to == id
    assert again == Response(say("retry_old"))


async def test_in_a_group_there_is_a_button() -> None:
    """However soon; others may not press it."""
    platform, clock = gifted()
    async with house(NEW, SLOW, platform=platform, clock=clock) as one:
        id = await one.ask("first", one.shared())
        await one.wait(5.0)
        await edits(one, id, "second", one.shared())
        await one.wait(5.0)
        refused = await press(one, one.shared(BOB))
        by_then = asked(one)
        await press(one, one.shared())
        await one.wait(30.0)

    assert by_then == ["first"]
    assert refused == Response(say("not_your_button"))
    assert asked(one) == ["first", "second"]
    assert one.texts(GROUP) == ["One two."]


async def test_somebody_elses_edit_is_none() -> None:
    """Whoever it is that a platform names: the words are their author's."""
    async with house(SLOW) as one:
        id = await one.ask("first", one.shared())
        await one.wait(3.0)
        await edits(one, id, "second", one.shared(BOB))
        await one.wait(30.0)

    assert asked(one) == ["first"]


async def test_an_edit_that_takes_the_mention_away() -> None:
    """It is for us no more: the answer goes on as it was."""
    async with house(SLOW) as one:
        id = await one.ask("first", one.shared())
        await one.wait(3.0)
        await edits(one, id, "second", one.shared(), addressed=False)
        await one.wait(30.0)

    assert asked(one) == ["first"]
    assert one.texts(GROUP) == ["One two."]


async def test_by_somebody_who_may_talk_no_more() -> None:
    """Denied meanwhile: nothing is asked, and what grows comes to its end."""
    async with house(SLOW) as one:
        id = await one.ask("first")
        await one.wait(3.0)
        await one.command("settings deny", one.private(OWNER), person=ANN.id)
        await edits(one, id, "second")
        await one.wait(30.0)

    assert asked(one) == ["first"]
    assert "One two." in one.texts()


async def test_without_room_for_another_answer() -> None:
    """The limit is named, and the answer that grows is not given up for it."""
    rules = replace(POLICY, limits=Limits(person=(Allowance(1, "answers", "day"),)))
    async with house(SLOW, rules=rules) as one:
        id = await one.ask("first")
        await one.wait(3.0)
        await edits(one, id, "second")
        await one.wait(30.0)
        words = await one.store.run(lambda sql: sql.scalars(select(MESSAGES.c.text)).all())

    assert asked(one) == ["first"]
    assert one.texts()[0] == "One two."
    assert len(one.texts()) == 2
    assert words == ["first", "One two."]


async def test_deleted_after_an_edit() -> None:
    """Before the new answer stands: all of it goes, and what was reserved is settled."""
    platform, clock = gifted()
    async with house(ENDLESS, (10.0, *NEW), rules=LIMITED, platform=platform, clock=clock) as one:
        id = await one.ask("first")
        await one.wait(3.0)
        await edits(one, id, "second")
        await one.wait(1.0)
        await one.engine.on_deleted(one.private().place, (id,))
        await one.wait(30.0)
        left = await one.store.run(replies.left_open)
        rows = await one.store.run(lambda sql: sql.scalar(select(func.count()).select_from(MESSAGES)))

    assert one.texts() == []
    assert (left, rows) == ((), 0)


async def test_stopped_after_an_edit() -> None:
    """The new answer has a Stop of its own that works."""
    async with house(ENDLESS, ENDLESS) as one:
        id = await one.ask("first")
        await one.wait(3.0)
        await edits(one, id, "second")
        await one.wait(5.0)
        await one.command("stop")
        await one.wait(5.0)

    assert asked(one) == ["first", "second"]
    assert len(one.texts()) == 1
    assert one.texts()[0].endswith(say("stopped"))


async def test_a_restart_in_between(tmp_path: Path) -> None:
    """Nobody knows how long ago the answer ended: a button gives it, and the edits of before count."""
    path = str(tmp_path / "parley.db")
    platform, clock = gifted()
    async with house(NEW, platform=platform, clock=clock, path=path) as one:
        id = await one.ask("first")
        await one.wait(5.0)
        await edits(one, id, "second")
        await one.wait(5.0)
    async with house(SLOW, platform=platform, clock=clock, path=path) as one:
        await edits(one, id, "third")
        await one.wait(5.0)
        offered, by_then = labels(one), asked(one)
        await press(one)
        await one.wait(30.0)
        await edits(one, id, "fourth")
        await one.wait(30.0)

    assert offered == [[say("edited_button"), say("retry_button"), say("info_button"), "◀", "2/2"]]
    assert by_then == []
    assert asked(one) == ["third"]
    assert one.texts() == ["One two."]


async def test_an_edit_that_came_late() -> None:
    """After an outage: a button, and nothing by itself."""
    platform, clock = gifted()
    async with house(NEW, platform=platform, clock=clock) as one:
        id = await one.ask("first")
        await one.wait(5.0)
        await edits(one, id, "second", age=100_000.0)
        await one.wait(5.0)

    assert asked(one) == ["first"]
    assert labels(one) == [[say("edited_button"), say("retry_button"), say("info_button")]]


async def test_in_the_thread_that_was_opened_for_it() -> None:
    """The question stands in the channel, and its answer in the thread."""
    platform, clock = gifted()
    async with house(SLOW, NEW, platform=platform, clock=clock) as one:
        await one.command("settings reply", one.shared(OWNER), where="thread")
        id = await one.ask("first", one.shared())
        await one.wait(3.0)
        [place] = {standing.surface.place for standing in one.platform.standing.values()}
        thread = Place("memory", "100", id)
        await one.store.run(lambda sql: sql.execute(SURFACES.update().values(thread=thread.thread)))
        await edits(one, id, "second", one.shared())
        await one.wait(30.0)

    assert place.thread
    assert asked(one) == ["first", "second"]
    assert one.texts(place) == ["New."]


async def test_an_answer_that_is_given_anew_is_asked_with_the_new_words() -> None:
    """Again was pressed, and the question is edited while the new one grows."""
    async with house(NEW, ENDLESS, SLOW) as one:
        id = await one.ask("first")
        await one.wait(5.0)
        await one.command("retry")
        await one.wait(5.0)
        await edits(one, id, "second")
        await one.wait(30.0)
        left = await one.store.run(replies.left_open)

    assert asked(one) == ["first", "first", "second"]
    assert one.texts() == ["One two."]
    assert left == ()


async def test_what_somebody_takes_back_is_kept_nowhere(tmp_path: Path) -> None:
    """Neither in the file nor in its log, whether the answer grows or stands."""
    path = tmp_path / "parley.db"
    async with house(ENDLESS, NEW, NEW, path=str(path)) as one:
        id = await one.ask("my password is xylophone")
        await one.wait(3.0)
        await edits(one, id, "my password is marimba")
        await one.wait(10.0)
        on_disk = path.read_bytes() + path.with_name("parley.db-wal").read_bytes()
        await edits(one, id, "nothing")
        later = path.read_bytes() + path.with_name("parley.db-wal").read_bytes()

    assert b"xylophone" not in on_disk
    assert b"marimba" in on_disk
    assert b"marimba" not in later


async def test_where_nothing_is_kept() -> None:
    """While it grows the words are there; afterwards nobody knows what they were."""
    async with house(ENDLESS, NEW, rules=replace(POLICY, keep_days=0)) as one:
        id = await one.ask("first")
        await one.wait(3.0)
        await edits(one, id, "second")
        await one.wait(5.0)
        await edits(one, id, "third")
        await one.wait(5.0)
        kept = await one.store.run(lambda sql: sql.scalars(select(MESSAGES.c.text)).all())

    assert asked(one) == ["first", "second"]
    assert one.texts() == ["New."]
    assert set(kept) <= {""}


async def test_a_platform_that_fails() -> None:
    """Calls are lost and refused on the way: one message stands with the new answer."""
    async with house(ENDLESS, NEW) as one:
        one.platform.faults = {2: Fault.SLOW_DOWN, 3: Fault.LOST, 4: Fault.NOT_SENT, 5: Fault.UNSURE}
        id = await one.ask("first")
        await one.wait(3.0)
        await edits(one, id, "second")
        await one.wait(60.0)

    assert one.texts() == ["New."]


async def test_a_button_of_an_answer_that_is_gone() -> None:
    """Or an argument that nobody ever sent."""
    async with house(NEW) as one:
        for argument in ("", "x", "9999.1", "9" * 30, "."):
            surface = Message(one.private().place, "m1")
            answer = await one.engine.on_press(Press(one.private(), Action("edited", argument), surface))
            assert answer == Response(say("retry_nothing"))
