"""Values of the seam as JSON, each without the fields that have their default. A token in it is a secret."""

from collections.abc import Mapping
from functools import cache
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from bots.engine.seam.places import Surface, Target
from bots.engine.storage.addresses import KINDS, NAMES
from provider.values import NODEFAULT, Value, fields

_KIND = "kind"
"""Where JSON says which kind of address it holds."""
_ALONE = (str, int, float)
"""What stands in JSON as it is."""


def plain(value: Any) -> Any:  # Any: a value and JSON
    """What stands in JSON for a value."""
    if value is None or isinstance(value, _ALONE):
        return value
    if isinstance(value, tuple):
        return [plain(each) for each in value]
    kind: type[Value] = type(value)
    if _is_mapping(kind):
        return dict(value)
    found = {_KIND: NAMES[kind]} if kind in NAMES else {}
    for name, default in _defaults(kind):
        held = getattr(value, name)
        if held != default:
            found[name] = plain(held)
    return found


@cache
def _is_mapping(kind: type) -> bool:
    """Whether its values are mappings: asked of the class once, because to look takes longer than all else here."""
    return issubclass(kind, Mapping)


@cache
def _defaults(kind: type[Value]) -> tuple[tuple[str, Any], ...]:
    """The names of the fields of a kind of value, each with its default; `NODEFAULT`, if none, equals nothing."""
    return tuple(
        (each.name, each.default if each.default_factory is NODEFAULT else each.default_factory())
        for each in fields(kind)
    )


def value_of(wanted: Any, found: Any) -> Any:  # Any: a type, JSON, and a value of that type
    """The value of that type for which this stands in JSON.

    Raises:
        ValueError: it stands for something else. TypeError, KeyError or AttributeError, too.
    """
    origin, inner = get_origin(wanted), get_args(wanted)
    if wanted in (Target, Surface) or origin in (Union, UnionType):
        if found is None and type(None) in inner:
            return None
        if isinstance(found, dict) and _KIND in found:
            kind = KINDS[found[_KIND]]
            if kind not in inner:
                raise ValueError("Such an address cannot stand there.")
            return value_of(kind, {name: each for name, each in found.items() if name != _KIND})
        (one,) = (each for each in inner if each is not type(None))
        return value_of(one, found)
    if origin is tuple:
        if not isinstance(found, list):
            raise ValueError("No list.")
        return tuple(value_of(inner[0], each) for each in found)
    if origin is not None and isinstance(origin, type) and issubclass(origin, Mapping):
        return {str(key): value_of(inner[1], each) for key, each in found.items()}
    if origin is Literal:
        if found not in inner:
            raise ValueError("No such word.")
        return found
    if isinstance(wanted, type) and issubclass(wanted, Value):
        types = get_type_hints(wanted)
        return wanted(**{name: value_of(types[name], each) for name, each in found.items()})
    if not isinstance(found, float | int if wanted is float else wanted):
        raise ValueError("Of another type.")
    return found
