"""The kinds of servers: each module here is one, and installed packages add theirs by an entry point."""

import dataclasses
import importlib
import pkgutil
import re
from collections.abc import Collection, Iterator, Mapping
from functools import cache, partial
from typing import Any, Final, get_type_hints

from provider.contract import Backend
from provider.fence import attempt
from provider.known.presets import PRESETS
from provider.plugins import CURE, flaw_found, own_name, plugins

GROUP: Final = "parley.providers"


def backends() -> Mapping[str, Backend[Any]]:
    """Every backend by its kind: ours first, then those of installed packages. One of ours is loaded when looked up."""
    return _table()[0]


def problems() -> tuple[str, ...]:
    """A sentence for each backend of an installed package that cannot be used."""
    return _table()[1]


def stale_kinds() -> frozenset[str]:
    """Kinds that mean nothing as long as a package is broken, and are no mistake in a config."""
    return _table()[2]


@cache
def _table() -> tuple[Mapping[str, Backend[Any]], tuple[str, ...], frozenset[str]]:
    ours = [module.name for module in pkgutil.iter_modules(__path__) if not module.name.startswith("_")]
    added: dict[str, Backend[Any]] = {}
    said: list[str] = []
    stale: set[str] = set()
    for plugin in plugins(GROUP):
        new, problem = plugin.value, plugin.problem
        if not problem and (flaw := flaw_found(partial(_flaw, new, {"auto", *ours, *added, *PRESETS}))):
            problem = f"{plugin.whose} {flaw}; {CURE}."
        if not problem and isinstance(new, Backend):
            added[new.kind] = new
        else:
            said.append(problem)
            stale |= {plugin.name, own_name(new, "kind", plugin.name)}
    found = _Backends(ours, added)
    return found, tuple(said), frozenset(stale - found.keys() - PRESETS.keys())


class _Backends(Mapping[str, Backend[Any]]):
    """A program needs one or two of ours: the dialects of the others would only make its start longer."""

    def __init__(self, ours: Collection[str], added: Mapping[str, Backend[Any]]) -> None:
        self._kinds = dict.fromkeys([*ours, *added])
        self._added = added

    def __getitem__(self, kind: str) -> Backend[Any]:
        if kind in self._added or kind not in self._kinds:
            return self._added[kind]
        backend: Backend[Any] = importlib.import_module(f"{__name__}.{kind}").BACKEND
        return backend

    def __contains__(self, kind: object) -> bool:
        return kind in self._kinds

    def __iter__(self) -> Iterator[str]:
        return iter(self._kinds)

    def __len__(self) -> int:
        return len(self._kinds)


def _flaw(new: object, taken: Collection[str]) -> str:
    """Why a value cannot be a backend of the table; empty if it can."""
    if not isinstance(new, Backend) or not dataclasses.is_dataclass(new.options):
        return "is no Backend with a dataclass of options"
    if not re.fullmatch(r"[a-z0-9_-]+", str(new.kind)) or new.kind in taken:
        return f"is called {new.kind!r}, which is taken or no name of a-z, 0-9, _ and -"
    if not callable(new.open):
        return "lacks what opens it"
    hints = attempt(partial(get_type_hints, new.options))
    if isinstance(hints, Exception):
        return f"has options whose types cannot be read ({type(hints).__name__})"
    defaults = attempt(new.options)
    if isinstance(defaults, Exception):
        return f"has options without defaults, or does not accept its own ({type(defaults).__name__})"
    return ""
