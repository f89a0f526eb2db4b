"""Answers out of bytes: every recorded one, cut at every byte, and the rows that nobody could record."""

import json
from collections.abc import Sequence
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provider.contract import Event, Finish, Reasoning, Text
from provider.dialects.wpaicg.answer import LIMIT, Answer
from provider.dialects.wpaicg.refusal import BOT_CHECK, NonceRefused
from provider.errors import (
    BadAnswer,
    BadRequest,
    Blocked,
    CutOff,
    EmptyAnswer,
    Filtered,
    NotWorking,
    Overloaded,
    ProviderError,
    QuotaExceeded,
    RateLimited,
)
from tests.fakes.chatgptes_site import recorded

SAID = 'Echo 2 msgs: héllo "quoted" 你好 😀\nline two'
STREAM = "text/event-stream;charset=UTF-8"
JSON = "application/json; charset=UTF-8"

ShowsOutcome = tuple[str, tuple[Event, ...], type[ProviderError] | None, str]
"""The text, the events that are none, the error's class and its words."""

RECORDED: dict[str, tuple[str, type[ProviderError] | None]] = {
    "json_ok": (SAID, None),
    "sse_ok": (SAID, None),
    "sse_ascii": (SAID, None),
    "json_empty_message": ("", BadRequest),
    "json_limit_reached": ("", QuotaExceeded),
    "json_upstream429": ("", RateLimited),
    "json_upstream502html": ("", EmptyAnswer),
    "sse_banned_word": ("", Filtered),
    "sse_drop": ("Echo 2 msgs: héllo", CutOff),
    "sse_limit_reached": ("", QuotaExceeded),
    "sse_upstream401": ("", Overloaded),
}


def body_of(name: str) -> tuple[str, bytes]:
    """A recorded answer's Content-Type and its body."""
    head, _, body = recorded(name).partition(b"\r\n\r\n")
    lines = [line.partition(": ") for line in head.decode().splitlines()]
    return next(value for field, _, value in lines if field.lower() == "content-type"), body


def read(pieces: Sequence[bytes], content_type: str) -> ShowsOutcome:
    """Read an answer that comes in these pieces and then ends."""
    answer = Answer(content_type)
    events: list[Event] = []
    for piece in pieces:
        if not answer.over:
            events += answer.feed(piece)
    if not answer.over:
        events += answer.end()
    error = answer.failed
    text = "".join(event.text for event in events if isinstance(event, Text))
    assert all(event.text for event in events if isinstance(event, Text))
    assert error is None or error.partial_text == text
    others = tuple(event for event in events if not isinstance(event, Text))
    return text, others, type(error) if error else None, str(error or "")


def chunk(content: str = "", reason: str | None = None) -> str:
    """An event of the model's stream."""
    choice = {"index": 0, "delta": {"content": content} if content else {}, "finish_reason": reason}
    return f"data: {json.dumps({'id': 'x', 'choices': [choice]})}\n\n"


def document(**fields: object) -> bytes:
    """A JSON answer."""
    return json.dumps(fields).encode()


@pytest.mark.parametrize("name", sorted(RECORDED))
def test_a_recorded_answer_means_the_same_however_it_is_cut(name: str) -> None:
    """In one piece, byte by byte, and in two pieces cut at every byte."""
    content_type, body = body_of(name)
    text, error = RECORDED[name]
    whole = read([body], content_type)

    assert whole[::2] == (text, error)
    assert whole[1] == ((Finish("stop"),) if error is None else ())
    assert read([body[i : i + 1] for i in range(len(body))], content_type) == whole
    for cut in range(len(body)):
        assert read([body[:cut], body[cut:]], content_type) == whole


@pytest.mark.parametrize("name", sorted(RECORDED))
def test_a_recorded_answer_that_breaks_off_is_never_taken_for_a_whole_one(name: str) -> None:
    """Broken off at every byte: a beginning of the text and an error, or, once the model said stop, all of it."""
    content_type, body = body_of(name)
    text, error = RECORDED[name]
    for end in range(len(body)):
        got, others, kind, _ = read([body[:end]], content_type)

        assert text.startswith(got)
        assert kind is not None or (error is None and got == text and others == (Finish("stop"),))


@given(cuts=st.lists(st.integers(0, 2300), max_size=12), name=st.sampled_from(["sse_ok", "json_ok", "sse_upstream401"]))
def test_any_cutting_gives_the_same_answer(cuts: list[int], name: str) -> None:
    """Twelve cuts anywhere, several at one place included."""
    content_type, body = body_of(name)
    edges = [0, *sorted(min(cut, len(body)) for cut in cuts), len(body)]
    pieces = [body[start:end] for start, end in pairwise(edges)]

    assert read(pieces, content_type) == read([body], content_type)


def test_an_upstream_error_is_one_readable_sentence() -> None:
    """It comes word by word, not escaped, twice, without an end; the key in it is left out."""
    content_type, body = body_of("sse_upstream401")
    *_, error = read([body], content_type)

    assert error == ('The site said: Incorrect API key provided: …. You can find your API key at "platform".')


def test_an_upstream_error_says_when_to_come_back() -> None:
    """The same sentence as in a document, the same error."""
    words = ["Rate", " limit", " reached.", " Please", " try", " again", " in", " 20s."]
    stream = "".join(f'event: message\ndata: {{"choices":[{{"delta":{{"content":"{word}"}}}}]}}\n\n' for word in words)
    answer = Answer(STREAM)
    answer.feed(stream.encode() + b'data: {"choices":[{"finish_reason":"stop"}]}\n\n')

    assert isinstance(answer.failed, RateLimited)
    assert answer.failed.retry_after == 20.0


def test_an_upstream_error_with_a_line_end_in_a_word_stays_readable() -> None:
    """The server writes the word as it is, and a line end breaks its frame."""
    stream = 'event: message\ndata: {"choices":[{"delta":{"content":"Bad"}}]}\n\nevent: message\n'
    stream += 'data: {"choices":[{"delta":{"content":" gateway\nsorry"}}]}\n\n'

    assert read([stream.encode()], STREAM) == ("", (), Overloaded, "The site said: Bad gateway")


def test_an_upstream_error_after_some_text_keeps_the_text() -> None:
    """The reader has seen it already."""
    stream = chunk("Hello") + 'event: message\ndata: {"choices":[{"delta":{"content":"Overloaded"}}]}\n\n'

    assert read([stream.encode()], STREAM) == ("Hello", (), Overloaded, "The site said: Overloaded")


@pytest.mark.parametrize("flag", ["tokenLimitReached", "ipBanned", "messageFlagged", "pineconeError", "modflag"])
def test_a_flagged_error_wins_over_the_answer_that_follows(flag: str) -> None:
    """The plugin flags a message and lets the model answer it all the same."""
    stream = f"data: {json.dumps({'msg': 'No', flag: True})}\n\n" + chunk("Hello") + chunk(reason="stop")
    text, _, error, words = read([stream.encode()], STREAM)

    assert text == ""
    assert error in (QuotaExceeded, Blocked, Filtered, Overloaded)
    assert words == "The site said: No"


def test_reading_stops_at_done() -> None:
    """Versions up to 1.8.85 send the whole answer once more as JSON."""
    stream = chunk("Hello") + chunk(reason="stop") + "data: [DONE]\n\n" + '{"status":"success","data":"Hello"}'

    assert read([stream.encode()], STREAM) == ("Hello", (Finish("stop"),), None, "")


@pytest.mark.parametrize(
    ("reason", "ours"),
    [("stop", "stop"), ("length", "length"), ("content_filter", "filtered"), ("tool_calls", "unknown")],
)
def test_the_end_has_a_reason(reason: str, ours: str) -> None:
    """With or without [DONE]."""
    stream = chunk("Hello") + chunk(reason=reason)

    assert [event.reason for event in read([stream.encode()], STREAM)[1] if isinstance(event, Finish)] == [ours]
    assert read([stream.encode(), b"data: [DONE]\n\n"], STREAM) == read([stream.encode()], STREAM)


def test_an_answer_that_was_filtered_away_is_filtered() -> None:
    """There is nothing else to show."""
    assert read([chunk(reason="content_filter").encode()], STREAM)[2] is Filtered


@pytest.mark.parametrize("body", ["", " \r\n", "\ufeff", "data: [DONE]\n\n", chunk(reason="stop")])
@pytest.mark.parametrize("content_type", [STREAM, JSON, ""])
def test_nothing_is_an_empty_answer(body: str, content_type: str) -> None:
    """Not a success, and not a riddle."""
    assert read([body.encode()], content_type)[2] is EmptyAnswer


@pytest.mark.parametrize(
    "body",
    [
        "<!DOCTYPE html><html><body>502 Bad Gateway</body></html>",
        "data: <html>502 Bad Gateway</html>\n\n",
        "data: 42\n\n",
        "data: null\n\n",
        "Hello there\n\n",
        "[1, 2]",
        "[[[[",
        '{"a": nonsense}',
    ],
)
@pytest.mark.parametrize("content_type", [STREAM, JSON, "text/html"])
def test_junk_is_a_bad_answer(body: str, content_type: str) -> None:
    """Whatever it says that it is; and its words are not repeated."""
    text, _, error, words = read([body.encode()], content_type)

    assert (text, error) == ("", BadAnswer)
    assert "Hello" not in words
    assert "502" not in words


def test_junk_in_the_middle_keeps_the_text() -> None:
    """What was read until then stands; an event that says nothing costs nothing, a broken one may have held words."""
    broken = chunk("Hello") + 'data: {"choices": [{"del\n\n'
    whole = chunk("Hel") + "data:\n\ndata: ping\n\ndata: null\n\n" + chunk("lo", "stop") + "data: [DONE]\n\n"

    assert read([broken.encode()], STREAM)[::2] == ("Hello", BadAnswer)
    assert read([whole.encode()], STREAM)[::2] == ("Hello", None)


def test_thoughts_are_no_part_of_the_text() -> None:
    """Whatever model stands behind the site."""
    stream = chunk("<think>Hm.</think>\n\n") + chunk("Hello", "stop") + "data: [DONE]\n\n"
    alone = chunk("Hm.</think>Hello", "stop") + "data: [DONE]\n\n"

    assert read([stream.encode()], STREAM)[:2] == ("Hello", (Reasoning("Hm."), Finish("stop")))
    assert read([alone.encode()], STREAM)[:2] == ("Hello", (Reasoning("Hm."), Finish("stop")))


@pytest.mark.parametrize("data", [None, 3, ["Hello"], {"text": "Hello"}, True])
def test_data_of_another_type_is_a_bad_answer(data: object) -> None:
    """A model's server behind the site has failed."""
    assert read([document(status="success", data=data)], JSON)[2] is BadAnswer


@pytest.mark.parametrize("data", ["", " \n"])
def test_empty_data_is_an_empty_answer(data: str) -> None:
    """So has it here."""
    assert read([document(status="success", msg="Something went wrong", data=data)], JSON)[2] is EmptyAnswer


@pytest.mark.parametrize("content_type", [JSON, STREAM, "text/html", ""])
@pytest.mark.parametrize(
    "before",
    [
        b"",
        b"\xef\xbb\xbf",
        b"\n\n  ",
        b"<br />\n<b>Warning</b>:  Undefined array key {0} in <b>/srv/x.php</b> on line <b>12</b><br />\n",
    ],
)
@pytest.mark.parametrize("size", [1, 7, 10_000])
def test_what_stands_before_a_document_is_no_harm(before: bytes, content_type: str, size: int) -> None:
    """A byte order mark, white space, PHP's warnings; whatever kind of answer was announced."""
    body = before + document(status="success", data="Hello") + b"\n"
    pieces = [body[start : start + size] for start in range(0, len(body), size)]

    assert read(pieces, content_type) == ("Hello", (Finish("stop"),), None, "")


@pytest.mark.parametrize("content_type", ["text/html", "application/json", ""])
@pytest.mark.parametrize("size", [1, 3, 10_000])
def test_a_stream_is_known_by_its_first_bytes(content_type: str, size: int) -> None:
    """Some servers in between forget the Content-Type."""
    body = ("\n" + chunk("Hello") + chunk(reason="stop")).encode()
    pieces = [body[start : start + size] for start in range(0, len(body), size)]

    assert read(pieces, content_type) == ("Hello", (Finish("stop"),), None, "")


def test_phps_warnings_before_a_stream_are_no_harm() -> None:
    """They are lines without a field, which every reader of events skips."""
    body = "<br />\n<b>Warning</b>:  Undefined in <b>x</b><br />\n" + chunk("Hello") + chunk(reason="stop")

    assert read([body.encode()], STREAM)[0] == "Hello"


@pytest.mark.parametrize(("body", "kind"), [(b"0", NotWorking), (b"-1", NonceRefused)])
def test_wordpress_own_refusals_come_with_any_status(body: bytes, kind: type[ProviderError]) -> None:
    """Old versions say 200 beside them."""
    assert read([body], "text/html")[2] is kind


@pytest.mark.parametrize("written", [BOT_CHECK, f" {BOT_CHECK}\n", "Du musst das K&auml;stchen anklicken!"])
def test_the_sites_guard_is_recognised(written: str) -> None:
    """Whether it comes as a document or word by word, none of it is shown as an answer."""
    words = written.replace(" ", "\0 ").split("\0")
    stream = "".join(map(chunk, filter(None, words))) + chunk(reason="stop")

    assert read([document(status="success", data=written)], JSON)[::2] == ("", Blocked)
    if "&" not in written:
        assert read([stream.encode()], STREAM)[::2] == ("", Blocked)


def test_an_answer_that_begins_like_the_guard_is_shown() -> None:
    """The words wait only as long as they could be it, and come out when the stream breaks off too."""
    stream = chunk("Du") + chunk(" musst") + chunk(" gehen") + chunk(reason="stop")

    assert read([stream.encode()], STREAM)[0] == "Du musst gehen"
    assert read([chunk("Du").encode()], STREAM)[::2] == ("Du", CutOff)
    assert read([(chunk("Du") + chunk(reason="stop")).encode()], STREAM)[::2] == ("Du", None)


def test_the_first_words_do_not_wait() -> None:
    """An answer that is not the guard's comes out with its first piece."""
    assert Answer(STREAM).feed(chunk("Hello").encode()) == [Text("Hello")]


def test_a_connection_that_breaks_after_the_end_breaks_nothing() -> None:
    """The model had said that it was done."""
    answer = Answer(STREAM)
    answer.feed((chunk("Hello") + chunk(reason="stop")).encode())

    assert answer.broken(CutOff()) == [Finish("stop")]
    assert answer.failed is None


def test_a_connection_that_breaks_keeps_the_text() -> None:
    """What was held back comes out as well."""
    answer = Answer(STREAM)
    answer.feed(chunk("Du musst").encode())
    error = CutOff("It broke.")

    assert answer.broken(error) == [Text("Du musst")]
    assert answer.failed is error
    assert error.partial_text == "Du musst"


def test_an_endless_answer_is_cut() -> None:
    """Nobody's memory is for a stranger to fill."""
    answer = Answer(JSON)
    for _ in range(LIMIT // 1_000_000):
        answer.feed(b"{" * 1_000_000)
    before = answer.failed
    answer.feed(b"{")

    assert before is None
    assert "endless" in str(answer.failed)


def test_a_last_event_without_its_blank_line_counts_where_it_is_whole() -> None:
    """Some servers forget the blank line; half an event is neither text nor junk."""
    stream = chunk("Hello") + chunk(reason="stop")

    assert read([stream.rstrip().encode()], STREAM) == ("Hello", (Finish("stop"),), None, "")
    assert read([(chunk("Hello") + chunk("there")[:30]).encode()], STREAM)[::2] == ("Hello", CutOff)


def test_half_a_word_of_an_upstream_error_is_left_out() -> None:
    """The stream broke off in it."""
    stream = 'event: message\ndata: {"choices":[{"delta":{"content":"Overloaded"}}]}\n\n'
    stream += 'event: message\ndata: {"choices":[{"delta":{"content":" no'

    assert read([stream.encode()], STREAM) == ("", (), Overloaded, "The site said: Overloaded")


CHUNK = {"id": "x", "choices": [{"delta": {"content": "The tide"}, "finish_reason": None}]}
MESSAGE = {"id": "x", "choices": [{"delta": {}, "message": {"content": "The tide turns."}, "finish_reason": "stop"}]}
PLAIN = chunk("The tide ") + chunk("turns.", "stop")
ODD: dict[str, tuple[str, str, type[ProviderError] | None]] = {
    "the mark in lower case": (chunk("The tide ") + chunk("turns.") + "data: [done]\n\n", "The tide turns.", None),
    "no blank lines": (PLAIN.replace("\n\n", "\n") + "data: [DONE]\n\n", "The tide turns.", None),
    "a number without end": (PLAIN.replace('"id": "x"', f'"id": {"9" * 5000}'), "The tide turns.", None),
    "events that say nothing": (
        ": k\n\ndata: \n\ndata: {}\n\n" + chunk("The tide ") + "data: null\n\ndata: []\n\n" + chunk("turns.", "stop"),
        "The tide turns.",
        None,
    ),
    "an error as a word": (chunk("The tide ") + 'data: {"error": "Rate limit reached"}\n\n', "The tide ", RateLimited),
    "an error behind the events": (
        chunk("The tide ") + '{"status": "error", "msg": "Too many requests"}',
        "The tide ",
        RateLimited,
    ),
    "words before an error": (
        "data: [" + json.dumps(CHUNK) + ', {"error": "Rate limit reached"}]\n\n',
        "The tide",
        RateLimited,
    ),
    "a reason with every chunk": (chunk("The ", "stop") + chunk("tide.", "stop"), "The tide.", None),
    "white space behind a reason": (chunk("The tide.", "stop") + chunk("\n"), "The tide.\n", None),
    "the whole once more": (
        chunk("The tide ") + chunk("turns at noon.") + chunk("The tide turns at noon.") + chunk(reason="stop"),
        "The tide turns at noon.",
        None,
    ),
    "the whole as a message": (
        chunk("The tide ") + chunk("turns.") + f"data: {json.dumps(MESSAGE)}\n\n",
        "The tide turns.",
        None,
    ),
    "a message alone": (f"data: {json.dumps(MESSAGE)}\n\n", "The tide turns.", None),
    "an array of chunks": (f"data: {json.dumps([CHUNK, [MESSAGE]])}\n\n", "The tide turns.", None),
    "a document of chunks": (json.dumps([CHUNK, MESSAGE]), "The tide turns.", None),
    "half a document of chunks": (json.dumps([CHUNK, MESSAGE])[:-30], "The tide", CutOff),
    "a line each": (f"{json.dumps(CHUNK)}\n{json.dumps(MESSAGE)}\n", "The tide turns.", None),
    "a large event": (
        chunk("The tide ") + chunk("turns.", "stop").replace('"x"', f'"{"x y" * 600_000}"'),
        "The tide turns.",
        None,
    ),
    "an error alone": ('data: {"error": "You exceeded your current quota"}\n\n', "", QuotaExceeded),
}


@pytest.mark.parametrize("size", [1, 7, 100_000])
@pytest.mark.parametrize("name", ODD)
def test_an_odd_stream_is_read_for_what_it_says(name: str, size: int) -> None:
    """Cut anywhere."""
    body, text, error = ODD[name]
    data = body.encode()
    got, _, kind, _ = read([data[start : start + size] for start in range(0, len(data), size)], STREAM)

    assert (got, kind) == (text, error)


@pytest.mark.parametrize("data", ["Too many requests", {"message": "Too many requests"}])
def test_wordpress_says_what_failed(data: object) -> None:
    """In the shape of its own refusals."""
    assert read([document(success=False, data=data)], JSON)[2] is RateLimited
