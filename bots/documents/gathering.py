"""Text as it is found in a file, piece by piece, until there is no more room."""

from bots.documents.values import Extract, Limits, Unit


class Full(Exception):
    """There is no room for more."""


class Gathering:
    """The pieces of one file: pages, rows, lines.

    The format sets `unit`, and once it knows them `total`, how many pieces the file has, `length`, its characters, and
    `title`, what a page calls itself.
    A piece is taken whole or not at all, unless that would leave more than half of the room empty.
    """

    def __init__(self, limits: Limits) -> None:
        self.unit = Unit.LINES
        self.total = 0
        self.length = 0
        self.title = ""
        self.has_text = False
        self._room = limits.characters
        self._pages = limits.pages
        self._characters = limits.characters
        self._pieces: list[str] = []
        self._is_cut_within = False

    def add(self, text: str, heading: str = "") -> None:
        """Take the next piece. `heading`: words of ours above it, which are not text of the file.

        Raises:
            Full: it was not taken, or not all of it.
        """
        if self.unit is Unit.PAGES and len(self._pieces) == self._pages:
            raise Full
        piece = f"{heading}\n{text}" if heading and text else heading or text
        if len(piece) > self._room:
            if self._room > self._characters // 2:
                self._is_cut_within = True
                self._take(piece[: self._room], text)
            raise Full
        self._take(piece, text)
        self._room -= 1  # the newline between the pieces

    def end(self) -> None:
        """Say that the file has no more pieces."""
        self.total = len(self._pieces)

    def extract(self) -> Extract:
        """The text that was gathered."""
        text = "\n".join(self._pieces).replace("\0", "").encode(errors="replace").decode()
        if self._is_cut_within:
            return Extract(text, Unit.CHARACTERS, len(text), self.length, self.title)
        return Extract(text, self.unit, len(self._pieces), self.total, self.title)

    def _take(self, piece: str, text: str) -> None:
        self._pieces.append(piece)
        self._room -= len(piece)
        self.has_text = self.has_text or bool(text.strip())
