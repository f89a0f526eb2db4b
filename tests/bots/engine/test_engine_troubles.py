"""What the engine does when the model, the database or the platform fails. In virtual time, all in memory."""

import pytest

from bots.engine.language.phrases import say
from bots.engine.seam.incoming import Press, Typed
from bots.engine.seam.places import Place, ToChat, ToInteraction
from bots.engine.seam.shown import Action, Response
from bots.engine.storage import replies
from provider.contract import Finish, Text
from provider.errors import CutOff, Filtered, NothingSetUp, Overloaded, PromptTooLong
from provider.routing.fallback import NOBODY
from provider.values import replace
from tests.bots.engine.house import ANN, BOB, ENDLESS, GROUP, HELLO, OWNER, PRESSED, growing, house, quiet
from tests.fakes.memory import NOON, Fault, MemoryPlatform, MemoryTerminal, Step, VirtualClock

pytestmark = pytest.mark.looptime

SORRY = say("failed_inside")


# The model and the database


async def test_an_error_of_the_model_keeps_what_it_said() -> None:
    """One sentence below the text, with nothing of the provider's internals; the log has the rest."""
    async with house((Text("Half an "), 2.0, CutOff("socket 7 of secret-host broke"))) as one:
        await one.ask("x")
        await one.wait()

    (text,) = one.texts()
    assert text == f"Half an\n\n{say('ended_broken')}"


@pytest.mark.parametrize("script", [(Overloaded("502 from upstream"),), (Finish(),), (Text(" \n"), Finish())])
async def test_an_error_before_the_first_word_is_one_sentence(
    script: tuple[Step, ...], caplog: pytest.LogCaptureFixture
) -> None:
    """No server's words, no empty message, no trace; what the owner is told leads to the log."""
    async with house(script) as one:
        await one.ask("x")
        await one.wait()

    (text,), told = one.texts(), one.texts(one.private(OWNER).place)
    assert text.startswith("⚠️ The model ")
    assert "upstream" not in text
    assert "trace" not in text
    assert [each.partition("(trace ")[2].removesuffix(")") in caplog.text for each in told] == [True]


async def test_each_asker_in_a_shared_place_is_told_of_their_own_failure() -> None:
    """Four people within six seconds. Whoever asks on reads the same once a minute, and anything else at once."""
    people = [replace(ANN, id=str(50 + number)) for number in range(4)]
    scripts = (*[(PromptTooLong(),)] * 6, (Filtered(),), (PromptTooLong(),))
    async with house(*scripts) as one:
        for person in people:
            await one.ask("x", replace(one.shared(person), target=ToChat(GROUP, reply_to=person.id)))
            await one.wait(1.0)
        await one.wait(2.0)
        replied = [each.reply_to for each in one.platform.standing.values()]
        for _ in range(3):
            await one.ask("x", one.shared(people[0]))
            await one.wait(5.0)
        soon = one.texts(GROUP)[len(people) :]
        await one.wait(60.0)
        await one.ask("x", one.shared(people[0]))
        await one.wait(5.0)
        late = one.texts(GROUP)[len(people) + len(soon) :]

    too_long = say("failed", sentence=say("error_prompt_too_long"))
    assert replied == [person.id for person in people]
    assert one.texts(GROUP)[: len(people)] == [too_long] * len(people)
    assert soon == [say("failed", sentence=say("error_filtered"))]
    assert late == [too_long]


async def test_an_owner_who_asks_alone_reads_one_message(caplog: pytest.LogCaptureFixture) -> None:
    """With the cause and the trace; where others read it, as they do, and then the owner is told apart."""
    async with house((Overloaded("502 from upstream"),)) as one:
        await one.ask("x", one.private(OWNER))
        await one.wait()
        alone = one.texts(one.private(OWNER).place)
        await one.ask("y", one.shared(OWNER))
        await one.wait()
        shared = one.texts(GROUP)
        await one.wait(700.0)
        after = one.texts(one.private(OWNER).place)

    [said] = alone
    assert "502 from upstream" in said
    assert said.partition("(trace ")[2].removesuffix(")") in caplog.text
    assert shared == [said.partition(" demo/small: ")[0]]
    assert len(after) == 2
    assert "502 from upstream" in after[1]


async def test_an_owner_whose_answer_breaks_off_is_told_why() -> None:
    """The line below the words names no cause."""
    async with house((Text("Half an "), 2.0, CutOff("socket 7 broke"))) as one:
        await one.ask("x", one.private(OWNER))
        await one.wait()
        answer, told = one.texts(one.private(OWNER).place)

    assert answer == f"Half an\n\n{say('ended_broken')}"
    assert "socket 7 broke" in told


async def test_where_there_is_no_model_members_read_so() -> None:
    """No name of a list that is empty; the owner is told what to do."""
    async with house((NothingSetUp(NOBODY),)) as one:
        await one.ask("x")
        await one.wait()
        member, owner = one.texts(), one.texts(one.private(OWNER).place)

    assert member == [say("failed", sentence=say("error_nothing_set_up"))]
    assert owner == [say("alert_nothing_set_up", cause=NOBODY)]


async def test_a_defect_in_a_provider_is_not_silence(caplog: pytest.LogCaptureFixture) -> None:
    """What came stays, one sentence says that something is wrong; the next answer is none the worse."""
    async with house((Text("Half"), 2.0, ZeroDivisionError()), HELLO) as one:
        await one.ask("x")
        await one.wait()
        await one.ask("y")
        await one.wait()

    broken, whole = one.texts()
    assert broken.startswith(f"Half\n\n{SORRY}")
    assert whole == "Hello there."
    assert "a defect in Parley" in caplog.text


async def test_a_defect_that_quotes_somebody_is_logged_without_their_words(caplog: pytest.LogCaptureFixture) -> None:
    """Neither the error's own text nor that of its cause is written down; its class and its line are."""
    try:
        try:
            raise KeyError("my whispered secret")
        except KeyError as cause:
            raise ValueError("my whispered secret") from cause
    except ValueError as error:
        defect = error
    async with house((Text("Half"), 2.0, defect)) as one:
        await one.ask("my whispered secret")
        await one.wait()

    (line,) = (record for record in caplog.records if "a defect in Parley" in record.getMessage())
    assert "ValueError at " in line.getMessage()
    assert "from KeyError at tests.bots.engine.test_engine_troubles:" in line.getMessage()
    assert line.exc_info is None
    assert "whispered" not in caplog.text


@pytest.mark.parametrize("patience", range(14))
async def test_a_database_that_fails_is_not_silence(patience: int) -> None:
    """Whichever of its jobs fails first: an answer or a sentence comes, no button stays, and later all is answered."""
    async with house() as one:
        one.database.patience = patience
        one.engine.services.tasks.start(one.ask("x"), "asking")
        await one.wait()
        first = one.texts()
        one.database.patience = 0
        one.engine.services.tasks.start(one.ask("y", one.private(BOB)), "asking")
        await one.wait()
        second = one.texts(one.private(BOB).place)
        one.database.patience = 1_000_000
        await one.wait()
        alive = growing(one.platform.seen(one.private().place))

    assert first[0].startswith(("Hello there.", say("store_waits"), SORRY))
    assert first.count(say("store_waits")) <= 1
    assert second == [say("store_waits")]
    assert not alive
    assert one.texts(one.private(BOB).place)[-1] == "Hello there."
    assert one.texts()[-1].startswith(("Hello there.", SORRY))
    assert one.provider.open == 0


async def test_a_database_that_fails_says_so_everywhere() -> None:
    """Commands, buttons and menus survive it too; what moves is not lost without a line in the log."""
    async with house() as one:
        one.database.patience = 0
        said = [await one.command(name, name="demo/large") for name in ("model", "new")]
        pressed = await one.engine.on_press(Press(one.private(), Action("model", "demo/large"), PRESSED))
        typed = await one.engine.on_typed(Typed(one.private(), "model", "name", ""))
        await one.engine.on_moved(GROUP, Place("memory", "-100"))

    assert all(text.startswith(SORRY) for text in (*said, pressed.text))
    assert typed == ()


# The platform


async def test_a_deleted_reply_stops_the_model() -> None:
    """Somebody deletes the message: nothing is sent in its place, and the model's connection is dropped."""
    async with house(ENDLESS) as one:
        await one.ask("x")
        await one.wait(3.0)
        one.platform.vanish(next(iter(one.platform.standing)))
        await one.wait(5.0)
        running = one.provider.open
        left = await one.store.run(replies.left_open)

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
    assert one.texts()[1].startswith(SORRY)
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
        left = await one.store.run(replies.left_open)
        model = await one.command("model", one.shared(place=new))

    assert one.answers(GROUP) == ["ab"]
    assert left == ()
    assert model.startswith("The model here is demo/large")


async def test_the_bots_own_words_stand_once() -> None:
    """Repeated until they stand, past failures, and a long text goes on in a further message."""
    clock = VirtualClock()
    platform = MemoryPlatform(clock, limit=100)
    platform.faults.update({0: Fault.LOST, 1: Fault.UNSURE, 2: Fault.SLOW_DOWN})
    async with house(platform=platform, clock=clock) as one:
        await one.engine.say(ToChat(GROUP), Response("x" * 150))
        target = ToInteraction(Place("memory", "i"), "app", "token", NOON + 900)
        await one.engine.say(target, Response("y" * 150))
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
    assert terminal.ends[0][1] == say("ended_broken")


async def test_a_terminal_never_waits_in_vain() -> None:
    """Whatever keeps a message from its answer, the terminal hears that it is over, and why."""
    clock = VirtualClock()
    terminal = MemoryTerminal(clock)
    async with house(platform=terminal, clock=clock) as one:
        await one.ask(" ")
        await one.wait(1.0)
        for patience in range(12):
            one.database.patience = patience
            await one.ask("x")
            await one.wait()

    assert len(terminal.ends) == 13
    assert terminal.ends[0] == (False, say("only_text"))
    assert terminal.ends[1][1].startswith(SORRY)


async def test_an_empty_answer_is_said_to_be_empty() -> None:
    """Whatever white space came."""
    async with house((Text("\n\n"), Finish())) as one:
        await one.ask("x")
        await one.wait()

    assert "an empty answer" in one.texts()[0]
