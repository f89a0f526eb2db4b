"""The error class of a refusal, from its status, its flags, or the words of the model's server behind the site."""

import html
import json
import re
from collections.abc import Mapping
from typing import Final

from provider.dialects.retry_after import bounded, retry_after
from provider.errors import (
    BadRequest,
    Blocked,
    ConnectionFailed,
    Filtered,
    NotWorking,
    Overloaded,
    PromptTooLong,
    ProviderError,
    QuotaExceeded,
    RateLimited,
)

BOT_CHECK: Final = "Du musst das Kästchen anklicken!"
"""What chatgpt.es answers if its own guard keeps somebody out: "You must tick the box!"."""


class NonceRefused(Blocked):
    """The page's nonce is no longer valid. A new one is fetched once; if that does not help, the site refuses us."""

    default_detail = "The site refuses the nonce of its own page."


_FLAGS: Mapping[str, type[ProviderError]] = {
    "tokenLimitReached": QuotaExceeded,
    "ipBanned": Blocked,
    "messageFlagged": Filtered,
    "modflag": Filtered,
    "pineconeError": Overloaded,
}

# The words of the models' servers, English whatever the site's language. The first match counts.
_WORDS: tuple[tuple[re.Pattern[str], type[ProviderError]], ...] = tuple(
    (re.compile(pattern, re.IGNORECASE), error)
    for pattern, error in (
        (re.escape(BOT_CHECK), Blocked),
        (r"\bnonce\b|link you followed has expired", NonceRefused),
        (r"captcha|\bbanned\b|not a robot", Blocked),
        (r"rate.?limit|too many requests|try again in \d|slow down", RateLimited),
        (r"current quota|insufficient.quota|billing|token limit|usage limit|out of credits", QuotaExceeded),
        (r"context.length|maximum (?:context|tokens)|reduce the length|too long", PromptTooLong),
        (r"prohibited|moderation|content.(?:policy|filter|management)|safety system|flagged", Filtered),
        # The key is the site's own, so visitors can only come back later.
        (r"api.?key|unauthori[sz]ed|authentication|organization", Overloaded),
        (r"overloaded|server (?:had an )?error|bad gateway|unavailable|timed? ?out|curl error|try again", Overloaded),
        (r"something went wrong|an? (?:unknown )?error (?:has )?occurred", Overloaded),
    )
)

_CHALLENGE = re.compile(
    r"just a moment\.\.\.|cf-chl|challenge-platform|attention required! \| cloudflare", re.IGNORECASE
)
_MARKUP = re.compile(r"<!doctype|<html|<head|<body", re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_SECRET = re.compile(
    r"\b(?:sk|pk|rk|gsk|hf|xai|r8|org|proj)[-_][\w*-]+|\bAIza[\w-]+|\bBearer\s+\S+|(?<=//)[^/\s@]+@|\b[\w*-]{32,}",
    re.IGNORECASE,
)
_WAIT = re.compile(r"(?:again in|retry after|wait)\s+((?:\d+(?:\.\d+)?\s*(?:ms|s|m|h)[a-z]*\s*)+)", re.IGNORECASE)
_SPAN = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h)", re.IGNORECASE)
_SECONDS: Mapping[str, float] = {"ms": 0.001, "s": 1.0, "m": 60.0, "h": 3600.0}


def of_status(status: int, headers: Mapping[str, str], body: bytes) -> ProviderError:
    """The error for an answer whose status is not 200, or whose body cannot be an answer."""
    text = body.decode(errors="replace").lstrip("\ufeff").strip()
    fields = _fields(text)
    wait = retry_after(headers)
    if is_challenge(headers, text):
        return Blocked(f"A challenge for browsers bars the way to the site (HTTP {status}).")
    if text == "0":
        return NotWorking("The site's server does not know the plugin's action any more.")
    if text == "-1":
        return NonceRefused()
    if fields and (error := of_object(fields)):
        return error
    match status:
        case 403 if not _MARKUP.search(text) or "link you followed has expired" in text.lower():
            return NonceRefused()  # the sentence is translated on some sites; a firewall sends a page
        case 401 | 403 | 451:
            return Blocked(f"The site refuses us (HTTP {status}).")
        case 404 | 405 | 410:
            return NotWorking(f"The site has no such endpoint (HTTP {status}).")
        case 407:
            return ConnectionFailed("The proxy wants other credentials (HTTP 407).")
        case 413 | 414:
            return PromptTooLong(f"The conversation is too long for the site (HTTP {status}).")
        case 429:
            return RateLimited("The site asks to slow down (HTTP 429).", retry_after=wait)
        case _ if status >= 500:
            return Overloaded(f"The site is in trouble (HTTP {status}).", retry_after=wait)
        case _ if 300 <= status < 400:
            return NotWorking(f"The site has moved (HTTP {status}); its new address belongs into `url`.")
    return BadRequest(f"The site refused the request (HTTP {status}).")


def of_object(fields: Mapping[str, object]) -> ProviderError | None:
    """The error in a JSON object of the plugin; None if it holds none."""
    words = fields.get("msg")
    words = words if isinstance(words, str) else ""
    for flag, error in _FLAGS.items():
        if fields.get(flag):
            return error(f"The site said: {quoted(words)}") if words else error()
    upstream = fields.get("error")
    if isinstance(upstream, dict):
        return of_words(str(upstream.get("message", "")))
    if isinstance(upstream, str) and upstream:
        return of_words(upstream)
    if fields.get("success") is False:  # WordPress's own way
        data = fields.get("data")
        return of_words(str(data.get("message", "") if isinstance(data, dict) else data or words))
    if fields.get("status") == "error" or (words and "status" not in fields and "choices" not in fields):
        return of_words(words)
    return None


def of_words(words: str) -> ProviderError:
    """The error that a sentence describes."""
    said = quoted(words)
    if not said:
        return Overloaded("The site failed without a word.")
    for pattern, error in _WORDS:
        if pattern.search(said):
            return error(f"The site said: {said}", retry_after=_wait(said) if error.retryable else 0.0)
    return BadRequest(f"The site said: {said}")


def quoted(words: str) -> str:
    """A server's words as one readable line, without what looks like a key."""
    line = " ".join(html.unescape(_TAG.sub(" ", words)).split())
    return _SECRET.sub("…", line[:2000])[:300]


def is_challenge(headers: Mapping[str, str], text: str) -> bool:
    """Whether this is Cloudflare's page for browsers and not the site's own."""
    return "cf-mitigated" in headers or bool(_CHALLENGE.search(text[:100_000]))


def _fields(text: str) -> Mapping[str, object]:
    try:
        value: object = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _wait(said: str) -> float:
    found = _WAIT.search(said)
    return bounded(sum(float(n) * _SECONDS[unit.lower()] for n, unit in _SPAN.findall(found[1]))) if found else 0.0
