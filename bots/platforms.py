"""The table of platforms, one row each: all that the program knows of them before it opens one."""

import re
from collections.abc import Collection, Mapping
from dataclasses import MISSING, Field, fields, is_dataclass
from functools import cache, partial
from typing import Any, Final, Literal, get_args, get_origin, get_type_hints

from bots.discord_bot.manifest import MANIFEST as DISCORD
from bots.engine.seam.manifest import HttpUrl, ListenAddress, Manifest, PublicUrl, Token, WebsocketUrl
from bots.telegram_bot.manifest import MANIFEST as TELEGRAM
from provider.fence import attempt
from provider.plugins import CURE, flaw_found, own_name, plugins
from provider.values import Value

Row = Manifest[Any]  # of its own Settings, which nobody else looks into

OURS: Final[tuple[Row, ...]] = (DISCORD, TELEGRAM)

GROUP: Final = "parley.platforms"

TAKEN: Final = frozenset(
    [
        "access",
        "aliases",
        "conversation",
        "default_model",
        "default_models",
        "fallback",
        "fallback_for",
        "files",
        "limits",
        "log",
        "models",
        "ops",
        "owner",
        "places",
        "platforms_off",
        "platforms_on",
        "providers",
        "reply",
        "secrets",
        "settings_of",
        "shutdown",
        "storage",
        "voice",
        "terminal",
        "tools",
        "warnings",
    ]
)
"""Names that mean something else in the config, and "terminal", a platform without a section."""

_NAME: Final = re.compile(r"[a-z][a-z0-9]*(_[a-z0-9]+)*")  # two underscores part the names in a variable
_PLAIN: Final = (str, int, float, bool, Token, HttpUrl, WebsocketUrl, PublicUrl, ListenAddress)


class Table(Value):
    """The platforms by name, a sentence for each that cannot be used, and the sections that those leave behind."""

    rows: Mapping[str, Row]
    problems: tuple[str, ...]
    stale: frozenset[str]


def platforms() -> Mapping[str, Row]:
    """Every platform by its name: ours, then those of installed packages."""
    return _table().rows


def problems() -> tuple[str, ...]:
    """A sentence for each row of an installed package that cannot be used."""
    return _table().problems


def stale_sections() -> frozenset[str]:
    """Sections of the config that are ignored while a package is broken."""
    return _table().stale


@cache
def _table() -> Table:
    found, said = {row.name: row for row in OURS}, []
    stale: set[str] = set()
    for plugin in plugins(GROUP):
        problem = plugin.problem
        if not problem and (flaw := flaw_found(partial(_flaw, plugin.value, found))):
            problem = f"{plugin.whose} {flaw}; {CURE}."
        if not problem and isinstance(plugin.value, Manifest):
            found[plugin.value.name] = plugin.value
        else:
            said.append(problem)
            stale |= {plugin.name, own_name(plugin.value, "name", plugin.name)}
    return Table(found, tuple(said), frozenset(stale - found.keys() - TAKEN))


def _flaw(value: object, known: Collection[str]) -> str:
    """Why the value cannot be a row of the table; empty if it can."""
    if not isinstance(value, Manifest) or not is_dataclass(value.settings):
        return "is no Manifest with a dataclass of settings"
    if not _NAME.fullmatch(str(value.name)) or value.name in known or value.name in TAKEN:
        return f"is called {value.name!r}, which is taken or no name of a-z, 0-9 and _"
    if not (isinstance(value.title, str) and value.title and value.subjects and callable(value.open)):
        return "lacks a title, kinds of subjects, or what opens it"
    hints = attempt(lambda: get_type_hints(value.settings))
    if isinstance(hints, Exception):
        return f"has settings whose types cannot be read ({type(hints).__name__})"
    keys = fields(value.settings)
    if flaw := next(filter(None, (_flaw_of(key, hints[key.name]) for key in keys)), ""):
        return flaw
    named = {value.switch, *value.variables.values()}
    if missing := sorted(named - {key.name for key in keys}):
        return f"speaks of a setting {missing[0]} that it does not have"
    if any(isinstance(attempt(partial(re.compile, shape)), Exception) for shape in value.secret_shapes):
        return "has a shape of secrets that is no pattern"
    defaults = attempt(value.settings)
    if isinstance(defaults, Exception):
        return f"does not accept the defaults of its own settings ({type(defaults).__name__})"
    return ""


def _flaw_of(key: "Field[Any]", hint: object) -> str:
    if key.default is MISSING and key.default_factory is MISSING:
        return f"has a setting {key.name} without a default"
    if not _NAME.fullmatch(key.name) or not key.init:
        return f"has a setting {key.name}, which cannot be a key of a section"
    parts = get_args(hint) if get_origin(hint) is tuple else (hint,)
    if any(part not in (*_PLAIN, ...) and get_origin(part) is not Literal for part in parts):
        return f"has a setting {key.name} of a type that a section cannot hold"
    return ""


def listed(words: list[str], joint: str) -> str:
    """The words as a list: "a, b or c". `joint`: the word before the last one."""
    return f" {joint} ".join(filter(None, (", ".join(words[:-1]), words[-1])))
