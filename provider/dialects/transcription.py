"""The transcription route of Chat Completions servers: the form that is sent; the answer in any of its shapes. Pure."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Final

from provider.contract import Audio, Transcript, Usage
from provider.dialects.answer import count, counted
from provider.dialects.refusals import Said, read_error
from provider.errors import BadAnswer
from provider.transport.multipart import File

ROUTE: Final = "/audio/transcriptions"
MOST_CHARACTERS: Final = 100_000
"""Two hours of quick speech. The rest of a longer text is left out."""
LONGEST: Final = 86_400.0
"""Seconds; no recording is longer."""

_PLAIN: Final[Mapping[str, tuple[str, str]]] = {
    "audio/flac": ("flac", "audio/flac"),
    "audio/m4a": ("m4a", "audio/mp4"),
    "audio/mp3": ("mp3", "audio/mpeg"),
    "audio/mp4": ("m4a", "audio/mp4"),
    "audio/mpeg": ("mp3", "audio/mpeg"),
    "audio/oga": ("ogg", "audio/ogg"),
    "audio/ogg": ("ogg", "audio/ogg"),
    "audio/opus": ("ogg", "audio/ogg"),
    "audio/wav": ("wav", "audio/wav"),
    "audio/wave": ("wav", "audio/wav"),
    "audio/webm": ("webm", "audio/webm"),
    "audio/x-flac": ("flac", "audio/flac"),
    "audio/x-m4a": ("m4a", "audio/mp4"),
    "audio/x-wav": ("wav", "audio/wav"),
    "application/ogg": ("ogg", "audio/ogg"),
    "video/mp4": ("mp4", "video/mp4"),
    "video/quicktime": ("mp4", "video/mp4"),
    "video/webm": ("webm", "video/webm"),
}
"""The ending of the file name for each media type, by which servers tell the format, and the type they know."""
_OTHER: Final = ("ogg", "audio/ogg")

_CUE: Final = re.compile(r"^(?:WEBVTT.*|\d+|(?:\d+:)?\d+:\d+[.,]\d+ --> (?:\d+:)?\d+:\d+[.,]\d+.*)$\n?", re.MULTILINE)
"""What subtitles hold besides words."""


def file_of(audio: Audio) -> File:
    """The file of the form. Its name says the format, and nothing of what a person called it."""
    ending, media_type = _PLAIN.get(audio.media_type.partition(";")[0].strip().lower(), _OTHER)
    return File("file", f"audio.{ending}", media_type, audio.data)


def transcript(body: bytes) -> Transcript | Said:
    """What was said, or the error that came in its place.

    The answer may be JSON with the whole text or with its segments, plain text, or subtitles.

    Raises:
        BadAnswer: it is none of these.
    """
    text = body.decode("utf-8-sig", errors="replace").strip()
    if text[:1] == "<":
        raise BadAnswer("The server sent a web page in place of a transcript.")
    if "\0" in text:
        raise BadAnswer("The server sent no text.")
    try:
        value = json.loads(text) if text[:1] in ("{", "[", '"') else text
    except (ValueError, RecursionError):
        if text[:1] == "{":
            raise BadAnswer("The server sent JSON that cannot be read in place of a transcript.") from None
        value = text
    match value:
        case dict():
            return read_error(value) or _of_object(value)
        case list():
            return Transcript(_bounded(_segments(value)))
        case _:
            return Transcript(_bounded(str(value) if "-->" not in text else _CUE.sub("", text)))


def _of_object(value: Mapping[str, object]) -> Transcript:
    said, segments = value.get("text"), value.get("segments")
    if not isinstance(said, str):
        if not isinstance(segments, list):
            raise BadAnswer("The server sent JSON that holds no transcript.")
        said = _segments(segments)
    usage = value.get("usage")
    known = usage if isinstance(usage, dict) else {}
    lengths = (value.get("duration"), known.get("seconds"), known.get("prompt_audio_seconds"))
    return Transcript(_bounded(said), next(filter(None, map(_seconds, lengths)), 0.0), _usage(known))


def _segments(segments: Sequence[object]) -> str:
    texts = (each.get("text") if isinstance(each, dict) else None for each in segments)
    return "".join(text if text[:1].isspace() else f" {text}" for text in texts if isinstance(text, str))


def _bounded(text: str) -> str:
    return text[:MOST_CHARACTERS].strip()


def _seconds(value: object) -> float:
    """A length in JSON, which may also be a text; 0 if it makes no sense."""
    if isinstance(value, str) and len(value) < 20:
        try:
            value = float(value)
        except ValueError:
            return 0.0
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= LONGEST:
        return 0.0
    return float(value)


def _usage(usage: Mapping[object, object]) -> Usage | None:
    """The tokens, in the words of OpenAI or of Mistral."""
    return counted(
        count(usage.get("input_tokens")) or count(usage.get("prompt_tokens")),
        count(usage.get("output_tokens")) or count(usage.get("completion_tokens")),
    )
