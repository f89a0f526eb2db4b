"""The story of one message: answers, stops, models, strangers. In virtual time, all in memory."""

import asyncio
from pathlib import Path

import pytest

from bots.engine.conversation.queue import MAX_WAITING
from bots.engine.language.phrases import say
from bots.engine.policy import Policy
from bots.engine.runtime.cooldown import COOLDOWN
from bots.engine.seam.incoming import Incoming, Invocation, Press, Typed
from bots.engine.seam.places import Person, Place
from bots.engine.seam.references import subject_ref
from bots.engine.seam.shown import Action, Response
from bots.engine.settings.offered_models import Offers
from bots.engine.storage import usage
from provider.contract import Finish, Reasoning, Text, Usage
from provider.values import replace
from tests.bots.engine.house import ANN, BOB, ENDLESS, GROUP, OWNER, POLICY, PRESSED, growing, house, unnamed
from tests.bots.engine.stores import EVER, said
from tests.fakes.memory import Step

pytestmark = pytest.mark.looptime


# A message and its answer


async def test_a_message_gets_an_answer_that_grows() -> None:
    """One message, in which the words come as the model says them; the question reached the model."""
    async with house() as one:
        await one.ask("Hi")
        await one.wait(0.3)
        early = one.texts()
        await one.wait()

    assert early == ["Hello "]
    assert one.texts() == ["Hello there."]
    assert [(turn.role, turn.content) for turn in one.provider.requests[0].messages] == [("user", "Hi")]


async def test_what_is_not_for_us_is_left_alone() -> None:
    """Two people talk to each other in a group."""
    async with house() as one:
        await one.ask("Hi", one.shared(), addressed=False)
        await one.wait()

    assert one.platform.calls == []


async def test_a_private_chat_is_one_conversation() -> None:
    """The model reads what was said before, until a new one is begun."""
    async with house() as one:
        await one.ask("One")
        await one.wait()
        await one.ask("Two")
        await one.wait()
        await one.command("new")
        await one.ask("Three")
        await one.wait()

    read = [[turn.content for turn in request.messages] for request in one.provider.requests]
    assert read == [["One"], ["One", "Hello there.", "Two"], ["Three"]]


async def test_in_a_group_a_reply_goes_on_from_what_it_answers() -> None:
    """A mention begins anew; a reply to an answer continues it; a reply to a stranger's words quotes them."""
    async with house() as one:
        await one.ask("One", one.shared())
        await one.wait()
        answer = one.platform.standing[next(iter(one.platform.standing))].surface.id
        await one.ask("Two", one.shared(), reply_to=answer)
        await one.ask("Three", one.shared(BOB))
        await one.ask("Is that so?", one.shared(BOB), reply_to="x", quoted="The earth\nis flat")
        await one.wait()

    read = [[turn.content for turn in request.messages] for request in one.provider.requests]
    assert read[0] == ["One"]
    assert sorted(read[1:]) == sorted(
        [["One", "Hello there.", "Two"], ["Three"], ["> The earth\n> is flat\n\nIs that so?"]]
    )


async def test_a_reply_to_a_growing_answer_waits_for_it() -> None:
    """It is asked when the answer is complete, and the model reads all of that."""
    async with house() as one:
        await one.ask("One", one.shared())
        await one.wait(0.2)
        answer = one.platform.standing[next(iter(one.platform.standing))].surface.id
        await one.ask("Two", one.shared(BOB), reply_to=answer)
        asked_early = len(one.provider.requests)
        await one.wait()

    assert asked_early == 1
    assert [turn.content for turn in one.provider.requests[1].messages][1:] == ["A: One", "Hello there.", "B: Two"]


async def test_messages_wait_their_turn() -> None:
    """In one conversation the answers come one after the other, in the order of the questions."""
    async with house((Text("a"), 5.0, Text("a")), (Text("b"), 5.0), (Text("c"), 5.0)) as one:
        for text in ("1", "2", "3"):
            await one.ask(text, asked=True)
            await one.wait(0.01)
        await one.wait(7.0)
        middle = one.texts()
        await one.wait()

    assert middle == ["aa", "b", say("in_line", count="1")]
    assert one.texts() == ["aa", "b", "c"]


async def test_one_person_has_two_answers_at_a_time() -> None:
    """The third conversation waits, another person's does not."""
    async with house((Text("a"), 10.0)) as one:
        for number in range(3):
            await one.ask("x", one.shared(ANN, Place("memory", str(number))))
        await one.ask("x", one.shared(BOB, Place("memory", "9")))
        await one.wait(5.0)
        running = one.provider.open
        await one.wait()

    assert running == 3
    assert len(one.provider.requests) == 4


@pytest.mark.parametrize("linear", [True, False])
async def test_whoever_writes_too_much_is_told_once(linear: bool) -> None:
    """Three hundred messages leave a bounded queue, in one conversation or in as many; the rest is not answered."""
    async with house((Text("a"), 1000.0)) as one:
        others = len(asyncio.all_tasks())
        origin = one.private() if linear else one.shared()
        for _ in range(300):
            await one.ask("spam", origin, asked=True)
        tasks = len(asyncio.all_tasks()) - others
        rows = await said(one.store, "the next row", place=Place("memory", "elsewhere"))
        await one.wait(500)

    assert tasks <= 2 * (MAX_WAITING + 3)
    assert rows <= 2 * (MAX_WAITING + 3)
    assert one.texts(origin.place).count(say("queue_full")) == 1


async def test_what_cannot_be_read_gets_one_hint() -> None:
    """Once for each place; something without words gets a sentence each time."""
    async with house() as one:
        for _ in range(3):
            await one.ask("", one.shared(), unreadable=True)
        await one.ask("")
        await one.wait()

    assert one.texts(GROUP) == [say("unreadable")]
    assert one.texts() == [say("only_text")]


async def test_words_that_no_database_takes_are_taken() -> None:
    """Half a character, in a question or cut in two by the model's server, breaks nothing."""
    async with house((Text("Smile \ud83d"), Text("\ude00 and \ud83d"), Text("!"))) as one:
        await one.ask("Hi \ud83d")
        await one.wait()

    assert one.texts() == ["Smile 😀 and \ufffd!"]
    assert one.provider.requests[0].messages[0].content == "Hi \ufffd"


async def test_a_long_wait_in_a_group_ends_with_a_ping() -> None:
    """Edits notify nobody: after twenty seconds the asker is told; in a private chat, or sooner, not."""
    slow: tuple[Step, ...] = (Text("a"), 25.0, Text("b"))
    async with house(slow) as one:
        await one.ask("x", one.shared(ANN))
        await one.ask("x", one.private(BOB))
        await one.wait(60)

    assert [frame.ping for frame in one.platform.seen(GROUP)] == ["", ANN.id]
    assert one.texts(one.private(BOB).place) == ["ab"]


async def test_what_an_answer_cost_is_counted() -> None:
    """By person, place, provider and model."""
    async with house((Reasoning("hm"), Text("a"), Usage(7, 3), Finish())) as one:
        await one.ask("x")
        await one.ask("y", asked=True)
        await one.wait()
        (used,) = await one.store.run(usage.here, one.private(), EVER)
        mine = await one.store.run(usage.by, ANN, EVER)

    assert mine == (used,)
    assert used.model == "demo/small"
    assert (used.answers, used.input_tokens, used.output_tokens) == (2, 14, 6)


# Stop


async def test_stop_keeps_what_there_is() -> None:
    """The text stays, marked; the button goes; the model's connection is dropped at once."""
    async with house(ENDLESS) as one:
        await one.ask("x")
        await one.wait(5.5)
        said = await one.command("stop")
        await one.wait(0.0)
        dropped = one.provider.open == 0
        await one.wait()

    (text,) = one.texts()
    assert (said, dropped) == (say("stopping"), True)
    assert text == f"{('On ' + 'and on ' * 5).strip()}\n\n{say('stopped')}"
    assert not growing(one.platform.seen(one.private().place))


async def test_stop_keeps_what_has_come_and_waits_to_be_read() -> None:
    """What the model said before is part of the answer, although no frame has shown it."""
    wanted = asyncio.Event()

    class Waiting:
        def pull(self) -> bool:
            wanted.set()
            return True

        def wait_anew(self) -> None:
            """Goes on waiting."""

    async with house((Text("Seen. "), wanted, Text("Not yet seen."), 1000.0)) as one:
        await one.ask("x")
        await one.wait(0.01)
        pace = one.provider.requests[0].pace
        assert pace is not None
        pace.read_by(Waiting())
        await one.command("stop")
        await one.wait()

    assert one.texts() == [f"Seen. Not yet seen.\n\n{say('stopped')}"]


async def test_stop_is_for_the_asker_and_for_those_who_manage() -> None:
    """By the button and by the command alike."""
    async with house(ENDLESS) as one:
        one.platform.managers.add(Person("memory", "manager"))
        for stopper in (BOB, ANN, Person("memory", "manager"), OWNER):
            await one.ask("x", one.shared())
            await one.wait(3.0)
            (button,) = one.platform.seen(GROUP)[-1].buttons[0]
            words = await one.command("stop", one.shared(stopper))
            pressed = await one.engine.on_press(Press(one.shared(stopper), button.action, PRESSED))
            await one.wait(5.0)
            over = await one.engine.on_press(Press(one.shared(stopper), button.action, PRESSED))

            stopped = one.texts(GROUP)[-1].endswith(say("stopped"))
            assert stopped is (stopper != BOB)
            if stopper == BOB:
                assert (words, pressed.text) == (say("not_yours_to_stop"),) * 2
                await one.command("stop", one.shared())
            else:
                assert words == say("stopping")
                assert over.text == say("answer_over")
        nothing = await one.command("stop", one.shared())

    assert nothing == say("nothing_to_stop")


async def test_a_button_nobody_knows() -> None:
    """Left from another version, or made up."""
    async with house() as one:
        for action in (Action("dance"), Action("stop", "x"), Action("stop", "99"), Action("stop", "²")):
            answer = await one.engine.on_press(Press(one.private(), action, PRESSED))

            assert answer.text in (say("unknown_button"), say("answer_over"))


# Models


async def test_a_model_is_chosen_for_a_place(tmp_path: Path) -> None:
    """It holds there and nowhere else, survives a restart, and can be undone."""
    path = str(tmp_path / "parley.db")
    async with house(path=path) as one:
        before = await one.command("model", one.shared(OWNER))
        chosen = await one.command("model", one.shared(OWNER), name="demo/large")
        elsewhere = await one.command("model")
    async with house(path=path) as one:
        after = await one.command("model", one.shared())
        await one.ask("x", one.shared())
        await one.wait()
        undone = await one.command("model", one.shared(OWNER), name="reset")

    assert before.startswith("The model here is demo/small, the default.\n")
    assert say("model_pick") in before
    assert chosen == "From now on, demo/large answers here."
    assert elsewhere.startswith("The model here is demo/small, the default.")
    assert after.startswith("The model here is demo/large, chosen for this channel.\n")
    assert one.provider.requests[0].model == "large"
    assert undone == "The choice made here is undone. The model here is demo/small, the default."


async def test_only_those_who_manage_choose_for_a_group() -> None:
    """By command and by button; in a private chat everyone chooses for themselves."""
    manager = Person("memory", "manager")
    async with house(rules=replace(POLICY, offers=Offers(by_subject={"memory:person:5": ("demo",)}))) as one:
        one.platform.managers.add(manager)
        refused = await one.command("model", one.shared(), name="demo/large")
        pressed = await one.engine.on_press(Press(one.shared(), Action("model", "demo/large"), PRESSED))
        allowed = await one.command("model", one.shared(manager), name="large")
        mine = await one.command("model", name="large")
        unknown = await one.command("model", one.shared(manager), name="gpt-9000")

    assert isinstance(pressed, Response)
    assert refused == say("model_manager_only", instead=say("model_instead_line"))
    assert pressed.text == say("manager_only")
    assert not pressed.replace
    assert allowed == mine == "From now on, demo/large answers here."
    assert "gpt-9000" in unknown


async def test_auto_says_who_answers() -> None:
    """And the commands list what there is."""
    async with house(rules=replace(POLICY, default_model="auto")) as one:
        described = await one.command("model")
        listed = await one.command("models", one.private(OWNER))
        typed = await one.engine.on_typed(Typed(one.private(OWNER), "model", "name", "LAR"))
        helped = await one.command("help")
        unknown = await one.command("dance")
        bare = await one.command("ask")

    assert described.startswith("The model here is auto, the default: right now demo/small answers.")
    assert "`demo/large`" in listed
    assert [each.value for each in typed] == ["demo/large"]
    assert "/model" in helped
    assert unknown == say("unknown_command", name="dance")
    assert bare == say("missing_option", name="ask", example="/ask Why is the sky blue?")


async def test_ask_becomes_a_message() -> None:
    """The platform does its part first; the message then goes the way of all messages."""
    async with house() as one:
        incoming = await one.engine.on_command(Invocation(one.shared(), "ask", {"text": "Hi"}, id="i1"))
        assert isinstance(incoming, Incoming)
        await one.engine.on_message(incoming)
        await one.wait()

    assert one.texts(GROUP) == ["Hello there."]


# Strangers


async def test_strangers_are_turned_away_and_the_owner_is_asked_once() -> None:
    """One line that names nothing; a button lets them in."""
    rules = Policy(owners=frozenset({OWNER}), default_model="demo/small")
    async with house(rules=rules) as one:
        for _ in range(3):
            await one.ask("Hi", one.private(BOB))
        await one.wait(COOLDOWN)
        refused = await one.command("model", one.private(BOB))
        pressed = await one.engine.on_press(Press(one.private(BOB), Action("model", "demo/large"), PRESSED))
        await one.wait()
        (question,) = one.platform.seen(one.private(OWNER).place)
        allow = question.buttons[0][0].action
        by_bob = await one.engine.on_press(Press(one.private(BOB), allow, PRESSED))
        by_owner = await one.engine.on_press(Press(one.private(OWNER), allow, PRESSED))
        await one.ask("Hi", one.private(BOB))
        await one.wait()

    assert one.texts(one.private(BOB).place) == [say("not_allowed"), say("let_in"), "Hello there."]
    assert refused == say("not_allowed")
    assert pressed.text == say("denied")
    assert by_bob.text == say("owner_only")
    assert by_owner == Response(say("allowed_now", subject=unnamed(subject_ref("memory:person:6"))), replace=True)
