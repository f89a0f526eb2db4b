"""The arguments of a call, which a model wrote: read, held against the schema, and written down for people. Pure."""

import json
from collections.abc import Mapping

from bots.engine.tools.tool import Arguments
from provider.tool_arguments import NoArguments, read_arguments

_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
}
_MOST_NAMED = 5


class Unfit(ValueError):
    """The arguments are none that the tool could take; `str()` is a sentence for the model."""


def read(text: str, schema: Mapping[str, object], *, most: int) -> Arguments:
    """The arguments as an object. `most`: the characters that they may have.

    Only what every tool would have to check is checked: that it is an object, that nothing that is required is missing,
    and the kinds of single values.

    Raises:
        Unfit: they are not.
    """
    if len(text) > most:
        raise Unfit(f"The arguments have {len(text):,} characters; no more than {most:,} are taken.")
    try:
        value = read_arguments(text)
    except NoArguments as error:
        raise Unfit(str(error)) from None
    required, properties = schema.get("required"), schema.get("properties")
    missing = [each for each in required if each not in value] if isinstance(required, list) else []
    if missing:
        raise Unfit(f"These arguments are missing: {', '.join(map(str, missing[:_MOST_NAMED]))}.")
    for name, each in value.items():
        wanted = properties.get(name) if isinstance(properties, Mapping) else None
        kind = wanted.get("type") if isinstance(wanted, Mapping) else None
        if isinstance(kind, str) and kind in _TYPES and not _is_of(each, kind):
            raise Unfit(f"The argument {name[:100]!r} must be of the type {kind}.")
    return value


def _is_of(value: object, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    if kind == "integer" and isinstance(value, float):
        return value.is_integer()
    return isinstance(value, _TYPES[kind])


def shown(arguments: Arguments, most: int) -> tuple[str, bool]:
    """The arguments as JSON for people, and whether that is all of them; of longer ones the beginning.

    Nothing in it ends a block of code, is invisible, or turns the direction of what stands around it: such signs are
    written as JSON writes them, so that the text still means the same.
    """
    text = "".join(_plain(each) for each in json.dumps(arguments, ensure_ascii=False, indent=1))
    return (text, True) if len(text) <= most else (text[: most - 1] + "…", False)


def _plain(character: str) -> str:
    if character in "\n" or (character.isprintable() and character not in "`\u2800\u3164\u115f\u1160\uffa0"):
        return character
    number = ord(character)
    if number < 0x10000:
        return f"\\u{number:04x}"
    number -= 0x10000
    return f"\\u{0xD800 + (number >> 10):04x}\\u{0xDC00 + (number & 0x3FF):04x}"
