"""What is asked by `parley ask`: words, what was piped in, and files, as one message for the model."""

import mimetypes
from collections.abc import Sequence
from pathlib import Path

from bots.documents.documents import Documents
from bots.documents.values import Extract, Limits
from bots.engine.attachments.bounds import PICTURE_BYTES
from bots.engine.attachments.found import Found
from bots.engine.attachments.kinds import picture_type
from bots.engine.attachments.wording import WHY, for_model
from bots.engine.language.phrases import say
from bots.engine.storage.records import Attached
from provider.contract import Image, Message
from provider.values import Hidden, Value, replace

PIPED = "standard input"
_PRINTED = frozenset(range(32, 127)) | {9, 10, 12, 13, 27}


class CannotBeRead(Exception):
    """A file cannot be read; `str()` names it and says why."""


class Question(Value):
    """One run of the command. `persona`: who the model is told to be. `goes_on`: from the last answer.

    `piped`: what came by standard input, and belongs to the words unless it is a picture or another file.
    """

    words: str = ""
    model: str = ""
    persona: str = ""
    files: tuple[str, ...] = ()
    piped: Hidden[bytes] = b""
    goes_on: bool = False
    as_json: bool = False

    @property
    def is_empty(self) -> bool:
        """Whether nothing is asked."""
        return not (self.words.strip() or self.piped.strip() or self.files)


async def message(question: Question, limits: Limits) -> Message:
    """The message for the model: the words first, below them what was piped in, above them the files.

    Raises:
        CannotBeRead: one of the files cannot be read, or holds nothing that a model could read.
    """
    things = [await _read(path, _bytes(path, limits), limits) for path in question.files]
    words = [question.words.strip()]
    if question.piped and _is_text(question.piped):
        words.append(question.piped.decode("utf-8", errors="replace").strip())
    elif question.piped:
        things.append(await _read(PIPED, question.piped, limits))
    images = tuple(thing.image for thing in things if thing.image is not None)
    return Message("user", for_model("\n\n".join(filter(None, words)), things), images)


def _is_text(data: bytes) -> bool:
    """Whether bytes are words: they are UTF-8 without control characters, or mostly ASCII in another encoding."""
    start = data[:4096]
    if b"\0" in start or picture_type(data) or data.startswith(b"%PDF-"):
        return False
    try:
        start[:-4].decode("utf-8")
    except UnicodeDecodeError:
        return sum(each in _PRINTED for each in start) > len(start) * 0.7
    return True


def _bytes(path: str, limits: Limits) -> bytes:
    try:
        with Path(path).expanduser().open("rb") as file:
            data = file.read(limits.bytes + 1)
    except OSError as error:
        raise CannotBeRead(f"{path}: {error.strerror}.") from None
    if len(data) > limits.bytes:
        raise CannotBeRead(f"{path}: {say('why_too_large')}.")
    return data


async def _read(path: str, data: bytes, limits: Limits) -> Found:
    name = Path(path).name
    attached = Attached("document", name=name, media_type=mimetypes.guess_type(name)[0] or "", size=len(data))
    if media_type := picture_type(data):
        if len(data) > PICTURE_BYTES:
            raise CannotBeRead(f"{path}: {say('why_too_large')}.")
        return Found(replace(attached, kind="picture"), Image(media_type, data))
    read = await Documents().read(name, attached.media_type, data, limits)
    if not isinstance(read, Extract):
        raise CannotBeRead(f"{path}: {say(WHY[read.reason.value])}.")
    return Found(replace(attached, text=read.text, unit=read.unit.value, read=read.read, of=read.of))


def with_persona(persona: str, messages: Sequence[Message]) -> tuple[Message, ...]:
    """The messages below that persona, if there is one, in place of the one that was kept with them."""
    if not persona:
        return tuple(messages)
    return (Message("system", persona), *(each for each in messages if each.role != "system"))
