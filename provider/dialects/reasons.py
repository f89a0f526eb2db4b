"""Why an answer ended, from the words of every dialect. Pure.

One table serves all, because routers pass on the words of the server behind them.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Final, Literal

from provider.contract import FinishReason

Ending = FinishReason | Literal["broken"]
"""broken: the server says that it gave up in the middle of its answer."""

_NO_REASON: Final = frozenset({
    "", "null", "none", "nil", "undefined", "unspecified", "false", "0", "na", "notfinished", "unfinished",
    "inprogress", "continue", "continuing", "generating", "running", "streaming", "processing", "pending",
})  # fmt: skip
"""Words that gateways send with every piece; spelled as in `REASONS`."""

_READ: Final = 100
"""Characters of a reason that are read, and kept with what they mean."""

_PREFIXES: Final = ("finishreason", "stopreason", "reason")

REASONS: Final[Mapping[str, Ending]] = {
    **dict.fromkeys(
        (
            "stop", "stopped", "stopsequence", "stopstring", "stopstringfound", "stoptoken", "stopword", "stopcriteria",
            "eos", "eostoken", "eosfound", "eod", "end", "endturn", "endofturn", "endofsequence", "endoftext",
            "endofstream", "complete", "completed", "finish", "finished", "done", "normal", "natural", "naturalstop",
            "success",
        ),
        "stop",
    ),
    **dict.fromkeys(
        (
            "length", "lengthlimit", "lengthcapped", "maxtokens", "maxtoken", "maxnewtokens", "maxcompletiontokens",
            "maxoutputtokens", "maxpredictedtokensreached", "maxtokensreached", "maxlength", "maxlen", "maxcontext",
            "maxsteps", "modellength", "outputlimit", "tokenlimit", "timelimit", "context", "contextlength",
            "contextlengthexceeded", "contextlengthreached", "contextlimit", "contextwindowexceeded",
            "modelcontextwindowexceeded", "errorlimit", "incomplete", "truncated", "truncation", "repetition",
            "repetitiontruncation", "pauseturn", "toomanytoolcalls",
        ),
        "length",
    ),
    **dict.fromkeys(
        (
            "contentfilter", "contentfiltered", "contentfiltererror", "contentmoderation", "contentpolicy",
            "contentpolicyviolation", "filtered", "filter", "safety", "safetyfilter", "recitation", "language",
            "blocklist", "blocked", "prohibitedcontent", "spii", "modelarmor", "imagesafety", "imageprohibitedcontent",
            "imagerecitation", "refusal", "refused", "sensitive", "flagged", "moderation", "moderated", "guardrail",
            "guardrails", "guardrailintervened", "errortoxic", "policyviolation", "censored", "harmful", "unsafe",
            "risk",
        ),
        "filtered",
    ),
    **dict.fromkeys(
        (
            "error", "failed", "failure", "networkerror", "servererror", "servershutdown", "internalerror",
            "engineerror", "upstreamerror", "modelerror", "modelunloaded", "timeout", "timedout", "abort", "aborted",
            "cancel", "cancelled", "canceled", "usercancel", "usercancelled", "usercanceled", "userstopped",
            "interrupted", "preempted", "overloaded", "insufficientsystemresource", "malformedresponse",
            "malformedmodeloutput", "malformedtooluse", "malformedfunctioncall", "unexpectedtoolcall",
            "missingthoughtsignature",
        ),
        "broken",
    ),
}  # fmt: skip
"""The reasons by the letters of their words, in lower case. Any other, such as "tool_calls" or "OTHER", is "unknown".

A turn that is paused, or that has called too many tools, is not at its end: it can go on, as after a limit.
"""


def why(said: object) -> Ending | None:
    """The reason that a server gave; None if it is none, such as `null` or the text "null".

    Some give it as `{"type": "max_tokens"}`.
    """
    if isinstance(said, Mapping):
        said = said.get("type") or said.get("reason")
    return _why(said[:_READ]) if isinstance(said, str) else None


@lru_cache(maxsize=256)
def _why(said: str) -> Ending | None:
    """The same for its words, however they are written: "MAX_TOKENS", "maxTokens", "FinishReasonMaxTokens"."""
    word = "".join(filter(str.isalnum, said)).lower()
    for prefix in _PREFIXES:
        word = word.removeprefix(prefix) or word
    return None if word in _NO_REASON else REASONS.get(word, "unknown")
