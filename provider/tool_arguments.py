"""The arguments of a call of a tool, read from what a model wrote: one rule for dialects and tools. Pure."""

import json
from math import isinf
from typing import Final, NoReturn

_MOST_DIGITS: Final = 400


class NoArguments(ValueError):
    """The text is no JSON object; `str()` is a sentence for the model."""


def read_arguments(text: str) -> dict[str, object]:
    """The arguments as an object; an empty text means an empty one. Some models write the JSON as a text of JSON.

    Whatever is taken can be written as JSON again, so numbers are finite.

    Raises:
        NoArguments: the text is no object.
    """
    value = _value(text.strip() or "{}")
    if isinstance(value, str):
        value = _value(value)
    if not isinstance(value, dict):
        raise NoArguments("The arguments must be a JSON object.")
    return value


def _value(text: str) -> object:
    try:
        value: object = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise NoArguments(f"The arguments are not valid JSON: {error.msg}.") from None
    except RecursionError:
        raise NoArguments("The arguments are not valid JSON: it is nested too deeply.") from None
    return value


def _whole(digits: str) -> int:
    if len(digits) > _MOST_DIGITS:
        raise NoArguments("The arguments hold a number with too many digits.")
    return int(digits)


def _finite(digits: str) -> float:
    if isinf(value := float(digits)):
        raise NoArguments("The arguments hold a number that is too large.")
    return value


def _constant(name: str) -> NoReturn:
    raise NoArguments(f"The arguments are not valid JSON: {name} is no number there.")


_DECODER: Final = json.JSONDecoder(parse_int=_whole, parse_float=_finite, parse_constant=_constant)
