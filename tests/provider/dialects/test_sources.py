"""What answers rest on, as servers say it: from streams that were made by hand, and from what no server should send."""

import json
from collections.abc import Mapping, Sequence
from itertools import count, cycle
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provider.contract import Event, Finish, Reasoning, Source, Text, Usage
from provider.dialects.answer import Answer
from provider.dialects.chat_completions import Completion
from provider.dialects.generate_content import GeneratedContent
from provider.dialects.messages import MessagesAnswer
from provider.dialects.responses import Response
from provider.dialects.sources import LONGEST_TITLE, MOST_SOURCES, source
from provider.transport.sse import SseParser
from provider.values import asdict
from tests.cited import RIGHT, stream
from tests.provider.dialects.raw_streams import events_told
from tests.provider.servers import text_of

ANSWERS: dict[str, type[Answer]] = {
    "openai": Completion,
    "anthropic": MessagesAnswer,
    "gemini": GeneratedContent,
    "responses": Response,
}
PAGE = "https://site.example/page"


def chunks(name: str) -> list[dict[str, Any]]:
    """The events of a stream, as JSON."""
    parser = SseParser()
    return [json.loads(sent.data) for sent in parser.feed(stream(name)) if sent.data != "[DONE]"]


def told(dialect: str, said: Sequence[Mapping[str, Any]]) -> list[Event]:
    """What becomes of these chunks."""
    answer = ANSWERS[dialect]()
    events = [event for chunk in said for event in answer.feed(chunk)]
    events += answer.rest()
    answer.done()
    return events + answer.end()


def sources_of(events: list[Event]) -> list[Source]:
    return [event for event in events if isinstance(event, Source)]


def chat(delta: Mapping[str, Any], **rest: object) -> dict[str, Any]:
    return {"choices": [{"delta": delta}], **rest}


@pytest.mark.parametrize("name", RIGHT)
def test_each_service_says_what_its_answer_rests_on(name: str) -> None:
    """Title, address, the words, the number by which they name it; behind the first word, before the end."""
    right = RIGHT[name]
    events = told(right.dialect, chunks(name))
    text, usage = text_of(events), events[-2]
    found = [
        (each.title, each.url, text[slice(*each.span)] if each.span else "", each.number) for each in sources_of(events)
    ]

    assert text == right.text
    assert found == list(right.sources)
    assert isinstance(next(event for event in events if not isinstance(event, Reasoning)), Text)
    assert isinstance(usage, Usage)
    assert usage.searches == right.searches
    assert events[-1] == Finish("stop")


@pytest.mark.parametrize("name", RIGHT)
async def test_they_come_over_the_wire_however_it_is_cut(name: str) -> None:
    """In one piece, and in pieces of seven bytes, which cut characters."""
    right, data = RIGHT[name], stream(name)
    whole = await events_told(right.dialect, [data])
    pieces = await events_told(right.dialect, [data[at : at + 7] for at in range(0, len(data), 7)])

    assert sources_of(pieces) == sources_of(whole) == sources_of(told(right.dialect, chunks(name)))


ODD = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=9),
    st.just(["https://x.example"]),
    st.just({"url": PAGE}),
    st.just([None, {"url": None}, [], "https://y.example", {"web": []}, {"segment": {}}]),
    st.just("javascript:alert(1)"),
    st.just(10**30),
)
SOUND = frozenset(
    ("choices", "candidates", "content", "delta", "type", "parts", "text", "index", "message")
) | frozenset(("content_block", "status"))
"""What the words of an answer are told by."""
ROUND = 60
"""Values after which the places of the odd ones come again."""


@pytest.mark.parametrize("name", RIGHT)
@given(st.sets(st.integers(0, ROUND - 1), max_size=ROUND // 2), st.lists(ODD, min_size=1, max_size=9))
def test_odd_values_never_end_an_answer(name: str, where: set[int], odd: list[Any]) -> None:
    """Nulls, wrong types, arrays and huge numbers in place of what a source is told by."""
    numbers, others = count(), cycle(odd)

    def spoiled(value: Any) -> Any:
        if isinstance(value, dict):
            return {
                key: next(others) if key not in SOUND and next(numbers) % ROUND in where else spoiled(each)
                for key, each in value.items()
            }
        return [spoiled(each) for each in value] if isinstance(value, list) else value

    answer = ANSWERS[RIGHT[name].dialect]()
    events = [event for chunk in chunks(name) for event in answer.feed(spoiled(chunk))]

    assert "".join(text_of(events).split()) == "".join(RIGHT[name].text.split())
    for each in sources_of(events):
        assert each == source(**asdict(each))


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,hi",
        "ftp://site.example/",
        "https://user:secret@site.example/",
        "https://",
        "https://site.example/a b",
        "https://site.example/\u202egnp.exe",
        "https://[::1",
        "https://site.example/" + "a" * 3000,
        'https://site.example/">',
        "",
        None,
        7,
    ],
)
def test_no_hostile_address_becomes_a_source(url: object) -> None:
    """Scripts, data, credentials, what cannot be seen, what has no end."""
    listed = told("openai", [chat({"content": "Hi"}), chat({}, citations=[url, PAGE])])

    assert sources_of(listed) == [Source("", PAGE, None, 2)]  # the numbers of the others stay


def test_titles_are_one_line_that_can_be_seen() -> None:
    """Without marks of direction and of no width; bounded."""
    cite = {"type": "url_citation", "url": PAGE, "title": "A\u200b\u202e\nB\x00 " + "long " * 1000}
    found = sources_of(told("openai", [chat({"content": "Hi", "annotations": [cite]})]))

    assert found[0].title.startswith("A B long long")
    assert len(found[0].title) <= LONGEST_TITLE


def test_ten_thousand_sources_are_not_kept() -> None:
    """In a list, in annotations, one by one."""
    many = [f"{PAGE}/{number}" for number in range(10_000)]
    annotations = [{"type": "url_citation", "url_citation": {"url": url}} for url in many]
    singly = [chat({"content": "a", "annotations": [each]}) for each in annotations]

    for said in (
        [chat({"content": "Hi"}, citations=many)],
        [chat({"content": "Hi", "annotations": annotations})],
        singly,
    ):
        assert len(sources_of(told("openai", said))) == MOST_SOURCES


def test_a_source_waits_for_the_first_word() -> None:
    """A list may come with the first chunk, which has no words; each source comes once."""
    answer = Completion()
    events = [answer.feed(chat({"content": text}, citations=[PAGE])) for text in ("", "Hi", " you")]

    assert events == [[], [Text("Hi"), Source("", PAGE, None, 1)], [Text(" you")]]


@pytest.mark.parametrize(
    ("segment", "words"),
    [
        ({"startIndex": 1, "endIndex": 3, "text": "Œu"}, "Œu"),  # within a character
        ({"startIndex": 900, "endIndex": 950, "text": "vre"}, "vre"),
        ({"startIndex": 900, "endIndex": 950}, None),
        ({"startIndex": -4, "endIndex": 2}, None),
        ({"startIndex": 3, "endIndex": 2}, None),
        ({"endIndex": 4, "text": "elsewhere"}, None),
        ({"endIndex": True}, None),
        ({}, None),
        ({"endIndex": 3}, "Œu"),
    ],
)
def test_a_segment_that_is_wrong_is_looked_for(segment: dict[str, object], words: str | None) -> None:
    """Gemini counts bytes; where they do not hold what it quotes, the quotation counts."""
    grounding = {
        "groundingChunks": [{"web": {"uri": PAGE, "title": "T"}}],
        "groundingSupports": [{"segment": segment, "groundingChunkIndices": [0, 7, -1, None]}],
    }
    candidate = {"content": {"parts": [{"text": "Œuvre"}]}, "finishReason": "STOP", "groundingMetadata": grounding}
    found = sources_of(told("gemini", [{"candidates": [candidate]}]))

    assert [each.span and "Œuvre"[slice(*each.span)] for each in found] == [words]
