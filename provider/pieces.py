"""Text that comes in many small pieces, kept as a few long ones: a string of four characters takes fifty bytes."""

from typing import Final

TOGETHER: Final = 128
"""How many pieces become one."""


class Pieces:
    """Appending one costs the same whatever there is. True if there is a piece, be it empty."""

    __slots__ = ("_joined", "_new", "size")

    def __init__(self) -> None:
        self._joined: list[str] = []
        self._new: list[str] = []
        self.size = 0
        """Characters of all of them."""

    def __bool__(self) -> bool:
        return bool(self._new or self._joined)

    @property
    def text(self) -> str:
        """The pieces as one text."""
        return "".join((*self._joined, *self._new))

    @property
    def several(self) -> bool:
        """Whether there is more than one."""
        return bool(self._joined) or len(self._new) > 1

    def append(self, piece: str) -> None:
        """Add a piece."""
        self._new.append(piece)
        self.size += len(piece)
        if len(self._new) >= TOGETHER:
            self._joined.append("".join(self._new))
            self._new.clear()

    def clear(self) -> None:
        """Forget all pieces."""
        self.size = 0
        self._joined.clear()
        self._new.clear()
