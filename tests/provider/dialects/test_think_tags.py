"""Thoughts are never the answer: by every mark that is known, however the text is cut."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provider.contract import Event, Finish, Message, Reasoning, Request, Retract, Text
from provider.dialects.reading import settled
from provider.dialects.think_tags import MARKS, Piece, ThinkTags, marks
from provider.known.learning import WEEK
from provider.known.model_settings import ModelSettings
from tests.fakes.chat_completions import ChatCompletions
from tests.provider.servers import events_of, talking_to

ANSWER = "The tide turns at noon."
FINAL = "<|start|>assistant<|channel|>final<|message|>"
HM = "They want the tide. Is it < 5?"


def left(pieces: list[Piece]) -> tuple[str, str]:
    """The text and the thoughts that a reader is left with."""
    text = thoughts = ""
    for piece in pieces:
        match piece:
            case Text(words):
                text += words
            case Reasoning(words):
                thoughts += words
            case Retract():
                text, thoughts = "", thoughts + text
    return text, thoughts


def read(content: str, size: int = 1, own: tuple[str, ...] = (), *, cut: bool = False) -> tuple[str, str]:
    """What becomes of a content that comes in pieces of that size."""
    thoughts = ThinkTags(marks(own))
    pieces: list[Piece] = []
    for at in range(0, len(content), size):
        pieces += thoughts.feed(content[at : at + size])
    return left(pieces + thoughts.end(cut=cut))


sizes = pytest.mark.parametrize("size", [1, 2, 3, 7, 1000])


@sizes
@pytest.mark.parametrize("pair", MARKS, ids=lambda pair: pair[0])
def test_every_mark_is_known(pair: tuple[str, str], size: int) -> None:
    """In upper and lower case, with white space around it."""
    opening, closing = pair
    for first, last in ((opening, closing), (opening.upper(), closing.upper())):
        assert read(f"\n {first}{HM}{last}\n\n{ANSWER}", size) == (ANSWER, HM)


@sizes
@pytest.mark.parametrize("closing", [pair[1] for pair in MARKS if pair[1] != "<|end|>"])
def test_a_closing_mark_alone_takes_back_what_stands_before_it(closing: str, size: int) -> None:
    """The template of the model, and not the model, had opened the thoughts."""
    assert read(f"{HM}\n{closing}\n\n{ANSWER}", size) == (ANSWER, f"{HM}\n")
    assert read(f"{closing}\n\n{ANSWER}", size) == (ANSWER, "")


@sizes
@pytest.mark.parametrize(
    ("content", "text", "thoughts"),
    [
        (f"<|channel|>analysis<|message|>{HM}<|end|>{FINAL}{ANSWER}<|return|>", ANSWER, HM),
        (f"<|channel|>analysis<|message|>{HM}{FINAL}{ANSWER}", ANSWER, HM),
        (f"{HM}{FINAL}{ANSWER}", ANSWER, HM),
        (f"<|channel|>final<|message|>{ANSWER}<|end|>", ANSWER, ""),
        (
            "<|channel|>analysis<|message|>One.<|end|><|start|>assistant<|channel|>commentary<|message|>Two.<|end|>"
            f"{FINAL}{ANSWER}",
            ANSWER,
            "One.Two.",
        ),
        (f"analysisThey want the tide.assistantfinal{ANSWER}", ANSWER, "They want the tide."),
        (f"They want the tide.assistantfinal{ANSWER}", ANSWER, "They want the tide."),
        (f"<|begin_of_thought|>Hm.<|end_of_thought|><|begin_of_solution|>{ANSWER}<|end_of_solution|>", ANSWER, "Hm."),
        (f"<think>Hm.</think><answer>{ANSWER}</answer>", ANSWER, "Hm."),
        (f"<think>One.</think>\n<think>Two.</think>\n{ANSWER}", ANSWER, "One.Two."),
        (f"Here is my thought process:Hm.Here is my response: {ANSWER}", ANSWER, "Hm."),
        (f"First.\n<think>Hm.</think>\n{ANSWER}", f"First.\n{ANSWER}", "Hm."),
        (
            f"<|channel|>analysis <|message|>Hm.<|end|><|channel|>final <|constrain|>json<|message|>{ANSWER}<|return|>",
            ANSWER,
            "Hm.",
        ),
        (f"<think>Hm.</think><output>{ANSWER}</output>", ANSWER, "Hm."),
        (f"<|assistant|><think>Hm.</think>{ANSWER}<|im_end|>", ANSWER, "Hm."),
    ],
    ids=[
        "gpt-oss", "no end", "no opening", "final alone", "commentary", "dropped signs", "dropped, no opening",
        "solution", "answer", "twice", "granite", "between two paragraphs", "long headers", "output", "template",
    ],
)  # fmt: skip
def test_whole_answers(content: str, text: str, thoughts: str, size: int) -> None:
    """As models have been seen to write them."""
    assert read(content, size) == (text, thoughts)


@sizes
@pytest.mark.parametrize(
    "content",
    [
        "Use `</think>` to close it.",
        "Use <think> like </think> this.",
        "```\nhm\n</think>\n```\nis how it looks.",
        'The mark "</think>" ends it.',
        "a < b, [x], analysis of </p> and <|nothing|>",
        "analysis of tides",
        "AnalysisServices is a product.",
        "Analysis",
        "<answer>42</answer>",
        "<report><thought>One</thought></report>",
        "Here is my response: yes.",
        "<thin",
        "A line\n<think>\nthat nobody closes",
        "   indented",
        "Use `<|start|>assistant<|channel|>final<|message|>` for it.",
        "```\n<|start|>assistant<|channel|>analysis<|message|>Hm<|end|>\n```\nis how it looks.",
        "The mark <|end|> ends a turn, and <|return|> the answer.",
        "In a channel of `<|channel|>`, <|channel|> or another.",
    ],
)
def test_talk_about_marks_is_text(content: str, size: int) -> None:
    """Nothing of it is lost."""
    assert read(content, size)[0] == content


@given(st.text(alphabet="<>/|think[]`\n aT◁▷", max_size=60), st.integers(1, 9))
def test_it_is_the_same_however_it_is_cut(content: str, size: int) -> None:
    """What a reader is left with; and where there is no thought, nothing is lost."""
    text, thoughts = read(content, size)

    assert (text, thoughts) == read(content, 1000)
    if not thoughts and "think" not in content.lower():
        assert text == content


@pytest.mark.parametrize("size", [20, 400_000])
@pytest.mark.parametrize("mark", ["`</think>` ", "<|end|> x ", "a <think> b ", "</think> x ", "`<|message|>` "])
def test_marks_without_end_hold_nobody_up(mark: str, size: int) -> None:
    """However many stand in a text, in small pieces or in one. In seconds of the processor; it takes a tenth of one."""
    began = time.process_time()
    read(mark * (400_000 // len(mark)), size)

    assert time.process_time() - began < 5.0


@pytest.mark.parametrize("size", [1, 7, 100])
def test_no_words_are_lost_behind_letters_that_look_like_a_mark(size: int) -> None:
    """A pattern that ignores case takes a Turkish dotless i for the "i" of a mark."""
    content = "Evet. <thınk> etiketi, <|ım_end|> ve <ſystem> böyle yazılır."

    assert read(content, size) == (content, "")


def test_marks_of_a_model_s_own() -> None:
    """Besides those that are known; an empty opening says that its answers begin in thoughts."""
    assert read(f"<x>{HM}</x>{ANSWER}", own=("<x>", "</x>")) == (ANSWER, HM)
    assert read(f"<think>{HM}</think>{ANSWER}", own=("<x>", "</x>")) == (ANSWER, HM)
    assert read(f"{HM}</x>{ANSWER}", own=("", "</x>")) == (ANSWER, HM)
    assert read(f"<think>{HM}</think>{ANSWER}", own=("", "</think>")) == (ANSWER, HM)


def test_thoughts_that_are_never_closed_may_be_the_answer() -> None:
    """Where they only seemed to be some, and the answer is whole."""
    assert read(ANSWER, own=("", "</think>"))[0] == ANSWER
    assert read(HM, own=("", "</think>"), cut=True) == ("", HM)
    assert read(f"<think>{HM}") == ("", HM)


def test_what_came_together_is_sorted_out_before_it_is_shown() -> None:
    """None of it is shown as text first; what went out before is taken back."""
    together: list[Event] = [Text("They "), Retract(), Reasoning("want."), Text("Noon.")]

    assert settled(together) == [Retract(), Reasoning("They "), Reasoning("want."), Text("Noon.")]
    assert settled(together[2:]) == together[2:]


async def test_a_model_that_forgets_its_opening_mark_is_remembered() -> None:
    """The first answer is taken back in the middle; of the next, thoughts are thoughts from their first word."""
    server = ChatCompletions(text=f"{HM}\n</think>\n\n{ANSWER}", rate=400, models=("m",))
    async with talking_to("openai", server, first_token_timeout=9.0, silence_timeout=9.0) as provider:
        first, second = await events_of(provider), await events_of(provider)
        server.text = ANSWER
        third, fourth = await events_of(provider), await events_of(provider)

        assert Retract() in first
        assert Retract() not in second
        for events in (first, second):
            pieces = [event for event in events if isinstance(event, Text | Reasoning | Retract)]
            assert left(pieces) == (ANSWER, f"{HM}\n")
            assert events[-1] == Finish("stop")
        for events in (third, fourth):
            assert "".join(event.text for event in events if isinstance(event, Text)) == ANSWER
        assert not [event for event in fourth if isinstance(event, Reasoning)]


async def test_it_is_forgotten_after_a_week_and_where_the_config_says_otherwise() -> None:
    """The config's word goes before what was learned."""
    now = 1_800_000_000.0
    server = ChatCompletions(text=ANSWER, models=("m", "n"))
    settings = {"n": ModelSettings(reasoning=False)}
    async with talking_to("openai", server, model=settings) as provider:
        provider.learned.now = lambda: now
        for name in ("m", "n"):
            provider.learned.note(name, "thoughts")
        thought = await events_of(provider, Request((Message("user", "?"),), "m"))
        told = await events_of(provider, Request((Message("user", "?"),), "n"))
        provider.learned.note("m", "thoughts")
        now += WEEK
        later = await events_of(provider, Request((Message("user", "?"),), "m"))

        assert [bool([event for event in each if isinstance(event, Reasoning)]) for each in (thought, told, later)] == [
            True, False, False,
        ]  # fmt: skip
