"""The buttons under an answer: a table of when each is there, in what order, who may press it, and its action. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Literal

from bots.engine.language.phrases import say
from bots.engine.seam.values import Action, Button, ButtonStyle

NO_LIMIT = 10_000
"""More messages than an answer can have."""

Pressers = Literal["asker", "asker or administrators", "asker or moderators", "anyone"]
"""moderators: administrators, and whoever may delete messages there. anyone: who may talk there and sees the answer."""


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
class Turning:
    """Which of the answers to its question one is. `number`: from 1, of `of`. `before`, `after`: their rows, or 0."""

    number: int = 1
    of: int = 1
    before: int = 0
    after: int = 0


ALONE = Turning()
"""The only one, or one of those between which nobody can turn."""


@dataclass(frozen=True, slots=True)
class AnswerButtons:
    """What the buttons of one answer depend on.

    `key`: the reply in flight. `row`: the answer in the store. `kept`: its text stays there. `to_command`: it answers
    an interaction; a message that replies to it reaches the bot empty if Discord's message content intent is off.
    `most`: the messages that it may have. `edited`: the id of its question's message, if that was edited since.
    `turning`: counts if the answer is one message.
    """

    key: int
    row: int
    kept: bool = True
    to_command: bool = False
    most: int = NO_LIMIT
    edited: str = ""
    turning: Turning = ALONE

    def under(self, phase: Phase, *, length: int = 0, number: int = 1) -> tuple[tuple[Button, ...], ...]:
        """The rows of buttons under its last message: at most two. The arguments are those of `Moment`."""
        moment = Moment(phase, length, number)
        row = tuple(
            Button(say(each.label(phase)), Action(each.action, each.argument(self, moment)))
            for each in TABLE
            if each.when(self, moment)
        )
        turns = self._turns() if _is_kept(self, moment) and number == 1 else ()
        return tuple(filter(None, (row, turns)))

    def _turns(self) -> tuple[Button, ...]:
        """The buttons that lead to the other versions, around the one that shows this one once more."""
        turning = self.turning
        if turning.of < 2:
            return ()
        here = say("turn_here_button", number=turning.number, of=turning.of)
        found = ((say("turn_back_button"), turning.before), (here, self.row), (say("turn_on_button"), turning.after))
        return tuple(Button(label, Action(TURN.action, str(row))) for label, row in found if row)


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
    ButtonKind(
        "info",
        label=lambda phase: "info_button",
        when=lambda answer, moment: _is_kept(answer, moment),
        argument=lambda answer, moment: str(answer.row),
        pressed_by="anyone",
    ),
)
"""The buttons in the order in which they stand."""

TURN = ButtonKind(
    "turn",
    label=lambda phase: "turn_here_button",
    when=lambda answer, moment: answer.turning.of > 1,
    argument=lambda answer, moment: str(answer.row),
    pressed_by="asker or administrators",
    refused="not_yours_to_turn",
)
"""A row of its own: it leads to one version each, and says which of them is shown."""

BY_ACTION: Mapping[str, ButtonKind] = {each.action: each for each in (*TABLE, TURN)}


@dataclass(frozen=True, slots=True)
class PermissionKind:
    """One of the buttons by which people say whether a tool may run.

    `for_all`: it says so for always, and only administrators press it. `denies`: it may not.
    """

    action: str
    label: str
    for_all: bool = False
    denies: bool = False
    style: ButtonStyle = "plain"


PERMISSION: tuple[PermissionKind, ...] = (
    PermissionKind("permit", "permit_button", style="primary"),
    PermissionKind("permit_always", "permit_always_button", for_all=True),
    PermissionKind("forbid", "forbid_button", denies=True, style="danger"),
)


def permission(key: str) -> tuple[Button, ...]:
    """The row of these buttons for the question with that key. The asker or an administrator presses them."""
    return tuple(Button(say(each.label), Action(each.action, key), each.style) for each in PERMISSION)
