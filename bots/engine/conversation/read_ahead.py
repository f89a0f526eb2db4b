"""The branch of a question that was read in the job that kept it, until its turn comes."""

from bots.engine.storage.changes import AsOf
from bots.engine.storage.records import Turn


class ReadAhead:
    """Some turns, as of some moment; they are given out once, so that an answer does not hold them while it grows."""

    def __init__(self, turns: tuple[Turn, ...] = (), as_of: AsOf = ()) -> None:
        self._turns = turns
        self._as_of = as_of

    def drop(self) -> None:
        """Forget them: the question waits, so more may be said before its turn."""
        self._turns = ()

    def take(self, as_of: AsOf) -> tuple[Turn, ...]:
        """The turns; none if any messages were deleted or changed before `as_of`, or if they were taken already."""
        turns, self._turns = self._turns, ()
        return turns if as_of == self._as_of else ()
