"""The texts of files that people send: read once, as much as the window of the model leaves room for."""

from dataclasses import dataclass
from typing import Protocol

from bots.documents.values import Extract, Limits, Reason, Unread
from bots.engine.attachments.fetching import fetched
from bots.engine.attachments.found import Found
from bots.engine.attachments.kinds import media_type_of
from bots.engine.attachments.room_in_memory import RoomInMemory
from bots.engine.delivery.sending import Sender
from bots.engine.storage.records import Attached, Turn
from provider import Catalog
from provider.contract import Document, Message
from provider.dialects.fitting import ANSWER_MOST, ANSWER_SHARE, PICTURE_TOKENS, estimate
from provider.values import replace

UNKNOWN_WINDOW = 32_000
"""Tokens of a window of which nobody knows how large it is."""
LEAST = 100
"""Tokens with less room than which no file is read."""


class ReadsFiles(Protocol):
    """Gets text out of files."""

    async def read(self, name: str, media_type: str, data: bytes, limits: Limits, whose: str) -> Extract | Unread:
        """The text of a file, from its beginning, or why there is none. `whose`: the person who waits for it."""


@dataclass(slots=True)
class Room:
    """The tokens that the window of a model leaves for files. `takes_pdfs`: the model takes those as they are."""

    tokens: int
    takes_pdfs: bool = False


class Files:
    """Reads the text out of files that people send."""

    def __init__(self, catalog: Catalog, documents: ReadsFiles, memory: RoomInMemory) -> None:
        self._catalog = catalog
        self._documents = documents
        self._memory = memory

    async def room(self, model: str, question: Turn, pictures: int) -> Room:
        """What the model of that name leaves room for beside the words and pictures of a question.

        A quarter of what is not kept free for the answer is left to the conversation before it.
        """
        first = await self._catalog.asked_first(model, chat=True)
        senses = await self._catalog.senses(first, chat=True)
        window = self._catalog.settings(first).context or UNKNOWN_WINDOW
        texts = (question.text, *(each.text for each in question.attached))
        taken = sum(map(_tokens, texts)) + PICTURE_TOKENS * pictures
        free = (window - min(window // ANSWER_SHARE, ANSWER_MOST)) * 3 // 4
        return Room(free - taken, senses.documents)

    async def read(self, sender: Sender, attached: Attached, room: Room, limits: Limits, asker: str) -> Found:
        """The text of a file, for which the room becomes less. `asker`: the person who waits for it.

        Of a PDF without text the file itself, if the model takes it.
        """
        if room.tokens < LEAST:
            return Found(replace(attached, why="no_room"))
        async with self._memory.held(attached.size or limits.bytes):
            data = await fetched(sender, attached.reference, limits.bytes)
            if isinstance(data, str):
                return Found(replace(attached, why=data))
            read = await self._fitting(attached, data, room, limits, asker)
        if isinstance(read, Extract):
            room.tokens -= _tokens(read.text)
            return Found(replace(attached, text=read.text, unit=read.unit.value, read=read.read, of=read.of, why=""))
        document = Document(data) if read.reason is Reason.EMPTY_PDF and room.takes_pdfs else None
        if document is not None:
            room.tokens -= estimate(Message("user", "", documents=(document,)))
        return Found(replace(attached, why=read.reason.value), document=document)

    async def _fitting(
        self, attached: Attached, data: bytes, room: Room, limits: Limits, asker: str
    ) -> Extract | Unread:
        """The beginning of its text, as far as there is room."""
        media_type = media_type_of(attached)
        limits = replace(limits, characters=min(limits.characters, 4 * room.tokens))
        read = await self._documents.read(attached.name, media_type, data, limits, asker)
        if isinstance(read, Unread) or _tokens(read.text) <= room.tokens:
            return read
        characters = max(1, len(read.text) * room.tokens // _tokens(read.text))  # a token has fewer than four of these
        return await self._documents.read(
            attached.name, media_type, data, replace(limits, characters=characters), asker
        )


def _tokens(text: str) -> int:
    return estimate(Message("user", text))
