"""What refusals and answers have taught about single models. A lesson holds for a week, then it is found out anew."""

import json
import re
import time
from collections.abc import Callable, Mapping
from typing import Final, Literal, Protocol, get_args, runtime_checkable

from provider.known.model_settings import UNSET, ModelSettings

Lesson = Literal["vision", "system", "stream", "thoughts"]
"""vision: the model sees no pictures. system: it has no system role. stream: the account may not stream its answers.
thoughts: its answers begin with thoughts, without a mark before them.
"""

WEEK: Final = 604_800.0
_MOST_MODELS: Final = 500
_READ: Final = 4_000

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

_BLIND: Final = re.compile(BLIND, re.IGNORECASE)

_OF_ONE_PICTURE: Final = re.compile(
    r"\bformats?\b|webp|\bgif|\bpng|jpe?g|heic|avif|animat|\bsizes?\b|dimension|resolution|pixel|corrupt|decod|base64"
    r"|download|fetch",
    re.IGNORECASE,
)
"""Words about this one picture: another might be taken."""

_REFUSED: Final[Mapping[Lesson, re.Pattern[str]]] = {
    # The second may be said of anything: it counts because the question is then put without its pictures, and answered.
    "vision": re.compile(
        rf"{BLIND}|content\b[^.]{{0,20}} must be a string|input should be a valid string", re.IGNORECASE
    ),
    "system": re.compile(
        r"developer instruction is not enabled|roles must alternate|only .{0,3}user.{0,3} and .{0,3}assistant"
        rf"|\bsystem.{{0,3}}[ _-]?(role|message|prompt|instruction)s?\b[^.]{{0,40}}"
        rf"{_NOT}\s*(support|enabl|allow|permit|accept)"
        r"|(\bnot|n.t) (support|allow|accept|permit)\w*\b[^.]{0,40}\bsystem\b"
        r"|(unexpected|invalid|unknown|unsupported)( message)? role\b[^.]{0,20}\bsystem"
        r"|unknown name .{0,3}system_?instruction",
        re.IGNORECASE,
    ),
    "stream": re.compile(
        rf"\bstream(ing)?\b[^.]{{0,40}}{_NOT}\s*(support|enabl|allow|permit|availab|true)"
        r"|(\bnot|n.t) (support|allow|permit|enable)\w*\b[^.]{0,20}\bstream(ing|ed)?\b|verified to stream"
        r"|\bstream(ing)?\b[^.]{0,10}\b(must|should|has to) be (false|off|disabled)",
        re.IGNORECASE,
    ),
}
"""What a server says if it refuses a question for one of these causes."""

_TOO_MANY: Final = re.compile(
    r"too many (?:\w+ )?(?:image|picture)s?|(?:image|picture) (?:count|limit)[^.]{0,20}exceed", re.IGNORECASE
)
_AT_MOST: Final = re.compile(
    r"at most (\d{1,4}) (?:image|picture)"
    r"|too many (?:image|picture).{0,80}?(?:\bmax(?:imum)?(?: allowed)?(?: is| of|:)?|up to|limit(?: is| of|:)?|>"
    r"|at most) ?(\d{1,4})\b"
    r"|(?:up to|maximum(?: of)?|max(?: of)?|limit of|no more than|only|limited to) (\d{1,4}) (?:image|picture)s?\b"
    r"|(?:maximum|max) number of images[^.]{0,30}?(\d{1,4})\b",
    re.IGNORECASE | re.DOTALL,
)
"""How servers say the most pictures of one request: vLLM, Mistral and OpenAI, Groq, Copilot, Anthropic ("19 + 5 > 20").
"""

_SETTINGS: Final[dict[Lesson, ModelSettings]] = {
    "vision": ModelSettings(vision=False),
    "system": ModelSettings(system=False),
    "stream": ModelSettings(stream=False),
    "thoughts": ModelSettings(reasoning_marks=("", "</think>")),
}


def taught(status: int, body: bytes) -> tuple[Lesson, ...]:
    """The lessons that a refusal may hold."""
    if status in (401, 402, 408, 429):
        return ()
    words = body[:_READ].decode(errors="replace")
    return tuple(lesson for lesson, pattern in _REFUSED.items() if pattern.search(words))


def is_blind(status: int, body: bytes) -> bool:
    """Whether a refusal says in plain words that the model sees no pictures at all."""
    words = body[:_READ].decode(errors="replace")
    return status not in (401, 402, 408, 429) and bool(_BLIND.search(words)) and not _OF_ONE_PICTURE.search(words)


def most_pictures(status: int, body: bytes, sent: int) -> int:
    """How many pictures to send instead of `sent`, if a refusal says that those were too many; 0 if it does not.

    If it names no number that makes sense, half of them.
    """
    words = body[:_READ].decode(errors="replace")
    if status in (401, 402, 408, 429) or sent < 2:
        return 0
    named = _AT_MOST.search(words)
    if named is None and not _TOO_MANY.search(words):
        return 0
    number = next((int(group) for group in named.groups() if group), 0) if named else 0
    return number if 0 < number < sent else sent // 2


class Learned:
    """The lessons about one provider's models. `now`: Unix time. `noted`: how often one was learned or dropped."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self.now = now
        self.noted = 0
        self._until: dict[str, dict[Lesson, float]] = {}
        self._pictures: dict[str, tuple[int, float]] = {}

    def note_pictures(self, model: str, most: int) -> None:
        """Keep for a week from now how many pictures one request may hold."""
        self._pictures.pop(model, None)
        self._pictures[model] = (most, self.now() + WEEK)
        self.noted += 1
        if len(self._pictures) > _MOST_MODELS:
            del self._pictures[next(iter(self._pictures))]

    def note(self, model: str, lesson: Lesson) -> None:
        """Keep a lesson for a week from now."""
        known = self._until.pop(model, {})
        self._until[model] = {**known, lesson: self.now() + WEEK}  # the one noted longest ago stands first
        self.noted += 1
        if len(self._until) > _MOST_MODELS:
            del self._until[next(iter(self._until))]

    def forget(self, model: str, lesson: Lesson) -> None:
        """Drop a lesson that holds no longer."""
        if self._until.get(model, {}).pop(lesson, None) is not None:
            self.noted += 1

    def settings(self, model: str) -> ModelSettings:
        """The settings that follow from the lessons about a model. The config goes before them."""
        settings = UNSET
        for lesson in self.lessons(model):
            settings = settings.over(_SETTINGS[lesson])
        most, until = self._pictures.get(model, (0, 0.0))
        return settings.over(ModelSettings(pictures=most)) if self.now() < until else settings

    def lessons(self, model: str) -> tuple[Lesson, ...]:
        """The lessons about a model that still hold."""
        now, known = self.now(), self._until.get(model, {})
        return tuple(lesson for lesson in get_args(Lesson) if now < known.get(lesson, now))

    def dump(self) -> str:
        """All lessons that still hold, as text for `load`."""
        now = self.now()
        kept: dict[str, dict[str, object]] = {
            model: {lesson: until for lesson, until in known.items() if now < until}
            for model, known in self._until.items()
        }
        for model, (most, until) in self._pictures.items():
            if now < until:
                kept.setdefault(model, {})["pictures"] = [most, until]
        return json.dumps({model: known for model, known in kept.items() if known})

    def load(self, text: str) -> None:
        """Take in what `dump` gave; any other text is ignored."""
        try:
            kept = json.loads(text)
        except (ValueError, RecursionError):
            return
        latest = self.now() + WEEK
        for model, known in list(kept.items())[:_MOST_MODELS] if isinstance(kept, dict) else ():
            for lesson in get_args(Lesson):
                until = known.get(lesson) if isinstance(known, dict) else None
                if isinstance(until, int | float) and until <= latest:
                    self._until.setdefault(model, {})[lesson] = float(until)
            match known:
                case {"pictures": [int() as most, int() | float() as until]} if 0 < most < 10_000 and until <= latest:
                    self._pictures[model] = (most, float(until))


@runtime_checkable
class Learns(Protocol):
    """An optional ability of a `Provider`: it learns what its models do not accept."""

    learned: Learned

    def found_out(self, model: str) -> tuple[Lesson, ...]:
        """The lessons about a model that hold and that the config does not overrule."""
