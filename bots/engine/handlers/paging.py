"""A long list of buttons, a page at a time. Pure.

The buttons that turn the page name the list and the page, nothing else: they mean the same after a restart, and a page
that no longer exists becomes the last one.
"""

from collections.abc import Sequence

from bots.engine.seam.values import Action, Button

PAGE = 8
"""Buttons on one page, each in a row of its own; a phone shows so many without scrolling."""

BACK, ON = "◀", "▶"


def paged(what: str, buttons: Sequence[Button], number: int = 0) -> tuple[tuple[Button, ...], ...]:
    """The rows of that page, counted from 0, and below them the buttons for the pages before and after it."""
    last = max(0, (len(buttons) - 1) // PAGE)
    number = min(max(0, number), last)
    rows = tuple((button,) for button in buttons[number * PAGE : (number + 1) * PAGE])
    queue = []
    if number > 0:
        queue.append(Button(BACK, _page(what, number - 1)))
    if number < last:
        queue.append(Button(ON, _page(what, number + 1)))
    return (*rows, tuple(queue)) if queue else rows


def page_of(action: Action) -> tuple[str, int]:
    """The list and the page that a button leads to; a page that is no number is the first."""
    what, _, number = action.argument.rpartition(" ")
    return (what, int(number)) if number.isdecimal() and len(number) < 6 else (what, 0)


def _page(what: str, number: int) -> Action:
    return Action("page", f"{what} {number}")
