"""A question as JSON, with what is needed to ask it again and nothing more. A token in it is a secret."""

import json
from dataclasses import MISSING, fields, is_dataclass, replace
from types import UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from bots.engine.seam.values import Incoming, Surface, Target, Titles
from bots.engine.storage.addresses import KINDS, NAMES

_KIND = "kind"
"""Where JSON says which kind of address it holds."""


def dump(incoming: Incoming) -> str:
    """The JSON of one message. What a place and people are called elsewhere than before a message is left out.

    So is what people wrote to each other in a shared place: that is read for an answer, and never kept.
    """
    origin = replace(incoming.origin, handle="", titles=Titles())
    quoted = incoming.quoted_from
    if quoted is not None and not origin.private:
        incoming = replace(incoming, quoted="", quoted_attachments=())
        quoted = replace(quoted, name="")
    bare = replace(
        incoming,
        origin=origin,
        quoted_from=replace(quoted, handle="") if quoted else None,
        committed=0,
        delivery="",
        pieces=(),
        taken_at=0.0,
    )
    return json.dumps(_plain(bare), separators=(",", ":"))  # in ASCII: half of a pair is no UTF-8


def load(data: str) -> Incoming:
    """The question in the JSON that `dump` made.

    Raises:
        ValueError: the text is no such JSON: another version may have written it.
    """
    try:
        value = _value(Incoming, json.loads(data))
    except (TypeError, KeyError, AttributeError, RecursionError) as error:
        raise ValueError("No question of ours.") from error
    assert isinstance(value, Incoming)
    return value


def _plain(value: Any) -> Any:  # Any: JSON
    """The value without the fields that have their default."""
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if not is_dataclass(value):
        return value
    plain = {_KIND: NAMES[type(value)]} if type(value) in NAMES else {}
    for field in fields(value):
        held = getattr(value, field.name)
        if held != (field.default if field.default_factory is MISSING else field.default_factory()):
            plain[field.name] = _plain(held)
    return plain


def _value(wanted: Any, plain: Any) -> Any:
    """The plain value as what the type wants.

    Raises:
        ValueError: it is something else.
    """
    origin, inner = get_origin(wanted), get_args(wanted)
    if wanted in (Target, Surface) or origin in (Union, UnionType):
        if plain is None and type(None) in inner:
            return None
        if isinstance(plain, dict) and _KIND in plain:
            kind = KINDS[plain[_KIND]]
            if kind not in inner:
                raise ValueError("Such an address cannot stand there.")
            return _value(kind, {name: each for name, each in plain.items() if name != _KIND})
        (one,) = (each for each in inner if each is not type(None))
        return _value(one, plain)
    if origin is tuple:
        if not isinstance(plain, list):
            raise ValueError("No list.")
        return tuple(_value(inner[0], each) for each in plain)
    if origin is Literal:
        if plain not in inner:
            raise ValueError("No such word.")
        return plain
    if is_dataclass(wanted):
        types = get_type_hints(wanted)
        return wanted(**{name: _value(types[name], each) for name, each in plain.items()})  # type: ignore[operator]
    if not isinstance(plain, float | int if wanted is float else wanted):
        raise ValueError("Of another type.")
    return plain
