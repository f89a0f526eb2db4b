"""The story of one message, on a platform, a model and a database in memory. In virtual time."""

from dataclasses import replace
from pathlib import Path

import pytest

from bots.engine.engine import Rules
from bots.engine.model import (
    Action,
    Answer,
    Incoming,
    Invocation,
    Message,
    Person,
    Place,
    Press,
    ToChat,
    ToInteraction,
    Typed,
)
from bots.engine.phrases import say
from bots.engine.turns import MAX_WAITING
from provider.contract import Finish, Reasoning, Text, Usage
from provider.errors import CutOff, Overloaded
from tests.bots.engine.house import ANN, BOB, GROUP, HELLO, OWNER, RULES, house, quiet
from tests.fakes.memory import NOON, Fault, MemoryPlatform, MemoryTerminal, Step, VirtualClock

pytestmark = pytest.mark.looptime

PRESSED = Message(GROUP, "m1")
ENDLESS: tuple[Step, ...] = (Text("On "), *(step for _ in range(300) for step in (1.0, Text("and on "))))


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
    assert [turn.content for turn in one.provider.requests[1].messages] == ["One", "Hello there.", "Two"]


async def test_messages_wait_their_turn() -> None:
    """In one conversation the answers come one after the other, in the order of the questions."""
    async with house((Text("a"), 5.0, Text("a")), (Text("b"), 5.0), (Text("c"), 5.0)) as one:
        for text in ("1", "2", "3"):
            await one.ask(text)
        await one.wait(7.0)
        middle = one.texts()
        await one.wait()

    assert middle == ["aa", "b"]
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
        origin = one.private() if linear else one.shared()
        for _ in range(300):
            await one.ask("spam", origin)
        tasks = len(one.engine._tasks)
        await one.wait(500)

    assert tasks <= MAX_WAITING + 3
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
        await one.ask("y")
        await one.wait()
        (used,) = await one.store.usage()

    assert (used.person, used.provider, used.model) == (ANN, "demo", "small")
    assert (used.answers, used.input_tokens, used.output_tokens) == (2, 14, 6)


# Errors


async def test_an_error_of_the_model_keeps_what_it_said() -> None:
    """One sentence below the text, with a trace and nothing of the provider's internals; the log has the rest."""
    async with house((Text("Half an "), 2.0, CutOff("socket 7 of secret-host broke"))) as one:
        await one.ask("x")
        await one.wait()

    (text,) = one.texts()
    assert text.startswith("Half an\n\n⚠️ The answer was cut off here; what came is above. (trace ")
    assert "secret-host" not in text


@pytest.mark.parametrize("script", [(Overloaded("502 from upstream"),), (Finish(),), (Text(" \n"), Finish())])
async def test_an_error_before_the_first_word_is_one_sentence(
    script: tuple[Step, ...], caplog: pytest.LogCaptureFixture
) -> None:
    """No server's words, no empty message; the trace leads to the log."""
    async with house(script) as one:
        await one.ask("x")
        await one.wait()

    (text,) = one.texts()
    assert text.startswith("⚠️ The model ")
    assert "upstream" not in text
    assert text.partition("(trace ")[2].removesuffix(")") in caplog.text


async def test_a_defect_in_a_provider_is_not_silence(caplog: pytest.LogCaptureFixture) -> None:
    """What came stays, one sentence says that something is wrong; the next answer is none the worse."""
    async with house((Text("Half"), 2.0, ZeroDivisionError()), HELLO) as one:
        await one.ask("x")
        await one.wait()
        await one.ask("y")
        await one.wait()

    broken, whole = one.texts()
    assert broken.startswith("Half\n\n⚠️ Something went wrong inside the bot")
    assert whole == "Hello there."
    assert "a defect in Parley" in caplog.text


@pytest.mark.parametrize("patience", range(14))
async def test_a_database_that_fails_is_not_silence(patience: int) -> None:
    """Whichever of its jobs fails first: an answer or a sentence comes, and no button stays."""
    async with house() as one:
        one.database.patience = patience
        await one.ask("x")
        await one.wait()
        again = len(one.texts())
        one.database.patience = 0
        await one.ask("y")
        await one.wait()

    assert again == 1
    assert "Hello there." in one.texts()[0] or one.texts()[0].startswith("⚠️ Something went wrong inside the bot")
    assert one.texts()[1].startswith("⚠️ Something went wrong inside the bot")
    assert not any(frame.buttons for frame in one.platform.seen(one.private().place))
    assert one.provider.open == 0


async def test_a_database_that_fails_says_so_everywhere() -> None:
    """Commands, buttons and menus survive it too; what moves is not lost without a line in the log."""
    async with house() as one:
        one.database.patience = 0
        said = [await one.command(name, name="demo/large") for name in ("model", "new")]
        pressed = await one.engine.on_press(Press(one.private(), Action("model", "demo/large"), PRESSED))
        typed = await one.engine.on_typed(Typed(one.private(), "model", "name", ""))
        await one.engine.on_moved(GROUP, Place("memory", "-100"))

    assert all(text.startswith("⚠️ Something went wrong inside the bot") for text in (*said, pressed.text))
    assert typed == ()


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
    assert not one.platform.seen(one.private().place)[0].buttons


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

    assert before == f"The model here is demo/small, the default.\n{say('model_pick')}"
    assert chosen == "From now on demo/large answers here."
    assert elsewhere.startswith("The model here is demo/small, the default.")
    assert after == "The model here is demo/large, chosen for this channel."
    assert one.provider.requests[0].model == "large"
    assert undone == "The choice made here is undone. The model here is demo/small, the default."


async def test_only_those_who_manage_choose_for_a_group() -> None:
    """By command and by button; in a private chat everyone chooses for themselves."""
    manager = Person("memory", "manager")
    async with house() as one:
        one.platform.managers.add(manager)
        refused = await one.command("model", one.shared(), name="demo/large")
        pressed = await one.engine.on_press(Press(one.shared(), Action("model", "demo/large"), PRESSED))
        allowed = await one.command("model", one.shared(manager), name="large")
        mine = await one.command("model", name="large")
        unknown = await one.command("model", name="gpt-9000")

    assert refused == pressed.text == say("manager_only")
    assert not pressed.replace
    assert allowed == mine == "From now on demo/large answers here."
    assert "gpt-9000" in unknown


async def test_auto_says_who_answers() -> None:
    """And the commands list what there is."""
    async with house(rules=replace(RULES, default_model="auto")) as one:
        described = await one.command("model")
        listed = await one.command("models")
        typed = await one.engine.on_typed(Typed(one.private(), "model", "name", "LAR"))
        helped = await one.command("help")
        unknown = await one.command("dance")
        bare = await one.command("ask")

    assert described.startswith("The model here is auto, the default: demo/small answers now.")
    assert "`demo/large`" in listed
    assert typed == ("demo/large",)
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
    rules = Rules(owners=frozenset({OWNER}), default_model="demo/small")
    async with house(rules=rules) as one:
        for _ in range(3):
            await one.ask("Hi", one.private(BOB))
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
    assert by_owner == Answer(say("allowed_now", subject="memory:person:6"), replace=True)


# The end of the process, and the next start


async def test_a_drain_lets_answers_end() -> None:
    """What ends in time ends whole."""
    async with house() as one:
        await one.ask("x")
        await one.wait(0.2)
        await one.engine.drain(8.0)

    assert one.texts() == ["Hello there."]


@pytest.mark.parametrize("grace", [0.0, 8.0])
async def test_a_drain_settles_what_takes_longer(grace: float) -> None:
    """Marked as interrupted, the waiting ones too; nothing is left in the store, no button on the screen."""
    async with house(ENDLESS) as one:
        for _ in range(3):
            await one.ask("x")
        await one.wait(3.0)
        started = one.clock.now()
        await one.engine.drain(grace)
        took = one.clock.now() - started
        left = await one.store.open_replies()

    assert took < grace + 5
    assert left == ()
    assert len(one.texts()) == 3
    assert all(text.endswith(say("interrupted")) for text in one.texts())
    assert not any(frame.buttons for frame in one.platform.seen(one.private().place))


@pytest.mark.parametrize("moment", [0.0, 0.01, 0.03, 0.06])
async def test_a_drain_during_the_opening(moment: float) -> None:
    """The answer is just being opened: it is settled all the same."""
    async with house(ENDLESS) as one:
        await one.ask("x")
        await one.wait(moment)
        await one.engine.drain(0.0)
        left = await one.store.open_replies()

    assert left == ()
    assert one.texts()[-1].endswith(say("interrupted"))


async def test_leaving_the_engine_leaves_nothing_running() -> None:
    """Without a drain, whatever runs or was only just begun is cancelled; the store still knows it."""
    async with house(ENDLESS) as one:
        await one.ask("x")
        await one.wait(3.0)
        await one.engine.say(ToChat(GROUP), Answer("never sent"))
        open_before = len(await one.store.open_replies())

    assert open_before == 1
    assert one.provider.open == 0
    assert not one.engine._tasks


async def test_the_next_start_settles_what_a_crash_left(tmp_path: Path) -> None:
    """The message with the button is marked as interrupted, once, however often the platform gets ready."""
    path = str(tmp_path / "parley.db")
    clock = VirtualClock()
    platform = MemoryPlatform(clock)
    async with house(ENDLESS, path=path, platform=platform, clock=clock) as one:
        await one.ask("x")
        await one.wait(10.0)
        await one.ask("y", one.shared())
        await one.wait(0.01)
    async with house(path=path, platform=platform, clock=clock) as one:
        await one.engine.on_ready("memory")
        await one.engine.on_ready("memory")
        await one.engine.on_ready("elsewhere")
        await one.wait()
        left = await one.store.open_replies()
        await one.ask("and now?")
        await one.wait()

    first, second = one.texts()
    assert first.startswith("On and on")
    assert first.endswith(say("interrupted"))
    assert second == "Hello there."
    assert one.texts(GROUP) == [say("interrupted")]
    assert not any(frame.buttons for frame in platform.seen(one.private().place))
    assert left == ()
    assert one.provider.requests[0].messages[0].content == "x"


async def test_a_reconnect_leaves_growing_answers_alone() -> None:
    """A platform that gets ready again while an answer grows, or right at its end, settles nothing."""
    async with house((Text("a"), 3.0, Text("b"))) as one:
        await one.ask("x")
        for _ in range(80):
            await one.wait(0.05)
            await one.engine.on_ready("memory")
        await one.wait()

    assert one.texts() == ["ab"]


async def test_an_interaction_is_settled_while_its_token_lives(tmp_path: Path) -> None:
    """After that there is no way to it, and nothing is tried."""
    path = str(tmp_path / "parley.db")
    clock = VirtualClock()
    platform = MemoryPlatform(clock)
    async with house(ENDLESS, path=path, platform=platform, clock=clock) as one:
        for token, seconds in (("old", 60), ("new", 900)):
            target = ToInteraction(Place("memory", token), "app", token, NOON + clock.now() + seconds)
            await one.ask("x", replace(one.shared(place=target.place), target=target))
        await one.wait(5.0)
    await clock.sleep(100)
    calls = len(platform.calls)
    async with house(path=path, platform=platform, clock=clock) as one:
        await one.engine.on_ready("memory")
        await one.wait()
        left = await one.store.open_replies()

    assert platform.texts(Place("memory", "new"))[-1].endswith(say("interrupted"))
    assert len(platform.calls) == calls + 1
    assert left == ()


# The platform's troubles


async def test_a_deleted_reply_stops_the_model() -> None:
    """Somebody deletes the message: nothing is sent in its place, and the model's connection is dropped."""
    async with house(ENDLESS) as one:
        await one.ask("x")
        await one.wait(3.0)
        one.platform.delete(next(iter(one.platform.standing)))
        await one.wait(5.0)
        running = one.provider.open
        left = await one.store.open_replies()

    assert running == 0
    assert one.texts() == []
    assert left == ()


async def test_a_defect_in_a_platform_is_not_silence(caplog: pytest.LogCaptureFixture) -> None:
    """Something escapes from `show` that should not: logged, said, and the model's connection is dropped."""

    class Odd(MemoryPlatform):
        async def show(self, *args: object, **kwargs: object) -> object:  # type: ignore[override]
            if len(self.calls) == 1:
                self.calls.append(self.calls[0])
                raise ZeroDivisionError
            return await super().show(*args, **kwargs)  # type: ignore[arg-type]

    clock = VirtualClock()
    async with house(ENDLESS, HELLO, platform=Odd(clock), clock=clock) as one:
        await one.ask("x")
        await one.wait()
        running = one.provider.open
        await one.ask("y")
        await one.wait()

    assert running == 0
    assert one.texts()[1].startswith("⚠️ Something went wrong inside the bot")
    assert one.texts()[2] == "Hello there."
    assert "ZeroDivisionError" in caplog.text


async def test_a_group_that_moves_while_an_answer_grows() -> None:
    """The answer goes on to its end, its row is closed, and the choice made for the group is there under the new id."""
    new = Place("memory", "-1000100")
    async with house((Text("a"), 5.0, Text("b")), HELLO) as one:
        await one.command("model", one.shared(OWNER), name="demo/large")
        await one.ask("x", one.shared())
        await one.wait(2.0)
        await one.engine.on_moved(GROUP, new)
        await one.wait()
        left = await one.store.open_replies()
        model = await one.command("model", one.shared(place=new))

    assert one.texts(GROUP) == ["ab"]
    assert left == ()
    assert model.startswith("The model here is demo/large")


async def test_the_bots_own_words_stand_once() -> None:
    """Repeated until they stand, past failures, and a long text goes on in a further message."""
    clock = VirtualClock()
    platform = MemoryPlatform(clock, limit=100)
    platform.faults.update({0: Fault.LOST, 1: Fault.UNSURE, 2: Fault.SLOW_DOWN})
    async with house(platform=platform, clock=clock) as one:
        await one.engine.say(ToChat(GROUP), Answer("x" * 150))
        target = ToInteraction(Place("memory", "i"), "app", "token", NOON + 900)
        await one.engine.say(target, Answer("y" * 150))
        await one.wait()

    assert one.texts(GROUP) == ["x" * 100, "x" * 50]
    assert one.texts(Place("memory", "i")) == ["y" * 100, "y" * 50]


async def test_a_terminal_gets_the_text_alone() -> None:
    """What the bot itself says about the answer comes beside it, not in it."""
    clock = VirtualClock()
    terminal = MemoryTerminal(clock)
    script: tuple[Step, ...] = (Text("Half"), 1.0, Overloaded())
    async with house(script, HELLO, platform=terminal, clock=clock, rules=quiet(mode="live")) as one:
        await one.ask("x")
        await one.wait()
        await one.ask("y")
        await one.wait()

    assert terminal.texts(one.private().place) == ["Half", "Hello there."]
    assert [complete for complete, _ in terminal.ends] == [False, True]
    assert terminal.ends[0][1].startswith("⚠️ The model is out of order")


async def test_an_empty_answer_is_said_to_be_empty() -> None:
    """Whatever white space came."""
    async with house((Text("\n\n"), Finish())) as one:
        await one.ask("x")
        await one.wait()

    assert "an empty answer" in one.texts()[0]
