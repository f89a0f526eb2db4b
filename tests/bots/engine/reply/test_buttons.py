"""The table of the buttons under an answer."""

from itertools import product

import pytest

from bots.discord_bot.limits import IN_A_ROW
from bots.engine.handlers.registry import PRESSES
from bots.engine.language.english import ENGLISH
from bots.engine.reply.buttons import TABLE, AnswerButtons, Phase

EVERY = [
    AnswerButtons(10**15, 10**15, kept=kept, to_command=to_command, edited=edited)
    for kept, to_command, edited in product((False, True), (False, True), ("", str(10**19)))
]


def actions(answer: AnswerButtons, phase: Phase) -> list[str]:
    return [button.action.encode() for row in answer.under(phase) for button in row]


@pytest.mark.parametrize(
    ("phase", "kept", "to_command", "expected"),
    [
        (Phase.GROWING, True, True, ["stop|7"]),
        (Phase.HIDDEN, False, False, ["stop|7"]),
        (Phase.OVER, True, False, ["again|9"]),
        (Phase.OVER, True, True, ["again|9", "continue|9"]),
        (Phase.OVER, False, True, []),
    ],
)
def test_which_are_there(phase: Phase, kept: bool, to_command: bool, expected: list[str]) -> None:
    """Stop while it grows, the others once it is over and kept; a button without use is absent, not dead."""
    answer = AnswerButtons(7, 9, kept=kept, to_command=to_command)

    assert actions(answer, phase) == expected


@pytest.mark.parametrize("answer", EVERY)
@pytest.mark.parametrize("phase", Phase)
def test_they_fit_one_row(answer: AnswerButtons, phase: Phase) -> None:
    """Discord's, which is the shortest, even if the answer may go on."""
    rows = answer.under(phase, length=10**6)

    assert len(rows) <= 1
    assert all(len(row) <= IN_A_ROW for row in rows)
    assert all(button.action.fits() for row in rows for button in row)


def test_each_is_answered_and_has_its_words() -> None:
    """Every action has a handler, every label and refusal a phrase."""
    for each in TABLE:
        assert each.action in PRESSES
        assert each.refused in ENGLISH
        assert all(each.label(phase) in ENGLISH for phase in Phase)
