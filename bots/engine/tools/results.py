"""What a tool gave, as the model reads it and as people get it: bounded, and with all that was cut off named. Pure."""

from typing import Final

from bots.engine.seam.shown import File
from bots.engine.tools.bounds import CHARACTERS, EXTRAS, EXTRAS_BYTES, FILE_BYTES, FILES, PICTURES
from bots.engine.tools.tool import Failed, Product
from provider.contract import Image, ToolCall, ToolResult
from provider.values import Value

NOTHING: Final = "(The tool gave nothing.)"


class Extras(Value):
    """What people get with an answer. `dollars`: what its calls have cost beside tokens, in US $."""

    files: tuple[File, ...] = ()
    pictures: tuple[Image, ...] = ()
    dollars: float = 0.0

    @property
    def size(self) -> int:
        """Bytes of all of it."""
        return sum(len(file.content) for file in self.files) + sum(len(picture.data) for picture in self.pictures)


def bounded(call: ToolCall, product: Product | Failed, extras: Extras) -> tuple[ToolResult, Extras]:
    """The result of a call, and what people get, with what they got before. What is cut off is said to the model."""
    dollars = extras.dollars + max(0.0, product.dollars)
    if isinstance(product, Failed):
        why = _cut(product.why)[0] or NOTHING
        return ToolResult(call.id, call.name, why, failed=True), Extras(extras.files, extras.pictures, dollars)
    text, length = _cut(product.text)
    notes = [f"[Cut: the result has {length:,} characters.]"] if length > CHARACTERS else []
    room, places = EXTRAS_BYTES - extras.size, EXTRAS - len(extras.files) - len(extras.pictures)
    files: list[File] = []
    left = 0
    for file in product.files:
        if len(files) < min(FILES, places) and len(file.content) <= min(FILE_BYTES, room):
            files.append(file)
            room -= len(file.content)
        else:
            left += 1
    pictures: list[Image] = []
    for picture in product.pictures:
        if len(pictures) < min(PICTURES, places - len(files)) and len(picture.data) <= min(FILE_BYTES, room):
            pictures.append(picture)
            room -= len(picture.data)
        else:
            left += 1
    if left:
        notes.append(f"[{left} of the files were too many or too large, and nobody gets them.]")
    seen = tuple(image for image in product.seen if len(image.data) <= FILE_BYTES)[:PICTURES]
    content = "\n".join(filter(None, (text, *notes))) or ("" if seen else NOTHING)
    result = ToolResult(call.id, call.name, content, seen)
    return result, Extras((*extras.files, *files), (*extras.pictures, *pictures), dollars)


def _cut(text: str) -> tuple[str, int]:
    """The beginning of a text, without what no server takes, and the length of the whole."""
    head = text[:CHARACTERS].replace("\0", "").encode("utf-8", "replace").decode("utf-8")
    return head, len(text)
