"""The table of the buttons under an answer."""

from itertools import product

import pytest

from bots.discord_bot.limits import IN_A_ROW
from bots.engine.handlers.registry import PRESSES
from bots.engine.language.english import ENGLISH
from bots.engine.reply.buttons import ALONE, BY_ACTION, AnswerButtons, Phase, Turning

EVERY = [
    AnswerButtons(10**15, 10**15, kept=kept, to_command=to_command, edited=edited, turning=turning)
    for kept, to_command, edited, turning in product(
        (False, True), (False, True), ("", str(10**19)), (ALONE, Turning(2, 3, 10**15 - 1, 10**15 + 1))
    )
]


def actions(answer: AnswerButtons, phase: Phase) -> list[str]:
    return [button.action.encode() for row in answer.under(phase) for button in row]


@pytest.mark.parametrize(
    ("phase", "kept", "to_command", "expected"),
    [
        (Phase.GROWING, True, True, ["stop|7"]),
        (Phase.HIDDEN, False, False, ["stop|7"]),
        (Phase.OVER, True, False, ["again|9", "info|9"]),
        (Phase.OVER, True, True, ["again|9", "continue|9", "info|9"]),
        (Phase.OVER, False, True, []),
    ],
)
def test_which_are_there(phase: Phase, kept: bool, to_command: bool, expected: list[str]) -> None:
    """Stop while it grows, the others once it is over and kept; a button without use is absent, not dead."""
    answer = AnswerButtons(7, 9, kept=kept, to_command=to_command)

    assert actions(answer, phase) == expected


@pytest.mark.parametrize("answer", EVERY)
@pytest.mark.parametrize("phase", Phase)
def test_they_fit_two_rows(answer: AnswerButtons, phase: Phase) -> None:
    """Discord's, which are the shortest, even if the answer may go on; no two do the same."""
    rows = answer.under(phase, length=10**6)

    pressed = [button.action for row in rows for button in row]
    assert len(rows) <= 2
    assert all(len(row) <= IN_A_ROW for row in rows)
    assert all(action.fits() for action in pressed)
    assert len(set(pressed)) == len(pressed)


@pytest.mark.parametrize(
    ("turning", "number", "expected"),
    [
        (ALONE, 1, []),
        (Turning(1, 2, 0, 10), 1, [("1/2", "turn|9"), ("▶", "turn|10")]),
        (Turning(2, 3, 8, 10), 1, [("◀", "turn|8"), ("2/3", "turn|9"), ("▶", "turn|10")]),
        (Turning(3, 3, 8, 0), 1, [("◀", "turn|8"), ("3/3", "turn|9")]),
        (Turning(3, 3, 8, 0), 2, []),
    ],
)
def test_the_row_of_versions(turning: Turning, number: int, expected: list[tuple[str, str]]) -> None:
    """None leads nowhere, and there is none under an answer of several messages."""
    rows = AnswerButtons(7, 9, turning=turning).under(Phase.OVER, number=number)

    assert [(each.label, each.action.encode()) for row in rows[1:] for each in row] == expected


def test_each_is_answered_and_has_its_words() -> None:
    """Every action has a handler, every label and refusal a phrase."""
    for each in BY_ACTION.values():
        assert each.action in PRESSES
        assert each.refused in ENGLISH
        assert all(each.label(phase) in ENGLISH for phase in Phase)
