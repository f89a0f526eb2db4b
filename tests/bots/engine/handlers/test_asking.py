"""The last answer anew, in the same message; and the buttons under an answer."""

import pytest

from bots.engine.language.phrases import say
from bots.engine.seam.incoming import Incoming, Origin, Press
from bots.engine.seam.places import InteractionMessage, Message, Person, Place, Surface, ToInteraction
from bots.engine.seam.shown import Action, Response
from bots.engine.settings.offered_models import Offers
from provider.contract import Finish, Text
from provider.values import replace
from tests.bots.engine.house import ANN, BOB, GROUP, POLICY, House, growing, house
from tests.fakes.gifted import GiftedPlatform
from tests.fakes.memory import NOON, MemoryPlatform, Step, VirtualClock

pytestmark = pytest.mark.looptime

FIRST: tuple[Step, ...] = (Text("First."), Finish())
SECOND: tuple[Step, ...] = (Text("Sec"), 2.0, Text("ond."), Finish())
PAGES: tuple[Step, ...] = (Text("word " * 30), Finish())


async def press(
    one: House, name: str, argument: str, origin: Origin, surface: Surface, text: str = ""
) -> Response | Incoming:
    return await one.engine.on_press(Press(origin, Action(name, argument), surface, text))


def standing(one: House, place: Place) -> list[Surface]:
    return [each.surface for each in one.platform.standing.values() if each.surface.place == place]


def under(one: House, place: Place) -> list[Action]:
    """The buttons under the newest message, but ⓘ and those that turn to another version."""
    row = [button.action for row in one.platform.seen(place)[-1].buttons for button in row]
    return [action for action in row if action.name not in ("info", "turn")]


async def test_the_last_answer_is_given_anew_in_its_message() -> None:
    """The model is asked the same again without its old answer; what comes next goes on from the new one."""
    async with house(FIRST, FIRST, SECOND, FIRST) as one:
        await one.ask("One")
        await one.wait()
        await one.ask("Two")
        await one.wait()
        said = await one.command("retry")
        await one.wait(1.9)
        early = one.platform.seen(one.private().place)
        await one.wait()
        later = one.texts()
        await one.ask("Three")
        await one.wait()

    read = [[turn.content for turn in request.messages] for request in one.provider.requests]
    assert said == ""
    assert [frame.text for frame in early] == ["First.", "Sec"]
    assert growing(early[1:])
    assert later == ["First.", "Second."]
    assert not growing(one.platform.seen(one.private().place))
    assert read[2] == read[1] == ["One", "First.", "Two"]
    assert read[3] == ["One", "First.", "Two", "Second.", "Three"]


async def test_the_button_under_the_latest_answer() -> None:
    """Does the same, also after a restart; the one under an older answer says that it is not the latest."""
    async with house(FIRST, FIRST, SECOND) as one:
        place = one.private().place
        await one.ask("One")
        await one.wait()
        (old,) = under(one, place)
        await one.ask("Two")
        await one.wait()
        (new,) = under(one, place)
        first, second = standing(one, place)
        stale = await press(one, old.name, old.argument, one.private(), first)
        fresh = await press(one, new.name, new.argument, one.private(), second)
        await one.wait()

    assert stale == Response(say("retry_old"))
    assert fresh == Response("")
    assert one.texts() == ["First.", "Second."]
    assert [action.name for action in under(one, place)] == ["again"]


async def test_another_model_can_give_it() -> None:
    """For this once; one that is not offered is refused, and the answer stays."""
    async with house(FIRST, SECOND, rules=replace(POLICY, offers=Offers(("demo",)))) as one:
        await one.ask("One")
        await one.wait()
        await one.command("retry", model="demo/large")
        await one.wait()
        one.engine.adopt(replace(POLICY, offers=Offers(("demo/large",))))
        refused = await one.command("retry", model="demo/tiny")
        await one.wait()

    assert [request.model for request in one.provider.requests] == ["small", "large"]
    assert refused == say("model_not_yours_private", models="`demo/small`, `demo/large`")
    assert one.texts() == ["Second."]


async def test_in_a_group_everyone_has_an_answer_of_their_own() -> None:
    """The newest to that person; another's button is not for them; what somebody replied to stays as it is."""
    async with house(FIRST, FIRST, SECOND) as one:
        await one.ask("Ann's", one.shared(ANN))
        await one.wait()
        (anns,) = under(one, GROUP)
        (message,) = standing(one, GROUP)
        await one.ask("Bob's", one.shared(BOB))
        await one.wait()
        others = await press(one, anns.name, anns.argument, one.shared(BOB), message)
        await one.command("retry", one.shared(ANN))
        await one.wait()
        texts = one.texts(GROUP)
        await one.ask("Why?", one.shared(BOB), reply_to=message.id)
        await one.wait()
        continued = await one.command("retry", one.shared(ANN))

    assert others == Response(say("not_your_button"))
    assert texts == ["Second.", "First."]
    assert continued == say("retry_old")


async def test_there_may_be_nothing_to_give_anew() -> None:
    """Nothing was asked, there or at all; after /new the old answer is not the latest; odd numbers mean none."""
    async with house(FIRST) as one:
        nothing = await one.command("retry")
        await one.ask("One")
        await one.wait()
        elsewhere = await press(one, "retry", "2", one.shared(ANN), Message(GROUP, "1"))
        odd = [await press(one, "retry", row, one.private(), Message(GROUP, "1")) for row in ("", "x", "1", "9" * 40)]
        await one.command("new")
        old = await one.command("retry")
        await one.wait()

    assert nothing == say("retry_nothing")
    assert elsewhere == Response(say("retry_nothing"))
    assert odd == [Response(say("retry_nothing"))] * 4
    assert old == say("retry_old")
    assert len(one.provider.requests) == 1


@pytest.mark.parametrize("kind", [MemoryPlatform, GiftedPlatform])
async def test_what_an_answer_no_longer_needs_is_taken_away(kind: type[MemoryPlatform]) -> None:
    """Its other messages go, or say what they were where none can be deleted; a longer one goes on in new ones."""
    clock = VirtualClock()
    platform = GiftedPlatform(clock) if kind is GiftedPlatform else MemoryPlatform(clock)
    platform.limit = 60
    async with house(PAGES, FIRST, PAGES, platform=platform, clock=clock) as one:
        await one.ask("One")
        await one.wait()
        pages = one.texts()
        await one.command("retry")
        await one.wait()
        short = one.texts()
        await one.command("retry")
        await one.wait()
        long = one.texts()

    gone = [] if kind is GiftedPlatform else [say("older_part")[:60]] * 2
    assert len(pages) == 3
    assert short == ["First.", *gone]
    assert "".join(text for text in long if "earlier answer" not in text) == "word " * 30


async def test_a_failure_can_be_tried_again() -> None:
    """An answer that never came has a question all the same."""
    async with house((RuntimeError("boom"),), FIRST) as one:
        await one.ask("One")
        await one.wait()
        failed = one.texts()
        await one.command("retry")
        await one.wait()

    assert failed[0].startswith("⚠️")
    assert one.texts() == ["First."]


# Interactions


def interaction(token: str, *, private: bool = False, person: Person = ANN) -> Origin:
    return Origin(GROUP, person, ToInteraction(GROUP, "app", token, NOON + 900, private=private), server="1")


async def test_an_answer_to_ask_can_be_continued() -> None:
    """A form asks what comes next; that goes on from the answer. Only for the one who asked."""
    async with house(FIRST, SECOND) as one:
        await one.ask("One", interaction("t1"), asked=True)
        await one.wait()
        again, go_on = under(one, GROUP)
        (surface,) = standing(one, GROUP)
        form = await press(one, go_on.name, go_on.argument, interaction("t2"), surface)
        others = await press(one, go_on.name, go_on.argument, interaction("t3", person=BOB), surface, "Mine!")
        sent = await press(one, go_on.name, go_on.argument, interaction("t4"), surface, "And then?")
        assert isinstance(sent, Incoming)
        await one.engine.on_message(sent)
        await one.wait()

    assert again.name == "again"
    assert isinstance(form, Response)
    assert form.form is not None
    assert form.form.action == go_on
    assert others == Response(say("not_your_button"))
    assert [turn.content for turn in one.provider.requests[1].messages] == ["One", "First.", "And then?"]
    assert one.texts(GROUP) == ["First.", "Second."]


async def test_what_one_person_alone_saw_stays_with_them() -> None:
    """Given anew by the press's own token, continued for their eyes only; /retry in the open does not find it."""
    async with house(FIRST, SECOND, FIRST) as one:
        await one.ask("Secret", interaction("t1", private=True), asked=True)
        await one.wait()
        again, go_on = under(one, GROUP)
        nothing = await one.command("retry", one.shared(ANN))
        surface = InteractionMessage(GROUP, "app", "t2", "t1:original", NOON + 900)
        await press(one, again.name, again.argument, one.shared(ANN), surface)
        await one.wait()
        texts = one.texts(GROUP)
        again, go_on = under(one, GROUP)
        open_chat = await press(one, go_on.name, go_on.argument, one.shared(ANN), surface, "More")
        sent = await press(one, go_on.name, go_on.argument, interaction("t3"), surface, "More")
        as_message = await press(one, again.name, again.argument, one.shared(ANN), Message(GROUP, "t1:original"))

    assert nothing == say("retry_nothing")
    assert texts == ["Second."]
    assert open_chat == as_message == Response(say("unknown_button"))
    assert isinstance(sent, Incoming)
    assert isinstance(sent.origin.target, ToInteraction)
    assert sent.origin.target.private
