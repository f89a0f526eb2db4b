"""What is committed is begun in the order in which it came, each place in a lane of its own.

attend    it is decided upon, and its answer begins; what stands behind it in its place waits for that
overtake  what a command or a press asks is attended at once, before what waits in its place
left      an earlier run left questions behind: they are attended first, what belongs together as one
"""

import logging
from asyncio import Event
from collections.abc import Callable, Sequence
from functools import partial
from typing import Protocol

from bots.engine.conversation.together import joined, keys, left_unasked
from bots.engine.intake import Intake
from bots.engine.language.phrases import speak
from bots.engine.machines.attending import Attending
from bots.engine.reply.failures import Failures
from bots.engine.reply.recovery import Recovery
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.lanes import Lanes
from bots.engine.runtime.tasks import Supervisor, Work
from bots.engine.seam.incoming import Incoming
from bots.engine.seam.places import Place
from bots.engine.storage.inbox import Unanswered
from bots.engine.storage.records import OpenReply, StoreError
from bots.engine.storage.taking_up import Left
from provider.values import replace

log = logging.getLogger("parley")


def _nothing() -> None:
    """Do nothing."""


class Takes(Protocol):
    """What is done with a question. `take` and `take_up` raise StoreError: nothing of it was kept."""

    async def take(self, incoming: Incoming) -> None:
        """Decide upon it, and begin its answer."""

    async def take_up(self, incoming: Incoming, left: OpenReply) -> bool:
        """Give an answer that an earlier run left, where it stands; returns False if that is not possible now."""


class InOrder:
    """Begins what is committed. `handler`: what is done with each question. `load` it once."""

    def __init__(
        self, clock: Clock, tasks: Supervisor, failures: Failures, intake: Intake, handler: Takes, recovery: Recovery
    ) -> None:
        self._clock = clock
        self._tasks = tasks
        self._failures = failures
        self._intake = intake
        self._handler = handler
        self._recovery = recovery
        self._lanes = Lanes(tasks, clock, log)
        self._left = Left()
        self._closed = False
        self._attending: Attending | None = None

    def share(self, attending: Attending) -> None:
        """Attend from now on only what `attending` hands to this process."""
        self._attending = attending
        attending.report_to(self)

    async def load(self) -> None:
        """Read which questions an earlier run left behind."""
        self._left = await self._intake.left()
        for deadly in self._left.deadly:
            self._failures.deadly(deadly.origin)

    async def hand_on(self, incoming: Incoming) -> None:
        """Answer a question as soon as all is begun that came before it in its place.

        What is not committed at all is dropped if too much waits.
        """
        if not keys(incoming):
            self._lanes.offer(str(incoming.origin.place), lambda: self._attended(incoming), "a message")
        elif self._intake.is_part(incoming):
            self.attend(await self._intake.whole(incoming))
        else:
            self.attend(incoming)

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

    def overtake(self, incoming: Incoming, unbegun: Callable[[], object]) -> None:
        """The same for what somebody pressed: it waits for nothing that came before it.

        `unbegun`: called if it is not begun by this process after all.
        """
        if self.is_elsewhere(incoming):
            unbegun()
        else:
            self._begin_now(incoming, unbegun)

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
        if not keys(incoming):
            await self._failures.guarded(self._handler.take(incoming), incoming.origin)
        elif not self._closed:
            await self._failures.guarded(self._seen_through(incoming), incoming.origin)

    async def _seen_through(self, incoming: Incoming) -> None:
        origin = incoming.origin

        async def take() -> bool:
            return await self._failures.of_question(self._handler.take(incoming), origin)

        try:
            taken = await self._failures.see_through(take, origin, incoming.name)
        except StoreError:  # it would fail at each start
            await self._intake.finish(incoming)
            raise
        if not taken:
            await self._intake.finish(incoming)

    def attend_left(self, platform: str) -> None:
        """Attend what an earlier run left behind on that platform, which can be called now, before all that is new."""
        if not (self._left.silent or self._left.unbegun or self._left.begun):
            return

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
            self._recovery.take_over(reply)
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
        here.begun(keys(incoming))
        return here.tenure.work(work)

    def _begin_now(self, incoming: Incoming, unbegun: Callable[[], object] = _nothing) -> None:
        begun = False

        async def attended() -> None:
            nonlocal begun
            begun = not self._closed
            await self._attended(incoming)

        task = self._tasks.start(self._for_chat(incoming, attended)(), "a question of a press")
        task.add_done_callback(lambda _: begun or unbegun())

    async def _taken_up(self, incoming: Incoming, reply: OpenReply) -> None:
        speak(incoming.origin.locale)
        taken = False

        async def take_up() -> None:
            nonlocal taken
            work = partial(self._handler.take_up, incoming, reply)
            taken = await self._failures.see_through(work, incoming.origin, incoming.name)

        if not self._closed:
            await self._failures.guarded(take_up(), incoming.origin)
            if not taken:
                self._recovery.end_soon(reply)

    def close(self) -> None:
        """Attend nothing more that is committed: the next start does."""
        self._closed = True
        if self._attending is not None:
            self._attending.close()


def _older(one: Unanswered, now: float) -> Incoming:
    """The message with the seconds since it was written, of which some passed since it was committed."""
    return replace(one.incoming, age=one.incoming.age + max(0.0, now - one.at))
