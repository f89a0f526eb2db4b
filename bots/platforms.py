"""The table of platforms, a row each: all that the program knows of them before it opens one."""

import re
from collections.abc import Mapping
from dataclasses import is_dataclass
from functools import cache
from typing import Any, Final

from bots.discord_bot.manifest import MANIFEST as DISCORD
from bots.engine.seam.manifest import Manifest
from bots.telegram_bot.manifest import MANIFEST as TELEGRAM
from provider.plugins import plugins

Row = Manifest[Any]  # of its own Settings, which nobody else looks into

OURS: Final[tuple[Row, ...]] = (DISCORD, TELEGRAM)


GROUP: Final = "parley.platforms"

TAKEN: Final = frozenset(
    [
        "access",
        "aliases",
        "conversation",
        "default_model",
        "fallback",
        "fallback_for",
        "limits",
        "log",
        "models",
        "owner",
        "providers",
        "reply",
        "shutdown",
        "storage",
        "terminal",
        "secrets",
        "warnings",
    ]
)
"""Names that mean something else in the config, or a platform that is no section there."""


def platforms() -> Mapping[str, Row]:
    """Every platform by its name: ours, then those of installed packages."""
    return _table()[0]


def problems() -> tuple[str, ...]:
    """A sentence for each row of an installed package that cannot be used."""
    return _table()[1]


@cache
def _table() -> tuple[Mapping[str, Row], tuple[str, ...]]:
    found, said = {row.name: row for row in OURS}, []
    for plugin in plugins(GROUP):
        row = plugin.value
        if plugin.problem:
            said.append(plugin.problem)
        elif not isinstance(row, Manifest) or not is_dataclass(row.settings):
            said.append(f"{plugin.whose} is no Manifest with a dataclass of settings; update or remove it.")
        elif not re.fullmatch(r"[a-z][a-z0-9]*", row.name) or row.name in found or row.name in TAKEN:
            said.append(f"{plugin.whose} is called {row.name!r}, which is taken or no name of a-z and 0-9; it is off.")
        else:
            found[row.name] = row
    return found, tuple(said)


def listed(words: list[str], joint: str) -> str:
    """ "a, b or c"."""
    return f" {joint} ".join(filter(None, (", ".join(words[:-1]), words[-1])))
