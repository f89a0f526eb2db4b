"""Rows that installed packages add to a table of ours, by an entry-point group. A broken one costs one sentence."""

from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import TypeVar

T = TypeVar("T")

CURE = "update or remove it"


@dataclass(frozen=True, slots=True)
class Plugin:
    """What one entry point leads to, or why it leads to nothing. `name` is the entry point's."""

    name: str
    whose: str
    value: object = None
    problem: str = ""


def plugins(group: str) -> tuple[Plugin, ...]:
    """All of a group, in the order of their names."""
    found: list[Plugin] = []
    for entry in sorted(entry_points(group=group), key=lambda each: each.name):
        whose = f"{group}: {entry.name} of the package {entry.dist.name if entry.dist else entry.value}"
        value = attempt(entry.load)
        problem = f"{whose} cannot be loaded ({type(value).__name__}); {CURE}." if isinstance(value, Exception) else ""
        found.append(Plugin(entry.name, whose, None if problem else value, problem))
    return tuple(found)


def attempt(call: Callable[[], T]) -> T | Exception:
    """What it returns, or what it raised: the fence around code of somebody else, which may raise anything."""
    try:
        return call()
    except Exception as error:  # noqa: BLE001 - a fence
        return error
