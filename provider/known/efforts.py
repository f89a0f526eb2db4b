"""How much a model can be told to think, and which of its levels stands in for one that it does not have. Pure."""

from typing import Final, Literal, get_args

from provider.contract import Effort

LEVELS: Final[tuple[Effort, ...]] = get_args(Effort)
"""All levels, the least first."""


def nearest(wanted: Effort | Literal[""], levels: tuple[Effort, ...] | None) -> Effort | Literal[""]:
    """The level to ask a model for; empty: say nothing of it.

    `levels`: those that it has; None: nobody knows, and it is asked for what is wanted. Of two that are equally near,
    it is the lower one, which costs less; but who wants reasoning does not get none, as long as there is another level.
    """
    if not wanted or levels is None or wanted in levels:
        return wanted
    above = [each for each in levels if each != "none"] or levels
    return min(above, key=lambda each: (abs(_AT[each] - _AT[wanted]), _AT[each]), default="")


_AT: Final = {level: number for number, level in enumerate(LEVELS)}
