"""Bytes -> server-sent events, by the rules of the WHATWG."""

from base64 import b64encode
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provider.errors import BadAnswer
from provider.transport.sse import ServerEvent, SseParser

LINES = st.sampled_from(
    [
        *[
            "data: one",
            "data:two",
            "data",
            "data: ",
            "data: é😀",
            "data:  two spaces",
            "data: a:b",
            "\ufeffdata: no BOM",
        ],
        *[": comment", "event: note", "id: 7", "id: a\0b", "retry: 250", "retry: x", "unknown: x", ""],
    ]
)
STREAMS = st.lists(st.tuples(LINES, st.sampled_from(["\n", "\r", "\r\n"])), max_size=30).map(
    lambda lines: "".join(line + end for line, end in lines).encode()
)


def events_of(*chunks: bytes) -> list[ServerEvent]:
    parser = SseParser()
    return [event for chunk in chunks for event in parser.feed(chunk)] + parser.end()


@given(stream=st.one_of(STREAMS, st.binary(max_size=200)), cuts=st.lists(st.integers(0, 400), max_size=12))
def test_any_chunking_gives_the_same_events(stream: bytes, cuts: list[int]) -> None:
    """Where the network cuts the bytes changes nothing: not in a character, not in a CRLF, not in a BOM."""
    edges = [0, *sorted(min(cut, len(stream)) for cut in cuts), len(stream)]
    chunks = [stream[start:end] for start, end in pairwise(edges)]

    assert events_of(*chunks) == events_of(stream)
    assert events_of(*(bytes([byte]) for byte in stream)) == events_of(stream)


@given(
    pieces=st.lists(
        st.lists(st.binary(max_size=8).filter(lambda words: not set(words) & set(b"\r\n")), min_size=1, max_size=3),
        max_size=6,
    ),
    before=st.sampled_from([b"", b"id: 7\n\n", b"event: x\n", b"data: y\n", b": hm\r\n\r\n"]),
    head=st.sampled_from(
        [b"", b"event: delta\n", b"event: \n", b"event: data: \n", b"event: \xff\n", b"id: 9\n", b"\n"]
    ),
)
def test_whole_events_in_a_piece_are_what_they_are_byte_by_byte(
    pieces: list[list[bytes]], before: bytes, head: bytes
) -> None:
    """Most pieces of a model's stream are that, and are read in a shorter way."""
    chunks = [b"".join(head + b"data: " + words + b"\n\n" for words in piece) for piece in pieces]
    chunks = [b"retry: 5\n\n", before, *chunks]

    assert events_of(*chunks) == events_of(*(bytes([byte]) for byte in b"".join(chunks)))


@pytest.mark.parametrize(
    ("stream", "expected"),
    [
        (b"data: YHOO\ndata: +2\ndata: 10\n\n", [ServerEvent("YHOO\n+2\n10")]),
        (b"data\n\ndata\ndata\n\n", [ServerEvent(""), ServerEvent("\n")]),
        (b"data:test\n\ndata: test\n\n", [ServerEvent("test"), ServerEvent("test")]),
        (b": keep-alive\n\nevent: add\ndata: 1\n\ndata: 2\n\n", [ServerEvent("1", "add"), ServerEvent("2")]),
        (b"event: lost\n\ndata: 1\n\n", [ServerEvent("1")]),
        (b"\xef\xbb\xbfdata: 1\r\rdata: 2\r\n\r\n", [ServerEvent("1"), ServerEvent("2")]),
        (
            b"id: 1\ndata: a\n\ndata: b\n\nid\ndata: c\n\n",
            [ServerEvent("a", id="1"), ServerEvent("b", id="1"), ServerEvent("c")],
        ),
        (b"data: \xff\xc3\n\n", [ServerEvent("��")]),
        (b"data:  a\n\n", [ServerEvent(" a")]),
    ],
)
def test_the_standards_own_examples(stream: bytes, expected: list[ServerEvent]) -> None:
    """Comments, several lines of data, fields without a value, a BOM, every kind of line end, broken UTF-8."""
    assert events_of(stream) == expected


def test_an_event_comes_with_its_blank_line() -> None:
    """No byte more than necessary is waited for, not even the LF of a CRLF."""
    parser = SseParser()

    assert parser.feed(b"data: 1\r\n\r") == [ServerEvent("1")]
    assert parser.feed(b"\ndata: 2") == []
    assert parser.end() == [ServerEvent("2")]


def test_retry_is_kept() -> None:
    """The server's wait before a reconnection is read; junk in its place is not."""
    parser = SseParser()
    parser.feed(b"retry: 1500\nretry: soon\nretry: \xd9\xa1\n\n")

    assert parser.retry == 1500


@pytest.mark.parametrize("stream", [b"data: " + b"x" * 200, b"data: xxxxxxxxxx\n" * 20, b"x" * 200])
def test_an_endless_event_is_refused(stream: bytes) -> None:
    """Memory is bounded: by one long line, and by many short lines that belong to one event."""
    parser = SseParser(limit=100)

    with pytest.raises(BadAnswer):
        [parser.feed(bytes([byte])) for byte in stream]


def test_many_events_are_not_an_endless_one() -> None:
    """The bound is for one event: comments and earlier events do not count."""
    parser = SseParser(limit=100)

    assert len(parser.feed(b": a comment of some length\ndata: some words\n\n" * 50)) == 50
    assert parser.feed(b": a comment of some length\n" * 50 + b"data: 1\n\n") == [ServerEvent("1")]


@pytest.mark.parametrize("piece", [100, 20_000, 10_000_000])
def test_a_comment_may_have_any_length(piece: int) -> None:
    """Nothing of it is kept, and the events around it are whole."""
    parser = SseParser(limit=200_000)
    stream = b"data: 1\n:" + b" a word" * 100_000 + b"\ndata: 2\n\ndata: 3\n\n"

    events = [event for at in range(0, len(stream), piece) for event in parser.feed(stream[at : at + piece])]

    assert events == [ServerEvent("1\n2"), ServerEvent("3")]


@pytest.mark.parametrize("piece", [100, 20_000, 10_000_000])
@pytest.mark.parametrize(("payload", "kept"), [(0, False), (3_000_000, True), (1_000_000, False)])
def test_a_picture_in_an_event(piece: int, payload: int, kept: bool) -> None:
    """It does not count as words, however it is cut, and stays whole if there is room for it."""
    picture = b64encode(bytes(range(256)) * 6000)
    stream = b'data: {"image": "' + picture + b'", "a": 1}\n\ndata: 2\n\n'
    parser = SseParser(limit=200_000, payload=payload)

    events = [event for at in range(0, len(stream), piece) for event in parser.feed(stream[at : at + piece])]

    assert (picture.decode() in events[0].data) is kept
    assert events[0].data.endswith('", "a": 1}')
    assert events[1] == ServerEvent("2")
    assert kept or len(events[0].data) < 200_000


def test_words_beside_a_picture_count() -> None:
    """A picture gives an endless event no more room."""
    parser = SseParser(limit=200_000, payload=3_000_000)
    parser.feed(b"data: " + b64encode(bytes(range(256)) * 2000))

    with pytest.raises(BadAnswer):
        parser.feed(b"a word " * 50_000)
