"""Transcripts in any shape, and the form that asks for them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provider.contract import Audio, Transcript, Usage
from provider.dialects.refusals import Said
from provider.dialects.transcription import MOST_CHARACTERS, file_of, transcript
from provider.errors import BadAnswer
from provider.transport.multipart import File, encoded


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ({"text": "Hello"}, Transcript("Hello")),
        ({"text": ""}, Transcript("")),
        ({"text": " Hello\n", "duration": "3.5"}, Transcript("Hello", 3.5)),
        ({"text": "Hi", "usage": {"type": "duration", "seconds": 4}}, Transcript("Hi", 4.0)),
        ({"text": "Hi", "usage": {"input_tokens": 14, "output_tokens": 5}}, Transcript("Hi", 0.0, Usage(14, 5))),
        (
            {"text": "Hi", "usage": {"prompt_audio_seconds": 4, "prompt_tokens": 7, "completion_tokens": 5}},
            Transcript("Hi", 4.0, Usage(7, 5)),
        ),
        ({"segments": [{"text": " Hello"}, {"text": "there."}, 5, {}]}, Transcript("Hello there.")),
        ([{"text": "Hello"}, {"text": " there."}], Transcript("Hello there.")),
        ({"text": "Hi", "duration": 1e300, "usage": {"seconds": -4, "input_tokens": 1e300}}, Transcript("Hi")),
        ({"text": "Hi", "duration": float("nan"), "usage": "much"}, Transcript("Hi")),
        ({"text": "Hi", "duration": True, "usage": [1]}, Transcript("Hi")),
        ("Hello", Transcript("Hello")),
    ],
)
def test_json_in_any_shape_is_read(body: object, found: Transcript) -> None:
    """The text, its length and its tokens; numbers that make no sense are none."""
    assert transcript(json.dumps(body).encode()) == found


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"", ""),
        (b" \n", ""),
        (b"\xef\xbb\xbfHello there.\n", "Hello there."),
        (b"[Music] Hello", "[Music] Hello"),
        (b'"Hello', '"Hello'),
        (b"1\n00:00:00,000 --> 00:00:03,320\nHello\n\n2\n00:00:03,320 --> 00:00:05,000\nthere.\n", "Hello\n\nthere."),
        (b"WEBVTT\n\n00:00.000 --> 00:03.320\nHello\n", "Hello"),
        ("¿Qué tal? 你好 😀".encode(), "¿Qué tal? 你好 😀"),
        (b"x" * (MOST_CHARACTERS + 5), "x" * MOST_CHARACTERS),
    ],
)
def test_plain_text_and_subtitles_are_read(body: bytes, text: str) -> None:
    """Of subtitles only the words; nothing at all means that nobody spoke."""
    assert transcript(body) == Transcript(text)


@pytest.mark.parametrize("body", [b"<html>", b'{"ok": true}', b'{"text": 5}', b'{"text": "Hel', b"RIFF\0\0WAVE"])
def test_what_is_no_transcript_is_a_bad_answer(body: bytes) -> None:
    """A page, another JSON, half of one, bytes."""
    with pytest.raises(BadAnswer):
        transcript(body)


def test_an_error_in_place_of_a_transcript() -> None:
    """Found although the status says that all is well."""
    said = transcript(b'{"error": {"message": "Too loud", "code": "loud"}}')

    assert isinstance(said, Said)
    assert said.code == "loud"


@given(st.binary(max_size=200))
def test_no_bytes_break_it(body: bytes) -> None:
    """A transcript, an error object or `BadAnswer`, and nothing else."""
    try:
        found = transcript(body)
    except BadAnswer:
        return

    assert isinstance(found, Transcript | Said)


@pytest.mark.parametrize(
    ("media_type", "name"),
    [
        ("audio/ogg", "audio.ogg"),
        ("audio/ogg; codecs=opus", "audio.ogg"),
        ("AUDIO/MPEG", "audio.mp3"),
        ("audio/x-m4a", "audio.m4a"),
        ("video/mp4", "audio.mp4"),
        ("", "audio.ogg"),
        ('audio/"\r\nX: y', "audio.ogg"),
    ],
)
def test_the_name_says_the_format(media_type: str, name: str) -> None:
    """And holds nothing that came from outside."""
    assert file_of(Audio(media_type, b"1")).name == name


@given(st.binary(max_size=300))
def test_a_file_goes_through_a_form_unchanged(data: bytes) -> None:
    """Its bytes stand between their own boundary, which they do not hold."""
    kind, body = encoded({"model": "whisper-1"}, File("file", "audio.ogg", "audio/ogg", data))
    boundary = kind.partition("boundary=")[2].encode()

    assert body.count(b"--" + boundary) == 3
    assert body.split(b"\r\n\r\n", 2)[2] == data + b"\r\n--" + boundary + b"--\r\n"


def test_no_bytes_and_no_words_show() -> None:
    """In no `repr`."""
    shown = repr((File("file", "a", "b", b"SECRET"), Transcript("SECRET")))

    assert "SECRET" not in shown
