"""Translates what the transport raises into the errors that the engine knows.

No error holds the address of a call, because the token is part of it, or what Telegram quotes of a text.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager

from telegram.error import TelegramError

from bots.engine.seam.errors import Gone, Late, NotSent, PlatformError, Refused, SlowDown, TooLarge, Unsure


class NoConnection(TelegramError):
    """The call never reached the server."""


class AnswerLost(TelegramError):
    """The call was made; its answer is late, cut off, or not Telegram's."""


class NoAnswerInTime(AnswerLost):
    """The call was cut by its deadline."""


class Failure(TelegramError):
    """Telegram's own answer that a call failed."""

    def __init__(self, status: int, description: str = "", retry_after: float = 0.0, new_chat: int = 0) -> None:
        super().__init__(description or f"HTTP {status}")
        self.status = status
        self.description = description
        self.retry_after = retry_after
        self.new_chat = new_chat


class Oversized(TelegramError):
    """A file has more bytes than were asked for."""


class WrongToken(NotSent):
    """No bot has this token, says the server; a proxy or a server of one's own may say so only for a moment."""


class Conflict(NotSent):
    """Something else receives this bot's updates: a second poller or a webhook."""


class Moved(NotSent):
    """The group became a supergroup; `chat` is its new id, and nothing was applied."""

    def __init__(self, chat: int) -> None:
        super().__init__("the group became a supergroup")
        self.chat = chat


class Unchanged(PlatformError):
    """The message shows exactly that already; for an edit this is a success."""


_QUOTED = re.compile(r"""(?<!\w)(["'`]).*\1""", re.DOTALL)
_GONE = (
    "message to edit not found",
    "message_id_invalid",
    "message to be edited not found",
    "message to delete not found",
)
_NO_METHOD = "method not found"
_LONGEST = 120


def translate(error: TelegramError) -> PlatformError:
    """The engine's error for one of the transport's or the library's."""
    match error:
        case NoConnection():
            return NotSent(error.message)
        case NoAnswerInTime():
            return Late(error.message)
        case Oversized():
            return TooLarge(error.message)
        case Failure(new_chat=new_chat) if new_chat:
            return Moved(new_chat)
        case Failure(status=429):
            return SlowDown(error.retry_after or 1.0, vague=True)
        case Failure(status=401 | 404) if _NO_METHOD not in error.description.lower():
            return WrongToken("Telegram does not know this token")
        case Failure(status=409):
            return Conflict(_plain(error.description))
        case Failure(status=status) if status < 500:
            return _refusal(error.description or f"HTTP {status}")
        case _:
            return Unsure(error.message if isinstance(error, AnswerLost | Failure) else "the answer makes no sense")


def _refusal(description: str) -> PlatformError:
    lowered = description.lower()
    if "message is not modified" in lowered:
        return Unchanged("nothing to change")
    if any(sign in lowered for sign in _GONE):
        return Gone("the message was deleted")
    return Refused(_plain(description))


def _plain(description: str) -> str:
    return _QUOTED.sub("...", description)[:_LONGEST]


@contextmanager
def telegram_errors() -> Iterator[None]:
    """Translate errors inside the block to `PlatformError`, without the library's own error as a cause."""
    try:
        yield
    except TelegramError as error:
        raise translate(error) from None
