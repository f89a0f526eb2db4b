"""A long list, a page at a time. Pure. A page that no longer exists is the last one."""

from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

from bots.engine.language.phrases import say
from bots.engine.seam.shown import Action, Button
from provider.values import Value

T = TypeVar("T")

PAGE = 8
"""Things on one page: a phone shows so many without scrolling."""

BACK, ON = "◀", "▶"


class Paged(Value, Generic[T]):
    """One page. `number`: from 0. `pages`: how many there are, at least one."""

    items: tuple[T, ...]
    number: int
    pages: int

    @property
    def words(self) -> str:
        """Which page it is; empty if it is the only one."""
        return say("page_of", number=str(self.number + 1), pages=str(self.pages)) if self.pages > 1 else ""

    def turning(self, leading: Callable[[int], Action]) -> tuple[tuple[Button, ...], ...]:
        """The row of buttons to the pages before and after it; no row if there are none."""
        others = ((BACK, self.number - 1), (ON, self.number + 1))
        leads = [(label, leading(number)) for label, number in others if 0 <= number < self.pages]
        row = tuple(Button(label, action) for label, action in leads if action.fits())
        return (row,) if row else ()


def paged(items: Sequence[T], number: int, size: int = PAGE) -> Paged[T]:
    """A page of the items, counted from 0; each has so many."""
    pages = max(1, -(-len(items) // size))
    number = min(max(0, number), pages - 1)
    return Paged(tuple(items[number * size : (number + 1) * size]), number, pages)
