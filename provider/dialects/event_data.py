"""The data of one event of a stream, as a JSON value. Pure."""

import json
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
        value = DECODER.decode(data)
    except (ValueError, RecursionError):
        return None
    return value


def is_done(data: str) -> bool:
    """Whether it is the mark behind the last event."""
    return data.strip().upper() in ("[DONE]", "DONE")


def _number(digits: str) -> float:
    """A whole number. One that has no end is infinite, because the parser would refuse all that it stands in."""
    return int(digits) if len(digits) < _MOST_DIGITS else inf


_PLAIN: Final = json.JSONDecoder()
"""Its `raw_decode` does not look for white space around the value, which is a third of `json.loads` for a token."""

DECODER: Final = json.JSONDecoder(parse_int=_number)
"""Slower than the usual one; it takes numbers of any length."""
