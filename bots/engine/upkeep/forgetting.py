"""Erases what is old, and what is kept of a person: in short jobs, so that nobody's message waits for it."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from typing import Protocol

from bots.engine.conversation.queue import ReplyQueue
from bots.engine.language.phrases import say
from bots.engine.machines.others import Others
from bots.engine.machines.signals import NoAnswer, Signals
from bots.engine.names.names import Names
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.current import Current
from bots.engine.seam.places import Person, Place
from bots.engine.seam.shown import Response
from bots.engine.storage import inbox, old_messages, personal_data
from bots.engine.storage.steps import Steps
from bots.engine.storage.store import Store
from provider.values import Value

END = "end answers"
"""The topic of the question to another process to end all answers to a person; the words are the person."""

DAY = 86_400.0
PATIENCE = 10.0
"""Seconds that growing answers have to end before what is kept of a person is erased."""
LOOK = 0.05
"""Seconds between two looks at whether they have ended."""
LOG_LOOKS = 5
"""Looks, a second apart, at whether the log can be erased before the person hears that it cannot yet."""


class HasKeepDays(Protocol):
    """The part of the policy that is read here."""

    @property
    def keep_days(self) -> int:
        """The days for which text is kept; 0 keeps nothing beyond the answer in flight."""


class Forgotten(Value):
    """How many messages are gone. `everywhere`: from the write-ahead log too, and not only from the file."""

    count: int
    everywhere: bool

    def words(self) -> str:
        """What the person is told."""
        return say("forgotten" if self.everywhere else "forgotten_soon", count=self.count)


class Forgetting:
    """Erases messages. `tell`: writes to a person alone; returns at once."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        queue: ReplyQueue,
        tell: Callable[[Person, Response], None],
        policy: Current[HasKeepDays],
        names: Names,
    ) -> None:
        self._store = store
        self._clock = clock
        self._queue = queue
        self._tell = tell
        self._policy = policy
        self._names = names
        self._now: set[Person] = set()  # who waits for it
        self._drop: Callable[[Person], None] = lambda person: None
        self._signals: Signals | None = None
        self._others: Others | None = None

    def report_to(self, drop: Callable[[Person], None]) -> None:
        """Call `drop` from now on with who wants to be forgotten: what they have begun to send is not to be asked."""
        self._drop = drop

    def among(self, signals: Signals, others: Others) -> None:
        """Forget from now on what other processes are told to, and have them forget as well."""
        self._signals, self._others = signals, others
        signals.on(personal_data.FORGOTTEN, self._forgotten_elsewhere)
        signals.answer(END, self._ended_for_another)

    @property
    def keep_days(self) -> int:
        """The days for which text is kept; 0 keeps nothing beyond the answer in flight."""
        return self._policy.value.keep_days

    async def round(self, every: float) -> None:
        """Erase what is old, and of people what an earlier run was about to. `every`: seconds between two rounds."""
        now = self._clock.wall()
        # With 0, the text of an answer goes at its end; what a crash left goes with the next run's first round.
        before = now - (self.keep_days * DAY or every)
        steps = self._steps()
        while await steps.run(old_messages.forget, before, min(before, now - DAY), steps.rows):
            pass
        below: int | None = old_messages.NEWEST
        while below is not None:
            below = await steps.run(old_messages.forget_needless, below, steps.rows)
        line: old_messages.LookedAt | None = old_messages.FIRST
        while line is not None:
            line = await steps.run(old_messages.forget_lines, before, line, steps.rows)
        await self._store.run(inbox.expire, now, min(before, now - DAY))  # what waits is in flight
        while await steps.run(inbox.forget_old, now, steps.rows):
            pass
        for person in await self._store.run(personal_data.being_forgotten):
            await self._erase(person)
        await self._store.erase_log()  # for texts of replies in flight too

    async def person(self, person: Person, alone: Place | None) -> Forgotten:
        """Forget all that is kept of a person.

        Answers that grow for them are ended first, because they would be kept at their end. `alone`: their private
        chat, whose settings are theirs. What a crash leaves of it is done by the next start.
        """
        await asyncio.gather(self._end(person), *(self._end_in(each, person) for each in self._alive()))
        self._now.add(person)
        try:
            await self._store.run(personal_data.begin_forgetting, person, alone)
            self._names.forget(person, alone)
            return await self._finish(person) or Forgotten(0, everywhere=True)
        finally:
            self._now.discard(person)

    async def tell(self, platform: str) -> None:
        """Tell people on that platform, which can be called now, whom an earlier run had no time to tell."""
        for person in await self._store.run(personal_data.being_forgotten):
            if person.platform == platform and person not in self._now and (done := await self._finish(person)):
                self._tell(person, Response(done.words()))

    def _steps(self) -> Steps:
        return Steps(self._store, self._clock.now)

    async def _finish(self, person: Person) -> Forgotten | None:
        """Erase what is left; returns None if somebody else has done it."""
        await self._erase(person)
        count = await self._store.run(personal_data.end_forgetting, person)
        return None if count is None else Forgotten(count, await self._log_is_erased())

    async def _erase(self, person: Person) -> None:
        steps = self._steps()
        while await steps.run(personal_data.forget_some, person, steps.rows // 2):  # each has an answer
            pass

    async def _log_is_erased(self) -> bool:
        for _ in range(LOG_LOOKS):
            if await self._store.erase_log():
                return True
            await self._clock.sleep(1.0)
        return await self._store.erase_log()

    async def _end(self, person: Person) -> None:
        """End the answers to that person in this process, and drop what they have begun to send."""
        self._drop(person)
        self._queue.withdraw_all(person)
        with suppress(TimeoutError):
            await self._clock.within(PATIENCE, self._ended(person))

    def _alive(self) -> tuple[str, ...]:
        return self._others.alive if self._others is not None else ()

    async def _end_in(self, process: str, person: Person) -> None:
        """Have them ended in another process, if it is still there."""
        if self._signals is not None:
            with suppress(NoAnswer):
                await self._signals.ask(process, END, str(person), within=PATIENCE + 1.0)

    async def _ended_for_another(self, words: str) -> str:
        await self._end(Person(*words.split(":", 1)))
        return ""

    async def _forgotten_elsewhere(self, words: str) -> None:
        person, alone = personal_data.forgotten_in(words)
        self._drop(person)
        self._names.forget(person, alone)

    async def _ended(self, person: Person) -> None:
        while self._queue.is_busy_with(person):
            for answer in self._queue.all():
                if answer.person == person:
                    answer.stop("stopped")
            await self._clock.sleep(LOOK)
