"""Rows that installed packages add to a table of ours, by an entry-point group. A broken one costs one sentence."""

from dataclasses import dataclass
from importlib.metadata import entry_points


@dataclass(frozen=True, slots=True)
class Plugin:
    """What one entry point leads to, or why it leads to nothing."""

    whose: str
    value: object = None
    problem: str = ""


def plugins(group: str) -> tuple[Plugin, ...]:
    """All of a group, in the order of their names."""
    found: list[Plugin] = []
    for entry in sorted(entry_points(group=group), key=lambda each: each.name):
        whose = f"{group}: {entry.name} of the package {entry.dist.name if entry.dist else entry.value}"
        try:
            found.append(Plugin(whose, entry.load()))
        except Exception as error:  # noqa: BLE001 - a fence: somebody else's module may raise anything
            found.append(
                Plugin(whose, problem=f"{whose} cannot be loaded ({type(error).__name__}); update or remove it.")
            )
    return tuple(found)
