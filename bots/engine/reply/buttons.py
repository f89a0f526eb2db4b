"""The buttons under an answer: a table of when each is there, in what order, who may press it, and its action. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Literal

from bots.engine.language.phrases import say
from bots.engine.seam.values import Action, Button

NO_LIMIT = 10_000
"""More messages than an answer can have."""

Pressers = Literal["asker", "asker or administrators", "asker or moderators"]
"""moderators: administrators, and whoever may delete messages there."""


class Phase(Enum):
    """How far an answer has come, as its buttons see it."""

    GROWING = "growing"
    HIDDEN = "growing, and the rest comes as a file"
    OVER = "over"


@dataclass(frozen=True, slots=True)
class Moment:
    """The state of an answer. `length`: its characters if it may go on, else 0. `number`: its last message, from 1."""

    phase: Phase
    length: int = 0
    number: int = 1


@dataclass(frozen=True, slots=True)
class AnswerButtons:
    """What the buttons of one answer depend on.

    `key`: the reply in flight. `row`: the answer in the store. `kept`: its text stays there. `to_command`: it answers
    an interaction; a message that replies to it reaches the bot empty if Discord's message content intent is off.
    `most`: the messages that it may have. `edited`: the id of its question's message, if that was edited since.
    """

    key: int
    row: int
    kept: bool = True
    to_command: bool = False
    most: int = NO_LIMIT
    edited: str = ""

    def under(self, phase: Phase, *, length: int = 0, number: int = 1) -> tuple[tuple[Button, ...], ...]:
        """The rows of buttons under its last message: none, or one. The arguments are those of `Moment`."""
        moment = Moment(phase, length, number)
        row = tuple(
            Button(say(each.label(phase)), Action(each.action, each.argument(self, moment)))
            for each in TABLE
            if each.when(self, moment)
        )
        return (row,) if row else ()


@dataclass(frozen=True, slots=True)
class ButtonKind:
    """A line of the table. `label` and `refused` name phrases; others who press it read the second."""

    action: str
    label: Callable[[Phase], str]
    when: Callable[[AnswerButtons, Moment], bool]
    argument: Callable[[AnswerButtons, Moment], str]
    pressed_by: Pressers = "asker"
    refused: str = "not_your_button"


def _is_kept(answer: AnswerButtons, moment: Moment) -> bool:
    """Whether it is over, and what was said is in the store."""
    return moment.phase is Phase.OVER and answer.kept


TABLE: tuple[ButtonKind, ...] = (
    ButtonKind(
        "stop",
        label=lambda phase: "stop_button_hidden" if phase is Phase.HIDDEN else "stop_button",
        when=lambda answer, moment: moment.phase is not Phase.OVER,
        argument=lambda answer, moment: str(answer.key),
        pressed_by="asker or moderators",
        refused="not_yours_to_stop",
    ),
    ButtonKind(
        "edited",
        label=lambda phase: "edited_button",
        when=lambda answer, moment: _is_kept(answer, moment) and bool(answer.edited),
        argument=lambda answer, moment: f"{answer.row}.{answer.edited}",
    ),
    ButtonKind(
        "go_on",
        label=lambda phase: "go_on_button",
        when=lambda answer, moment: _is_kept(answer, moment) and bool(moment.length) and moment.number < answer.most,
        argument=lambda answer, moment: f"{answer.row}.{moment.length}",
        pressed_by="asker or administrators",
    ),
    ButtonKind(
        "again",
        label=lambda phase: "retry_button",
        when=lambda answer, moment: _is_kept(answer, moment),
        argument=lambda answer, moment: str(answer.row),
    ),
    ButtonKind(
        "continue",
        label=lambda phase: "reply_button",
        when=lambda answer, moment: _is_kept(answer, moment) and answer.to_command,
        argument=lambda answer, moment: str(answer.row),
    ),
)
"""In the order in which they stand."""

BY_ACTION: Mapping[str, ButtonKind] = {each.action: each for each in TABLE}
