"""The table of the buttons under an answer."""

from itertools import product

import pytest

from bots.discord_bot.limits import IN_A_ROW
from bots.engine.language.english import ENGLISH
from bots.engine.reply.buttons import ALONE, ROWS, STANDING, TABLE, AnswerButtons, Moment, Phase, Turning

EVERY = [
    AnswerButtons(10**15, 10**15, kept=kept, to_command=to_command, edited=edited, turning=turning)
    for kept, to_command, edited, turning in product(
        (False, True), (False, True), ("", str(10**19)), (ALONE, Turning(2, 3, 10**15 - 1, 10**15 + 1))
    )
]


def actions(answer: AnswerButtons, phase: Phase, asks: str = "") -> list[str]:
    return [button.action.encode() for row in answer.under(phase, asks=asks) for button in row]


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


def test_a_question_whether_a_tool_may_run_stands_above_stop() -> None:
    """As long as the answer grows."""
    answer, key = AnswerButtons(7, 9), "A" * 16

    assert actions(answer, Phase.OVER, asks=key) == actions(answer, Phase.OVER)
    assert [[each.action.name for each in row] for row in answer.under(Phase.GROWING, asks=key)] == [
        ["permit", "permit_always", "forbid"],
        ["stop"],
    ]


@pytest.mark.parametrize("answer", EVERY)
@pytest.mark.parametrize("phase", Phase)
def test_they_fit_two_rows(answer: AnswerButtons, phase: Phase) -> None:
    """Discord's, which are the shortest, even if the answer may go on; no two do the same."""
    rows = answer.under(phase, length=10**6, asks="A" * 16)

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


def test_each_has_its_words() -> None:
    """Every label is a phrase, and so is what those read who may not press."""
    answer = AnswerButtons(7, 9, turning=Turning(2, 3, 8, 10))

    for kind, each in STANDING:
        assert all(each.label(answer, Moment(phase)) for phase in Phase), kind.action
    for kind in TABLE:
        assert (kind.refused in ENGLISH) is (kind.pressed_by != "anyone"), kind.action


def test_the_order_of_the_rows_is_the_table_s() -> None:
    """Row by row, and inside a row as the lines follow each other."""
    rows = [each.row for _, each in STANDING]

    assert rows == sorted(rows, key=ROWS.index)
    assert [kind for kind, _ in STANDING] == sorted((kind for kind, _ in STANDING), key=TABLE.index)
