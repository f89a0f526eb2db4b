"""What a server of models says when it does not answer, in every dialect -> one class of error. Pure."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from provider.dialects.retry_after import LONGEST_WAIT
from provider.dialects.retry_after import retry_after as asked_wait
from provider.errors import (
    BadAnswer,
    BadRequest,
    Blocked,
    Filtered,
    ModelNotFound,
    NotWorking,
    Overloaded,
    PromptTooLong,
    ProviderError,
    QuotaExceeded,
    RateLimited,
    TimedOut,
    WrongKey,
)

_QUOTED: Final = 300
_SHARED: Final = 20
_KEY: Final = re.compile(r"\b(sk-|gsk_|xai-|pplx-|csk-|AIza)\w")
"""How keys begin: a server may quote a part of one."""

# In this order: the first whose words occur in the error's type, code or message decides.
_WORDS: Final[Sequence[tuple[type[ProviderError], str]]] = (
    (Filtered, r"content_filter|content_policy|content management policy|moderation|flagged|responsibleaipolicy"),
    (
        PromptTooLong,
        r"context_length|maximum context|context window|context size|context length|prompt is too long"
        r"|too many (input )?tokens|input token count|reduce the length|string_above_max_length|input is too long",
    ),
    (
        QuotaExceeded,
        r"insufficient_quota|exceeded your current quota|insufficient[_ ](credit|balance|fund)|credit balance"
        r"|billing_|payment required|hard limit",
    ),
    (
        ModelNotFound,
        r"model_not_found|model_not_exist|invalid_model|unknown[_ ]model|not a valid model|no such model"
        r"|no endpoints found"
        r"|model\b.{0,120}\b(not found|doesn.t exist|does not exist|not exist|is not available|not loaded)",
    ),
    (
        WrongKey,
        r"invalid_api_key|incorrect api key|invalid api key|api key not valid|api key expired|authentication_error"
        r"|unauthorized|permission_error",
    ),
    (RateLimited, r"rate_limit|rate limit|too many requests|resource_exhausted"),
    (Overloaded, r"overloaded|server_error|internal error|unavailable|capacity|upstream"),
    (TimedOut, r"timed? ?out\b|timeout_error"),
    (BadRequest, r"invalid_request|invalid_argument|bad_request"),
)


@dataclass(frozen=True, slots=True)
class Said:
    """What an error object says: `message` for people, `code` for programs, `status` where it names one.

    `wait`: seconds after which to try again, where it names them.
    """

    message: str = ""
    code: str = ""
    status: int = 0
    wait: float = 0.0


def read_error(value: object) -> Said | None:
    """The error in a JSON value; None where it holds none."""
    if isinstance(value, list):
        return read_error(value[0]) if value else None
    if not isinstance(value, dict):
        return None
    match value:
        case {"error": dict() as inner} | {"errors": [dict() as inner, *_]}:
            return _said(inner)
        case {"error": str() as message} if message:
            return Said(message, _code(value), _status(value))
        case {"object": "error"} | {"type": "error"}:
            return _said(value)
    return None


def refusal(
    status: int,
    headers: Mapping[str, str],
    body: bytes,
    *,
    secrets: Sequence[str] = (),
    said: Sequence[str] = (),
    model: str = "",
) -> ProviderError:
    """The error for an answer whose status is not 2xx.

    `secrets` never appear in it, and neither do the person's words in `said`.
    """
    wait = asked_wait(headers)
    text = body.decode(errors="replace").strip()
    if status in (403, 429, 503) and "cf-mitigated" in headers:
        return Blocked(f"The server's guard asks for a browser (HTTP {status}).")
    if text[:1] == "<":
        if status >= 500:
            return Overloaded(f"The server is in trouble (HTTP {status}).", retry_after=wait)
        return BadAnswer(f"The server sent a web page (HTTP {status}); is its address right?")
    try:
        value = json.loads(text) if text else None
    except ValueError:
        value = None
    what = read_error(value)
    if what is None:
        what = _said(value) if isinstance(value, dict) else Said(text)
    return error_for(replace(what, status=status), retry_after=wait, secrets=secrets, said=said, model=model)


def error_for(
    what: Said, *, retry_after: float = 0.0, secrets: Sequence[str] = (), said: Sequence[str] = (), model: str = ""
) -> ProviderError:
    """The error for what the server says, inside a stream too; without a status it is the server's trouble."""
    kind = _kind(what)
    code = f", {what.code}" if re.fullmatch(r"[\w.-]{1,64}", what.code) else ""
    known = f" (HTTP {what.status}{code})" if what.status else (f" ({code[2:]})" if code else "")
    if kind is WrongKey:
        return WrongKey(f"The server refused the API key{known}.")  # some servers quote a part of the key
    if kind is ModelNotFound:
        return ModelNotFound(f"The server has no model {model!r:.100}{known}.")
    quoted = quotable(what.message, secrets, said)
    detail = f"{kind.default_detail.rstrip('.')}{known}" + (f": {quoted}" if quoted else ".")
    return kind(detail, retry_after=what.wait or retry_after)


def _kind(what: Said) -> type[ProviderError]:
    status = what.status
    words = f"{what.code} {what.message}".lower()
    if status == 401:
        return WrongKey
    if status == 402:
        return QuotaExceeded
    if status >= 500:
        return Overloaded
    found = next((kind for kind, pattern in _WORDS if re.search(pattern, words, re.DOTALL)), None)
    if status == 429:
        return QuotaExceeded if found is QuotaExceeded and not what.wait else RateLimited
    if status == 403:
        return found if found in (Filtered, QuotaExceeded, ModelNotFound) else WrongKey
    if status == 404:
        return ModelNotFound if found is ModelNotFound or "model" in words else NotWorking
    if status == 413:
        return PromptTooLong
    if status == 408:
        return TimedOut
    if 400 <= status < 500 and found in (None, Overloaded, TimedOut):
        return BadRequest
    return found or Overloaded


def quotable(message: str, secrets: Sequence[str], said: Sequence[str]) -> str:
    """The server's sentence, shortened, if it repeats no secret and nothing that a person wrote; else nothing."""
    line = " ".join(message.split())[:_QUOTED]
    if any(secret and secret in line for secret in secrets) or _KEY.search(line):
        return ""
    for words in said:
        flat = " ".join(words.split())
        if 3 < len(flat) <= _SHARED and flat in line:
            return ""
        if any(line[start : start + _SHARED] in flat for start in range(len(line) - _SHARED + 1)):
            return ""
    return line


def _said(inner: Mapping[object, object]) -> Said:
    message = next((inner[key] for key in ("message", "detail", "msg", "title") if inner.get(key)), "")
    if isinstance(message, list):  # FastAPI: what it says about each field, and the input, which is not ours to tell
        message = "; ".join(str(each.get("msg", "")) for each in message if isinstance(each, dict))
    return Said(message if isinstance(message, str) else "", _code(inner), _status(inner), _google_wait(inner))


def _code(inner: Mapping[object, object]) -> str:
    names = (inner.get(key) for key in ("code", "type", "status"))
    return next((name for name in names if isinstance(name, str) and name and not name.isdigit()), "")


def _status(inner: Mapping[object, object]) -> int:
    for key in ("code", "status", "status_code"):
        value = inner.get(key)
        if isinstance(value, int | str) and str(value).isdigit() and 400 <= int(value) < 600:
            return int(value)
    return 0


def _google_wait(inner: Mapping[object, object]) -> float:
    """Google says "quota" of every limit; only of one that is no day's does it also mean how long to wait."""
    details = inner.get("details")
    if not isinstance(details, list) or "PerDay" in json.dumps(details):
        return 0.0
    delays = (each.get("retryDelay") for each in details if isinstance(each, dict))
    found = next((each for each in delays if isinstance(each, str)), "")
    number = re.fullmatch(r"(\d{1,6}(?:\.\d+)?)s", found)
    return min(float(number[1]), LONGEST_WAIT) if number else 0.0
