"""Long lists of buttons: every one can be reached, a page at a time, after a restart as well."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.engine.handlers.paging import PAGE, page_of, paged
from bots.engine.seam.values import Action, Button


def buttons(count: int) -> list[Button]:
    return [Button(f"model {number}", Action("model", str(number))) for number in range(count)]


@given(st.integers(0, 60))
def test_turning_the_pages_shows_every_button_once(count: int) -> None:
    """From the first page on, by what its buttons say; no page is longer than a screen."""
    seen: list[Button] = []
    number, turned = 0, 0
    while True:
        rows = paged("models", buttons(count), number)
        shown = [row[0] for row in rows if row[0].action.name == "model"]
        assert len(shown) <= PAGE
        seen += shown
        forward = [button for row in rows for button in row if button.label == "▶"]
        if not forward:
            break
        what, number = page_of(Action.decode(forward[0].action.encode()))
        turned += 1
        assert (what, number) == ("models", turned)

    assert seen == buttons(count)
    assert turned == max(0, count - 1) // PAGE


def test_a_page_that_is_no_more_is_the_last() -> None:
    """The list has become shorter since the button was drawn."""
    assert paged("models", buttons(9), 7) == paged("models", buttons(9), 1)
    assert paged("models", buttons(3), 7) == paged("models", buttons(3))


def test_pages_in_the_middle_lead_both_ways() -> None:
    """Back first."""
    assert [button.label for button in paged("models", buttons(30), 1)[-1]] == ["◀", "▶"]
    assert [button.label for button in paged("models", buttons(30), 3)[-1]] == ["◀"]


@pytest.mark.parametrize("argument", ["models", "models x", "models -1", "models 9999999", ""])
def test_a_page_without_a_number_is_the_first(argument: str) -> None:
    """A button's payload can be anything."""
    assert page_of(Action("page", argument))[1] == 0
