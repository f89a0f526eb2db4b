"""Speech that people send: written down by a provider that can, else handed to a model that hears."""

import logging
from typing import Protocol

from bots.engine.attachments.fetching import fetched
from bots.engine.attachments.found import Found
from bots.engine.attachments.kinds import media_type_of
from bots.engine.attachments.room_in_memory import RoomInMemory
from bots.engine.delivery.sending import Sender
from bots.engine.runtime.defects import new_trace
from bots.engine.storage.records import Attached
from provider import Catalog
from provider.contract import Attempts, Audio, Usage
from provider.dialects.fitting import sound_tokens
from provider.errors import NoHearing, PromptTooLong, ProviderError
from provider.values import replace

log = logging.getLogger("parley")

OGG = "audio/ogg"
"""What a voice message is on every platform that does not say it."""


class Cost(Attempts, Protocol):
    """What the answer is charged to. Writing down is a request before those that answer."""

    def hears(self, input_tokens: int) -> None:
        """Note that a sound with so many tokens is sent next."""

    def heard(self, usage: Usage | None) -> None:
        """Note that it is written down, with what the server counted."""


class Speech:
    """Has speech written down."""

    def __init__(self, catalog: Catalog, memory: RoomInMemory) -> None:
        self._catalog = catalog
        self._memory = memory

    async def is_heard(self, model: str) -> bool:
        """Whether speech gets to the model of that name, in one way or the other."""
        first = await self._catalog.asked_first(model, chat=True)
        return bool(await self._catalog.transcriber(first)) or await self._hears(first)

    async def hear(self, sender: Sender, attached: Attached, model: str, most: int, cost: Cost) -> Found:
        """What was said in it. `most`: bytes."""
        first = await self._catalog.asked_first(model, chat=True)
        writes = await self._catalog.transcriber(first)
        if not writes and not await self._hears(first):
            return Found(replace(attached, why="no_hearing"))
        async with self._memory.held(attached.size or most):
            data = await fetched(sender, attached.reference, most)
            if isinstance(data, str):
                return Found(replace(attached, why=data))
            audio = Audio(media_type_of(attached) or OGG, data, attached.seconds)
            return await self._written(audio, attached, first, cost) if writes else Found(attached, audio=audio)

    async def _written(self, audio: Audio, attached: Attached, first: str, cost: Cost) -> Found:
        """What a provider writes down of it; that of the model `first` is asked first."""
        cost.hears(sound_tokens(audio))
        try:
            found = await self._catalog.transcribe(audio, first, attempts=cost)
        except ProviderError as error:
            cost.heard(None)
            log.warning("trace %s: speech was not written down: %s: %s", new_trace(), type(error).__name__, error)
            return Found(replace(attached, why=_reason(error)))
        cost.heard(found.usage)
        text = found.text.strip()
        return Found(replace(attached, text=text, why="" if text else "silent"))

    async def _hears(self, model: str) -> bool:
        return (await self._catalog.senses(model, chat=True)).hears


def _reason(error: ProviderError) -> str:
    if isinstance(error, NoHearing):
        return "no_hearing"
    return "too_large" if isinstance(error, PromptTooLong) else "unheard"
