"""What is typed while an answer grows is kept for the prompts that follow."""

from prompt_toolkit.key_binding import KeyPress
from prompt_toolkit.keys import Keys

from bots.terminal_bot.keyboard.typed_ahead import TypedAhead

ENTER = KeyPress(Keys.ControlM)


def keys(text: str) -> list[KeyPress]:
    return [ENTER if letter == "\r" else KeyPress(letter) for letter in text]


def test_a_line_that_was_entered_comes_first() -> None:
    """Then the one that was begun, once."""
    ahead = TypedAhead()
    ahead.typed(keys("one\r"))
    ahead.typed(keys("tw"))

    assert [ahead.take() for _ in range(3)] == [(True, "one"), (False, "tw"), (False, "")]


def test_what_comes_in_one_piece_keeps_its_lines() -> None:
    """A terminal that marks no paste sends it like that; a line end at the end enters it."""
    ahead = TypedAhead()
    ahead.typed(keys("one\r\rtwo\r"))

    assert ahead.take() == (True, "one\n\ntwo")


def test_a_marked_paste_keeps_its_lines_and_enters_nothing() -> None:
    """Whatever its line ends are, also behind a line that was entered."""
    ahead = TypedAhead()
    ahead.typed([*keys("first\r"), KeyPress(Keys.BracketedPaste, "a\r\nb\rc\nd\n")])

    assert [ahead.take() for _ in range(2)] == [(True, "first"), (False, "a\nb\nc\nd\n")]


def test_a_mistake_can_be_taken_back_unseen() -> None:
    """Backspace and Ctrl-U; an arrow is no text."""
    ahead = TypedAhead()
    ahead.typed([*keys("wrong"), KeyPress(Keys.ControlU), *keys("rigj"), KeyPress(Keys.ControlH), *keys("ht")])
    ahead.typed([KeyPress(Keys.Left)])

    assert ahead.take() == (False, "right")


def test_ctrl_c_is_told_and_keeps_what_was_typed() -> None:
    """Ctrl-D on an empty line is the end of the input, on another one it is nothing."""
    ahead = TypedAhead()

    assert ahead.typed([*keys("so"), KeyPress(Keys.ControlC)])
    assert not ahead.typed([KeyPress(Keys.ControlD), ENTER])
    assert not ahead.typed([KeyPress(Keys.ControlD)])
    assert [ahead.take() for _ in range(2)] == [(True, "so"), (True, None)]
