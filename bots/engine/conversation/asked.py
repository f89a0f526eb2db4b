"""A question on its way to its answer, which people may delete or edit meanwhile.

| | deleted, or its author is forgotten | edited |
|---|---|---|
| waiting | dropped | its new words are read when its turn comes |
| answered | the answer ends; if the question was deleted, what stands of it is taken away | `end`, then asked anew |
| over | the answer stays | as `bots/engine/edits.py` says |
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from bots.engine.seam.values import Person


def _nothing() -> None:
    """Do nothing."""


@dataclass(slots=True, eq=False)
class Asked:
    """`message`: its id in the chat, `question`: its row in the store; empty and 0 if it has none.

    `answered`: its turn has come. `gone`: it was deleted, or its author wants to be forgotten. `deleted`: the former.
    `changed`: it was edited, and is to be asked anew.
    """

    platform: str
    chat: str
    message: str
    person: Person
    question: int = 0
    answered: bool = False
    gone: bool = False
    deleted: bool = False
    changed: bool = False
    _end: Callable[[], None] = _nothing

    def withdraw(self, *, deleted: bool) -> None:
        """Mark it as gone, and end what is being done for it."""
        if not self.gone:
            self.gone, self.deleted = True, deleted
            self._end()

    def change(self) -> None:
        """Mark it as edited, and end what is being done for its old words. Only while it is answered."""
        self.changed = True
        self._end()

    @contextmanager
    def ended_by(self, end: Callable[[], None]) -> Iterator[None]:
        """Inside the block, `end` is called when the question goes or changes; at once if that has happened."""
        self._end = end
        try:
            if self.gone or self.changed:
                end()
            yield
        finally:
            self._end = _nothing
