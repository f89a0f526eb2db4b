"""What a button is, as a value. Those under an answer are in `reply/buttons.py`, all others in `table_buttons.py`."""

from typing import Literal

from bots.engine.commands.command import Repeats
from provider.values import Value

Door = Literal["members", "anyone", "owners"]
"""Who gets to the function behind it. members: who may talk there; it may let fewer press. anyone: strangers too."""


class ButtonKind(Value, kw_only=True):
    """What all buttons with the same action have in common."""

    action: str
    door: Door = "members"
    repeats: Repeats = "noted"
    keeps_names: bool = False
    """Whether something may be kept after it that names who pressed."""
