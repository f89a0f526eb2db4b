"""The buttons of an answer: a table of when each is there, in what order, for whom, and by which action name. Pure.

Whoever adds one adds a line to it, and its function to `handlers/registry.py`.
"""

from collections.abc import Callable, Mapping
from enum import Enum
from typing import Literal, get_args

from bots.engine.commands.button import ButtonKind
from bots.engine.language.phrases import say
from bots.engine.seam.shown import Action, Button, ButtonStyle
from provider.values import Value

NO_LIMIT = 10_000
"""More messages than an answer can have."""

Pressers = Literal["asker", "asker or administrators", "asker or moderators", "administrators", "anyone"]
"""moderators: administrators, and whoever may delete messages there. anyone: who may talk there and sees the answer."""

Row = Literal["permission", "answer", "versions"]
"""The rows of buttons, below each other in this order: whether a tool may run; the answer's own; its other versions."""

ROWS: tuple[Row, ...] = get_args(Row)


class Phase(Enum):
    """How far an answer has come, as its buttons see it."""

    GROWING = "growing"
    HIDDEN = "growing, and the rest comes as a file"
    OVER = "over"


class Moment(Value):
    """The state of an answer.

    `length`: its characters if it may go on, else 0. `number`: its last message, from 1. `asks`: the key of the
    question to people whether a tool may run; empty if none is asked.
    """

    phase: Phase
    length: int = 0
    number: int = 1
    asks: str = ""


class Turning(Value):
    """Which of the answers to its question one is. `number`: from 1, of `of`. `before`, `after`: their rows, or 0."""

    number: int = 1
    of: int = 1
    before: int = 0
    after: int = 0


ALONE = Turning()
"""The only one, or one of those between which nobody can turn."""


class AnswerButtons(Value):
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

    def under(
        self, phase: Phase, *, length: int = 0, number: int = 1, asks: str = ""
    ) -> tuple[tuple[Button, ...], ...]:
        """The rows of buttons under its last message. The arguments are those of `Moment`."""
        moment = Moment(phase, length, number, asks)
        rows: dict[Row, list[Button]] = {}
        for kind, each in STANDING:
            if each.when(self, moment):
                rows.setdefault(each.row, []).append(each.button(kind.action, self, moment))
        return tuple(map(tuple, rows.values()))


class Stands(Value, kw_only=True):
    """Where a button stands under an answer, when, with which words, and what its payload names."""

    when: Callable[[AnswerButtons, Moment], bool]
    label: Callable[[AnswerButtons, Moment], str]
    argument: Callable[[AnswerButtons, Moment], str]
    row: Row = "answer"
    style: ButtonStyle = "plain"

    def button(self, action: str, answer: AnswerButtons, moment: Moment) -> Button:
        """The button with that action."""
        return Button(self.label(answer, moment), Action(action, self.argument(answer, moment)), self.style)


class AnswerButton(ButtonKind, kw_only=True):
    """A line of the table. `refused`: the phrase for others who press it; empty for a button that is for anyone.

    `on_turn`: it acts on an answer that grows or begins, so it goes to the process that attends the chat. `stands`:
    under the answer, in this order; nowhere if it is part of something else that is about an answer.
    """

    pressed_by: Pressers = "asker"
    refused: str = "not_your_button"
    on_turn: bool = True
    stands: tuple[Stands, ...] = ()


def _is_kept(answer: AnswerButtons, moment: Moment) -> bool:
    """Whether it is over, and what was said is in the store."""
    return moment.phase is Phase.OVER and answer.kept


def _is_asked(answer: AnswerButtons, moment: Moment) -> bool:
    """Whether people are asked something while it grows."""
    return moment.phase is not Phase.OVER and bool(moment.asks)


def _turns(answer: AnswerButtons, moment: Moment) -> bool:
    """Whether one can turn to other versions of it: those of one message each."""
    return _is_kept(answer, moment) and moment.number == 1 and answer.turning.of > 1


def _says(phrase: str) -> Callable[[AnswerButtons, Moment], str]:
    return lambda answer, moment: say(phrase)


def _key(answer: AnswerButtons, moment: Moment) -> str:
    return str(answer.key)


def _row(answer: AnswerButtons, moment: Moment) -> str:
    return str(answer.row)


def _asks(answer: AnswerButtons, moment: Moment) -> str:
    return moment.asks


TABLE: tuple[AnswerButton, ...] = (
    AnswerButton(
        action="permit",
        pressed_by="asker or administrators",
        refused="not_yours_to_allow",
        stands=(
            Stands(row="permission", when=_is_asked, label=_says("permit_button"), argument=_asks, style="primary"),
        ),
    ),
    AnswerButton(
        action="permit_always",
        pressed_by="administrators",
        refused="always_not_yours",
        stands=(Stands(row="permission", when=_is_asked, label=_says("permit_always_button"), argument=_asks),),
    ),
    AnswerButton(
        action="forbid",
        pressed_by="asker or administrators",
        refused="not_yours_to_allow",
        stands=(
            Stands(row="permission", when=_is_asked, label=_says("forbid_button"), argument=_asks, style="danger"),
        ),
    ),
    AnswerButton(
        action="stop",
        pressed_by="asker or moderators",
        refused="not_yours_to_stop",
        repeats="harmless",
        stands=(
            Stands(
                when=lambda answer, moment: moment.phase is not Phase.OVER,
                label=lambda answer, moment: say(
                    "stop_button_hidden" if moment.phase is Phase.HIDDEN else "stop_button"
                ),
                argument=_key,
            ),
        ),
    ),
    AnswerButton(
        action="edited",
        repeats="question",
        stands=(
            Stands(
                when=lambda answer, moment: _is_kept(answer, moment) and bool(answer.edited),
                label=_says("edited_button"),
                argument=lambda answer, moment: f"{answer.row}.{answer.edited}",
            ),
        ),
    ),
    AnswerButton(
        action="go_on",
        pressed_by="asker or administrators",
        repeats="question",
        stands=(
            Stands(
                when=lambda answer, moment: (
                    _is_kept(answer, moment) and bool(moment.length) and moment.number < answer.most
                ),
                label=_says("go_on_button"),
                argument=lambda answer, moment: f"{answer.row}.{moment.length}",
            ),
        ),
    ),
    AnswerButton(
        action="again",
        repeats="question",
        stands=(Stands(when=_is_kept, label=_says("retry_button"), argument=_row),),
    ),
    AnswerButton(
        action="continue",
        repeats="question",
        stands=(
            Stands(
                when=lambda answer, moment: _is_kept(answer, moment) and answer.to_command,
                label=_says("reply_button"),
                argument=_row,
            ),
        ),
    ),
    AnswerButton(
        action="info",
        pressed_by="anyone",
        refused="",
        repeats="harmless",
        on_turn=False,
        stands=(Stands(when=_is_kept, label=_says("info_button"), argument=_row),),
    ),
    AnswerButton(
        action="turn",
        pressed_by="asker or administrators",
        refused="not_yours_to_turn",
        repeats="harmless",
        stands=(
            Stands(
                row="versions",
                when=lambda answer, moment: _turns(answer, moment) and bool(answer.turning.before),
                label=_says("turn_back_button"),
                argument=lambda answer, moment: str(answer.turning.before),
            ),
            Stands(
                row="versions",
                when=_turns,
                label=lambda answer, moment: say(
                    "turn_here_button", number=answer.turning.number, of=answer.turning.of
                ),
                argument=_row,
            ),
            Stands(
                row="versions",
                when=lambda answer, moment: _turns(answer, moment) and bool(answer.turning.after),
                label=_says("turn_on_button"),
                argument=lambda answer, moment: str(answer.turning.after),
            ),
        ),
    ),
    # Part of what else is about an answer: the menu of Again, the line of a question that waits, that of a late one.
    AnswerButton(action="anew", repeats="question"),
    AnswerButton(action="now", pressed_by="asker or moderators", refused="not_yours_to_stop"),
    AnswerButton(action="retry", repeats="question"),
)
"""The buttons in the order in which they stand."""

BY_ACTION: Mapping[str, AnswerButton] = {each.action: each for each in TABLE}

STANDING: tuple[tuple[AnswerButton, Stands], ...] = tuple(
    (kind, each) for row in ROWS for kind in TABLE for each in kind.stands if each.row == row
)
"""Every button that stands under an answer, row by row."""
