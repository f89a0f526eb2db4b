"""How a table becomes a section: each key is read as its type says, and the first mistake is told in our words.

msgspec makes the sections and reads only what packages alone have: its errors quote values and lack the keys of tables.
"""

import json
import math
from collections.abc import Callable, Mapping
from types import NoneType, UnionType
from typing import Any, Literal, NewType, TypeGuard, TypeVar, Union, get_args, get_origin

import msgspec

from bots.config.problems import Key, Problem, Stray, Wrong, dotted, unknown
from bots.platforms import listed
from provider.values import Value, fields

SectionT = TypeVar("SectionT", bound="Section")

_PLAIN: Mapping[object, str] = {
    bool: "must be true or false.",
    int: "must be a whole number.",
    float: "must be a number.",
    str: 'must be text in quotes: "...".',
}
_OF_ANOTHER_TYPE = "has a value of the wrong type; config.example.toml shows the right one."


class Section(Value):
    """A section of the config: a field for each key, with its type and its default."""

    def __repr__(self) -> str:
        """The numbers, the switches and the sections in it. All else is left out: any text may hold a secret."""
        values = {key: getattr(self, key) for key in self.__struct_fields__}
        shown = [f"{key}={value!r}" for key, value in values.items() if isinstance(value, int | float | Section)]
        return f"{type(self).__name__}({', '.join(shown)})"


class Valid(Value):
    """A part of `Annotated`: `check` gets what is of that type, and returns the value to use or raises `Wrong`."""

    check: Callable[[Any], object]


class Reader(Value):
    """A part of `Annotated`: `read` makes the value of whatever was written, or raises `Wrong` or `Problem`."""

    read: Callable[[object], object]


def is_section(hint: object) -> TypeGuard[type[Section]]:
    """Whether the type of a key is a section, and not that of a setting."""
    return isinstance(hint, type) and issubclass(hint, Section)


def keys_of(section: type[Section]) -> dict[str, Any]:
    """The type of each key of a section, by its name. A field whose name begins with _ is no key."""
    return {each.name: each.type for each in fields(section) if not each.name.startswith("_")}


def read_section(section: type[SectionT], table: object, at: Key = ()) -> SectionT:
    """What a table says.

    Raises:
        Problem: a value does not fit; a `Stray` if all that are known fit.
    """
    if not isinstance(table, Mapping):
        raise Problem(at, f"must be a section: [{dotted(at)}].")
    keys = keys_of(section)
    values = {key: read(hint, table[key], (*at, key)) for key, hint in keys.items() if key in table}
    for key in table:
        if key not in keys:
            raise unknown((*at, key), keys, Stray)
    return section(**values)


def read(hint: Any, value: object, at: Key) -> Any:
    """The value of a key, as its type has it.

    Raises:
        Problem: it does not fit.
    """
    marks = getattr(hint, "__metadata__", ())
    try:
        for mark in marks:
            if isinstance(mark, Reader):
                return mark.read(value)
        found = _of_kind(bare(hint), value, at)
        for mark in marks:
            if isinstance(mark, msgspec.Meta):
                _check_range(found, mark)
            elif isinstance(mark, Valid):
                found = mark.check(found)
    except Wrong as wrong:
        raise Problem(at, str(wrong)) from None
    return found


def bare(hint: Any) -> Any:
    """The type without `Annotated`, `NewType` and a None beside it, which nobody can write."""
    if hasattr(hint, "__metadata__"):
        return bare(hint.__origin__)
    if isinstance(hint, NewType):
        return bare(hint.__supertype__)
    kinds = [each for each in get_args(hint) if each is not NoneType] if get_origin(hint) in (Union, UnionType) else []
    return bare(kinds[0]) if len(kinds) == 1 else hint


def items_of(kind: Any, count: int) -> tuple[Any, ...]:
    """The types of the items of a tuple that may have `count` of them."""
    items = get_args(kind)
    return items[:1] * count if items[1:] == (...,) else items


def _of_kind(kind: Any, value: object, at: Key) -> object:
    """The value, if it is of that type.

    Raises:
        Problem: something in it is not.
        Wrong: it is not.
    """
    origin = get_origin(kind)
    if is_section(kind):
        return read_section(kind, value, at)
    if origin is tuple:
        return _tuple(kind, value, at)
    if origin in (Mapping, dict):
        if not isinstance(value, Mapping):
            raise Wrong(f"must be a section: [{dotted(at)}].")
        return {key: read(get_args(kind)[1], each, (*at, key)) for key, each in value.items()}
    if origin is Literal:
        if value not in get_args(kind):
            raise Wrong(f"must be {listed([repr(each) for each in get_args(kind)], 'or')}.")
        return value
    return _plain(kind, value) if kind in _PLAIN else _foreign(kind, value)


def _tuple(kind: Any, value: object, at: Key) -> tuple[object, ...]:
    """The items of a list, each of its type."""
    if not isinstance(value, list | tuple):
        raise Wrong('must be a list: ["...", "..."].')
    items = items_of(kind, len(value))
    if len(items) != len(value):
        raise Wrong(_OF_ANOTHER_TYPE)
    return tuple(read(item, each, at) for item, each in zip(items, value, strict=True))


def _plain(kind: Any, value: object) -> object:
    """A switch, a number or a text. A whole number may stand for one with a fraction, as TOML tells them apart."""
    if kind is float and type(value) is int:
        try:
            return float(value)
        except OverflowError:
            raise Wrong(_PLAIN[kind]) from None
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise Wrong(f"{_PLAIN[kind][:-1]}, without quotes." if _is_quoted(kind, value) else _PLAIN[kind])
    return str(value) if kind is str else value


def _is_quoted(kind: Any, value: object) -> bool:
    """Whether a text would be of that type without its quotes."""
    try:
        return isinstance(value, str) and type(json.loads(value)) in (kind, int if kind is float else kind)
    except (ValueError, RecursionError):
        return False


def _foreign(kind: Any, value: object) -> object:
    """A value of a type that only the options of packages have."""
    if kind in (Any, object):
        return value
    try:
        return msgspec.convert(value, kind)
    except (TypeError, msgspec.ValidationError):
        raise Wrong(_OF_ANOTHER_TYPE) from None


def _check_range(value: Any, bounds: msgspec.Meta) -> None:
    """Check that a number lies in its range, in which no infinity does, and that a text is not too long.

    Raises:
        Wrong: it does not.
    """
    if isinstance(value, float) and not math.isfinite(value):
        raise Wrong(_PLAIN[float])
    if bounds.ge is not None and value < bounds.ge:
        raise Wrong(f"must be at least {bounds.ge:.15g}.")
    if bounds.le is not None and value > bounds.le:
        raise Wrong(f"must be at most {bounds.le:.15g}.")
    if bounds.max_length is not None and len(value) > bounds.max_length:
        raise Wrong(f"must be at most {bounds.max_length:,} characters long.")
