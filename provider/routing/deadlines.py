"""What one answer may take: its turn among others, so long until the first token, so long a silence, so many bytes."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from typing import Final

from provider.contract import Event, Finish, Picture, Reasoning, Retract, Text
from provider.errors import Abandoned, CutOff, EmptyAnswer, ProviderError
from provider.limits import Limits
from provider.routing.alarm import Alarm

Open = Callable[[], AsyncGenerator[Event, None]]
"""Begins a stream; nothing is sent before its first event is asked for."""

_LIMITS: Final = Limits()


def _nobody() -> None:
    """Nobody wants to know."""


class Deadlines:
    """Holds the streams of one provider to its limits, whatever the backend does. Belongs to one event loop."""

    def __init__(self, name: str, limits: Limits = _LIMITS) -> None:
        self._name = name
        self._limits = limits
        self._turns = asyncio.Semaphore(limits.max_streams)  # lets in by the order of coming

    @property
    def free(self) -> bool:
        """Whether a stream that began now would not have to wait."""
        return not self._turns.locked()

    async def watched(self, begin: Open, refused: Callable[[], None] = _nobody) -> AsyncGenerator[Event, None]:
        """The events of a stream, once it is its turn; the clocks run from then on.

        `refused` is told where it ends by an error of the server: by no limit of ours, not by the reader, not empty.
        No `Text` before the first visible character: white space waits for it. The reader's own time counts for the
        whole and not as silence. Every error carries the text that came before it.

        Raises:
            Abandoned: a deadline passed. CutOff: it is longer than allowed, or has no `Finish`.
            EmptyAnswer: it has no visible character and no picture. Any `ProviderError` of the stream itself.
        """
        async with self._turns:
            limits, now = self._limits, asyncio.get_running_loop().time
            answer, alarm = _Answer(self._name, limits.max_answer_bytes), Alarm()
            began = now()
            ends = began + limits.total_timeout
            allowed, quiet = limits.first_token_timeout, began + limits.first_token_timeout
            try:
                async with aclosing(begin()) as events:
                    while True:
                        # The alarm is off while the reader has the event: its time is not the model's.
                        event = await alarm.within(anext(events, None), min(quiet, ends))
                        if event is None:
                            break
                        alive = True
                        if isinstance(event, Text):
                            if text := answer.take(event.text):
                                yield event if text == event.text else Text(text)
                            if answer.full:
                                raise answer.too_long()
                        else:
                            if isinstance(event, Finish):
                                answer.finish()
                            elif isinstance(event, Picture):
                                answer.show()
                            alive = isinstance(event, Reasoning | Retract | Picture)
                            if not isinstance(event, Retract) or answer.retract():
                                yield event
                        if alive:
                            allowed = limits.silence_timeout
                            quiet = now() + allowed
                answer.end()
            except TimeoutError:
                raise Abandoned(self._late(quiet < ends, allowed), partial_text=answer.text) from None
            except ProviderError as error:
                if not (answer.full or isinstance(error, Abandoned | EmptyAnswer)):
                    refused()
                error.partial_text = error.partial_text or answer.text
                raise
            finally:
                alarm.off()

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
        self._shown = False
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

    def retract(self) -> bool:
        """All so far was no part of the answer. Returns whether any of it was shown."""
        had = bool(self._pieces)
        self._pieces.clear()
        self._blank = ""
        return had

    def show(self) -> None:
        """A picture is an answer too."""
        self._shown = True

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
        if not self._pieces and not self._shown:
            raise EmptyAnswer
