"""What a button is, as a value. Those under an answer are in `reply/buttons.py`, all others in `table_buttons.py`."""

from dataclasses import dataclass
from typing import Literal

from bots.engine.commands.command import Repeats

Door = Literal["members", "anyone", "owners"]
"""Who gets to the function behind it. members: who may talk there; it may let fewer press. anyone: strangers too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ButtonKind:
    """What all buttons with the same action have in common."""

    action: str
    door: Door = "members"
    repeats: Repeats = "noted"
    keeps_names: bool = False
    """Whether something may be kept after it that names who pressed."""
