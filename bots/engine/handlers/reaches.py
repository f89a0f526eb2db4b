"""How far a choice in a panel is to reach: a menu of the scopes for which that person may choose there."""

from collections.abc import Callable

from bots.engine.access.gate import Gate
from bots.engine.handlers.permissions import may_set
from bots.engine.language.phrases import say
from bots.engine.seam.incoming import Origin
from bots.engine.seam.shown import Action, Option, Select
from bots.engine.settings.scopes import HERE, PRIVATE, REACHES, WHERE, Scope, scope_of, unreachable

_APART = "@"
"""Stands between a setting and a reach in a button's payload; no setting has it in its key."""


async def reaches(gate: Gate, origin: Origin, *, shared_only: bool = False) -> tuple[str, ...]:
    """The reaches that are open to that person there, one for each scope, the nearest first.

    `shared_only`: of a setting that means nothing in private chats.
    """
    found: dict[Scope, str] = {}
    for reach in REACHES:
        if shared_only and (reach == PRIVATE or (origin.private and reach in REACHES[: REACHES.index(PRIVATE)])):
            continue
        scope = scope_of(origin, reach)
        if scope not in found and not unreachable(origin, reach) and not await may_set(gate, origin, scope):
            found[scope] = reach
    return tuple(found.values())


def reach_menu(
    origin: Origin, among: tuple[str, ...], now: str, leading: Callable[[str], Action]
) -> tuple[Select, ...]:
    """The menu; none if there is nothing to choose, or no room in a button. `now`: the reach that is chosen."""
    options = tuple(Option(_label(origin, reach), leading(reach), current=reach == now) for reach in among)
    is_needed = len(options) > 1 and all(each.action.fits() for each in options)
    return (Select(say("reach_pick"), options),) if is_needed else ()


def where(origin: Origin, reach: str) -> str:
    """The places of a reach, in words: "in this channel"."""
    return say(WHERE[scope_of(origin, reach).source])


def with_reach(key: str, reach: str) -> str:
    """A setting and how far a choice of it reaches, as a button says it."""
    return key if reach == HERE else f"{key}{_APART}{reach}"


def of_button(words: str) -> tuple[str, str]:
    """The setting and the reach that a button says; a reach that there is not is the nearest one."""
    key, _, reach = words.partition(_APART)
    return key, reach if reach in REACHES else HERE


def _label(origin: Origin, reach: str) -> str:
    words = where(origin, reach)
    return words[:1].upper() + words[1:]
