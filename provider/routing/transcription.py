"""Who turns speech into text, and in what order they are asked."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing, closing
from typing import Final

from provider.contract import Attempts, Audio, Provider, Transcribes, Transcript
from provider.errors import Abandoned, MissingAbility, NoHearing, PromptTooLong, ProviderError
from provider.routing.deadlines import Deadlines
from provider.routing.fallback import OFF, Link, Transcriber, Tried
from provider.routing.model_client import Clocks
from provider.routing.model_lists import Lists
from provider.routing.retries import Patience
from provider.values import replace

log = logging.getLogger("parley.provider")

MOST_BYTES: Final = 25_000_000
"""OpenAI and Groq take 26,214,400 bytes with the form around them."""
WITHIN: Final = 300.0
"""Seconds for one recording at one server."""

_FAILED_FOR: Final = 600.0
_TRUSTED: Final = ("account", "local")


class Transcriptions:
    """Asks the providers that have the route, and none that belongs to a stranger unless the config names it."""

    def __init__(
        self,
        providers: Mapping[str, Provider],
        lists: Lists,
        *,
        voice: Transcriber,
        deadlines: Mapping[str, Deadlines],
        patience: Patience,
        clocks: Clocks,
    ) -> None:
        self._providers = providers
        self._lists = lists
        self._voice = voice
        self._deadlines = deadlines
        self._patience = patience
        self._clocks = clocks
        self._failed: dict[str, float] = {}

    async def find(self, near: str) -> str:
        """The "provider/model" that would be asked first; empty if there is none. See `transcribe`."""
        async with aclosing(self._walk(near)) as links:
            async for link, _ in links:
                return str(link)
        return ""

    async def find_all(self, near: str) -> tuple[str, ...]:
        """Every "provider/model" that may be asked, in order; of those behind the first, what is known by now."""
        first = await self.find(near)
        found = [first] if first else []
        for name in self._in_order(near) if first else ():
            provider = self._providers.get(name)
            model = (self._voice.model or provider.transcription_model) if isinstance(provider, Transcribes) else ""
            if model and (other := str(Link(name, model))) != first:
                found.append(other)
        return tuple(found)

    async def transcribe(self, audio: Audio, near: str, attempts: Attempts) -> Transcript:
        """What was said. `near`: a provider that is asked first, because it reads the words anyway.

        Raises:
            NoHearing: nobody can.
            PromptTooLong: the recording is too large.
            ProviderError: all failed, or no other would do better.
        """
        if len(audio.data) > MOST_BYTES:
            raise PromptTooLong(f"The recording has {len(audio.data)} bytes; {MOST_BYTES} are taken.")
        tried = Tried()
        async with aclosing(self._walk(near)) as links:
            async for link, provider in links:
                tried.asking(link)
                try:
                    found = await self._ask(link, provider, audio, attempts)
                except ProviderError as error:
                    tried.failed(str(link), error)
                    if not (error.elsewhere or isinstance(error, MissingAbility)):
                        raise
                    self._failed[link.provider] = self._clocks.now()
                    log.warning("%s did not transcribe: %s: %s", link, type(error).__name__, error)
                else:
                    self._failed.pop(link.provider, None)
                    return replace(found, model=str(link))
        if not tried.errors:
            raise NoHearing("No provider here turns speech into text.")
        raise tried.verdict()

    async def _ask(self, link: Link, provider: Transcribes, audio: Audio, attempts: Attempts) -> Transcript:
        """One model, again if that can help."""
        times = 0
        while True:
            with closing(await self._deadlines[link.provider].turn()):
                attempts.sent(str(link))
                try:
                    async with asyncio.timeout(WITHIN):
                        return await provider.transcribe(audio, link.model)
                except TimeoutError:
                    raise Abandoned(f"{link} did not transcribe within {WITHIN:g} s.") from None
                except ProviderError as error:
                    if not isinstance(error, Abandoned):
                        attempts.refused()
                    wait = self._patience.pause(error, times)
                    if wait is None:
                        raise
            await self._clocks.sleep(wait)
            times += 1

    async def _walk(self, near: str) -> AsyncGenerator[tuple[Link, Transcribes], None]:
        """Who is asked: the nearest first, then accounts before local servers, and last those that failed lately."""
        for name in self._in_order(near):
            provider = self._providers.get(name)
            if not isinstance(provider, Transcribes):
                continue
            if not self._voice.model:
                await self._lists.known(name)  # the server's list may name the model
            if model := self._voice.model or provider.transcription_model:
                yield Link(name, model), provider

    def _in_order(self, near: str) -> list[str]:
        if self._voice.provider:
            return [self._voice.provider] if self._voice.provider != OFF else []
        able = [name for name, provider in self._providers.items() if provider.trust in _TRUSTED]
        now = self._clocks.now()
        return sorted(
            able,
            key=lambda name: (
                now < self._failed.get(name, float("-inf")) + _FAILED_FOR,
                name != near,
                _TRUSTED.index(self._providers[name].trust),
            ),
        )
