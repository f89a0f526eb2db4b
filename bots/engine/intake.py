"""What comes in for the bot: committed, then attended in its place's own lane, in the order in which it came.

    commit    it is on the disk, and a platform may be told that it was received; what came before is not taken again
    attend    it is decided upon, and its answer begins; what stands behind it in its place waits for that
    claim     the answer that has begun is the one to it: in the transaction that begins it (`storage/inbox.py`)
    finish    nothing is left to do for it: in the transaction that ends its answer, or `finish` if it gets none
    overtake  what a command or a press asks is attended at once, before what waits in its place
    left      an earlier run left questions behind: they are attended first, what belongs together as one

One process does all of that where it is alone on its database. Several share the same steps: each commits what it
receives, and who attends a chat (`machines/attending.py`) does the rest for it.
"""

import logging
from asyncio import Event
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Protocol

from bots.engine.conversation.together import joined, keys, left_unasked
from bots.engine.language.phrases import speak
from bots.engine.machines.attending import Attending
from bots.engine.reply.failures import Failures
from bots.engine.reply.recovery import Recovery
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.lanes import Lanes
from bots.engine.runtime.tasks import Supervisor, Work
from bots.engine.seam.values import Incoming, Place
from bots.engine.storage import attended, inbox, taking_up
from bots.engine.storage.inbox import Unanswered
from bots.engine.storage.records import OpenReply, StoreError
from bots.engine.storage.store import Store
from bots.engine.storage.taking_up import Left

log = logging.getLogger("parley")


RELEASED_WITHIN = 2.0
"""Seconds after the time for which a message waits for the rest of it, after which its receiver counts as dead."""

AT_ONCE = 0.001
"""The wait of a message that is handed on together with others, as soon as all of them are committed."""


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
        self._attending: Attending | None = None
        self._held: set[int] = set()  # what is committed and waits for the rest of it

    def share(self, attending: Attending) -> None:
        """Attend from now on only what `attending` hands to this process."""
        self._attending = attending
        attending.report_to(self)

    async def load(self) -> None:
        """Read which questions an earlier run left behind. Where processes share chats, that is asked of each chat."""
        if self._attending is not None:
            return
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
                self._put(incoming, partial(self._taken_up, incoming, reply), "an answer that was left")

    async def settle(self, left: Left) -> None:
        """Go on with what another process left in a chat that is attended here from now on, or end it."""
        for each in left.deadly:
            self._failures.deadly(each.origin)
        for each in left.silent:
            speak(each.origin.locale)
            self._failures.interrupted(each.origin)
        await self._recovery.settle(left.over)
        now = self._clock.wall()
        for one, reply in left.begun:
            incoming = _older(one, now)
            self._recovery.look_for(reply)
            self._put(incoming, partial(self._taken_up, incoming, reply), "an answer that was left")

    def begin(self, questions: Sequence[tuple[Unanswered, ...]]) -> None:
        """Answer questions of a chat that is attended here, each of so many messages, in order; returns at once.

        Those whose receiver has died before they were whole are put together as after a crash.
        """
        now = self._clock.wall()
        pieces = [tuple(_older(one, now) for one in each) for each in questions]
        cut = [each[0] for each, found in zip(pieces, questions, strict=True) if found[0].held]
        whole = [joined(*each) for each, found in zip(pieces, questions, strict=True) if not found[0].held]
        for incoming in sorted([*whole, *left_unasked(cut)], key=lambda each: keys(each)[0]):
            if incoming.again is None:
                self._put(incoming, partial(self._attended, incoming), "a question")
            else:
                self._begin_now(incoming)

    def _put(self, incoming: Incoming, work: Callable[[], Work], name: str) -> None:
        self._lanes.put(str(incoming.origin.place), self._for_chat(incoming, work), name)

    def _for_chat(self, incoming: Incoming, work: Callable[[], Work]) -> Callable[[], Work]:
        """The work; as part of what is done for its chat, if this process has been handed that."""
        if self._attending is None or (here := self._attending.at(incoming.origin.place)) is None:
            return work
        here.seen.update(keys(incoming))
        return here.tenure.work(work)

    def _begin_now(self, incoming: Incoming) -> None:
        self._tasks.start(self._for_chat(incoming, partial(self._attended, incoming))(), "a question of a press")

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
        if self._attending is not None:
            self._attending.close()

    async def commit(self, incoming: Incoming, wait: float = 0.0) -> Incoming | None:
        """The question, once it is on the disk, however long that takes; None if it came before.

        `wait`: seconds for which the rest of it is waited for, until `hand_on`.
        """
        at = self._clock.wall()

        async def job() -> int | None:
            if self._attending is None:
                return await self._store.run(inbox.commit, incoming, at)
            held = at + wait + RELEASED_WITHIN if wait else 0.0
            key = await self._store.run(attended.commit, incoming, at, held, self._attending.me)
            if key is not None and held:
                self._held.add(key)
            return key

        key = await self._failures.see_through(job, incoming)
        if key is None and self._attending is not None:
            here = self._attending.at(incoming.origin.place)
            if here is not None:
                here.read()  # what came before may be this commit, if its end was not heard of
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
        pieces = [each if each.committed else await self.commit(each, AT_ONCE) for each in incoming.pieces]
        incoming = replace(incoming, pieces=tuple(each for each in pieces if each is not None))
        if self._attending is not None and not self._held.isdisjoint(keys(incoming)):
            self._held.difference_update(keys(incoming))
            await self._failures.see_through(partial(self._released, incoming, self._attending.me), incoming)
        self.attend(incoming)

    async def _released(self, incoming: Incoming, me: str) -> None:
        await self._store.run(attended.release, incoming.origin.place, keys(incoming), me)

    def attend(self, incoming: Incoming) -> None:
        """Answer a question as soon as all is begun that came before it in its place; returns at once.

        Where another process attends that, it has been told.
        """
        if self._attending is None or not keys(incoming):
            self._put(incoming, partial(self._attended, incoming), "a question")
        elif (here := self._attending.at(incoming.origin.place)) is not None:
            if here.current.is_set() and here.seen.isdisjoint(keys(incoming)):
                self._put(incoming, partial(self._attended, incoming), "a question")
            else:  # others may have come before it, or it was begun as its receiver seemed dead
                here.read()

    def overtake(self, incoming: Incoming) -> None:
        """The same for what somebody pressed: it waits for nothing that came before it."""
        if not self.is_elsewhere(incoming):
            self._begin_now(incoming)

    def is_elsewhere(self, incoming: Incoming) -> bool:
        """Whether what is committed is begun by whoever is handed its chat, and that is not this process just now."""
        here = self._attending
        return here is not None and bool(keys(incoming)) and here.at(incoming.origin.place) is None

    async def behind(self, place: Place) -> None:
        """Wait until the answers have begun to all that came in that place until now."""
        if self._attending is not None:
            await self._attending.behind(place)
        begun = Event()

        async def mark() -> None:
            begun.set()

        if self._lanes.is_busy(str(place)):
            self._lanes.put(str(place), mark, "what stands behind a question", dropped=begun.set)
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
