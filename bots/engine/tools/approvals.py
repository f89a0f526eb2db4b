"""Questions to people whether a tool may run: each holds for one call, for two minutes, and in memory only."""

import asyncio
from dataclasses import dataclass, field
from enum import Enum
from secrets import token_urlsafe

from bots.engine.runtime.clock import Clock
from bots.engine.seam.places import Person, Place
from bots.engine.tools.bounds import ASKED_SECONDS


class Verdict(Enum):
    """What came of a question."""

    ALLOWED = "allowed"
    DENIED = "denied"
    LATE = "nobody pressed in time"


@dataclass(eq=False)
class Question:
    """A question that waits. `asker`: whose answer it is. `tool`: its name, under which it may be allowed always."""

    place: Place
    asker: Person
    tool: str
    key: str = field(default_factory=lambda: token_urlsafe(12))
    _verdict: "asyncio.Future[Verdict]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    def answer(self, verdict: Verdict) -> bool:
        """Answer it; returns False if that has happened."""
        if self._verdict.done():
            return False
        self._verdict.set_result(verdict)
        return True

    async def answered(self) -> Verdict:
        """Wait for the answer to the question."""
        return await self._verdict


class Approvals:
    """The questions that wait. Nothing of them outlives the program: a press of an older button finds none."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._waiting: dict[str, Question] = {}

    def find(self, key: str, place: Place) -> Question | None:
        """The question with that key, if it waits in that place: whatever a forged press names."""
        found = self._waiting.get(key)
        return found if found is not None and found.place == place else None

    async def ask(self, question: Question) -> Verdict:
        """Wait until somebody answers it, or the time is over."""
        self._waiting[question.key] = question
        try:
            return await self._clock.within(ASKED_SECONDS, question.answered())
        except TimeoutError:
            return Verdict.LATE
        finally:
            del self._waiting[question.key]
