"""What an answer of Discord that is no success means. Pure."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from bots.discord_bot.limits import BOT
from bots.engine.seam.errors import Gone, NotSent, PlatformError, Refused, SlowDown, Unsure

BANNED_FOR = 60.0
"""Seconds of silence after a 429 that is not Discord's own (Cloudflare's does not say how long)."""

OLD_MESSAGE = 30.0
"""Seconds between edits of a message older than an hour, once Discord has answered that they were too many."""

UNREADABLE = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What an answer or an event of an unknown shape raises where it is read."""


@contextmanager
def makes_sense() -> Iterator[None]:
    """The block reads an answer; one that lacks what is needed counts as an unsure call."""
    try:
        yield
    except UNREADABLE:
        raise Unsure("the answer makes no sense") from None


_INTERACTION_OVER = 50027

_WORDS = {
    10003: "unknown channel",
    10015: "unknown webhook: the interaction's token has expired",
    10062: "unknown interaction: it was answered too late",
    40005: "the file is too large",
    40060: "the interaction is acknowledged already",
    50001: "no access",
    50006: "an empty message",
    50007: "cannot write to this user",
    50013: "missing permissions",
    _INTERACTION_OVER: "the interaction's token has expired",
    50035: "malformed",
    50083: "the thread is archived",
    200000: "blocked by the server's AutoMod",
    200001: "blocked by the server's AutoMod",
}


class Denied(Refused):
    """Discord refused the call and gave a reason. `fields`: which fields of the call's payload it names."""

    def __init__(self, status: int, code: int, fields: frozenset[str] = frozenset()) -> None:
        words = _WORDS.get(code, "")
        super().__init__(f"HTTP {status}, code {code}" + (f" ({words})" if words else ""))
        self.status = status
        self.code = code
        self.fields = fields


class WrongToken(NotSent):
    """No bot has this token, says the server; a proxy may say so only for a moment."""


def translate(status: int, headers: Mapping[str, str], body: Any, budget: str) -> PlatformError:
    """The error for an answer other than 2xx. `body`: its JSON, or None if it has none."""
    if status == 429:
        return _too_fast(headers, body, budget)
    if status >= 500 or status == 408 or status < 400:  # it leads elsewhere, where no token of ours goes
        return Unsure(f"HTTP {status}")
    if not isinstance(body, dict):
        return Unsure(f"HTTP {status} that is not Discord's own")
    code = body.get("code")
    code = code if isinstance(code, int) else 0
    if code == 10008:
        return Gone("unknown message")
    if code == 30046:
        return SlowDown(OLD_MESSAGE)
    if status == 401 and code != _INTERACTION_OVER:
        return WrongToken("Discord does not know this token")
    named = body.get("errors")
    return Denied(status, code, frozenset(named) if isinstance(named, dict) else frozenset())


def _too_fast(headers: Mapping[str, str], body: Any, budget: str) -> SlowDown:
    """The error for a 429. Discord's own has JSON with `retry_after`; any other bans the address, so all calls wait."""
    retry_after = body.get("retry_after") if isinstance(body, dict) else None
    if not isinstance(retry_after, int | float) or not headers.get("Via"):
        both = tuple(name for name in (budget, BOT.name) if name)
        return SlowDown(_seconds(headers.get("Retry-After", ""), BANNED_FOR), both)
    if body.get("global") is True or _is_global(headers):
        return SlowDown(float(retry_after), (BOT.name,))
    return SlowDown(float(retry_after), (budget,) if budget else ())


def _is_global(headers: Mapping[str, str]) -> bool:
    says = headers.get("X-RateLimit-Global", "").lower() == "true"
    return says or headers.get("X-RateLimit-Scope") == "global"


def _seconds(text: str, otherwise: float) -> float:
    try:
        return max(0.0, float(text))
    except ValueError:
        return otherwise
