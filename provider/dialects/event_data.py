"""The data of one event of a stream, as a JSON value. Pure."""

import json
from collections.abc import Iterator, Mapping, Sequence
from math import inf
from typing import Final

_MOST_DIGITS: Final = 400


def value_of(data: str) -> object:
    """The JSON value of a text; None if it is no JSON."""
    value: object
    try:
        value, end = _PLAIN.raw_decode(data)
        if end == len(data):
            return value
    except RecursionError:
        return None
    except ValueError:
        pass
    try:
        value = _LENIENT.decode(data)
    except (ValueError, RecursionError):
        return None
    return value


def values_of(data: Sequence[str]) -> Sequence[object]:
    """The same for several texts, which cost less together."""
    if len(data) > 1:
        try:
            values = json.loads(f"[{','.join(data)}]")
        except (ValueError, RecursionError):
            pass
        else:
            if len(values) == len(data):
                found: list[object] = values
                return found
    return [value_of(each) for each in data]


def is_done(data: str) -> bool:
    """Whether it is the mark behind the last event."""
    return data.strip(' \t"').upper() in ("[DONE]", "DONE")


def flat(values: list[object]) -> Iterator[Mapping[str, object]]:
    """The objects in an array, or in arrays in it."""
    waiting = values[::-1]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            yield value
        elif isinstance(value, list):
            waiting += value[::-1]


def objects_in(text: str) -> Iterator[Mapping[str, object]]:
    """The JSON objects in a text, in an array or one after another, up to where the text breaks off."""
    at = 0
    while (at := text.find("{", at)) >= 0:
        try:
            value, at = _LENIENT.raw_decode(text, at)
        except (ValueError, RecursionError):
            return
        if isinstance(value, dict):
            yield value


def _number(digits: str) -> float:
    """A whole number. One that has no end is infinite, because the parser would refuse all that it stands in."""
    return int(digits) if len(digits) < _MOST_DIGITS else inf


_PLAIN: Final = json.JSONDecoder()
"""Its `raw_decode` does not look for white space around the value, which is a third of `json.loads` for a token."""

_LENIENT: Final = json.JSONDecoder(parse_int=_number)
"""Slower than the usual one; it takes numbers of any length."""
