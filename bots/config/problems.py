"""What is wrong with a setting, in one line that names the source, the key and the cure, and never a value."""

import difflib
import re
from collections.abc import Iterable

from pydantic import ValidationError
from pydantic_core import PydanticCustomError

Key = tuple[str, ...]
"""Where a setting stands: ("telegram", "api_url")."""


class ConfigError(Exception):
    """The settings cannot be used. `str()` is one line for the person who wrote them."""


class Problem(Exception):
    """One key is wrong. `load` adds which source wrote the key, and raises a `ConfigError`."""

    def __init__(self, key: Key, sentence: str) -> None:
        super().__init__(sentence)
        self.key = key
        self.sentence = sentence


def dotted(key: Key) -> str:
    """The key as the file writes it, shortened and escaped so that it fits one line."""
    return ".".join(part if re.fullmatch(r"[\w-]{1,40}", part) else ascii(part[:40]) for part in key)


def unknown(key: Key, known: Iterable[str]) -> Problem:
    """The problem of a key that does not exist; `known`: the keys that exist there."""
    names = sorted(known)
    near = difflib.get_close_matches(key[-1], names, n=1, cutoff=0.6)
    cure = f"did you mean {dotted((*key[:-1], near[0]))}?" if near else f"here you can set: {', '.join(names)}."
    return Problem(key, f"is not a setting; {cure}")


def must(sentence: str) -> PydanticCustomError:
    """The error that a validator raises; `sentence` goes on from the key."""
    return PydanticCustomError("setting", "{sentence}", {"sentence": sentence})


def from_pydantic(error: ValidationError, at: Key = ()) -> Problem:
    """The first problem that pydantic found, in our words: pydantic's would quote the value."""
    first = error.errors(include_url=False, include_input=False)[0]
    key = at + tuple(part for part in first["loc"] if isinstance(part, str))
    context = first.get("ctx", {})
    match first["type"]:
        case "setting":
            sentence = first["msg"]
        case "bool_type" | "bool_parsing":
            sentence = "must be true or false."
        case "int_type" | "int_parsing" | "int_from_float":
            sentence = "must be a whole number."
        case "float_type" | "float_parsing" | "finite_number":
            sentence = "must be a number."
        case "greater_than_equal":
            sentence = f"must be at least {context['ge']:.15g}."
        case "less_than_equal":
            sentence = f"must be at most {context['le']:.15g}."
        case "string_type":
            sentence = 'must be text in quotes: "...".'
        case "string_too_long":
            sentence = f"must be at most {context['max_length']:,} characters long."
        case "tuple_type":
            sentence = 'must be a list: ["...", "..."].'
        case "literal_error":
            sentence = f"must be {context['expected']}."
        case "model_type" | "dict_type" | "mapping_type" | "model_attributes_type":
            sentence = f"must be a section: [{dotted(key)}]."
        case _:
            sentence = "has a value of the wrong type; config.example.toml shows the right one."
    return Problem(key, sentence)
