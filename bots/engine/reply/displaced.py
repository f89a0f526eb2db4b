"""The message of an older answer in which a new one is to grow: what it shows, and what may follow.

stands ──> asked ──> replaced     It stays as it was until words of the new answer stand there. People may be asked in
   └───────────────────^          it whether a tool may run; after that it is shown again.
"""

from collections.abc import Mapping
from enum import Enum
from typing import Literal

from bots.engine.reply.part import Part, Standing
from bots.engine.seam.shown import Frame


class Older(Enum):
    """What became of the older answer."""

    STANDS = "stands as it was"
    ASKED = "people were asked something in its message"
    REPLACED = "a frame of the new answer stands there, or there was none"


FOLLOWS: Mapping[Older, frozenset[Older]] = {
    Older.STANDS: frozenset({Older.ASKED, Older.REPLACED}),
    Older.ASKED: frozenset({Older.REPLACED}),
    Older.REPLACED: frozenset(),
}
"""What each state may become. To become what it is changes nothing."""

Aside = Literal["", "asks", "again"]
"""What a frame shows in place of the new answer. asks: a question to people. again: the older answer, after one."""


class Displaced:
    """The older answer in that message, if it shows one."""

    def __init__(self, standing: Standing | None) -> None:
        self.older = standing if standing and standing.older else None
        self._state = Older.STANDS if self.older else Older.REPLACED

    @property
    def stands(self) -> bool:
        """Whether it stands as it was, or is to: no word of the new answer stood."""
        return self._state is not Older.REPLACED

    @property
    def frame(self) -> Frame | None:
        """What it shows; None if there is none, or nobody knows."""
        return self.older.frame if self.older else None

    def aside(self, *, words: bool, asks: bool) -> Aside:
        """What the next frame shows instead of the new answer. `words`: there are some; `asks`: people are asked."""
        if self.frame is None or not self.stands or words:
            return ""
        return "asks" if asks else "again" if self._state is Older.ASKED else ""

    def confirmed(self, aside: Aside) -> None:
        """Note that such a frame stands in its message."""
        self._become(self._state if aside == "again" else Older.ASKED if aside else Older.REPLACED)

    def is_hidden(self, part: Part) -> bool:
        """Whether something else may stand where it is to stand."""
        return (self._state is Older.ASKED and part.shown != self.frame) or part.lost_openings > 0

    def _become(self, state: Older) -> None:
        if state is not self._state and state not in FOLLOWS[self._state]:
            raise RuntimeError(f"An older answer that is {self._state.name} cannot become {state.name}.")
        self._state = state
