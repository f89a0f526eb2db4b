"""The sections [places."discord:123"]: the settings of single places, read as `/settings` reads them."""

import difflib
import re
from collections.abc import Mapping

from bots.config.problems import Key, Problem, unknown
from bots.config.validators import is_place
from bots.engine.language.phrases import say_in
from bots.engine.settings.table import BY_KEY, Setting, Unfit
from bots.platforms import listed, platforms, stale_sections
from provider.values import Hidden, Value

LOCKED = "locked"


class ConfigPlace(Value):
    """What one section says: settings as they would be kept, by key, and whether no choice made there counts."""

    values: Hidden[Mapping[str, str]]
    locked: bool = False


def place_sections(tables: object) -> Mapping[str, ConfigPlace]:
    """What each section says, by the name of its place.

    Raises:
        Problem: a place, a key or a value is wrong.
    """
    if not isinstance(tables, Mapping):
        example = next(f'"{row.name}:{row.example}"' for row in platforms().values())
        raise Problem(("places",), f"must be sections: [places.{example}] and the like.")
    return {
        name: table if isinstance(table, ConfigPlace) else _section(str(name), table)
        for name, table in tables.items()
        if str(name).partition(":")[0] not in stale_sections()
    }


def _section(name: str, table: object) -> ConfigPlace:
    at = ("places", name)
    if not is_place(name):
        raise Problem(at, f"is no place; {_meant(name)}")
    if not isinstance(table, Mapping):
        raise Problem(at, f'must be a section: [places."{name}"].')
    for key in table:
        if key not in (*BY_KEY, LOCKED):
            raise unknown((*at, str(key)), (*BY_KEY, LOCKED))
    locked = table.get(LOCKED, False)
    if not isinstance(locked, bool):
        raise Problem((*at, LOCKED), "must be true or false.")
    values = {key: _value((*at, key), BY_KEY[key], value) for key, value in table.items() if key != LOCKED}
    if locked and not values:
        raise Problem((*at, LOCKED), f"locks what stands beside it; write some of: {', '.join(sorted(BY_KEY))}.")
    return ConfigPlace(values, locked)


def _meant(name: str) -> str:
    """What a wrong name of a place may have meant, or how such names look."""
    word, numbers = re.split(r"\W", name)[0], re.findall(r"-?\d+", name, re.ASCII)
    near = difflib.get_close_matches(word.lower(), platforms(), n=1, cutoff=0.6)
    if near and 0 < len(numbers) < 3 and is_place(meant := ":".join((near[0], *numbers))):
        return f'did you mean "{meant}"?'
    examples = [f'"{row.name}:{row.example}"' for row in platforms().values()]
    return f"write its platform and its number, such as {listed(examples, 'or')}."


def _value(at: Key, setting: Setting, value: object) -> str:
    """A value as it would be kept."""
    text = _written(setting, value)
    if text is None:
        raise Problem(at, f'must be text in quotes: "{next(iter(setting.values), "...")}".')
    if text == setting.default:
        return text  # no persona, for example, where the server around has one
    try:
        return setting.read(text)
    except Unfit as unfit:
        if unfit.phrase != "value_unfit":
            said = say_in("", unfit.phrase).format_map(unfit.values)
            raise Problem(at, f"does not fit. {said}") from None
    kinds = list(dict.fromkeys(each.partition(" ")[0] for each in setting.values))
    near = difflib.get_close_matches(text.lower(), kinds, n=1, cutoff=0.6)
    cure = f'; did you mean "{near[0]}"?' if near else "."
    raise Problem(at, f"must be one of: {', '.join(kinds)}{cure}")


def _written(setting: Setting, value: object) -> str | None:
    """The value as text: yes and no stand for "on" and "off", and a number for itself."""
    if isinstance(value, bool):
        return ("on" if value else "off") if {"on", "off"} == set(setting.values) else None
    if isinstance(value, int) or (isinstance(value, float) and value.is_integer()):
        return str(int(value)) if setting.default.isdecimal() else None
    return value if isinstance(value, str) else None
