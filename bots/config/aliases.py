"""The table [aliases]: short names for models, each a "provider/model" or a table that says how it is asked."""

from collections.abc import Mapping

from bots.config.problems import Key, Problem, unknown
from bots.config.provider_models import extra_fields
from bots.config.validators import FULL_NAME, is_alias, is_full_name
from provider.contract import Effort
from provider.known.efforts import LEVELS
from provider.routing.fallback import Alias

_KEYS = ("model", "effort", "extra", "about")
_EXAMPLE = '{ model = "provider/model", effort = "high", about = "..." }'
MOST_ABOUT = 80
"""Characters of a description; with the name before it, it fits one choice of Discord's completion."""


def alias_table(tables: object) -> Mapping[str, Alias]:
    """What each short name stands for.

    Raises:
        Problem: a name, a key or a value is wrong.
    """
    if not isinstance(tables, Mapping):
        raise Problem(("aliases",), "must be a section: [aliases].")
    if not all(isinstance(name, str) and is_alias(name) for name in tables):
        raise Problem(("aliases",), "must be names of a-z, 0-9, _ and - (and not auto).")
    return {
        name: value if isinstance(value, Alias) else _alias(("aliases", name), value) for name, value in tables.items()
    }


def _alias(at: Key, value: object) -> Alias:
    if isinstance(value, str):
        return Alias(_model(at, value))
    if not isinstance(value, dict):
        raise Problem(at, f'must be "provider/model", or a table: {_EXAMPLE}.')
    for key in value:
        if key not in _KEYS:
            raise unknown((*at, key), _KEYS)
    if "model" not in value:
        raise Problem((*at, "model"), 'is missing; write model = "provider/model".')
    return Alias(
        _model((*at, "model"), value["model"]),
        _effort((*at, "effort"), value["effort"]) if "effort" in value else "",
        extra_fields((*at, "extra"), value.get("extra", {})),
        _about((*at, "about"), value.get("about", "")),
    )


def _model(at: Key, name: object) -> str:
    if not isinstance(name, str) or not is_full_name(name):
        raise Problem(at, FULL_NAME)
    return name


def _effort(at: Key, effort: object) -> Effort:
    found = next((each for each in LEVELS if each == effort), None)
    if found is None:
        raise Problem(at, f"must be one of: {', '.join(LEVELS)}; or leave it out.")
    return found


def _about(at: Key, about: object) -> str:
    if not isinstance(about, str) or len(about) > MOST_ABOUT or not about.isprintable():
        raise Problem(at, f"must be one line of text in quotes, at most {MOST_ABOUT} characters long.")
    return about.strip()
