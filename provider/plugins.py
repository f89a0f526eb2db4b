"""Rows that installed packages add to our tables, by entry points. A broken one costs one sentence."""

from collections.abc import Callable
from functools import cache
from importlib.metadata import EntryPoints, entry_points

from provider.fence import attempt
from provider.values import Value

CURE = "update or remove it"


class Plugin(Value):
    """What one entry point leads to.

    `problem`: a sentence that says why it leads to nothing. `name`: the entry point's name. `whose`: its name and that
    of its package.
    """

    name: str
    whose: str
    value: object = None
    problem: str = ""


def plugins(group: str) -> tuple[Plugin, ...]:
    """The plugins of a group of entry points, in the order of their names."""
    found: list[Plugin] = []
    for entry in sorted(_of_groups()(group=group), key=lambda each: each.name):
        whose = f"{group}: {entry.name} of the package {entry.dist.name if entry.dist else entry.value}"
        value = attempt(entry.load)
        problem = f"{whose} cannot be loaded ({type(value).__name__}); {CURE}." if isinstance(value, Exception) else ""
        found.append(Plugin(entry.name, whose, None if problem else value, problem))
    return tuple(found)


@cache
def _of_groups() -> Callable[..., EntryPoints]:
    """Selects a `group` of what installed packages offer. The files of each of them are read for that, once."""
    return entry_points().select


def flaw_found(look: Callable[[], str]) -> str:
    """The flaw that a look at somebody else's row finds, or that the look itself failed; empty if there is none."""
    found = attempt(look)
    return f"cannot be read ({type(found).__name__})" if isinstance(found, Exception) else found


def own_name(value: object, attribute: str, otherwise: str) -> str:
    """The name that a broken row gives itself, if it has one."""
    named = attempt(lambda: getattr(value, attribute, otherwise))
    return named if isinstance(named, str) else otherwise
