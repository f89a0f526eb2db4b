"""A conversation as a model can take it. What a model cannot do is adapted here and nowhere else. Pure."""

from collections.abc import Iterable, Mapping
from json import dumps
from math import ceil
from types import MappingProxyType
from typing import Final, Protocol, runtime_checkable

from provider.contract import Audio, Document, Message, Request, ToolCall, ToolDefinition, ToolResult
from provider.dialects.alternating import in_turn
from provider.errors import NoDocuments, NoHearing, NoVision
from provider.known.model_settings import Senses
from provider.values import replace

ANSWER_SHARE: Final = 4
"""A quarter of the window is kept free for the answer, but ..."""
ANSWER_MOST: Final = 8192
"""... no more than this many tokens."""

MESSAGE_TOKENS: Final = 4
PICTURE_TOKENS: Final = 1600
SECOND_TOKENS: Final = 32
PAGE_TOKENS: Final = 3000
"""A page of a PDF as text and as a picture."""

_SECOND_BYTES: Final = 2_000
"""A second of speech has at least as many in what is made for speech, and ..."""
_SECOND_BYTES_OF: Final[Mapping[str, int]] = MappingProxyType(
    {
        "audio/mpeg": 4_000,
        "audio/mp3": 4_000,
        "audio/mp4": 4_000,
        "audio/x-m4a": 4_000,
        "audio/aac": 4_000,
        "audio/flac": 20_000,
        "audio/x-flac": 20_000,
        "audio/wav": 16_000,
        "audio/x-wav": 16_000,
        "audio/wave": 16_000,
        "audio/vnd.wave": 16_000,
        "audio/aiff": 16_000,
        "audio/x-aiff": 16_000,
    }
)
"""... in what is made for music or not packed at all."""
_PAGE_BYTES: Final = 50_000
_LONGEST: Final = 86_400
_MOST_PAGES: Final = 10_000
_EVERYTHING: Final = Senses()


@runtime_checkable
class NoSystemRole(Protocol):
    """A provider that says whether it knows the role "system". One that does not say so knows it."""

    supports_system_message: bool


def fitted(request: Request, *, window: int = 0, senses: Senses = _EVERYTHING, system_role: bool = True) -> Request:
    """The request as the model can take it.

    `window`: the context window in tokens; 0 if it is not known, and nothing is cut. `senses`: what it takes besides
    text; in older messages, the rest becomes "[a picture]" and the like, and so do the oldest pictures if there are too
    many. `system_role`: whether it has a system role.

    Raises:
        NoVision, NoHearing, NoDocuments: the last message holds something that the model cannot take.
        BadRequest: there is no message to answer.
    """
    messages = request.messages
    if any(message.media or message.results for message in messages):
        messages = _perceived(messages, senses)
    if window:
        messages = _cut(messages, window - min(window // ANSWER_SHARE, ANSWER_MOST))
    messages = in_turn(messages)  # after the cut, which removes older questions one by one
    if not system_role:  # last: the cut would remove the system text with its turn
        messages = _folded(messages)
    return request if messages == request.messages else replace(request, messages=messages)


def estimate(message: Message) -> int:
    """An estimate of the tokens that a message may have.

    One for four ASCII characters, one for each other character, 4 for its frame, 1,600 for a picture, 32 for a second
    of sound, 3,000 for a page of a PDF. The estimate is rather too high: English has about 4.5 characters a token, and
    most alphabets have 2.
    """
    sounds = sum(map(sound_tokens, message.audio))
    pages = sum(map(_pages, message.documents))
    media = PICTURE_TOKENS * len(message.images) + sounds + PAGE_TOKENS * pages
    by_tools = sum(map(_call_tokens, message.calls)) + sum(map(_result_tokens, message.results))
    return MESSAGE_TOKENS + _words(message.content) + media + by_tools


def estimate_tools(tools: Iterable[ToolDefinition]) -> int:
    """An estimate of the tokens of the tools of a request, which the model reads each time."""
    return sum(MESSAGE_TOKENS + _words(f"{each.name}{each.description}{dumps(each.schema)}") for each in tools)


def _words(text: str) -> int:
    plain = len(text.encode("ascii", "ignore"))
    return -(-plain // 4) + len(text) - plain


def _call_tokens(call: ToolCall) -> int:
    return MESSAGE_TOKENS + _words(call.name + call.arguments)


def _result_tokens(result: ToolResult) -> int:
    return MESSAGE_TOKENS + _words(result.content) + PICTURE_TOKENS * len(result.images)


def sound_tokens(audio: Audio) -> int:
    """An estimate of the tokens of a sound: 32 a second. A length that is not known, or makes no sense, is guessed."""
    known = 0 < audio.seconds <= _LONGEST
    return ceil(SECOND_TOKENS * (audio.seconds if known else most_seconds(len(audio.data), audio.media_type)))


def most_seconds(size: int, media_type: str) -> float:
    """How long a sound of so many bytes is at most, if nobody says it."""
    return min(size / _SECOND_BYTES_OF.get(media_type, _SECOND_BYTES), _LONGEST)


def _pages(document: Document) -> int:
    known = 0 < document.pages <= _MOST_PAGES
    return document.pages if known else min(-(-len(document.data) // _PAGE_BYTES), _MOST_PAGES)


def _perceived(messages: tuple[Message, ...], senses: Senses) -> tuple[Message, ...]:
    """The messages with what the model takes; what it does not is named in words. The newest pictures stay."""
    last = next((message for message in reversed(messages) if message.role == "user"), messages[-1])
    if last.images and not senses.sees:
        raise NoVision
    if last.audio and not senses.hears:
        raise NoHearing
    if last.documents and not senses.documents:
        raise NoDocuments
    kept: list[Message] = []
    room = senses.pictures
    for message in reversed(messages):
        images = message.images[:room]
        room -= len(images)
        audio = message.audio if senses.hears else ()
        documents = message.documents if senses.documents else ()
        missing = (
            _named(len(message.images) - len(images), len(images), "picture"),
            _named(len(message.audio) - len(audio), 0, "recording"),
            _named(len(message.documents) - len(documents), 0, "PDF"),
        )
        if any(missing):
            text = "\n".join(filter(None, (*missing, message.content))).rstrip()
            message = replace(message, content=text, images=images, audio=audio, documents=documents)
        if message.results and not senses.sees:
            message = replace(message, results=tuple(map(_unseen, message.results)))
        kept.append(message)
    kept.reverse()
    return tuple(kept)


def _unseen(result: ToolResult) -> ToolResult:
    """A result whose pictures are named in words."""
    named = _named(len(result.images), 0, "picture")
    return replace(result, content="\n".join(filter(None, (result.content, named))), images=()) if named else result


def _named(missing: int, kept: int, what: str) -> str:
    """What the model reads in place of what it does not take."""
    if not missing:
        return ""
    more = "more " if kept else ""
    return f"[{'a' if missing == 1 and not kept else missing} {more}{what}{'s' if missing > 1 else ''}]"


def _folded(messages: tuple[Message, ...]) -> tuple[Message, ...]:
    """The system text at the head of the first message of a person."""
    system, *rest = messages
    if system.role != "system":
        return messages
    first, *others = rest
    return (replace(first, content=f"{system.content}\n\n{first.content}".rstrip()), *others)


def _cut(messages: tuple[Message, ...], room: int) -> tuple[Message, ...]:
    """The turns without the oldest, each a question and its answer.

    System text and the last question stay, and with it all that tools gave for its answer.
    """
    asked = max((number for number, message in enumerate(messages) if message.role == "user"), default=0)
    history, last = list(messages[:asked]), messages[asked:]
    room -= sum(map(estimate, last)) + sum(estimate(message) for message in history if message.role == "system")
    kept: list[Message] = []
    full = False
    for message in reversed(history):
        if message.role == "system":
            kept.append(message)
            continue
        room -= estimate(message)
        full = full or room < 0
        if not full:
            kept.append(message)
    kept.reverse()
    if full:  # an answer is not kept without its question
        first = next((n for n, message in enumerate(kept) if message.role == "user"), len(kept))
        kept = [message for n, message in enumerate(kept) if n >= first or message.role == "system"]
    return (*kept, *last) if len(kept) < len(history) else messages
