"""A question on its way to its answer, which people may delete, edit or go on with meanwhile.

| | deleted, or its author is forgotten | edited | more of it comes, or one of several messages is deleted |
|---|---|---|---|
| waiting | dropped | its new words are read when its turn comes | that is read then |
| answered, no word shown | the answer ends | `end`, then asked anew | the same, `MOST_DROPPED` times |
| answered | the same, and after a deletion what stands is taken away | the same | the answer goes on |
| answered, a tool that acts was called | the answer ends | its new words are kept | nothing |
| over | the answer stays | as `bots/engine/edits.py` says | |
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Literal

from bots.engine.conversation.opening import Opening
from bots.engine.runtime.lasting import Lasting
from bots.engine.seam.incoming import Incoming
from bots.engine.seam.places import Person, Place

MOST_DROPPED = 2
"""Requests for one question that are dropped because more of it has come."""

Ended = Literal["stopped", "stopped_for_next", "interrupted"]
"""Who ended an answer: a person, one whose next question follows, or the end of the program. It is the phrase."""


def _nothing() -> None:
    """Do nothing."""


@dataclass(slots=True, eq=False)
class Asked:
    """`incoming`: the message as it is to be answered. `question`: its row in the store; 0 if it has none.

    `messages`: the ids of those of which it consists. `answered`: its turn has come. `gone`: it was deleted, or its
    author wants to be forgotten. `deleted`: the former. `changed`: it is to be asked anew. `dropped`: so often because
    more of it has come or some of it was deleted. `stopped`: by whom its answer was ended. `left_behind`: a new
    conversation has begun there. `acted`: a tool that acts was called for its answer, so that it is not asked anew by
    itself. `over`: its answer has ended. `affords`: whether there is room for one more request
    that reads so many tokens more.
    """

    incoming: Incoming
    question: int = 0
    messages: set[str] = field(default_factory=set)
    answered: bool = False
    gone: bool = False
    deleted: bool = False
    changed: bool = False
    dropped: int = 0
    stopped: Ended | Literal[""] = ""
    left_behind: bool = False
    acted: bool = False
    over: bool = False
    affords: Callable[[int], Awaitable[bool]] | None = None
    opening: Opening = field(default_factory=Opening)
    _end: Callable[[], None] = _nothing

    @property
    def place(self) -> Place:
        """The place in which the question is answered."""
        return self.incoming.origin.place

    @property
    def person(self) -> Person:
        """Who asks."""
        return self.incoming.origin.person

    @property
    def takes_more(self) -> bool:
        """Whether what its author sends now still belongs to it."""
        if self.gone or self.over or self.stopped or self.left_behind or self.acted or self.opening.is_open:
            return False
        return not self.answered or self.dropped < MOST_DROPPED

    def withdraw(self, *, deleted: bool) -> None:
        """Mark it as gone, and end what is being done for it."""
        if not self.gone:
            self.gone, self.deleted = True, deleted
            self._end()

    def change(self) -> None:
        """Mark it as edited, and end what is being done for its old words. Only while it is answered."""
        self.changed = True
        self._end()

    def ask_again(self) -> bool:
        """Drop the request, which has not led to a word yet, and ask again what the store holds now.

        Returns False, and does nothing, if words are shown or it was dropped too often; or if there is no request yet.
        """
        if not self.answered or not self.takes_more:
            return False
        self.dropped += 1
        self.change()
        return True

    def ended_by(self, end: Callable[[], None]) -> Lasting[None]:
        """Call `end` when the question goes or changes inside the block; at once if that has happened."""
        self._end = end
        if self.gone or self.changed:
            end()
        return Lasting(None, self._goes_on)

    def _goes_on(self) -> None:
        self._end = _nothing
