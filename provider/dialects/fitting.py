"""A conversation as a model can take it. What a model cannot do is adapted here and nowhere else. Pure."""

from dataclasses import replace
from typing import Final, Protocol, runtime_checkable

from provider.contract import Message, Request
from provider.dialects.alternating import in_turn
from provider.errors import NoVision

ANSWER_SHARE: Final = 4
"""A quarter of the window is kept free for the answer, but ..."""
ANSWER_MOST: Final = 8192
"""... no more than this many tokens."""

_MESSAGE: Final = 4
_IMAGE: Final = 1000
_SEEN: Final = "[a picture]"


@runtime_checkable
class NoSystemRole(Protocol):
    """A provider that says whether it knows the role "system". One that does not say so knows it."""

    supports_system_message: bool


def fitted(request: Request, *, window: int = 0, sees: bool = True, system_role: bool = True) -> Request:
    """The request as the model can take it.

    `window`: the context window in tokens; 0 if it is not known, and nothing is cut. `sees`: whether the model can see
    pictures; if not, those in older messages become "[a picture]". `system_role`: whether it has a system role.

    Raises:
        NoVision: the last message holds pictures, and the model cannot see.
        BadRequest: there is no message to answer.
    """
    messages = request.messages
    if not sees:
        messages = _without_pictures(messages)
    if window:
        messages = _cut(messages, window - min(window // ANSWER_SHARE, ANSWER_MOST))
    messages = in_turn(messages)  # after the cut, which removes older questions one by one
    if not system_role:  # last: the cut would remove the system text with its turn
        messages = _folded(messages)
    return request if messages == request.messages else replace(request, messages=messages)


def estimate(message: Message) -> int:
    """An estimate of the tokens that a message may have.

    One for four ASCII characters, one for each other character, 4 for its frame, 1,000 for a picture. The estimate is
    rather too high: English has about 4.5 characters a token, and most alphabets have 2.
    """
    plain = len(message.content.encode("ascii", "ignore"))
    return _MESSAGE + -(-plain // 4) + len(message.content) - plain + _IMAGE * len(message.images)


def _without_pictures(messages: tuple[Message, ...]) -> tuple[Message, ...]:
    if not any(message.images for message in messages):
        return messages
    if messages[-1].images:
        raise NoVision
    return tuple(
        replace(message, content=f"{_SEEN}\n{message.content}".rstrip(), images=()) if message.images else message
        for message in messages
    )


def _folded(messages: tuple[Message, ...]) -> tuple[Message, ...]:
    """The system text at the head of the first message of a person."""
    system, *rest = messages
    if system.role != "system":
        return messages
    first, *others = rest
    return (replace(first, content=f"{system.content}\n\n{first.content}".rstrip()), *others)


def _cut(messages: tuple[Message, ...], room: int) -> tuple[Message, ...]:
    """Without the oldest turns, each a question and its answer. System text and the last message stay."""
    *history, last = messages
    room -= estimate(last) + sum(estimate(message) for message in history if message.role == "system")
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
    return (*kept, last) if len(kept) < len(history) else messages
