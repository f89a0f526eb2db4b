"""Which models turn speech into text: those of the services that we know, and any other by its name."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

TRANSCRIBERS: Final[Mapping[str, tuple[str, ...]]] = {
    "api.openai.com": ("gpt-4o-mini-transcribe", "gpt-transcribe", "gpt-4o-transcribe", "whisper-1"),
    "api.groq.com": ("whisper-large-v3-turbo", "whisper-large-v3"),
    "api.mistral.ai": ("voxtral-mini-latest",),
}
"""The models by the host of the service, the cheap ones first."""

_SPEECH: Final = re.compile(
    r"whisper|transcri|parakeet|canary|moonshine|sensevoice|voxtral|(?:^|[^a-z])(?:asr|stt)(?:$|[^a-z])"
)
_OTHER: Final = re.compile(r"realtime|diari[sz]|transla|(?:^|[^a-z])tts(?:$|[^a-z])")


def transcriber(host: str, listed: Sequence[str]) -> str:
    """The model that turns speech into text there; empty if there is none. `listed`: all that the server listed."""
    known = TRANSCRIBERS.get(host, ())
    able = [name for name in listed if _SPEECH.search(name.lower()) and not _OTHER.search(name.lower())]
    return next((name for name in known if name in able), next(iter((*able, *known)), ""))
