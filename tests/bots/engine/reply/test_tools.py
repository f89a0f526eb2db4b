"""An answer with tools in the whole engine: seen while it grows, asked for, and never asked anew by itself."""

import asyncio
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import pytest

from bots.engine.language.phrases import say
from bots.engine.reply.rounds import UNREAD
from bots.engine.seam.incoming import Incoming, Press
from bots.engine.seam.places import Person
from bots.engine.seam.shown import Action, File, Frame, Response
from bots.engine.spending.allowance import Allowance
from bots.engine.spending.limits import Limits
from bots.engine.storage import replies
from bots.engine.tools.bounds import ASKED_SECONDS, SHOWN_CHARACTERS
from bots.engine.tools.tool import Arguments, Context, Failed, Product, Tool
from provider.contract import Finish, Image, Text, ToolArguments, ToolCall, Usage
from provider.errors import BadRequest, Overloaded
from provider.values import replace
from tests.bots.engine.house import ANN, BOB, GROUP, HELLO, OWNER, POLICY, House, house
from tests.bots.engine.tools.stand_ins import Does, FakeSource, FakeTool
from tests.fakes.memory import MemoryPlatform, MemoryTerminal, Step, VirtualClock

pytestmark = pytest.mark.looptime

LOOK = ToolCall("c1", "search", '{"query": "ferry times"}')
SEND = ToolCall("c2", "mail", '{"query": "Bob"}')
NOON: tuple[Step, ...] = (Text("At noon."), Finish())


SAID = {"permit": "tool_allowed", "permit_always": "tool_always", "forbid": "tool_denied"}


def taking(seconds: float, text: str = "ok") -> Does:
    async def does(arguments: Arguments, context: Context) -> Product | Failed:
        await asyncio.sleep(seconds)
        return Product(text)

    return does


async def switched_on(one: House, *tools: Tool) -> None:
    """Tools in Ann's private chat and in the group."""
    one.engine.services.place_settings.tools.registry.add(FakeSource("all", tools))
    await one.command("settings tools", one.private(), value="on")
    await one.command("settings tools", one.shared(OWNER), value="on")


def frames(one: House, at: int = -1) -> list[Frame]:
    """What the message at that place showed, one frame after the other."""
    stood = list(one.platform.standing.values())[at]
    return [frame for _, frame in stood.history]


def actions(frame: Frame) -> dict[str, Action]:
    return {button.action.name: button.action for row in frame.buttons for button in row}


async def asked(one: House) -> Frame:
    """The frame in which people are asked, once it stands."""
    for _ in range(100):
        await one.wait(0.1)
        for each in one.platform.standing.values():
            if "permit" in actions(each.frame):
                return each.frame
    raise AssertionError("nobody was asked")


async def press(one: House, frame: Frame, name: str, person: Person = ANN) -> str:
    origin = one.shared(person)
    surface = next(each.surface for each in one.platform.standing.values() if each.frame == frame)
    answer = await one.engine.on_press(Press(origin, actions(frame)[name], surface))
    assert isinstance(answer, Response)
    return answer.text


async def test_a_tool_is_seen_while_it_runs_and_named_at_the_end() -> None:
    """In the growing reply: a line below the words, then a part of the small line; no message of its own."""
    async with house((Text("I look it up."), LOOK, Finish()), (3.0, *NOON)) as one:
        await switched_on(one, FakeTool(does=taking(5.0)))
        sent = len(one.texts())
        await one.ask("When?")
        await one.wait(4.0)
        while_it_ran = one.texts()[-1]
        await one.wait()

    assert while_it_ran == "I look it up.\n\n🔎 search: ferry times"
    assert one.texts()[sent:] == ["I look it up.\n\nAt noon.\n\nused: search"]


async def test_a_tool_before_the_first_word_stands_where_the_waiting_is_told() -> None:
    """At once, and not only after the seconds that a silent model has."""
    async with house((LOOK, Finish()), NOON) as one:
        await switched_on(one, FakeTool(does=taking(5.0)))
        await one.ask("When?")
        await one.wait(2.0)
        early = one.texts()[-1]
        await one.wait()

    assert early == "🔎 search: ferry times"
    assert one.texts()[-1] == "At noon.\n\nused: search"


async def test_without_tools_an_answer_costs_what_it_did() -> None:
    """No transaction and no frame more, whether sources are set up or not; no request holds a tool."""
    costs = []
    for sources in (False, True):
        async with house(HELLO) as one:
            if sources:
                one.engine.services.place_settings.tools.registry.add(FakeSource("all", (FakeTool(),)))
            await one.ask("Hi")
            await one.wait()
            costs.append((one.database.jobs, len(one.platform.calls), one.provider.requests[0].tools))

    assert costs[0] == costs[1]


@pytest.mark.parametrize("locale", ["en", "es"])
async def test_every_frame_of_a_course_is_one_that_can_stand(locale: str) -> None:
    """With a short limit, at every prefix of the words: the line is below them or waits, and no frame is too long."""
    words = tuple(
        step
        for word in ["one", "two", "three", "four", "five", "six", "seven", "eight"]
        for step in (Text(word + " "), 0.3)
    )
    async with house(
        (*words, LOOK, Finish()), (*words, Finish()), platform=MemoryPlatform(VirtualClock(), limit=60)
    ) as one:
        await switched_on(one, FakeTool(does=taking(2.0)))
        await one.ask("When?", replace(one.private(), locale=locale))
        await one.wait(60.0)

    for each in one.platform.standing.values():
        assert all(len(frame.text) <= 60 for _, frame in each.history)
        assert all(one != other for (_, one), (_, other) in pairwise(each.history))
    assert one.platform.violations == 0


async def test_an_older_answer_stands_while_tools_run_for_a_new_one() -> None:
    """Until the first word: a line would take its place."""
    async with house(HELLO, (LOOK, Finish()), NOON) as one:
        await switched_on(one, FakeTool(does=taking(20.0)))
        await one.ask("When?")
        await one.wait()
        await one.command("retry")
        await one.wait(10.0)

        assert one.texts()[-1].startswith("Hello there.")


@pytest.mark.parametrize("end", ["stop", "delete", "fail"])
async def test_an_older_answer_comes_back_when_people_were_asked_in_its_place(end: str) -> None:
    """Unless words of the new one follow: its buttons work, and the conversation goes on from it."""
    mail = FakeTool("mail", taking(5.0), reads_only=False)
    async with house(HELLO, (SEND, Finish()), (BadRequest("broken"),), NOON) as one:
        await switched_on(one, mail)
        question = await one.ask("Write", one.shared())
        await one.wait()
        before = one.platform.seen(GROUP)[-1]
        await one.command("retry", one.shared())
        frame = await asked(one)
        if end == "delete":
            await one.engine.on_deleted(GROUP, (question,))
        else:
            await press(one, frame, "stop" if end == "stop" else "permit")
        await one.wait(3.0)
        meanwhile = one.platform.seen(GROUP)[0]
        await one.wait(10.0)
        first, *others = one.platform.seen(GROUP)
        surface = next(each.surface for each in one.platform.standing.values() if each.frame == first)
        info = await one.engine.on_press(Press(one.shared(), actions(first)["info"], surface))

    assert frame.text.startswith("🔧 May I use mail?")
    assert meanwhile == first == before
    assert isinstance(info, Response)
    assert "demo/small" in info.text
    assert len(others) == (0 if end == "delete" else 1)


async def test_a_terminal_tells_its_own_words_from_the_model_s() -> None:
    """The line stands where the waiting is told, and never among the words; nobody is asked there."""
    clock = VirtualClock()
    async with house(
        (LOOK, SEND, Finish()), (Text("I look."), LOOK, Finish()), NOON, platform=MemoryTerminal(clock), clock=clock
    ) as one:
        mail = FakeTool("mail", reads_only=False)
        await switched_on(one, FakeTool(does=taking(2.0)), mail)
        await one.ask("When?")
        await one.wait()
        shown = [frame.text for frame in frames(one)]

    assert shown[0] == "🔎 search: ferry times"
    assert shown[-1] == "I look.\n\nAt noon."
    assert not any("I look" in text and "🔎" in text for text in shown)
    assert mail.calls == []


async def test_stop_ends_a_tool_at_once() -> None:
    """The tool is cancelled, what came stands, and the next question has its turn."""
    async with house((Text("I look."), LOOK, Finish()), NOON) as one:
        await switched_on(one, FakeTool(does=taking(50.0)))
        await one.ask("When?")
        await one.wait(3.0)
        said = await one.command("stop")
        await one.wait(2.0)

    assert said == say("stopping")
    assert one.texts()[-1] == f"I look.\n\n{say('stopped')} · used: search"


async def test_a_budget_ends_an_answer_between_two_rounds() -> None:
    """Room is reserved before each request, with what tools gave; the words so far stay."""
    limits = Limits(person=(Allowance.parse("6000 tokens a day"),), bot=(), unpriced=(), input_characters=0)
    rules = replace(POLICY, limits=limits)
    async with house((Text("I look."), LOOK, Usage(100, 10), Finish()), NOON, rules=rules) as one:
        await switched_on(one, FakeTool(does=taking(0.0, "word " * 4_000)))
        await one.ask("When?")
        await one.wait()

    assert len(one.provider.requests) == 1
    assert one.texts()[-1].startswith("I look.\n\n✂️ Cut off here.")


async def test_all_rounds_are_counted() -> None:
    """The tokens of an answer are those of all its requests."""
    async with house((LOOK, Usage(100, 10), Finish()), (Text("Noon."), Usage(200, 20), Finish())) as one:
        await switched_on(one, FakeTool())
        await one.ask("When?")
        await one.wait()
        used = await one.command("usage")

    assert "300 tokens in, 30 out" in used


async def test_files_and_pictures_come_behind_the_answer() -> None:
    """As messages that reply to its first one, and belong to it: a reply to one goes on from the answer."""

    async def makes(arguments: Arguments, context: Context) -> Product | Failed:
        return Product("Made.", files=(File("times.csv", b"a,b"),), pictures=(Image("image/png", b"1"),))

    async with house((LOOK, Finish()), NOON, (Text("Bluer."), Finish())) as one:
        await switched_on(one, FakeTool(does=makes))
        await one.ask("Draw", one.shared())
        await one.wait()
        first, *files = [each for each in one.platform.standing.values() if each.surface.place == GROUP][-3:]
        await one.ask("Bluer", one.shared(reply_to=files[-1].surface.id), reply_to=files[-1].surface.id)
        await one.wait()

    assert [each.frame.file.name for each in files if each.frame.file] == ["times.csv", "picture.png"]
    assert [each.reply_to for each in files] == [first.surface.id] * 2
    assert [turn.content for turn in one.provider.requests[-1].messages] == ["Draw", "At noon.", "Bluer"]


# What asks people.


@pytest.mark.parametrize(("name", "ran"), [("permit", True), ("permit_always", True), ("forbid", False)])
async def test_a_tool_that_acts_asks_first(name: str, ran: bool) -> None:
    """Allow once, Always here, Deny: in the reply, with what it would be called with; then the answer goes on."""
    mail = FakeTool("mail", reads_only=False)
    async with house((Text("I write."), SEND, Finish()), NOON, (SEND, Finish()), NOON) as one:
        await switched_on(one, mail)
        one.platform.managers.add(BOB)
        await one.ask("Write to Bob", one.shared())
        frame = await asked(one)
        said = await press(one, frame, name, BOB)
        await one.wait()
        ended = one.answers(GROUP)[-1]
        await one.ask("Once more", one.shared())
        await one.wait(10.0)
        again = [each for each in one.platform.seen(GROUP) if "permit" in actions(each)]

    assert frame.text == 'I write.\n\n🔧 May I use mail? I would call it with:\n```json\n{\n "query": "Bob"\n}\n```'
    assert list(actions(frame)) == ["permit", "permit_always", "forbid", "stop"]
    assert said == say(SAID[name], tool="mail")
    assert ended == ("I write.\n\nAt noon.\n\nused: mail" if ran else "I write.\n\nAt noon.")
    assert bool(mail.calls) is ran
    assert bool(again) is (name != "permit_always")


@pytest.mark.parametrize("streaming", ["off", "calm"])
async def test_a_question_is_seen_however_answers_grow(streaming: str) -> None:
    """Also where nothing else is shown before the end."""
    async with house((Text("I write."), SEND, Finish()), NOON) as one:
        await switched_on(one, FakeTool("mail", reads_only=False))
        await one.command("settings reply", one.shared(OWNER), streaming=streaming)
        await one.ask("Write", one.shared())
        frame = await asked(one)
        await press(one, frame, "permit")
        await one.wait()

    assert one.answers(GROUP)[-1] == "I write.\n\nAt noon.\n\nused: mail"


@pytest.mark.parametrize("pause", [0.0, 0.05])
async def test_a_question_is_seen_where_the_rest_of_an_answer_comes_as_a_file(pause: float) -> None:
    """In the place of the last words, which come back; no button stands without the question."""
    words = tuple(step for number in range(120) for step in (Text(f"word{number} goes on. "), pause))
    mail = FakeTool("mail", reads_only=False)
    async with house((*words, SEND, Finish()), NOON, platform=MemoryPlatform(VirtualClock(), limit=400)) as one:
        await switched_on(one, mail)
        await one.ask("Write", one.shared())
        frame = await asked(one)
        await press(one, frame, "permit")
        await one.wait(30.0)
        stood = [each.frame for each in one.platform.standing.values() if each.surface.place == GROUP]

    seen = [shown for each in one.platform.standing.values() for _, shown in each.history if "permit" in actions(shown)]
    assert len(frame.text) > 300
    assert all(each.text.endswith('"query": "Bob"\n}\n```') for each in seen)
    assert len(mail.calls) == 1
    assert "May I" not in stood[-2].text
    assert len(stood[-2].text) > 350
    assert stood[-1].file is not None
    assert b"word119 goes on. \n\nAt noon." in stood[-1].file.content


async def test_always_counts_for_calls_that_wait() -> None:
    """Of several calls of a tool at once, people are asked about the first one."""
    mail = FakeTool("mail", reads_only=False)
    async with house((SEND, replace(SEND, id="c3"), Finish()), NOON) as one:
        await switched_on(one, mail)
        await one.ask("Write", one.shared())
        await press(one, await asked(one), "permit_always", OWNER)
        await one.wait(5.0)

    assert len(mail.calls) == 2
    assert one.answers(GROUP)[-1] == "At noon.\n\nused: 2 × mail"


async def test_only_some_may_press() -> None:
    """The asker or an administrator; Always only administrators; and only where it is asked."""
    async with house((SEND, Finish()), NOON) as one:
        await switched_on(one, FakeTool("mail", reads_only=False))
        await one.ask("Write", one.shared())
        frame = await asked(one)
        said = [await press(one, frame, name, BOB) for name in ("permit", "forbid", "permit_always")]
        mine = await press(one, frame, "permit_always", ANN)
        elsewhere = await one.engine.on_press(
            Press(one.private(), actions(frame)["permit"], next(iter(one.platform.standing.values())).surface)
        )
        allowed = await press(one, frame, "permit", ANN)

    assert said == [say("not_yours_to_allow")] * 2 + [say("always_not_yours")]
    assert mine == say("always_not_yours")
    assert isinstance(elsewhere, Response)
    assert elsewhere.text == say("approval_over")
    assert allowed == say("tool_allowed", tool="mail")


async def test_nobody_who_presses_is_a_no() -> None:
    """After two minutes; what else the same round would ask is not asked any more, and the buttons go."""
    mail = FakeTool("mail", reads_only=False)
    second = ToolCall("c3", "mail", '{"query": "Ann"}')
    async with house((SEND, second, Finish()), NOON) as one:
        await switched_on(one, mail)
        await one.ask("Write", one.shared())
        frame = await asked(one)
        await one.wait(ASKED_SECONDS + 5.0)
        ended = one.answers(GROUP)
        surface = list(one.platform.standing.values())[-1].surface
        late = await one.engine.on_press(Press(one.shared(), actions(frame)["permit"], surface))

    assert "At noon." in ended
    assert all("permit" not in actions(each) for each in one.platform.seen(GROUP))
    assert [each.failed for each in one.provider.requests[-1].messages[-1].results] == [True, True]
    assert mail.calls == []
    assert isinstance(late, Response)
    assert late.text == say("approval_over")


async def test_an_approval_holds_for_one_call() -> None:
    """The next call of the same tool asks anew, under another key."""
    mail = FakeTool("mail", reads_only=False)
    async with house((SEND, Finish()), (SEND, Finish()), NOON) as one:
        await switched_on(one, mail)
        await one.ask("Write", one.shared())
        first = await asked(one)
        await press(one, first, "permit")
        await one.wait(2.0)
        second = await asked(one)
        stale = await one.engine.on_press(
            Press(one.shared(), actions(first)["permit"], list(one.platform.standing.values())[-1].surface)
        )

    assert actions(first)["permit"] != actions(second)["permit"]
    assert isinstance(stale, Response)
    assert stale.text == say("approval_over")
    assert len(mail.calls) == 1


async def test_long_arguments_come_as_a_file() -> None:
    """People read the beginning as a block of code, and all of it in the file."""
    body = "x" * 5_000
    long = ToolCall("c2", "mail", f'{{"query": "{body}"}}')
    async with house((long, Finish()), NOON) as one:
        await switched_on(one, FakeTool("mail", reads_only=False))
        await one.ask("Write", one.shared())
        frame = await asked(one)
        await one.wait(5.0)
        files = [each.file for each in one.platform.seen(GROUP) if each.file]

    code = frame.text.partition("```json\n")[2].removesuffix("\n```")
    assert len(code) == SHOWN_CHARACTERS
    assert [file.name for file in files] == ["arguments.json"]
    assert body.encode() in files[0].content


@pytest.mark.parametrize("hidden", ["too long", "refused"])
async def test_what_nobody_can_read_is_not_run(hidden: str) -> None:
    """Arguments that no file holds are not asked about; an Allow counts for nothing if the file is refused."""
    body = "\u202e" * 40_000 if hidden == "too long" else "x" * 5_000
    long = ToolCall("c2", "mail", f'{{"query": "{body}"}}')
    mail = FakeTool("mail", reads_only=False)
    async with house((long, Finish()), NOON) as one:
        one.platform.refuses = lambda where, frame: "no files" if frame.file else ""
        await switched_on(one, mail)
        await one.ask("Write", one.shared())
        if hidden == "refused":
            await press(one, await asked(one), "permit")
        await one.wait()

    assert mail.calls == []
    assert one.provider.requests[-1].messages[-1].results[0].content.startswith(UNREAD)
    assert one.answers(GROUP)[-1] == "At noon."


async def test_arguments_count_as_words_do() -> None:
    """A model that writes arguments without end is stopped by a budget, though no word of them is shown."""
    limits = Limits(person=(Allowance.parse("6000 tokens a day"),), bot=(), unpriced=(), input_characters=0)
    pieces = tuple(ToolArguments("c2", "mail", "word " * 400) for _ in range(100))
    async with house((Text("I write."), *pieces, Finish()), rules=replace(POLICY, limits=limits)) as one:
        await switched_on(one, FakeTool("mail", reads_only=False))
        await one.ask("Write")
        await one.wait()

    assert one.texts()[-1].startswith("I write.\n\n✂️ Cut off here.")


# Never anew by itself.


async def test_an_edit_does_not_ask_anew_what_has_acted() -> None:
    """Its words are kept; the tool ran once."""
    mail = FakeTool("mail", taking(5.0), reads_only=False)
    async with house((Text("I write."), SEND, Finish()), NOON) as one:
        await switched_on(one, mail)
        await one.command("settings tools", one.shared(OWNER), value="allow mail")
        origin = one.shared()
        id = await one.ask("Write", origin)
        await one.wait(3.0)
        await one.engine.on_edited(Incoming(origin, id, "Write twice", addressed=True))
        await one.wait()

    assert len(mail.calls) == 1
    assert len(one.provider.requests) == 2
    assert one.answers(GROUP)[-1] == "I write.\n\nAt noon.\n\nused: mail"


async def test_what_comes_later_does_not_join_what_has_acted() -> None:
    """It is a question of its own."""
    mail = FakeTool("mail", taking(5.0), reads_only=False)
    async with house((SEND, Finish()), NOON, HELLO) as one:
        await switched_on(one, mail)
        await one.command("settings tools", one.private(), value="allow mail")
        await one.ask("Write")
        await one.wait(2.0)
        await one.ask("and more")
        await one.wait()

    assert len(mail.calls) == 1
    assert [text.partition("\n")[0] for text in one.texts()[-2:]] == ["At noon.", "Hello there."]


@pytest.mark.parametrize("ends", ["crash", "stop"])
async def test_a_start_does_not_ask_anew_what_has_acted(ends: str, tmp_path: Path) -> None:
    """The answer that was cut is ended as interrupted, whether the program was killed or stopped."""
    mail = FakeTool("mail", taking(500.0), reads_only=False)
    clock = VirtualClock()
    platform = MemoryPlatform(clock)
    path = str(tmp_path / "one.sqlite")
    async with house((Text("I write."), SEND, Finish()), NOON, path=path, platform=platform, clock=clock) as one:
        await switched_on(one, mail)
        await one.command("settings tools", one.private(), value="allow mail")
        await one.ask("Write")
        await one.wait(5.0)
        if ends == "crash":
            one.database.patience = 0
    async with house(NOON, path=path, platform=platform, clock=clock) as one:
        await one.engine.on_ready(platform.name)
        await one.wait(60.0)
        asked_anew = len(one.provider.requests)
        left = await one.store.run(replies.left_open)

    assert asked_anew == 0
    assert left == ()
    assert say("interrupted") in one.texts()[-1]
    assert len(mail.calls) == 1


async def test_a_stand_in_goes_on_with_what_was_found() -> None:
    """A model that fails after a tool has run is replaced by another; the tool does not run again."""
    tool = FakeTool()
    other: Sequence[Step] = NOON
    async with house((LOOK, Finish()), (Overloaded("down"),), other=other) as one:
        await switched_on(one, tool)
        await one.ask("When?")
        await one.wait(60.0)

    assert one.texts()[-1].startswith("At noon.")
    assert len(tool.calls) == 1


async def test_a_restart_ends_a_question_to_people_and_says_so(tmp_path: Path) -> None:
    """No button of it is left, nothing is asked anew, and a press of what somebody still sees is answered."""
    mail = FakeTool("mail", reads_only=False)
    clock = VirtualClock()
    platform = MemoryPlatform(clock)
    path = str(tmp_path / "one.sqlite")
    async with house((SEND, Finish()), NOON, path=path, platform=platform, clock=clock) as one:
        await switched_on(one, mail)
        await one.ask("Write", one.shared())
        frame = await asked(one)
        await one.wait(2.0)
        surface = list(platform.standing.values())[-1].surface
        one.database.patience = 0
    async with house(NOON, path=path, platform=platform, clock=clock) as one:
        await one.engine.on_ready(platform.name)
        await one.wait(60.0)
        said = await one.engine.on_press(Press(one.shared(), actions(frame)["permit"], surface))
        requests = len(one.provider.requests)

    assert requests == 0
    assert not any("permit" in actions(each) for each in platform.seen(GROUP))
    assert any(say("interrupted") in each.text for each in platform.seen(GROUP))
    assert isinstance(said, Response)
    assert said.text == say("approval_over")
    assert mail.calls == []


async def test_stop_ends_a_question_to_people() -> None:
    """Its buttons go at once, and nothing runs."""
    mail = FakeTool("mail", reads_only=False)
    async with house((Text("I write."), SEND, Finish()), NOON) as one:
        await switched_on(one, mail)
        await one.ask("Write", one.shared())
        frame = await asked(one)
        await one.command("stop", one.shared())
        await one.wait(3.0)
        ended = one.platform.seen(GROUP)[-1]
        surface = list(one.platform.standing.values())[-1].surface
        said = await one.engine.on_press(Press(one.shared(), actions(frame)["permit"], surface))

    assert ended.text == f"I write.\n\n{say('stopped')}"
    assert "permit" not in actions(ended)
    assert isinstance(said, Response)
    assert said.text == say("approval_over")
    assert mail.calls == []


async def test_a_model_that_fails_after_a_tool_has_acted_is_not_asked_anew() -> None:
    """The words stand with the reason below them; the tool ran once."""
    mail = FakeTool("mail", reads_only=False)
    async with house((Text("I write."), SEND, Finish()), (BadRequest("no"),), NOON) as one:
        await switched_on(one, mail)
        await one.command("settings tools", one.shared(OWNER), value="allow mail")
        await one.ask("Write", one.shared())
        await one.wait(120.0)

    assert len(mail.calls) == 1
    assert len(one.provider.requests) == 2
    assert one.answers(GROUP)[-1].startswith("I write.\n\n")
    assert one.answers(GROUP)[-1].endswith("used: mail")
