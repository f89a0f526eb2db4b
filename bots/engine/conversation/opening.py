"""Whether words of an answer may be shown yet: they are held back for the moment in which more of its question is kept.

| | more of the question comes | the first words are to be shown |
|---|---|---|
| closed | they are held back until that is kept | open from that call on |
| open | it is a question of its own | |
"""

from collections.abc import Iterator
from contextlib import contextmanager

from bots.engine.runtime.flag import Flag


class Opening:
    """A door for the first words of an answer, closed until `open`."""

    def __init__(self) -> None:
        self._held = 0
        self._free = Flag()
        self._free.set()
        self._open = False

    @property
    def is_open(self) -> bool:
        """Whether words were shown, or are on their way."""
        return self._open

    @property
    def is_held(self) -> bool:
        """Whether nothing may be shown just now."""
        return self._held > 0

    def open(self) -> None:
        """Note that words are on their way."""
        self._open = True

    @property
    def free(self) -> Flag:
        """Set while words may be shown."""
        return self._free

    @contextmanager
    def held(self) -> Iterator[None]:
        """No words are shown inside the block, unless it is open already."""
        self._held += 1
        self._free.clear()
        try:
            yield
        finally:
            self._held -= 1
            if not self._held:
                self._free.set()
