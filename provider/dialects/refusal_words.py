"""What a refusal is about, from its words. One table serves every dialect, because gateways pass on each other's words.

A pattern is searched for in the code, the type and the message of an error, in lower case. The first table that has a
match decides, by its first entry that matches.
"""

import re
from collections.abc import Sequence
from typing import Final

from provider.errors import (
    About,
    BadRequest,
    Blocked,
    Filtered,
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
from provider.known.lessons import BLIND
from provider.rare_pattern import RarePattern

Kind = tuple[type[ProviderError], About, RarePattern]


def _kind(error: type[ProviderError], about: About, *patterns: str) -> Kind:
    return error, about, RarePattern("|".join(patterns), re.DOTALL)


_NOT: Final = r"(\bnot |n.t |\bun)(be |been )?"
_PLACE: Final = r"\b(country|countries|region|territory|location)\b"
_OWNER: Final = r"\b(account|organi[sz]ation|project|consumer|subscription|workspace|tenant)\b"

OF_THE_QUESTION: Final[Sequence[Kind]] = (
    _kind(
        Filtered,
        "",
        r"content[_ -](filter|policy|moderation)|content management policy|responsibleaipolicy",
        r"moderation|flagged|violat\w+[^.]{0,40}(polic|guideline|terms)|usage guidelines",
        r"(prohibited|harmful|unsafe|disallowed) content|blocked\b[^.]{0,20}\b(safety|guardrail)",
        r"safety (filter|setting|polic)",
        r"data_?inspection_?failed|new_sensitive|sensitive (content|words)|inappropriate content|content exists risk",
        r"safety system|敏感|不安全|违规",
    ),
    _kind(NoVision, "", BLIND),
    _kind(
        NoHearing,
        "",
        rf"\b(input[_ ]audio|audio (input|content|modality)s?)\b[^.]{{0,40}}{_NOT}\s*(support|enabl|allow)",
        r"(\bnot|n.t) (support|accept|allow)\w*[^.]{0,20}\b(input[_ ])?audio\b(?!/)",
        r"\bno\b[^.]{0,30}\bsupports? (input audio|audio input)",
    ),
    _kind(
        NoDocuments,
        "",
        r"(\bnot|n.t) (support|accept|allow)\w*[^.]{0,20}\b(pdfs?|documents?|file (content|input|block)s?)\b",
        rf"\b(pdfs?|document|file) (input|block|content|part)s?\b[^.]{{0,40}}{_NOT}\s*(support|enabl|allow)",
        r"\bno\b[^.]{0,30}\bsupports? (file|pdf) (input|content)",
    ),
    _kind(
        PromptTooLong,
        "",
        r"context_length|maximum context|context (window|size|length|limit)|reduce the length|string_above_max_length",
        r"\b(prompt|input|message|conversation) is too (long|large)|too many (input )?tokens|input token count",
        r"range of input length|exceed\w* (the )?max(imum)? (input |prompt )?length",
        r"(number of|input|prompt) tokens exceed|tokens?\W? \+ \W?max_new_tokens",
    ),
)
"""Refusals of this very question."""

OF_THE_ACCOUNT: Final[Sequence[Kind]] = (
    _kind(
        WrongKey,
        "account",
        rf"{_OWNER}[^.]{{0,60}}\b(deactivat|suspend|disabled|banned|terminated)",
        r"\b(user|team) (is|was|has been) (banned|blocked|suspended|deactivated|disabled)",
        r"\b(api access|use of)\b[^.]{0,40}\b(restricted|terminated|revoked|suspended)",
    ),
)
"""An account that is shut; the words often tell of what was asked, too."""

OF_THE_OWNER: Final[Sequence[Kind]] = (
    _kind(
        QuotaExceeded,
        "balance",
        r"insufficient[_ ]*(account|user)?[_ ]*(quota|credit|balance|fund)",
        r"exceeded your current quota|exceeded_current_quota",
        r"balance\b[^.]{0,40}\b(not enough|not sufficient|insufficient|too low|exhausted|depleted|negative)",
        r"(not enough|no more|no remaining|out of|low on|add|more|any|purchase|buy) (credits?|funds?|balance)\b",
        r"credits?\b[^.]{0,40}\b(exhausted|depleted|used up|ran out|too low|required)|used all available credits",
        r"credit limit[^.]{0,20}(exceeded|reached)|can only afford|hard limit|spend(ing)?[_ ](limit|cap)",
        r"(usage|monthly|daily|weekly) (limit|quota|cap)\b[^.]{0,30}\b(reached|exceeded|exhausted)",
        r"(reached|exceeded|hit) (your|the) (specified )?(api )?"
        r"(usage|monthly|daily|weekly) (usage )?(limit|quota|cap)",
        r"(quota|allowance)\b[^.]{0,20}\b(used up|depleted|exhausted|not enough|insufficient|failed)|\bno quota\b",
        r"\b(ran|run) out of (tokens|credits?|quota|funds|balance)|(daily|weekly|monthly) request limit",
        r"billing_|billing (account|is|not|issue|must|has to)|(check|enable|update|set up)[^.]{0,30}billing",
        r"exceeded[^.]{0,40}\bcredits\b|key limit exceeded|exceeded ?budget|over budget|max budget",
        r"budget[_ ]*(is |was |has been )?(exceeded|reached|exhausted|used up)",
        r"free (trial|tier|credits?)\b[^.]{0,40}\b(ended|expired|over|used up|exhausted)|trial[_ ]expired",
        r"payment[_ ](required|method|failed|is overdue)|arrear|overdue|past due|unpaid|recharge|top[ -]?up",
        r"余额|欠费|额度|saldo insuficiente|cr[eé]ditos? insuficiente",
    ),
    _kind(
        WrongKey,
        "verification",
        r"must (first )?be verified|verify (your|the) (organi[sz]ation|account|identity|phone|e-?mail|business)",
        r"(identity|organi[sz]ation|account|phone|e-?mail|age|real[- ]?name) (verification|authentication)|实名",
        r"verification (is )?required|(\bnot|n.t)( yet)?( been)? verified|unverified|verified organi[sz]ation",
        r"complete (the |your )?verification|\bkyc\b|bind (your |a )?(mobile|phone|e-?mail)",
    ),
    _kind(
        Blocked,
        "region",
        rf"unsupported_country|{_PLACE}[^.]{{0,60}}{_NOT}\s*(supported|available|allowed|eligible|served)",
        rf"{_PLACE}[^.]{{0,60}}\b(restricted|prohibited|blocked|forbidden)",
        rf"{_NOT}\s*(supported|available|allowed|offered|accessible|enabled)\b[^.]{{0,30}}{_PLACE}",
        rf"(\bnot|n.t) (serve|support|operate|offer)\w*\b[^.]{{0,30}}{_PLACE}",
        rf"\b(not|cannot) be (accessed|used|reached)\b[^.]{{0,20}}{_PLACE}",
        rf"{_PLACE} (is )?not in the (supported|allowed)",
        rf"geo[- _]?(block|restrict|fenc)|geographic|access\b[^.]{{0,30}}\bfrom (your|this) {_PLACE}",
    ),
    *OF_THE_ACCOUNT,
    _kind(
        WrongKey,
        "account",
        rf"{_OWNER}[^.]{{0,60}}\b(restricted|inactive|not active|locked|archived|on hold|has been denied|expired)",
        rf"{_OWNER}[^.]{{0,60}}\b(not found|good standing)|insufficient[_ ]permission|missing scopes?|无权",
        r"account_(deactivated|suspended|disabled|inactive)|invalid_organi[sz]ation",
        r"service_disabled|has not been used in project|blocked_by_admin",
        r"access[_ ]denied|(do|does|did) ?n.t have (access|permission)(?! to it)",
        r"(do|does|did) not have (access|permission)(?! to it)|(no|without|lacks?) (access|permission) to",
        r"\bnot (been )?(granted|entitled|authori[sz]ed|allowed|permitted) (access )?to (use|access|call|view|sample)",
        r"(accept|agree to)\b[^.]{0,30}\b(terms|licen[cs]e|conditions|agreement)|gated (model|repo)",
        r"data policy|privacy settings",
        r"(upgrade|not included in|not available (on|in|under|for)|requires?)\b[^.]{0,30}\b(plan|tier|subscription)",
        r"only available (to|for|on|in)\b[^.]{0,30}\b(plan|tier|subscri\w+|enterprise|customers?|members)",
        r"\bplan\b[^.]{0,10}(\bnot|n.t) include|\btier \d\b[^.]{0,10}\brequired",
        r"not subscribed|not in the authori[sz]ed list|\b(ask for|request) access\b",
        r"\bip\b[^.]{0,30}\b(not (authori[sz]ed|allowed)|restricted|denied)|ip_not_authorized",
        r"referer\b[^.]{0,30}\bblocked|terms_required|not authori[sz]ed to perform",
        rf"\b(restricted|disabled|blocked|not (allowed|enabled)) (by|for|in) (your|this|the) "
        rf"({_OWNER}|admin|team|plan)",
    ),
    _kind(
        NotWorking,
        "set-up",
        r"chat[_ ]?template|jinja|roles must alternate|only .?user.? and .?assistant|developer instruction is not",
        rf"\b(system|developer).{{0,3}}[ _]?(role|message|prompt|instruction|field)s?\b[^.]{{0,40}}"
        rf"{_NOT}\s*(support|enabl|allow|permit|accept)",
        r"(\bnot|n.t) (support|allow|accept|permit)\w*\b[^.]{0,40}\b(system|developer)\b",
        r"(unexpected|invalid|unknown|unsupported)( message)? role|\brole (system|developer) is invalid",
        rf"\brole\b[^.]{{0,40}}{_NOT}\s*(support|allow|permit)|(system|developer).{{0,3}} is not one of",
        r"unknown variant .(system|developer)|input should be .user. or .assistant|\brole must be\b",
        r"values are:? .user. (and|or) .assistant|expected last role",
        r"first message must\b|must (start|begin) with a user|alternate between|roles other than",
        rf"\bstream(ing)?\b[^.]{{0,40}}{_NOT}\s*(support|enabl|allow|permit|availab)|(\bnot|n.t) support\w* stream",
        r"non-?stream(ing)?\b|\bstream\b[^.]{0,20}\bfalse\b|(\bnot|n.t) (be )?stream(ed|ing)?\b",
        r"\bstreaming\b[^.]{0,20}\b(disabled|forbidden)",
        r"unsupported[_ ](parameter|value)|unrecognized (request )?(argument|parameter)",
        r"unknown[_ ](parameter|argument|field|name)|extra inputs are not permitted|extra_forbidden|unexpected keyword",
        r"(\bnot|n.t) support (chat|generate|completion)|enable-auto-tool-choice",
        r"deployment\b[^.]{0,30}\b(does not exist|not found)|deploymentnotfound",
        r"max_(completion_|output_)?tokens\b.{0,40}(is too large|is the maximum|at most|less than or equal|range)",
        r"range of max_(completion_|output_)?tokens",
        r"no (models?|backends?|providers?) (is |are )?(loaded|configured|registered)|more (system|gpu|video)? ?memory",
    ),
)
"""Causes that only the owner can mend, whatever the status: account, balance, region, verification, set-up."""

OTHERS: Final[Sequence[Kind]] = (
    _kind(
        ModelNotFound,
        "model",
        r"model_not_found|model_not_exist|invalid_model|unknown[_ ]model|not a valid model|no such model",
        r"no endpoints found for|model is unavailable for free",
        r"model\b.{0,120}\b(not found|doesn.t exist|does not exist|not exist|is not available|not loaded)",
        r"model\b.{0,120}\b(decommissioned|discontinued|retired|(has been|was) (deprecated|removed)|no longer \w+)",
        r"model\b.{0,120}\b(end of life|sunset)|unsupported model\b|模型不存在",
        r"(^\S* ?|[.:] )(the )?(requested |specified )?model:? (\S{1,80} )?is not supported\b",
    ),
    _kind(
        WrongKey,
        "key",
        r"(invalid|incorrect|missing)[_ -]?api[_ -]?key|reported as leaked",
        r"api[_ -]?key[_ ](is )?(not valid|invalid|incorrect|expired|missing)|令牌",
        r"provide an? (valid )?api[_ -]?key|(missing|no|invalid) authorization",
        r"authentication_error|unauthorized|unauthenticated|permission_error|permission_?denied|login fail",
        r"invalid[_ ](access[_ ])?token|no api[_ -]?key|no (cookie )?auth credentials|failed to authenticate",
        r"\bkey\b[^.]{0,40}\b(disabled|revoked|expired|suspended|deactivated|blocked|not exist)",
    ),
    _kind(RateLimited, "", r"rate_?limit|rate limit|too many requests|resource_exhausted|throttl|slow down"),
    _kind(
        Overloaded, "", r"overloaded|server[_ ]error|internal (server )?error|unavailable|capacity|upstream|high demand"
    ),
    _kind(TimedOut, "", r"timed? ?out\b|timeout_error"),
    _kind(BadRequest, "", r"invalid_request|invalid_argument|bad_?request|invalid_?parameter"),
)
"""Words that count only if the status does not say more."""

MOMENT: Final = RarePattern(r"overloaded|try again later|high demand|temporarily")
"""Words of a refusal whose cause is over in a moment, whatever its status."""

PASSES: Final = RarePattern(
    r"rate limit reached|your rate limit|per (minute|second|hour|day)|\b(rpm|tpm|rpd|tpd|qps)\b|try again (in|after)"
    r"|too many requests"
)
"""Words of a 429 for a limit that ends by itself, even if the server also advertises a larger plan."""


def found(table: Sequence[Kind], words: str) -> tuple[type[ProviderError], About] | None:
    """The first kind that matches; None if none does."""
    return next(((error, about) for error, about, pattern in table if pattern.search(words)), None)
