"""What comes in for the bot: committed, then attended in its place's own lane, in the order in which it came.

    commit    it is on the disk, and a platform may be told that it was received; what came before is not taken again
    attend    it is decided upon, and its answer begins; what stands behind it in its place waits for that
    claim     the answer that has begun is the one to it: in the transaction that begins it (`storage/inbox.py`)
    finish    nothing is left to do for it: in the transaction that ends its answer, or `finish` if it gets none
    overtake  what a command or a press asks is attended at once, before what waits in its place
    left      an earlier run left questions behind: they are attended first, what belongs together as one

One process does all of that here. Several would share the same steps, and hand places to each other.
"""

import logging
from asyncio import Event
from dataclasses import replace
from functools import partial
from typing import Protocol

from bots.engine.conversation.together import keys, left_unasked
from bots.engine.language.phrases import speak
from bots.engine.reply.failures import Failures
from bots.engine.reply.recovery import Recovery
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.lanes import Lanes
from bots.engine.runtime.tasks import Supervisor
from bots.engine.seam.values import Incoming, Place
from bots.engine.storage import inbox, taking_up
from bots.engine.storage.inbox import Unanswered
from bots.engine.storage.records import OpenReply, StoreError
from bots.engine.storage.store import Store
from bots.engine.storage.taking_up import Left

log = logging.getLogger("parley")


class Takes(Protocol):
    """What is done with a question. All raise StoreError: nothing of it was kept."""

    async def take(self, incoming: Incoming) -> None:
        """Decide upon it, and begin its answer."""

    async def take_up(self, incoming: Incoming, left: OpenReply) -> bool:
        """Give an answer that an earlier run left, where it stands; returns False if that is not possible now."""


class Intake:
    """Takes in questions. `handler`: what is done with each. `load` it once."""

    def __init__(
        self, store: Store, clock: Clock, tasks: Supervisor, failures: Failures, handler: Takes, recovery: Recovery
    ) -> None:
        self._store = store
        self._clock = clock
        self._failures = failures
        self._handler = handler
        self._recovery = recovery
        self._tasks = tasks
        self._lanes = Lanes(tasks, clock, log)
        self._left = Left()
        self._closed = False

    async def load(self) -> None:
        """Read which questions an earlier run left behind."""
        if unreadable := await self._store.run(inbox.drop_unreadable):
            log.warning("%d questions cannot be read: another version of Parley left them.", unreadable)
        self._left = await self._store.run(taking_up.left, self._clock.wall())
        for deadly in self._left.deadly:
            self._failures.deadly(deadly.origin)

    def attend_left(self, platform: str) -> None:
        """Attend what an earlier run left behind on that platform, which can be called now, before all that is new."""

        def is_there(one: Unanswered) -> bool:
            return one.incoming.origin.place.platform == platform

        silent = [each for each in self._left.silent if each.origin.place.platform == platform]
        self._left = replace(self._left, silent=tuple(each for each in self._left.silent if each not in silent))
        for each in silent:
            speak(each.origin.locale)
            self._failures.interrupted(each.origin)
        unbegun = [one for one in self._left.unbegun if is_there(one)]
        begun = [each for each in self._left.begun if is_there(each[0])]
        if not (unbegun or begun):
            return
        self._left = replace(
            self._left,
            unbegun=tuple(one for one in self._left.unbegun if not is_there(one)),
            begun=tuple(each for each in self._left.begun if not is_there(each[0])),
        )
        self._recovery.spare({reply.key for _, reply in begun})
        now = self._clock.wall()
        unasked: list[tuple[Incoming, OpenReply | None]]
        unasked = [(each, None) for each in left_unasked([_older(one, now) for one in unbegun])]
        cut = [(_older(one, now), reply) for one, reply in begun]
        for incoming, reply in sorted([*unasked, *cut], key=lambda each: keys(each[0])[0]):
            if reply is None:
                self.attend(incoming)
            else:
                work = partial(self._taken_up, incoming, reply)
                self._lanes.put(str(incoming.origin.place), work, "an answer that was left")

    async def _taken_up(self, incoming: Incoming, reply: OpenReply) -> None:
        speak(incoming.origin.locale)
        taken = False

        async def take_up() -> None:
            nonlocal taken
            taken = await self._failures.see_through(lambda: self._handler.take_up(incoming, reply), incoming)

        if not self._closed:
            await self._failures.guarded(take_up(), incoming.origin)
            if not taken:
                self._recovery.end_soon(reply)

    def close(self) -> None:
        """Attend nothing more that is committed: the next start does."""
        self._closed = True

    async def commit(self, incoming: Incoming) -> Incoming | None:
        """The question, once it is on the disk, however long that takes; None if it came before."""
        at = self._clock.wall()

        async def job() -> int | None:
            return await self._store.run(inbox.commit, incoming, at)

        key = await self._failures.see_through(job, incoming)
        return None if key is None else replace(incoming, committed=key)

    async def reword(self, incoming: Incoming) -> None:
        """Keep a question that is committed as it reads now, however long that takes; what it said before is gone."""

        async def job() -> None:
            await self._store.run(inbox.reword, incoming)
            await self._store.erase_log()

        if incoming.committed:
            await self._failures.see_through(job, incoming)

    async def hand_on(self, incoming: Incoming) -> None:
        """Answer a question as soon as all is begun that came before it in its place.

        Of its messages those are committed that only now turn out to belong to it. What is not committed at all is
        dropped if too much waits.
        """
        if not keys(incoming):
            self._lanes.offer(str(incoming.origin.place), lambda: self._attended(incoming), "a message")
            return
        pieces = [each if each.committed else await self.commit(each) for each in incoming.pieces]
        self.attend(replace(incoming, pieces=tuple(each for each in pieces if each is not None)))

    def attend(self, incoming: Incoming) -> None:
        """Answer a question as soon as all is begun that came before it in its place; returns at once."""
        self._lanes.put(str(incoming.origin.place), lambda: self._attended(incoming), "a question")

    def overtake(self, incoming: Incoming) -> None:
        """The same for what somebody pressed: it waits for nothing that came before it."""
        self._tasks.start(self._attended(incoming), "a question of a press")

    async def behind(self, place: Place) -> None:
        """Wait until the answers have begun to all that came in that place until now."""
        begun = Event()

        async def mark() -> None:
            begun.set()

        if self._lanes.is_busy(str(place)):
            self._lanes.put(str(place), mark, "what stands behind a question")
            await begun.wait()

    async def _attended(self, incoming: Incoming) -> None:
        speak(incoming.origin.locale)
        if not (keys(incoming) and self._closed):
            await self._failures.guarded(self._seen_through(incoming), incoming.origin)

    async def _seen_through(self, incoming: Incoming) -> None:
        try:
            await self._failures.see_through(lambda: self._handler.take(incoming), incoming)
        except StoreError:  # it would fail at each start
            await self.finish(incoming)
            raise

    async def finish(self, incoming: Incoming) -> None:
        """Note that there is nothing left to do for a question."""
        try:
            if committed := keys(incoming):
                await self._store.run(inbox.end, committed)
        except StoreError as error:
            log.error("%s: a question that needs no answer could not be ended: %s", incoming.origin.place, error)


def _older(one: Unanswered, now: float) -> Incoming:
    """The message with the seconds since it was written, of which some passed since it was committed."""
    return replace(one.incoming, age=one.incoming.age + max(0.0, now - one.at))
