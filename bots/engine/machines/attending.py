"""Attends chats that are handed out to processes: what has come in one is begun here in order, by nobody else.

| | then |
|---|---|
| a chat is handed to this process | what an earlier attendant left there is settled, then all that waits is begun |
| something comes in it | its receiver tells, and it is begun |
| nothing is done in it for `QUIET` seconds, and nothing waits | it is left |
| the heartbeat is not heard (`heartbeat.py`) | no call is made until it is; after a while all chats are left |
| another process attends it | what is done for it is cancelled, by the next heartbeat or the first job that finds out |
| the program goes down | it is handed to another one as soon as no answer grows in it |
"""

import asyncio
import logging
from collections.abc import Collection, Sequence
from contextlib import suppress
from typing import Protocol

from bots.engine.machines.attended_chat import AttendedChat
from bots.engine.machines.heartbeat import Heartbeat
from bots.engine.machines.signals import Signals
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.defects import fenced
from bots.engine.runtime.tasks import Supervisor
from bots.engine.seam.places import Place
from bots.engine.storage import attended, taking_up
from bots.engine.storage.attended import ATTEND, CAME
from bots.engine.storage.chat_moves import MOVED, moved_in
from bots.engine.storage.handing import Hands, Taken
from bots.engine.storage.inbox import Unanswered
from bots.engine.storage.records import StoreError
from bots.engine.storage.store import Store
from bots.engine.storage.taking_up import Left

LOOK = 0.5
"""Seconds between two looks at what others left, and at whether a chat is attended that somebody waits for."""

QUIET = 2.0
"""Seconds without anything to do after which a chat is left."""

log = logging.getLogger("parley")


class Begins(Protocol):
    """What is done in a chat that is attended here."""

    async def settle(self, left: Left) -> None:
        """Go on with what an earlier attendant of a chat left, or end it."""

    def begin(self, questions: Sequence[tuple[Unanswered, ...]]) -> None:
        """Begin these questions, each of so many messages, in order; returns at once."""


class _Nothing:
    """Begins nothing."""

    async def settle(self, left: Left) -> None:
        """Leave it."""

    def begin(self, questions: Sequence[tuple[Unanswered, ...]]) -> None:
        """Leave them."""


class Attending:
    """The chats that this process attends. `run` it; `serve` says on which platforms it can. `me`: the process."""

    def __init__(self, hands: Hands, store: Store, signals: Signals, clock: Clock, tasks: Supervisor) -> None:
        self._heartbeat = Heartbeat(hands, clock)
        self.lease = self._heartbeat.lease
        self._hands = hands
        self._store = store
        self.me = signals.me
        self._clock = clock
        self._tasks = tasks
        self._begins: Begins = _Nothing()
        self._platforms: set[str] = set()
        self._chats: dict[tuple[str, str], AttendedChat] = {}
        self._news = asyncio.Event()
        self._closing = False
        self._idle = asyncio.Event()
        signals.on(ATTEND, self._wanted)
        signals.on(CAME, self._came)
        signals.on(MOVED, self._moved)
        signals.on_missed(self._missed)

    def report_to(self, begins: Begins) -> None:
        """Let `begins` do what is to be done in the chats."""
        self._begins = begins

    def serve(self, platform: str) -> None:
        """Attend chats of that platform too, from now on: it can be called."""
        if platform not in self._platforms:
            self._platforms.add(platform)
            self._news.set()

    def at(self, place: Place) -> AttendedChat | None:
        """The chat of that place, if this process attends it."""
        found = self._chats.get((place.platform, place.chat))
        return None if found is None or found.tenure.is_over else found

    async def behind(self, place: Place) -> None:
        """Wait until all is on its way that has come in the chat of that place, if this process attends it."""
        here = self.at(place)
        while here is not None and not here.tenure.is_over and not here.current.is_set():
            with suppress(TimeoutError):
                await self._clock.within(LOOK, here.current.wait())

    async def run(self) -> None:
        """Attend chats until it is cancelled. After a defect all chats are left to others, and it begins anew."""
        try:
            while True:
                await fenced(self._beat_and_take(), log, lambda _: None)
                self._abandon()
                await self._clock.sleep(LOOK)
        finally:
            self._abandon()
            await self._hands.aclose()

    async def _beat_and_take(self) -> None:
        async with asyncio.TaskGroup() as group:
            group.create_task(self._heartbeat.run(self._look, self._lost))
            group.create_task(self._take())

    def close(self) -> None:
        """Attend no further chat, and hand each to another process as soon as nothing is done in it."""
        self._closing = True
        for each in self._chats.values():
            each.tenure.news.set()
        self._look_idle()

    async def handed_over(self) -> None:
        """Wait, after `close`, until no chat is attended here."""
        await self._idle.wait()

    def _look_idle(self) -> None:
        if self._closing and not self._chats:
            self._idle.set()

    # What others tell.

    async def _wanted(self, platform: str) -> None:
        if platform in self._platforms:
            self._news.set()

    async def _came(self, chat: str) -> None:
        platform, _, id = chat.partition(":")
        if (found := self._chats.get((platform, id))) is not None:
            found.read()

    async def _moved(self, words: str) -> None:
        old, _ = moved_in(words)
        if (found := self._chats.get((old.platform, old.chat))) is not None:
            found.tenure.end()

    async def _missed(self) -> None:
        for each in self._chats.values():
            each.read()
        self._news.set()

    # Whether this process is alive, by the word of the database.

    def _look(self, ours: Collection[int], began: float) -> None:
        """End what is done for chats that others attend by now; nothing was shown for them since the lease was over."""
        for each in self._chats.values():
            if each.taken.job not in ours and each.since < began:
                each.tenure.end()

    def _lost(self, reason: str) -> None:
        """Leave all chats to other processes, which think that this one is dead."""
        if self._chats:
            log.warning(
                "%d chats are left to other processes, as the database does not hear of this one: %s",
                len(self._chats),
                reason,
            )
            self._abandon()

    def _abandon(self) -> None:
        for each in self._chats.values():
            each.tenure.end()

    # Which chats it attends.

    async def _take(self) -> None:
        """Attend what nobody does, and hand out anew what dead processes did."""
        swept, wanted = float("-inf"), True
        while True:
            await self.lease.held()
            try:
                if (now := self._clock.now()) - swept >= LOOK:  # and not whenever something comes anywhere
                    wanted |= await self._hands.sweep([each.taken.job for each in self._chats.values()])
                    swept = now
                while wanted and not self._closing and self._platforms:
                    taken = await self._hands.take(self._platforms, self.me)
                    if taken is None:
                        wanted = False
                    else:
                        self._attend(taken)
            except StoreError as error:
                log.warning("no chat can be attended anew just now: %s", error)
            with suppress(TimeoutError):
                await self._clock.within(LOOK, self._news.wait())
                wanted = True
            self._news.clear()

    def _attend(self, taken: Taken) -> None:
        key = taken.platform, taken.chat
        before = self._chats.get(key)
        if before is not None:
            before.tenure.end()  # it can keep nothing more, and no heartbeat looks at it from now on
        attended = self._chats[key] = AttendedChat(taken)
        log.debug("%s:%s is attended here.", taken.platform, taken.chat)
        task = self._tasks.start(self._stay(attended, before), "attending a chat")
        task.add_done_callback(lambda _: self._over(key, attended))

    def _over(self, key: tuple[str, str], attended: AttendedChat) -> None:
        attended.tenure.end()
        if self._chats.get(key) is attended:
            del self._chats[key]
        self._look_idle()
        self._news.set()

    async def _stay(self, here: AttendedChat, before: AttendedChat | None) -> None:
        """Attend a chat until nothing is done in it any more, or another process attends it."""
        if before is not None:
            await before.tenure.ended()
        tenure, settled = here.tenure, False
        tenure.enter()
        while not tenure.is_over:
            tenure.news.clear()
            try:
                if not settled:
                    await self._settle(here.taken)
                    settled = True
                if await self._passes(here):
                    return
            except StoreError as error:
                if not tenure.is_over:
                    log.error("%s:%s: what has come there could not be read: %s", tenure.platform, tenure.chat, error)
                    here.read()
                    await self._clock.sleep(LOOK)
        await tenure.ended()

    async def _settle(self, taken: Taken) -> None:
        """Go on with what an earlier attendant left, or end it."""
        left = await self._store.run(taking_up.left_in, taken, self._clock.wall())
        await self._begins.settle(left)

    async def _passes(self, here: AttendedChat) -> bool:
        """Begin what has come, and wait for more; returns whether the chat is left."""
        tenure, taken, now = here.tenure, here.taken, self._clock.wall()
        held_until = None
        if here.unread:
            here.unread = False
            ready = await self._store.run(attended.ready, taken.platform, taken.chat, now, frozenset(here.seen))
            here.over(ready.over)
            here.begun(one.key for question in ready.questions for one in question)
            self._begins.begin(ready.questions)
            held_until = ready.held_until
            if not here.unread:
                here.current.set()
        if held_until is not None:
            with suppress(TimeoutError):
                await self._clock.within(max(0.0, held_until - now), tenure.news.wait())
            here.read()
            return False
        if not tenure.is_idle:
            await tenure.news.wait()
            return False
        try:
            await self._clock.within(0.0 if self._closing else QUIET, tenure.news.wait())
        except TimeoutError:
            if self._closing:
                await self._hands.give_back(taken)
                return True
            if await self._hands.leave(taken):
                return True
            here.read()
        return False
