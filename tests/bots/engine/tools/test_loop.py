"""The loop against a model that plays scripts: what it calls is run, whatever it or a tool does wrong."""

import asyncio
import gc
import logging
import tracemalloc
from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest

from bots.engine.runtime.tasks import Supervisor
from bots.engine.seam.incoming import Origin
from bots.engine.seam.places import Person, Place, ToChat
from bots.engine.seam.shown import File
from bots.engine.tools.bounds import CALL_SECONDS, CALLS, CHARACTERS, EXTRAS, FILES, ROUNDS, SECONDS
from bots.engine.tools.loop import LAST, NO_TIME, Loop, Passes
from bots.engine.tools.registry import Toolbox
from bots.engine.tools.results import Extras
from bots.engine.tools.tool import Arguments, Context, Failed, Product, Tool
from provider.contract import (
    Answering,
    Event,
    Finish,
    Image,
    Request,
    Retract,
    Source,
    Text,
    ToolArguments,
    ToolCall,
    ToolResult,
)
from provider.contract import Message as Turn
from provider.values import replace
from tests.bots.engine.tools.stand_ins import Does, FakeTool, hang
from tests.fakes.memory import VirtualClock

pytestmark = pytest.mark.looptime

PLACE = Place("memory", "room")
QUESTION = Request((Turn("user", "When is a ferry?"),))
DONE: Sequence[Event] = (Text("At noon."), Finish())


def call(name: str = "search", arguments: str = '{"query": "ferry"}', id: str = "c1") -> ToolCall:
    return ToolCall(id, name, arguments)


@dataclass(frozen=True)
class Cut:
    """The loop has ended the answer, for that reason."""

    words: str


@dataclass
class House:
    """A loop with all around it. `denies`: why tools that act may not run; `room`: further requests for which there is.

    `lines`: what was shown while tools ran.
    """

    tools: Sequence[Tool]
    scripts: list[Sequence[Event | Answering]]
    denies: str = ""
    room: int = 100
    clock: VirtualClock = field(default_factory=VirtualClock)
    requests: list[Request] = field(default_factory=list)
    lines: list[Sequence[str]] = field(default_factory=list)
    words: Sequence[str] = ()
    extras: Extras = field(default_factory=Extras)
    events: list[Event | Answering | Cut] = field(default_factory=list)

    async def pull(self, request: Request, passes: Passes) -> bool:
        self.requests.append(request)
        script = self.scripts.pop(0) if len(self.scripts) > 1 else self.scripts[0]
        for event in (Answering("demo", "small"), *script):
            self.events += passes(event)
            await asyncio.sleep(0)
        return True

    def cites(self, source: Source) -> None:
        self.events.append(source)

    def cut(self, words: str) -> None:
        self.events.append(Cut(words))

    async def affords(self, request: Request) -> str:
        self.room -= 1
        return "" if self.room >= 0 else "No budget left."

    async def permits(self, tool: Tool, arguments: Arguments) -> str:
        return "" if tool.reads_only else self.denies

    def doing(self, lines: Sequence[str]) -> None:
        self.lines.append(lines)

    def used(self, words: Sequence[str], extras: Extras) -> None:
        self.words, self.extras = words, extras

    async def reserve(self, dollars: float) -> str:
        return ""

    def loop(self) -> Loop:
        origin = Origin(PLACE, Person("memory", "1"), ToChat(PLACE))
        tasks = Supervisor(logging.getLogger("parley"))
        return Loop(Toolbox(tuple(self.tools)), self, lambda model: Context(origin, model, self), self.clock, tasks)

    async def answer(self) -> list[Event | Answering | Cut]:
        """All that the answer takes in."""
        question = replace(QUESTION, tools=tuple(tool.definition for tool in self.tools))
        whole = await self.loop().answer(question, self.pull)
        assert whole is not isinstance(self.events[-1], Cut)
        return self.events

    def results(self, round: int = 1) -> tuple[ToolResult, ...]:
        return self.requests[round].messages[-1].results


def text_of(events: Sequence[object]) -> str:
    return "".join(event.text for event in events if isinstance(event, Text))


async def result_of(does: Does, *calls: ToolCall, tool: str = "search", reads_only: bool = True) -> tuple[str, House]:
    """What the model reads of the first call, and the house."""
    house = House([FakeTool(tool, does, reads_only)], [(*(calls or (call(),)), Finish()), DONE])
    await house.answer()
    return house.results()[0].content, house


async def test_the_model_reads_what_a_tool_gave() -> None:
    """In the next request, behind its own words and its call; the answer is the words of both rounds."""
    tool = FakeTool()
    house = House([tool], [(Text("I look."), call(), Finish("unknown")), DONE])

    events = await house.answer()

    assert text_of(events) == "I look.\n\nAt noon."
    assert tool.calls == [{"query": "ferry"}]
    assert [request.tools for request in house.requests] == [(tool.definition,)] * 2
    _, called, results = house.requests[1].messages
    assert (called.role, called.content, called.calls) == ("assistant", "I look.", (call(),))
    assert results == Turn("tool", "", results=(ToolResult("c1", "search", "query=ferry"),))
    assert tool.contexts[0].model == "demo/small"
    assert house.words == ("search",)
    assert [event for event in events if isinstance(event, Answering)] == [Answering("demo", "small")]
    assert not any(isinstance(event, ToolCall | ToolArguments) for event in events)


async def test_people_see_what_runs_and_that_it_no_longer_does() -> None:
    """One line for each tool that runs, with what it does; nothing once all have ended."""

    async def slow(arguments: Arguments, context: Context) -> Product | Failed:
        await clock.sleep(2.0 if arguments["query"] == "ferry" else 1.0)
        return Product("ok")

    clock = VirtualClock()
    house = House(
        [FakeTool("search", slow), FakeTool("mail", slow, reads_only=False)],
        [(call(), call("mail", '{"query": "train"}', "c2"), Finish()), DONE],
        clock=clock,
    )
    await house.answer()

    assert house.lines == [
        ("🔎 search: ferry",),
        ("🔎 search: ferry", "🔧 mail: train"),
        ("🔎 search: ferry",),
        (),
        (),
    ]


async def test_calls_of_a_round_run_beside_each_other() -> None:
    """Three of a second each take a second, and their results keep the order of the calls."""

    async def second(arguments: Arguments, context: Context) -> Product | Failed:
        await clock.sleep(float(str(arguments["query"])))
        return Product(str(arguments["query"]))

    clock = VirtualClock()
    calls = [call("search", f'{{"query": "{seconds}"}}', f"c{seconds}") for seconds in (3, 2, 1)]
    house = House([FakeTool("search", second)], [(*calls, Finish()), DONE], clock=clock)
    began = clock.now()
    await house.answer()

    assert clock.now() - began == pytest.approx(3.0)
    assert [result.content for result in house.results()] == ["3", "2", "1"]


@pytest.mark.parametrize(
    ("called", "sentence"),
    [
        (call("sing"), "There is no tool 'sing'. There are: search."),
        (call(arguments="{"), "The arguments are not valid JSON"),
        (call(arguments="[1]"), "The arguments must be a JSON object."),
        (call(arguments='{"query": 3}'), "The argument 'query' must be of the type string."),
        (call(arguments="[" * 100_000), "The arguments are not valid JSON: it is nested too deeply."),
        (call(arguments=f'{{"query": "{"x" * 100_000}"}}'), "no more than 100,000 are taken."),
    ],
    ids=["unknown tool", "no JSON", "no object", "another type", "a bomb", "endless"],
)
async def test_a_call_that_makes_no_sense_is_told_so(called: ToolCall, sentence: str) -> None:
    """Nothing runs, and the model may do better."""
    tool = FakeTool()
    house = House([tool], [(called, Finish()), DONE])

    events = await house.answer()

    assert sentence in house.results()[0].content
    assert house.results()[0].failed
    assert tool.calls == []
    assert text_of(events) == "At noon."


@pytest.mark.parametrize("arguments", ["", "  ", '"{\\"query\\": \\"ferry\\"}"'])
async def test_odd_arguments_that_mean_something_are_taken(arguments: str) -> None:
    """No text at all, and JSON in a text of JSON."""
    said, _ = await result_of(FakeTool().does, call(arguments=arguments))

    assert said in ("query=ferry", "(The tool gave nothing.)")


async def test_an_endless_loop_has_an_end() -> None:
    """After eight rounds the model reads that no more are possible; if it calls all the same, the answer is cut."""
    tool = FakeTool()
    house = House([tool], [(Text("Again. "), call(), Finish())])

    events = await house.answer()

    assert len(house.requests) == ROUNDS + 1
    assert len(tool.calls) == ROUNDS
    assert house.results(ROUNDS)[0].content.endswith(LAST)
    assert not house.results(ROUNDS - 1)[0].content.endswith(LAST)
    assert events[-1] == Cut("✂️ The model wanted more tools than one answer may use.")
    assert len({each.id for request in house.requests for m in request.messages for each in m.results}) == ROUNDS


async def test_a_tool_that_hangs_is_cut() -> None:
    """The model is told how long it was waited for, and the tool is cancelled."""
    said, house = await result_of(hang)

    acts, _ = await result_of(hang, call("mail"), tool="mail", reads_only=False)

    assert said == f"The tool gave nothing within {CALL_SECONDS:.0f} seconds."
    assert acts == f"{said} It may still do what it was asked to."
    assert house.clock.now() >= CALL_SECONDS


async def test_a_tool_that_ignores_its_end_is_left_to_itself() -> None:
    """The answer goes on when its time is over."""
    stubborn = asyncio.Event()

    async def ignores(arguments: Arguments, context: Context) -> Product | Failed:
        while not stubborn.is_set():
            try:
                await stubborn.wait()
            except asyncio.CancelledError:
                continue
        return Product("late")

    house = House([FakeTool(does=ignores)], [(call(), Finish()), DONE])
    events = await house.answer()
    ended = house.clock.now()
    stubborn.set()

    assert text_of(events) == "At noon."
    assert house.results()[0].content == f"The tool gave nothing within {CALL_SECONDS:.0f} seconds."
    assert ended == pytest.approx(CALL_SECONDS, abs=0.1)


async def test_what_runs_beside_another_tool_takes_no_time_of_its_own() -> None:
    """Eight of fifty seconds leave seventy, not none."""

    async def slow(arguments: Arguments, context: Context) -> Product | Failed:
        await clock.sleep(50.0)
        return Product("ok")

    clock = VirtualClock()
    calls = [call(id=f"c{number}") for number in range(CALLS)]
    house = House([FakeTool(does=slow)], [(*calls, Finish()), (call(), Finish()), DONE], clock=clock)
    await house.answer()

    assert [result.content for result in house.results(2)] == ["ok"]


async def test_the_time_of_all_tools_has_an_end() -> None:
    """Two that hang use it up; what is called after that does not run, and the model is told to answer."""
    tool = FakeTool(does=hang)
    house = House([tool], [(call(), Finish()), (call(), Finish()), (call(), Finish()), DONE])
    began = house.clock.now()
    await house.answer()

    assert house.clock.now() - began == pytest.approx(SECONDS)
    assert len(tool.calls) == SECONDS // CALL_SECONDS
    assert house.results(2)[0].content.endswith(LAST)
    assert house.results(3)[0].content.startswith(NO_TIME)


async def test_a_tool_that_people_allow_too_late_does_not_begin() -> None:
    """Others have used up the time while they were asked; after that nobody is asked."""
    asked = []

    class Slow(House):
        async def permits(self, tool: Tool, arguments: Arguments) -> str:
            asked.append(tool)
            await self.clock.sleep(0.0 if tool.reads_only else 2 * CALL_SECONDS)
            return ""

    mail, looks = FakeTool("mail", reads_only=False), (call(), Finish())
    house = Slow(
        [FakeTool(does=hang), mail], [looks, (*looks[:1], call("mail"), Finish()), (call("mail"), Finish()), DONE]
    )
    await house.answer()

    assert mail.calls == []
    assert house.results(2)[1].content.startswith(NO_TIME)
    assert house.results(3)[0].content.startswith(NO_TIME)
    assert asked.count(mail) == 1
    assert list(house.words) == ["2 × search"]


async def test_a_tool_that_dies_costs_a_sentence(caplog: pytest.LogCaptureFixture) -> None:
    """The log has the trace that the model reads, and not what the error says."""

    async def dies(arguments: Arguments, context: Context) -> Product | Failed:
        raise OSError("/home/olga/secret")

    said, _ = await result_of(dies)

    assert said.startswith("The tool broke (trace ")
    assert said.partition("trace ")[2][:8] in caplog.text
    assert "secret" not in said + caplog.text


async def test_a_hundred_megabytes_are_cut() -> None:
    """The model reads the beginning, and how much there was."""

    async def floods(arguments: Arguments, context: Context) -> Product | Failed:
        return Product("x" * 100_000_000)

    said, _ = await result_of(floods)

    assert said == "x" * CHARACTERS + "\n[Cut: the result has 100,000,000 characters.]"


async def test_what_no_server_takes_is_replaced() -> None:
    """NULs and halves of characters."""

    async def odd(arguments: Arguments, context: Context) -> Product | Failed:
        return Product("a\0b\ud800c")

    said, _ = await result_of(odd)

    assert said == "ab?c"


async def test_nothing_is_something_to_read() -> None:
    """Some servers refuse an empty result."""

    async def silent(arguments: Arguments, context: Context) -> Product | Failed:
        return Product("")

    assert (await result_of(silent))[0] == "(The tool gave nothing.)"


async def test_files_and_pictures_are_kept_for_people() -> None:
    """As many as fit; that others did not is told to the model. Pictures for the model go into its result."""
    picture = Image("image/png", b"1")

    async def makes(arguments: Arguments, context: Context) -> Product | Failed:
        files = tuple(File(f"{number}.txt", b"x") for number in range(FILES + 2))
        return Product("Extras.", seen=(picture,), files=files, pictures=(picture,), dollars=0.5)

    said, house = await result_of(makes)

    assert len(house.extras.files) == FILES
    assert house.extras.pictures == house.results()[0].images == (picture,)
    assert house.extras.dollars == 0.5
    assert said == "Extras.\n[2 of the files were too many or too large, and nobody gets them.]"


async def test_a_file_that_nobody_gets_is_told_in_every_round() -> None:
    """Below one answer there are as many as people get, whatever made them in which call."""

    async def makes(arguments: Arguments, context: Context) -> Product | Failed:
        number = len(tool.calls)
        return Product("Made.", files=(File(f"{number}.txt", b"x"),), pictures=(Image("image/png", b"1"),))

    tool = FakeTool(does=makes)
    house = House([tool], [(*(call() for _ in range(EXTRAS // 2)), Finish()), (call(), Finish()), DONE])
    await house.answer()

    assert len(house.extras.files) + len(house.extras.pictures) == EXTRAS
    assert [each.content for each in house.results(1)] == ["Made."] * (EXTRAS // 2)
    assert house.results(2)[0].content == "Made.\n[2 of the files were too many or too large, and nobody gets them.]"


async def test_too_many_calls_at_once_are_put_off() -> None:
    """The first run, the others are told so."""
    tool = FakeTool()
    house = House([tool], [(*(call(id=f"c{number}") for number in range(CALLS + 3)), Finish()), DONE])
    await house.answer()

    assert len(tool.calls) == CALLS
    assert [result.failed for result in house.results()] == [False] * CALLS + [True] * 3


async def test_what_people_deny_does_not_run() -> None:
    """The model reads why."""
    tool = FakeTool("mail", reads_only=False)
    house = House([tool], [(call("mail"), Finish()), DONE], denies="People said no.")
    await house.answer()

    assert house.results()[0].content == "People said no."
    assert tool.calls == []
    assert house.words == ()


async def test_a_budget_ends_the_answer_before_the_next_round() -> None:
    """What came stays; the tools of the round have run."""
    house = House([FakeTool()], [(Text("I look."), call(), Finish()), DONE], room=0)

    events = await house.answer()

    assert events[-1] == Cut("No budget left.")
    assert text_of(events) == "I look."
    assert len(house.requests) == 1


async def test_who_stops_waits_for_no_tool() -> None:
    """One that ignores being cancelled goes on alone; the answer has ended at once."""
    stubborn = asyncio.Event()

    async def ignores(arguments: Arguments, context: Context) -> Product | Failed:
        while not stubborn.is_set():
            try:
                await stubborn.wait()
            except asyncio.CancelledError:
                continue
        return Product("")

    house = House([FakeTool(does=ignores)], [(call(), Finish()), DONE])
    answering = asyncio.ensure_future(house.answer())
    await house.clock.sleep(1.0)
    answering.cancel()
    await asyncio.wait({answering})
    ended = house.clock.now()
    stubborn.set()

    assert answering.cancelled()
    assert ended == pytest.approx(1.0, abs=0.01)
    assert house.lines[-1] == ()


async def test_sources_of_a_later_round_stand_behind_its_words() -> None:
    """Their places count from the beginning of the whole answer."""
    source = Source("Ferries", "https://ferry.example/", (0, 3))
    house = House([FakeTool()], [(Text("I look."), call(), Finish()), (Text("At noon."), source, Finish())])

    events = await house.answer()

    (found,) = (event for event in events if isinstance(event, Source))
    assert found.span is not None
    assert text_of(events)[slice(*found.span)] == "At "


async def test_thoughts_of_a_later_round_take_nothing_else_back() -> None:
    """The words of the rounds before come again."""
    house = House([FakeTool()], [(Text("I look."), call(), Finish()), (Text("Hm."), Retract(), *DONE)])

    events = await house.answer()
    since = max(number for number, event in enumerate(events) if isinstance(event, Retract))

    assert text_of(events[since:]) == "I look.\n\nAt noon."


async def test_a_stand_in_s_calls_alone_count() -> None:
    """What the model before it called in an answer that broke is not run."""
    tool = FakeTool()
    house = House([tool], [(call(id="lost"), Answering("other", "small", "demo/small"), call(), Finish()), DONE])
    await house.answer()

    assert [result.id for result in house.results()] == ["c1"]
    assert len(tool.calls) == 1


@dataclass
class Speechless(FakeTool):
    """A tool of somebody else that cannot say what it does."""

    def doing(self, arguments: Arguments) -> str:
        raise KeyError("query")

    def used(self, times: int) -> str:
        raise KeyError("times")


async def test_a_tool_that_breaks_where_it_is_named_costs_a_sentence() -> None:
    """It is fenced in as what it does is."""
    house = House([Speechless()], [(call(), Finish()), DONE])

    events = await house.answer()

    assert house.results()[0].content.startswith("The tool broke (trace ")
    assert text_of(events) == "At noon."


async def test_a_thousand_calls_leave_no_memory() -> None:
    """Of results that are as long as they may be, nothing stays once their answers are over."""

    async def long(arguments: Arguments, context: Context) -> Product | Failed:
        return Product("x" * CHARACTERS)

    async def answers(number: int) -> None:
        for _ in range(number):
            calls = [call(id=f"c{each}") for each in range(CALLS)]
            await House([FakeTool(does=long)], [(*calls, Finish()), DONE]).answer()

    await answers(5)
    gc.collect()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        await answers(1000 // CALLS)
        gc.collect()
        left = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()

    assert left < 200_000
