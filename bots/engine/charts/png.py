"""A picture of a few colours, and its bytes as a PNG file, by W3C's specification. Pure."""

import struct
import zlib
from collections.abc import Sequence

Colour = tuple[int, int, int]

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_INDEXED = 3


class Picture:
    """Pixels, each the number of one of at most 256 colours. At first all have the first colour."""

    def __init__(self, width: int, height: int, colours: Sequence[Colour]) -> None:
        self.width = width
        self.height = height
        self._colours = tuple(colours)
        self._rows = [bytearray(width) for _ in range(height)]

    def fill(self, x: int, y: int, width: int, height: int, colour: int) -> None:
        """Fill a rectangle; the part outside the picture is left out."""
        left, right = max(0, x), min(self.width, x + width)
        if right <= left:
            return
        for row in self._rows[max(0, y) : max(0, y + height)]:
            row[left:right] = bytes([colour]) * (right - left)

    def png(self) -> bytes:
        """The bytes of the file."""
        header = struct.pack(">IIBBBBB", self.width, self.height, 8, _INDEXED, 0, 0, 0)
        palette = bytes(part for colour in self._colours for part in colour)
        pixels = zlib.compress(
            b"".join(b"\0" + row for row in self._rows), 9
        )  # a row begins with the number of its filter: none
        chunks = ((b"IHDR", header), (b"PLTE", palette), (b"IDAT", pixels), (b"IEND", b""))
        return _SIGNATURE + b"".join(_chunk(name, content) for name, content in chunks)


def _chunk(name: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))
