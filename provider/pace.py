"""How soon what comes of an answer is wanted, told by whoever shows it to whoever reads it."""

from collections.abc import Callable


class Pace:
    """The pace of one answer. `lull`: seconds for which what has come may wait, so that it is read in one go; 0: none.

    The seconds are those of the event loop.

    What nobody looks at before the next frame need not be read token by token. The end of the answer, and whatever
    comes after a silence, never waits. `late`: seconds for which the oldest of what was read last has waited.
    """

    __slots__ = ("_pull", "late", "lull")

    def __init__(self) -> None:
        self.lull = 0.0
        self.late = 0.0
        self._pull: Callable[[], bool] | None = None

    def read_by(self, pull: Callable[[], bool] | None) -> None:
        """Let a reader take by `pull` what has come; it returns whether there is anything. None: nobody does."""
        self._pull = pull

    def want(self) -> bool:
        """Let what has come be read now; returns whether there is anything, which the reader's next step takes."""
        return self._pull is not None and self._pull()
