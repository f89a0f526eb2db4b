"""Long lists: everything can be reached, a page at a time, by what the buttons say."""

from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.engine.handlers.model_actions import (
    PICK,
    READ,
    Page,
    answered,
    answering,
    choosing,
    chosen,
    named,
    page,
)
from bots.engine.handlers.paging import PAGE, paged
from bots.engine.seam.shown import Action

LONG = "fireworks/accounts/fireworks/models/qwen3-coder-480b-a35b-instruct-long"


def turned_to(wanted: Page, number: int) -> Action:
    return wanted.at(number).action()


@given(st.integers(0, 60))
def test_turning_the_pages_shows_everything_once(count: int) -> None:
    """From the first page on; no page is longer than a screen, and each says which of how many it is."""
    seen: list[int] = []
    wanted, turned = Page(PICK), 0
    while True:
        shown = paged(range(count), wanted.number)
        assert len(shown.items) <= PAGE
        assert shown.words == (f"Page {turned + 1} of {shown.pages}" if count > PAGE else "")
        seen += shown.items
        row = [button for row in shown.turning(partial(turned_to, wanted)) for button in row]
        forward = [button for button in row if button.label == "▶"]
        assert len(row) - len(forward) == (1 if turned else 0)
        if not forward:
            break
        found = page(Action.decode(forward[0].action.encode()))
        assert found is not None
        wanted, turned = found, turned + 1

    assert seen == list(range(count))
    assert turned == max(0, count - 1) // PAGE


def test_a_page_that_is_no_more_is_the_last() -> None:
    """The list has become shorter since the button was drawn."""
    assert paged(range(9), 7) == paged(range(9), 1)
    assert paged(range(3), 7) == paged(range(3), 0)


@pytest.mark.parametrize(
    "wanted",
    [
        Page(PICK),
        Page(PICK, 7),
        Page(READ, 2, "sees"),
        Page(PICK, 1, "cheap", "claude 4", "server"),
        Page(PICK, 3, typed="a > b 4"),
        Page(PICK, 0, reach="everywhere"),
    ],
)
def test_a_page_is_named_by_its_button(wanted: Page) -> None:
    """After a restart as well."""
    assert page(Action.decode(wanted.action().encode())) == wanted


@pytest.mark.parametrize(
    ("argument", "wanted"),
    [
        # The buttons that earlier versions sent.
        ("models 2", Page(PICK, 2)),
        ("models_all 1", Page(PICK, 1, reach="everywhere")),
        ("models", None),
        ("models x", Page(PICK)),
        ("models -1", Page(PICK)),
        ("models 9999999", Page(PICK)),
        ("models>>> 1", Page(PICK, 1)),
        ("models>>>", None),
        ("else 1", None),
        ("", None),
    ],
)
def test_any_payload_means_a_page_or_nothing(argument: str, wanted: Page | None) -> None:
    """A button's payload can be anything."""
    assert page(Action("page", argument)) == wanted


def test_a_name_of_any_length_fits_a_button() -> None:
    """By a digest, which the list of names tells."""
    for name in ("fast", "openai/gpt-4o", LONG):
        for reach in ("here", "server"):
            word, found = chosen(Action.decode(choosing(name, reach).encode()).argument)
            assert (named(word, ("a/b", name)), found) == (name, reach)
        row, word, to_command = answered(Action.decode(answering(12, name, to_command=True).encode()).argument)
        assert (row, named(word, (name,)), to_command) == ("12", name, True)

    assert chosen("openai/gpt-4o") == ("openai/gpt-4o", "here")
    assert named(chosen(choosing(LONG).argument)[0], ("a/b",)) == ""
    assert answered(answering(12, "", to_command=False).argument) == ("12", "", False)
