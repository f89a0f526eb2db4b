"""One file a backend; a new one is found by itself, and so is one of an installed package, by an entry point."""

import dataclasses
import importlib
import pkgutil
import re
from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from provider.contract import Backend
from provider.known.presets import PRESETS
from provider.plugins import plugins

GROUP: Final = "parley.providers"


def backends() -> Mapping[str, Backend[Any]]:
    """Every backend by its kind: ours, then those of installed packages."""
    return _table()[0]


def problems() -> tuple[str, ...]:
    """A sentence for each backend of an installed package that cannot be used."""
    return _table()[1]


@cache
def _table() -> tuple[Mapping[str, Backend[Any]], tuple[str, ...]]:
    found: dict[str, Backend[Any]] = {}
    said: list[str] = []
    for module in pkgutil.iter_modules(__path__):
        if not module.name.startswith("_"):
            backend: Backend[Any] = importlib.import_module(f"{__name__}.{module.name}").BACKEND
            found[backend.kind] = backend
    for plugin in plugins(GROUP):
        new = plugin.value
        if plugin.problem:
            said.append(plugin.problem)
        elif not isinstance(new, Backend) or not dataclasses.is_dataclass(new.options):
            said.append(f"{plugin.whose} is no Backend with a dataclass of options; update or remove it.")
        elif not re.fullmatch(r"[a-z0-9_-]+", new.kind) or new.kind in {"auto", *found, *PRESETS}:
            said.append(f"{plugin.whose} is called {new.kind!r}, which is taken or no name of a-z and 0-9; it is off.")
        else:
            found[new.kind] = new
    return found, tuple(said)
