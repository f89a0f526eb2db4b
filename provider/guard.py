"""What one answer may take: its turn among others, so long until the first token, so long a silence, so many bytes."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Final

from provider.contract import Event, Finish, Reasoning, Text
from provider.errors import CutOff, EmptyAnswer, ProviderError, TimedOut
from provider.limits import Limits

Open = Callable[[], AsyncGenerator[Event, None]]
"""Begins a stream; nothing is sent before its first event is asked for."""

_LIMITS: Final = Limits()
_LIVE: Final = (Text, Reasoning)


class Guard:
    """Holds the streams of one provider to its limits, whatever the backend does. Belongs to one event loop."""

    def __init__(self, name: str, limits: Limits = _LIMITS) -> None:
        self._name = name
        self._limits = limits
        self._turns = asyncio.Semaphore(limits.max_streams)  # lets in by the order of coming

    @property
    def free(self) -> bool:
        """Whether a stream that began now would not have to wait."""
        return not self._turns.locked()

    async def watched(self, begin: Open) -> AsyncGenerator[Event, None]:
        """The events of a stream, once it is its turn; the clocks run from then on.

        No `Text` before the first visible character: white space waits for it. The reader's own time counts for the
        whole and not as silence. Every error carries the text that came before it.

        Raises:
            TimedOut: a deadline passed. CutOff: it is longer than allowed, or has no `Finish`.
            EmptyAnswer: it has no visible character. Any `ProviderError` of the stream itself.
        """
        async with self._turns:
            answer = _Answer(self._name, self._limits.max_answer_bytes)
            try:
                async with aclosing(begin()) as events, aclosing(self._in_time(events)) as timely:
                    async for event in timely:
                        if not isinstance(event, Text):
                            if isinstance(event, Finish):
                                answer.finish()
                            yield event
                        elif text := answer.take(event.text):
                            yield Text(text)
                        if answer.full:
                            raise answer.too_long()
                answer.end()
            except ProviderError as error:
                error.partial_text = error.partial_text or answer.text
                raise

    async def _in_time(self, events: AsyncGenerator[Event, None]) -> AsyncGenerator[Event, None]:
        limits, now = self._limits, asyncio.get_running_loop().time
        began = now()
        ends = began + limits.total_timeout
        allowed, quiet = limits.first_token_timeout, began + limits.first_token_timeout
        while True:
            try:
                # A timeout around a `yield` would strike the reader; this one is left before each.
                async with asyncio.timeout_at(min(quiet, ends)):
                    event = await anext(events, None)
            except TimeoutError:
                raise TimedOut(self._late(quiet < ends, allowed)) from None
            if event is None:
                return
            alive = isinstance(event, _LIVE)
            yield event
            if alive:
                allowed = limits.silence_timeout
                quiet = now() + allowed

    def _late(self, silent: bool, allowed: float) -> str:
        if not silent:
            return f"{self._name}: the answer was not complete within {self._limits.total_timeout:g} s."
        return f"{self._name}: not a word came for {allowed:g} s."


class _Answer:
    """The text so far, and what must be said about it at its end."""

    def __init__(self, name: str, most: int) -> None:
        self._name = name
        self._most = most
        self._size = 0
        self._blank = ""
        self._pieces: list[str] = []
        self._finished = False
        self.full = False

    @property
    def text(self) -> str:
        return "".join(self._pieces)

    def take(self, text: str) -> str:
        """What may be shown of a piece, white space that waited before it; empty: nothing yet."""
        room = self._most - self._size
        size = len(text) if text.isascii() else len(text.encode(errors="replace"))
        if size > room:
            self.full = True
            text = text.encode(errors="replace")[:room].decode(errors="ignore")
        self._size += min(size, room)
        if not self._pieces:
            text, self._blank = self._blank + text, ""
            if not text.strip():
                self._blank = text
                return ""
        self._pieces.append(text)
        return text

    def finish(self) -> None:
        self._must_not_be_empty()
        self._finished = True

    def end(self) -> None:
        if not self._finished:
            self._must_not_be_empty()
            raise CutOff(f"{self._name}: the stream ended before the answer was complete.")

    def too_long(self) -> CutOff:
        return CutOff(f"{self._name}: the answer is longer than {self._most} bytes.")

    def _must_not_be_empty(self) -> None:
        if not self._pieces:
            raise EmptyAnswer
