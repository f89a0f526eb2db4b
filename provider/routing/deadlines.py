"""What one answer may take: its turn, the time until its first token, a silence, its whole time, its size."""

import asyncio
import time
from collections.abc import Callable
from typing import Final

from provider.contract import Event, Finish, Trust, Usage
from provider.errors import Abandoned, AnswerTooLong, ProviderError
from provider.limits import Limits
from provider.pace import LONGEST, Pace
from provider.routing.alarm import Alarm
from provider.routing.progress import Progress
from provider.routing.stream_queue import StreamQueue, most

_LIMITS: Final = Limits()


class Deadlines:
    """The limits of one provider's answers, whatever its backend does. Belongs to one event loop.

    `now` is a clock in seconds that tells when an answer begins; the deadlines run by the clock of the event loop.
    """

    def __init__(
        self,
        name: str,
        limits: Limits = _LIMITS,
        now: Callable[[], float] = time.monotonic,
        *,
        trust: Trust = "account",
    ) -> None:
        self._name = name
        self._limits = limits
        self._now = now
        self.turns = StreamQueue(most(limits, trust), now)

    async def turn(self, pace: Pace | None = None) -> "Watch":
        """Wait for the turn of an answer, which lasts until the `Watch` is closed; its deadlines begin now.

        `pace`: how soon it is wanted.
        """
        await self.turns.take()
        if pace is not None:
            pace.longest = min(LONGEST, self._limits.silence_timeout / 4)
        progress = Progress(self._limits.max_answer_bytes, self._now)
        return Watch(self._name, self._limits, progress, self.turns.give_back)


class Watch:
    """Holds one answer to its limits while it is read. `answer` is what has come of it. `end`: called when it closes.

    It is read in a `with` block, out of which errors come as they are told: `Abandoned` if a deadline passed, and those
    of the stream itself; each has `begun` and `partial_text` set. In it: `begin` before each wait for an event, `take`
    with each that comes.
    """

    def __init__(self, name: str, limits: Limits, answer: Progress, end: Callable[[], None]) -> None:
        self.answer = answer
        self._end = end
        self._name = name
        self._limits = limits
        self._alarm = Alarm()
        self._time = asyncio.get_running_loop().time
        self._allowed = limits.first_token_timeout  # seconds until the next sign of life
        self._quiet_at = self._time() + self._allowed
        self._ends_at = self._time() + limits.total_timeout
        self._alive = False  # the last event was a sign of life

    def __enter__(self) -> None:
        """Nothing is waited for yet."""

    def __exit__(self, kind: object, error: BaseException | None, _: object) -> None:
        self._alarm.end()
        if isinstance(error, asyncio.CancelledError) and self._alarm.rang():
            raise self._marked(Abandoned(self._late())) from None
        if isinstance(error, ProviderError):
            self._marked(error)

    def begin(self) -> None:
        """Wait for the next event from now on.

        The time until then is the reader's: it counts for the whole, but not as the model's silence.

        Raises:
            AnswerTooLong: it is longer than allowed.
            EmptyAnswer: it is, and has no visible character and no picture.
        """
        if self.answer.full:
            self.answer.must_have_begun()
            raise AnswerTooLong(f"{self._name}: the answer is longer than {self._limits.max_answer_bytes} bytes.")
        if self._alive:
            self._allowed = self._limits.silence_timeout
            self._quiet_at = self._time() + self._allowed
        self._alarm.begin(min(self._quiet_at, self._ends_at))

    def take(self, event: Event) -> Event | None:
        """The event that came, as it is passed on; None if it is not.

        Raises:
            EmptyAnswer: the answer is complete, and has no visible character and no picture.
        """
        self._alarm.end()
        self._alive = not isinstance(event, Usage | Finish)
        return self.answer.take(event)

    def close(self) -> None:
        """Cancel the timer, and give the turn back. Called once."""
        self._alarm.off()
        self._end()

    def _late(self) -> str:
        if self._ends_at <= self._quiet_at:
            return f"{self._name}: the answer was not complete within {self._limits.total_timeout:g} s."
        return f"{self._name}: not a word came for {self._allowed:g} s."

    def _marked(self, error: ProviderError) -> ProviderError:
        """The error, with what came before it."""
        error.begun = self.answer.begun
        error.partial_text = error.partial_text or self.answer.text
        return error
