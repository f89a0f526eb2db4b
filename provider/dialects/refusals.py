"""The error of a server of models, in any dialect, as one of our error classes. Pure."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Final

from provider.dialects.refusal_words import (
    MOMENT,
    OF_THE_ACCOUNT,
    OF_THE_OWNER,
    OF_THE_QUESTION,
    OTHERS,
    PASSES,
    found,
)
from provider.dialects.retry_after import LONGEST_WAIT
from provider.dialects.retry_after import retry_after as asked_wait
from provider.errors import (
    About,
    BadAnswer,
    BadRequest,
    Blocked,
    ConnectionFailed,
    ModelNotFound,
    NoDocuments,
    NoHearing,
    NotWorking,
    NoVision,
    Overloaded,
    PromptTooLong,
    ProviderError,
    QuotaExceeded,
    RateLimited,
    TimedOut,
    WrongKey,
)
from provider.values import Value, replace

_QUOTED: Final = 300
_SHARED: Final = 20
_READ: Final = 2_000
"""Characters of a refusal that are read. Some quote the whole question."""
_KEY: Final = re.compile(r"\b(sk-|gsk_|xai-|pplx-|csk-|AIza)\w")
"""How keys begin, because a server may quote a part of one."""

_LEADS: Final[Mapping[About, str]] = {
    "balance": "The account's balance or allowance is used up",
    "verification": "The service wants the account to be verified",
    "region": "The service is not offered to where this machine is",
    "account": "The account or the key may not do this",
    "set-up": "The server cannot answer as it, or Parley, is set up",
}
"""The beginning of the sentence about a refusal, by its cause."""

_MINIMAX: Final[Mapping[int, str]] = {
    1001: "timeout_error",
    1002: "rate_limit",
    1004: "authentication_error",
    1008: "insufficient_balance",
    1026: "content_filter",
    1027: "content_filter",
    1039: "rate_limit",
    2013: "invalid_request",
    2049: "invalid_api_key",
}
"""The meaning of its numbers: https://platform.minimax.io/docs/api-reference/errorcode"""

_TELLING: Final = frozenset({
    "error", "errors", "Error", "Errors", "error_type", "errorType", "error_code", "errorCode", "error_message",
    "errorMessage", "error_msg", "errorMsg", "err_msg", "errmsg", "errMsg", "err_code", "errcode", "errCode", "errno",
    "ret", "exception", "Exception", "base_resp", "fault", "success", "status", "Status", "code", "Code", "statusCode",
    "status_code", "detail", "Detail", "response", "header", "ResponseMetadata",
})  # fmt: skip
"""Every error that does not call itself one has one of these keys, unless it stands inside a choice."""

_NOTHING: Final = frozenset({"", "ok", "success"})
"""Messages that mean no error."""

_FINE: Final = frozenset({"", "0", "200", "ok", "success", "none", "null", "true", "false"})
"""Codes that mean no error."""
_ANSWERS: Final = frozenset({"choices", "candidates", "content", "delta", "content_block", "usageMetadata", "usage"})
_AROUND: Final = ("header", "responsemetadata", "response", "result", "data", "body")
"""Keys of objects that may hold an error; spelled as by `_plain`."""
_DEEPEST: Final = 8
"""Errors in errors that are looked into."""


class Said(Value):
    """What an error object says: `message` for people, `code` for programs, `status` if it names one.

    `wait`: seconds until the next try, if it names them.
    """

    message: str = ""
    code: str = ""
    status: int = 0
    wait: float = 0.0


def read_error(value: object) -> Said | None:
    """The error in a JSON value, in any of the shapes that servers were seen to use; None if it holds none.

    An error that says nothing, such as `"error": {}` beside an answer, is none.
    """
    if isinstance(value, list):
        return next(filter(None, map(_error_in, value)), None)
    return _error_in(value)


def read_failure(value: object) -> Said | None:
    """The error in a JSON value that is no answer. There, a sentence alone is an error too."""
    found = read_error(value)
    if found is None and isinstance(value, dict):
        found = _said(value)
    return found if found and (found.message or found.code or found.status) else None


def read_hidden(value: Mapping[str, object]) -> Said | None:
    """The error in an event without a word, in shapes that would take long to look for in each event."""
    match value:
        case {"choices": [{"delta": {"error": inner}}, *_]}:
            return _error_in({"error": inner})
        case {"type": str() as kind, "message": str()} if kind.lower().endswith("error"):
            return _said(value)
    if len(value) == 1:
        ((key, inner),) = value.items()
        if key.endswith("Exception") and isinstance(inner, dict):  # AWS
            said = _said(inner)
            return replace(said, code=said.code or key)
    return None


def read_trouble(value: Mapping[str, object]) -> Said | None:
    """The error that an event without a word seems to tell of; it is none if words follow."""
    around = [inner for key, inner in _plain(value).items() if key in _AROUND]
    return next((said for said in map(read_failure, (value, *around)) if said and _is_trouble(said)), None)


def _is_trouble(found: Said) -> bool:
    return found.status >= 400 or names_trouble(f"{found.code} {found.message}")


def _error_in(value: object) -> Said | None:
    if not isinstance(value, dict):
        return None
    is_one = value.get("object") == "error" or value.get("type") == "error"
    choices = value.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    if isinstance(choice, dict) and choice.get("error"):
        return _inner(choice["error"], {})
    if not is_one and _TELLING.isdisjoint(value):  # the usual case
        return None
    plain = _plain(value)
    for key in ("error", "errors"):
        if (inner := plain.get(key)) and (found := _inner(inner, plain)):
            return found
    if is_one:
        return _said(plain)
    match plain:
        case {"baseresp": {"status_code": code, **rest}} if not _is_fine(code):  # MiniMax
            number = int(code) if isinstance(code, int) or (isinstance(code, str) and code.isdecimal()) else 0
            return Said(str(rest.get("status_msg", "")), _MINIMAX.get(number, ""))
        case {"fault": dict() as told}:
            return _said(told)
        case {"exception": dict() as told}:
            return _said(told)
        case {"exception": str() as words} if words:
            return _said(plain)
        case {"response": {"error": dict() as told}}:  # of the Responses API
            return _said(told)
        case {"responsemetadata": {"Error": dict() as told}}:  # Volcengine
            return _said(told)
        case {"header": dict() as told} if not _is_fine(told.get("code")):  # iFlytek
            return _said(told)
        case {"success": False} | {"status": "error" | "failed" | "failure"}:
            return _said(plain)
    if not _ANSWERS.isdisjoint(value):
        said = _said(plain)
        return said if _names_itself(plain) and said.message.lower() not in _NOTHING else None
    if _names_itself(plain) or _status(plain):
        return _said(plain)
    code = next((plain[key] for key in ("code", "errcode", "errno", "ret") if key in plain), None)
    message = next((plain[key] for key in ("message", "msg", "errmsg") if plain.get(key)), None)
    if not _is_fine(code) and isinstance(message, str) and message.lower() not in _NOTHING:
        return _said(plain)
    detail = plain.get("detail")
    return _said(plain) if len(plain) == 1 and detail and isinstance(detail, str | list | dict) else None  # FastAPI


def _is_fine(code: object) -> bool:
    return str(code).strip().lower().removesuffix(".0") in _FINE


def _names_itself(plain: Mapping[str, object]) -> bool:
    """Whether a field is called that of an error, and is none of a success."""
    code, message = (
        next((plain[key] for key in keys if plain.get(key)), None)
        for keys in (("errortype", "errorcode"), ("errormessage", "errormsg"))
    )
    if isinstance(code, str):
        return not _is_fine(code)
    return isinstance(message, str) and message.lower() not in _NOTHING


def _plain(value: Mapping[str, object]) -> dict[str, object]:
    """The same with its keys in lower case and without underscores."""
    return {key.replace("_", "").lower(): each for key, each in value.items()}


def _inner(inner: object, outer: Mapping[str, object]) -> Said | None:
    for _ in range(_DEEPEST):
        match inner:
            case dict():
                found = _said(inner)
                if found.message.lower() not in _NOTHING or found.code or found.status:
                    return found
                inner = inner.get("error")
            case [first, *_]:
                inner = first
            case str() if inner.strip().lower() not in ("null", "none", "false", "ok", ""):
                said = _said(outer)
                return replace(said, message=f"{inner}: {said.message}" if said.message else inner)
            case bool() | int() | float() if inner:
                return _said(outer)
            case _:
                return None
    return None


def names_trouble(words: str) -> bool:
    """Whether words of a server that are no JSON describe an error that has a class here."""
    said = words.lower()[:_READ]
    return any(found(table, said) for table in (OF_THE_QUESTION, OF_THE_OWNER, OTHERS))


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

    Neither `secrets` nor the person's words in `said` appear in it.
    """
    wait = asked_wait(headers)
    text = body.decode(errors="replace").strip()
    if status in (403, 429, 503) and "cf-mitigated" in headers:
        return Blocked(f"The server's guard asks for a browser (HTTP {status}).")
    if 300 <= status < 400:  # a question is not sent on: it has a key with it
        return NotWorking(f"The server sends questions elsewhere (HTTP {status}); is its address right?")
    if text[:1] == "<":
        if status in (404, 405):
            return NotWorking(f"The server has only a web page there (HTTP {status}); is its address right?")
        if status >= 500:
            return Overloaded(f"The server is in trouble (HTTP {status}).", retry_after=wait)
        return BadAnswer(f"The server sent a web page (HTTP {status}); is its address right?")
    try:
        value = json.loads(text) if text else None
    except (ValueError, RecursionError):
        value = None
    what = read_failure(value) or Said("" if isinstance(value, dict | list) else text)
    return error_for(replace(what, status=status), retry_after=wait, secrets=secrets, said=said, model=model)


def error_for(
    what: Said, *, retry_after: float = 0.0, secrets: Sequence[str] = (), said: Sequence[str] = (), model: str = ""
) -> ProviderError:
    """The error for what the server says, also inside a stream. Without a status it is an error of the server."""
    kind, about = _kind(what)
    code = f", {what.code}" if re.fullmatch(r"[\w.-]{1,64}", what.code) else ""
    known = f" (HTTP {what.status}{code})" if what.status else (f" ({code[2:]})" if code else "")
    if kind is WrongKey and about == "key":
        return WrongKey(f"The server refused the API key{known}.")  # some servers quote a part of the key
    if kind is ModelNotFound:
        return ModelNotFound(f"The server has no model {model!r:.100}{known}.")
    quoted = quotable(what.message, secrets, said)
    lead = _LEADS.get(about, kind.default_detail.rstrip("."))
    detail = f"{lead}{known}" + (f": {quoted}" if quoted else ".")
    return kind(detail, retry_after=what.wait or retry_after, about=about)


def _kind(what: Said) -> tuple[type[ProviderError], About]:
    """The class, and what the owner has to look at. The words decide before the status."""
    words = f"{what.code} {what.message}".lower()[:_READ]
    status = what.status
    may_be_of_it = status not in (401, 402, 429) and found(OF_THE_ACCOUNT, words) is None
    of_it = found(OF_THE_QUESTION, words) if may_be_of_it else None
    if of_it and (status < 500 or of_it[0] in (PromptTooLong, NoVision, NoHearing, NoDocuments)):
        return of_it
    if (of_owner := found(OF_THE_OWNER, words)) and not _passes(what, words, of_owner[1]):
        return of_owner
    kind = _by_status(status, words)
    return kind, "region" if status == 451 else kind.default_about


def _passes(what: Said, words: str, about: About) -> bool:
    """Whether the cause ends by itself after a while, whatever else the words say."""
    if what.status == 429:
        return what.wait > 0 or PASSES.search(words) is not None
    return what.status == 503 and about in ("account", "set-up")


def _by_status(status: int, words: str) -> type[ProviderError]:
    said = found(OTHERS, words)
    kind = said[0] if said else None
    if status == 401:
        return WrongKey
    if status == 402:
        return QuotaExceeded
    if status == 451:
        return Blocked
    if status == 407:
        return ConnectionFailed
    if status >= 500:
        return WrongKey if kind is WrongKey else Overloaded
    if status == 429:
        return RateLimited
    if status == 403:
        return kind if kind in (ModelNotFound, RateLimited) else WrongKey
    if status == 404:
        return ModelNotFound if kind is ModelNotFound or "model" in words else NotWorking
    if status == 413:
        return PromptTooLong
    if status == 408:
        return TimedOut
    if 400 <= status < 500 and kind in (None, Overloaded, TimedOut):
        return Overloaded if MOMENT.search(words) else BadRequest
    return kind or Overloaded


def quotable(message: str, secrets: Sequence[str], said: Sequence[str]) -> str:
    """The server's sentence, shortened; empty if it repeats a secret or anything that a person wrote."""
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


_MESSAGES: Final = (
    "message", "detail", "msg", "title", "errormessage", "errormsg", "errmsg", "errordescription", "exception",
    "faultstring", "reason",
)  # fmt: skip
"""Keys of sentences, spelled as by `_plain`."""


def _said(inner: Mapping[str, object]) -> Said:
    plain = _plain(inner)
    message = next((plain[key] for key in _MESSAGES if plain.get(key)), "")
    code = _code(plain)
    if isinstance(message, dict):  # an error in place of its sentence
        deeper = _plain(message)
        message = next((deeper[key] for key in (*_MESSAGES, "error") if deeper.get(key)), "")
        code = code or _code(deeper)
    if isinstance(message, list):  # FastAPI: its words about each field are told, the input in it is not
        message = "; ".join(str(each.get("msg", "")) for each in message if isinstance(each, dict))
    found = Said(message if isinstance(message, str) else "", code, _status(plain), _google_wait(plain))
    match plain.get("metadata"):
        case {"raw": str() as raw} if raw.strip():  # OpenRouter's own message only says that somebody else refused
            behind = _upstream(raw)
            return replace(found, message=f"{found.message}: {behind.message}", code=behind.code or found.code)
    return found


def _upstream(raw: str) -> Said:
    """What a server behind a gateway said, which may be JSON or words."""
    try:
        value = json.loads(raw)
    except (ValueError, RecursionError):
        value = None
    return read_failure(value) or Said(raw.strip())


def _code(plain: Mapping[str, object]) -> str:
    names = (plain.get(key) for key in ("code", "type", "status", "errortype", "errorcode"))
    return next((name for name in names if isinstance(name, str) and name and not name.isdigit()), "")


def _status(plain: Mapping[str, object]) -> int:
    for key in ("code", "status", "statuscode", "httpcode", "httpstatus", "errorcode"):
        value = plain.get(key)
        if isinstance(value, int) and not isinstance(value, bool) and 400 <= value < 600:
            return value
        if isinstance(value, str) and re.fullmatch(r"[45][0-9][0-9]", value):
            return int(value)
    return 0


def _google_wait(inner: Mapping[str, object]) -> float:
    """The seconds that Google asks to wait; 0 for a limit of a day, where its wait means nothing."""
    details = inner.get("details")
    if not isinstance(details, list) or "PerDay" in json.dumps(details):
        return 0.0
    delays = (each.get("retryDelay") for each in details if isinstance(each, dict))
    found = next((each for each in delays if isinstance(each, str)), "")
    number = re.fullmatch(r"(\d{1,6}(?:\.\d+)?)s", found)
    return min(float(number[1]), LONGEST_WAIT) if number else 0.0
