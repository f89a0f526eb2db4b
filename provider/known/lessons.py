"""What the words of a refusal teach about a model: what it does not take at all, and how much of it. Pure."""

import re
from collections.abc import Collection, Mapping
from typing import Final, Literal

from provider.contract import Effort
from provider.known.efforts import LEVELS
from provider.rare_pattern import RarePattern

Lesson = Literal["vision", "system", "stream", "effort", "thoughts", "responses", "search", "tools"]
"""vision: the model sees no pictures. system: it has no system role. stream: the account may not stream its answers.
effort: it cannot be told how much to think. thoughts: its answers begin with thoughts, without a mark before them.
responses: it answers in the Responses API, and not in Chat Completions. search: it cannot search the web, or its
account may not. tools: it, or its server, takes no tools.
"""

_READ: Final = 4_000
_ABOUT_THE_ACCOUNT: Final = (401, 402, 408, 429)
"""Statuses that say nothing of the model."""

_NOT: Final = r"(?:\bnot|n.t|\bun)[ ]?(?:be |been )?"

_PICTURES: Final = r"\b(images?|image_?urls?|pictures?|photos?|multi-?modal\w*)\b(?!/)"
_IN_GENERAL: Final = (
    r"(?![^.]{0,40}\b(formats?|types?|mime|sizes?|dimensions?|encoding|schemes?|generation|may contain|safety)\b)"
)
"""Not before what is wrong with one picture: another picture might be without it."""

BLIND: Final = "|".join(
    (
        rf"{_PICTURES}{_IN_GENERAL}[^.]{{0,40}}{_NOT}(yet |currently )?(support|enabl|allow|accept|permit)",
        rf"{_PICTURES}[^.]{{0,30}}\bonly supported (by|for|in|on|with)",
        rf"(\bnot|n.t|\bcannot|\bunable to) (support|accept|allow|take|handle|see)\w*\b[^.]{{0,40}}"
        rf"{_PICTURES}{_IN_GENERAL}",
        rf"\bno\b[^.]{{0,30}}\bsupports? {_PICTURES}|data required for image input",
        r"(\bnot|n.t) (support|have)\w* (vision|visual)|\bvision\b[^.]{0,20}(\bnot|n.t) (support|enabl)",
        r"\bnot an? (multi-?modal|vision|vlm)\b|\bat most 0 image|\b0 images? (is|are) allowed",
        r"(unknown|unsupported|unexpected|invalid) (\w+ )?(part|content|variant|value|type)s?\b[^.]{0,30}"
        r"\bimage(_url)?\b(?!/)",
        r"\btext[- ]only (model|prompt|input)|only (supports?|accepts?) text\b|supports? text only",
        r"不支持[^。]{0,8}(图|视觉|多模态)|(图片|图像|视觉)[^。]{0,8}不支持",
    )
)
"""The words of a server whose model sees no pictures; to be looked for in lower case."""

_BLIND: Final = RarePattern(BLIND, re.IGNORECASE)

_OF_ONE_PICTURE: Final = RarePattern(
    r"\bformats?\b|webp|\bgif|\bpng|jpe?g|heic|avif|animat|\bsizes?\b|dimension|resolution|pixel|corrupt|decod|base64"
    r"|download|fetch",
    re.IGNORECASE,
)
"""Words about this one picture: another might be taken."""

_REFUSED: Final[Mapping[Lesson, RarePattern]] = {
    # The second may be said of anything: it counts because the question is then put without its pictures, and answered.
    "vision": RarePattern(
        rf"{BLIND}|content\b[^.]{{0,20}} must be a string|input should be a valid string", re.IGNORECASE
    ),
    "system": RarePattern(
        r"developer instruction is not enabled|roles must alternate|only .{0,3}user.{0,3} and .{0,3}assistant"
        rf"|\broles?\b[^.]{{0,12}}\b(system|developer)\b[^.]{{0,10}}"
        rf"({_NOT}\s*(support|allow|permit|accept|valid|enabl)|invalid)"
        r"|\b(system|developer).{0,3} is not one of|unknown variant .{0,3}(system|developer)|unexpected message role"
        r"|(values|roles) are:? .{0,3}user.{0,3}(,| and| or) .{0,3}assistant|input should be .user. or .assistant"
        r"|role must be .{0,3}user\b|only user, assistant|roles other than .{0,3}user|no system (role|prompt|message)"
        r"|(first message|conversation) must\b[^.]{0,30}\buser\b"
        rf"|\bsystem.{{0,3}}[ _-]?(role|message|prompt|instruction|field)s?\b[^.]{{0,40}}"
        rf"{_NOT}\s*(support|enabl|allow|permit|accept)"
        r"|(\bnot|n.t) (support|allow|accept|permit)\w*\b[^.]{0,40}\bsystem\b"
        r"|(unexpected|invalid|unknown|unsupported)( message)? role\b[^.]{0,20}\bsystem"
        r"|unknown name .{0,3}system_?instruction",
        re.IGNORECASE,
    ),
    "stream": RarePattern(
        rf"\bstream(ing)?\b[^.]{{0,40}}{_NOT}\s*(support|enabl|allow|permit|availab|true)"
        r"|(\bnot|n.t) (support|allow|permit|enable)\w*\b[^.]{0,20}\bstream(ing|ed)?\b|verified to stream"
        r"|\bstream(ing)?\b[^.]{0,30}\b(false|off|disabled|forbidden|unavailable|not yet)\b|\bno streaming\b"
        r"|\bnon-?stream(ing)?\b|(\bnot|n.t) (be )?stream(ed)?\b|\bstreamGenerateContent\b[^.]{0,20}\bnot\b",
        re.IGNORECASE,
    ),
    # https://developers.openai.com/api/docs/models: OpenAI's two sentences, and that of gateways before it.
    "responses": RarePattern(
        r"\bv1/responses\b|(only|use)\b[^.]{0,40}(/responses\b|\bresponses api\b)"
        r"|not a chat model[^.]{0,60}chat/completions|not accessible via[^.]{0,20}/chat/completions",
        re.IGNORECASE,
    ),
    # Said of anything else it does no harm: it counts only if an effort was sent, and the answer came without it.
    "effort": RarePattern(
        r"effort|thinking|does not support think|\bthink value|chat_template_kwargs|output_config"
        r"|reasoning (is|was|cannot|can't|value|content|parameter)|budget[ _]?(tokens)?\b",
        re.IGNORECASE,
    ),
    # As the one before: it counts only if tools were offered, and the answer came without them.
    "tools": RarePattern(
        r"\btools?\b|tool[_ ]?(use|call|choice|result|config)|function[_ ]?(call|declaration|tool)|\bfunctions?\b"
        r"|parametersJsonSchema|parameters_json_schema",
        re.IGNORECASE,
    ),
    # As the one before: it counts only if a search was asked for, and the answer came without it.
    "search": RarePattern(r"web.?search|google.?search|grounding|\btools?\b|tool_choice|max_tool_calls", re.IGNORECASE),
}
"""What a server says if it refuses a question for one of these causes."""

_OF_SEARCH: Final = RarePattern(r"web.?search|google.?search|grounding|max_tool_calls", re.IGNORECASE)
"""Words about the search, and not about tools of our own."""

_OF_ONE_TOOL: Final = RarePattern(
    r"schema|\bproperties\b|\btype\b[^.]{0,20}\bobject\b|duplicate|pattern", re.IGNORECASE
)
"""Words about one of the tools that were offered: others might be taken."""

_TOO_MANY: Final = RarePattern(
    r"too many (?:\w+ )?(?:image|picture)s?|(?:image|picture) (?:count|limit)[^.]{0,20}exceed", re.IGNORECASE
)
_AT_MOST: Final = RarePattern(
    r"at most (\d{1,4}) (?:image|picture)"
    r"|too many (?:image|picture).{0,80}?(?:\bmax(?:imum)?(?: allowed)?(?: is| of|:)?|up to|limit(?: is| of|:)?|>"
    r"|at most) ?(\d{1,4})\b"
    r"|(?:up to|maximum(?: of)?|max(?: of)?|limit of|no more than|only|limited to) (\d{1,4}) (?:image|picture)s?\b"
    r"|(?:maximum|max) number of images[^.]{0,30}?(\d{1,4})\b",
    re.IGNORECASE | re.DOTALL,
)
"""How servers say the most pictures of one request: vLLM, Mistral and OpenAI, Groq, Copilot, Anthropic ("19 + 5 > 20").
"""

_MARK: Final = r"""['"`\\\[\]()]*"""
_LEVEL: Final = rf"{_MARK}\b(?:none|minimal|low|medium|high|x-?high|max|default)\b{_MARK}"
_LEVELS_ARE: Final = RarePattern(
    r"(?:(?:supported|allowed|valid|accepted|permitted|possible|available) (?:values|levels|efforts|options)"
    r"|must be|should be|expected|one of|please use)\W{0,4}(?:(?:are|is|include|one of|either|set to)\W{0,4})*"
    rf"({_LEVEL}(?:[\s,/|]*(?:\b(?:or|and)\b\s*)?{_LEVEL})*)",
    re.IGNORECASE,
)
"""How servers name the levels that they take instead: OpenAI, Groq, Ollama, z.ai, pydantic."""

_NOT_TAKEN: Final = RarePattern(
    r"(?:\bnot|n.t|\bun|\bno longer)[ ]?(?:be |been )?"
    r"(?:support|permit|allow|accept|recogni|known|expected|compatible|available)"
    r"|deprecated|\binvalid|extra_forbidden|extra inputs|no such"
    r"|only [^.]{0,40}(?:supported|allowed|be set)",
    re.IGNORECASE,
)
"""How servers say that they do not take a field."""


def taught(status: int, body: bytes) -> tuple[Lesson, ...]:
    """The lessons that a refusal may hold."""
    if status in _ABOUT_THE_ACCOUNT:
        return ()
    words = body[:_READ].decode(errors="replace")
    found = [lesson for lesson, pattern in _REFUSED.items() if pattern.search(words)]
    if _OF_SEARCH.search(words) and "tools" in found:
        found.append(found.pop(found.index("tools")))  # the search first
    return tuple(found)


def is_of_one_tool(body: bytes) -> bool:
    """Whether a refusal is about one of the tools, or about how it is described, and not about tools as such."""
    return _OF_ONE_TOOL.search(body[:_READ].decode(errors="replace")) is not None


def is_blind(status: int, body: bytes) -> bool:
    """Whether a refusal says in plain words that the model sees no pictures at all."""
    words = body[:_READ].decode(errors="replace")
    return status not in _ABOUT_THE_ACCOUNT and bool(_BLIND.search(words)) and not _OF_ONE_PICTURE.search(words)


def most_pictures(status: int, body: bytes, sent: int) -> int:
    """How many pictures to send instead of `sent`, if a refusal says that those were too many; 0 if it does not.

    If it names no number that makes sense, half of them.
    """
    words = body[:_READ].decode(errors="replace")
    if status in _ABOUT_THE_ACCOUNT or sent < 2:
        return 0
    named = _AT_MOST.search(words)
    if named is None and not _TOO_MANY.search(words):
        return 0
    number = next((int(group) for group in named.groups() if group), 0) if named else 0
    return number if 0 < number < sent else sent // 2


def levels_named(status: int, body: bytes) -> tuple[Effort, ...]:
    """The levels of effort that a refusal names as those that the model takes; empty if it names none."""
    words = body[:_READ].decode(errors="replace")
    found = _LEVELS_ARE.search(words) if status not in _ABOUT_THE_ACCOUNT else None
    if found is None:
        return ()
    named = re.findall(r"[a-z]+", found[1].lower().replace("x-high", "max").replace("xhigh", "max"))
    return tuple(level for level in LEVELS if level in named or (level == "high" and "default" in named))


def field_named(status: int, body: bytes, fields: Collection[str]) -> str:
    """The first of these fields that a refusal says is not taken; empty if it names none of them.

    Only a name in quotes counts, or one behind "parameter", "argument" and the like: "user" alone may be anybody. xAI
    writes presence_penalty as presencePenalty.
    """
    words = body[:_READ].decode(errors="replace")
    if status not in (400, 422) or not _NOT_TAKEN.search(words):
        return ""
    return next((name for name in fields if _names(name).search(words)), "")


def _names(field: str) -> re.Pattern[str]:
    spelled = re.escape(field).replace("_", "_?")
    return re.compile(
        rf"['\"`]{spelled}['\"`]|\b(?:parameter|argument|field|property)s?\b[^.]{{0,60}}\b{spelled}\b", re.IGNORECASE
    )
