"""What is known of an answer as JSON, as a row keeps it."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from bots.engine.storage.records import NOTHING_KNOWN, Facts
from provider.values import fields

_READ: Mapping[str, Callable[[Any], Any]] = {
    "seconds": float,
    "tokens": int,
    "input_tokens": int,
    "output_tokens": int,
    "dollars": float,
    "priced": bool,
    "turns": int,
    "remarks": lambda kept: tuple((str(kind), str(words)) for kind, words in kept),
}
"""How a field is read that holds no text."""


def dump_facts(facts: Facts) -> str | None:
    """The JSON of what is known of an answer; None if that is nothing. What is empty is left out."""
    kept = {each.name: getattr(facts, each.name) for each in fields(facts)}
    filled = {name: value for name, value in kept.items() if value}
    return json.dumps(filled) if filled else None


def load_facts(data: str | None) -> Facts:
    """What is in the JSON that `dump_facts` gave; nothing if another version has written something else."""
    try:
        kept = json.loads(data) if data else {}
        return Facts(
            **{each.name: _READ.get(each.name, str)(kept[each.name]) for each in fields(Facts) if each.name in kept}
        )
    except (ValueError, TypeError, AttributeError, OverflowError, RecursionError):
        return NOTHING_KNOWN
