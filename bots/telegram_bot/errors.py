"""What an answer of the Bot API means: its result, or an error. Pure.

No error holds the address of a call, because the token is part of it, or what Telegram quotes of a text.
"""

import json
import re
from collections.abc import Mapping
from typing import Any

from bots.engine.seam.errors import Gone, NotSent, PlatformError, Refused, SlowDown, Unsure


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
    "message to react not found",
)
_NO_METHOD = "method not found"
_LONGEST = 120


def result(status: int, body: bytes) -> Any:
    """The `result` of an answer, as it came.

    Raises:
        SlowDown, Gone, Refused, NotSent, Unsure, Unchanged: and nothing else.
    """
    try:
        answer = json.loads(body)
    except (ValueError, RecursionError):
        answer = None
    if status >= 300:
        raise translate(status, answer)
    if not isinstance(answer, dict) or "result" not in answer:
        raise Unsure("the answer is not one of the Bot API's")
    return answer["result"]


def translate(status: int, answer: Any) -> PlatformError:
    """The error for an answer other than 2xx. `answer`: its JSON, or None if it has none.

    If the answer is not the Bot API's own, the call may have been applied.
    """
    if not isinstance(answer, Mapping) or answer.get("ok") is not False:
        return Unsure(f"HTTP {status} without the Bot API's words")
    description = str(answer.get("description") or f"HTTP {status}")
    told = answer.get("parameters")
    parameters: Mapping[str, Any] = told if isinstance(told, Mapping) else {}
    if isinstance(new_chat := parameters.get("migrate_to_chat_id"), int):
        return Moved(new_chat)
    if status == 429:
        retry_after = parameters.get("retry_after")
        return SlowDown(float(retry_after or 1.0) if isinstance(retry_after, int | float) else 1.0, vague=True)
    if status in (401, 404) and _NO_METHOD not in description.lower():
        return WrongToken("Telegram does not know this token")
    if status == 409:
        return Conflict(plain(description))
    return _refusal(description) if status < 500 else Unsure(plain(description))


def _refusal(description: str) -> PlatformError:
    lowered = description.lower()
    if "message is not modified" in lowered:
        return Unchanged("nothing to change")
    if any(sign in lowered for sign in _GONE):
        return Gone("the message was deleted")
    return Refused(plain(description))


def plain(description: str) -> str:
    """What Telegram says, without what it quotes."""
    return _QUOTED.sub("...", description)[:_LONGEST]
