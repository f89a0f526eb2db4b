"""What refusals and answers have taught about single models. A lesson holds for a week, then it is found out anew."""

import json
import time
from collections.abc import Callable
from typing import Final, Protocol, get_args, runtime_checkable

from provider.contract import Effort
from provider.known.efforts import LEVELS
from provider.known.lessons import Lesson
from provider.known.model_settings import UNSET, ModelSettings
from provider.known.searching import NO_SEARCH

WEEK: Final = 604_800.0
_MOST_MODELS: Final = 500
_MOST_PICTURES: Final = 10_000
_MOST_FIELDS: Final = 20
_LONGEST_FIELD: Final = 100

_SETTINGS: Final[dict[Lesson, ModelSettings]] = {
    "vision": ModelSettings(vision=False),
    "system": ModelSettings(system=False),
    "stream": ModelSettings(stream=False),
    "effort": ModelSettings(efforts=()),
    "thoughts": ModelSettings(reasoning_marks=("", "</think>")),
    "responses": ModelSettings(responses=True),
    "search": ModelSettings(search=NO_SEARCH),
    "tools": ModelSettings(tools=False),
}

_PICTURES: Final = "pictures"
_EFFORTS: Final = "efforts"
_FIELDS: Final = "fields"

_Value = bool | int | tuple[str, ...]


class Learned:
    """The lessons about one provider's models. `now`: Unix time. `noted`: how often one was learned or dropped."""

    def __init__(self, now: Callable[[], float] = time.time) -> None:
        self.now = now
        self.noted = 0
        self._known: dict[str, dict[str, tuple[_Value, float]]] = {}

    def note(self, model: str, lesson: Lesson) -> None:
        """Keep a lesson for a week from now."""
        self._keep(model, lesson, True)

    def note_pictures(self, model: str, most: int) -> None:
        """Keep for a week from now how many pictures one request may hold."""
        self._keep(model, _PICTURES, most)

    def note_efforts(self, model: str, levels: tuple[Effort, ...]) -> None:
        """Keep for a week from now how much the model can be told to think."""
        self._keep(model, _EFFORTS, levels)

    def note_field(self, model: str, name: str) -> None:
        """Keep for a week from now that this further field is not sent to the model."""
        others = (each for each in self.fields(model) if each != name)
        self._keep(model, _FIELDS, (*others, name)[-_MOST_FIELDS:])

    def forget(self, model: str, lesson: Lesson) -> None:
        """Drop a lesson that holds no longer."""
        if self._known.get(model, {}).pop(lesson, None) is not None:
            self.noted += 1

    def settings(self, model: str) -> ModelSettings:
        """The settings that follow from the lessons about a model. The config goes before them."""
        if model not in self._known:  # the usual case
            return UNSET
        settings = UNSET
        for lesson in self.lessons(model):
            settings = settings.over(_SETTINGS[lesson])
        most, levels = self._value(model, _PICTURES), self._value(model, _EFFORTS)
        return settings.over(
            ModelSettings(
                pictures=most if isinstance(most, int) else 0,
                efforts=_levels(levels) if isinstance(levels, tuple) else None,
            )
        )

    def lessons(self, model: str) -> tuple[Lesson, ...]:
        """The lessons about a model that still hold."""
        if model not in self._known:  # as nearly all of a long list are not
            return ()
        return tuple(lesson for lesson in get_args(Lesson) if self._value(model, lesson))

    def fields(self, model: str) -> tuple[str, ...]:
        """The further fields of requests that are not sent to the model."""
        found = self._value(model, _FIELDS)
        return found if isinstance(found, tuple) else ()

    def dump(self) -> str:
        """All lessons that still hold, as text for `load`."""
        now = self.now()
        kept = {
            model: {
                what: until if value is True else [value, until]
                for what, (value, until) in known.items()
                if now < until
            }
            for model, known in self._known.items()
        }
        return json.dumps({model: known for model, known in kept.items() if known})

    def load(self, text: str) -> None:
        """Take in what `dump` gave; any other text is ignored."""
        try:
            kept = json.loads(text)
        except (ValueError, RecursionError):
            return
        latest = self.now() + WEEK
        for model, known in list(kept.items())[:_MOST_MODELS] if isinstance(kept, dict) else ():
            for what, value in known.items() if isinstance(known, dict) else ():
                found = _read(what, value)
                if found is not None and found[1] <= latest:
                    self._known.setdefault(model, {})[what] = found

    def _keep(self, model: str, what: str, value: _Value) -> None:
        known = self._known.pop(model, {})
        self._known[model] = {**known, what: (value, self.now() + WEEK)}  # the one noted longest ago stands first
        self.noted += 1
        if len(self._known) > _MOST_MODELS:
            del self._known[next(iter(self._known))]

    def _value(self, model: str, what: str) -> _Value | None:
        """What is known, as long as it holds."""
        value, until = self._known.get(model, {}).get(what, (None, 0.0))
        return value if self.now() < until else None


def _levels(names: tuple[str, ...]) -> tuple[Effort, ...]:
    return tuple(level for level in LEVELS if level in names)


def _read(what: str, value: object) -> tuple[_Value, float] | None:
    """What was kept, and until when it holds; None if it makes no sense."""
    match value:
        case int() | float() if what in get_args(Lesson):
            return True, float(value)
        case [int() as most, int() | float() as until] if what == _PICTURES and 0 < most < _MOST_PICTURES:
            return most, float(until)
        case [[*names], int() | float() as until] if what in (_EFFORTS, _FIELDS) and len(names) <= _MOST_FIELDS:
            if all(isinstance(name, str) and len(name) <= _LONGEST_FIELD for name in names):
                return tuple(map(str, names)), float(until)
    return None


@runtime_checkable
class Learns(Protocol):
    """An optional ability of a `Provider`: it learns what its models do not accept."""

    learned: Learned

    def found_out(self, model: str) -> tuple[Lesson, ...]:
        """The lessons about a model that hold and that the config does not overrule."""
