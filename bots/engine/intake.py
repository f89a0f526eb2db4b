"""What comes in for the bot is kept, before anything else is done with it.

    commit   it is on the disk, and a platform may be told that it was received; what came before is not taken again
    claim    the answer that has begun is the one to it: in the transaction that begins it (`storage/inbox.py`)
    finish   nothing is left to do for it: in the transaction that ends its answer, or `finish` if it gets none

What is committed is begun in order (`in_order.py`), by this process if it is alone on its database. Several share the
same steps: each commits what it receives, and who attends a chat (`machines/attending.py`) does the rest for it.
"""

import logging

from bots.engine.conversation.together import keys
from bots.engine.machines.attending import Attending
from bots.engine.reply.failures import Failures
from bots.engine.runtime.clock import Clock
from bots.engine.seam.incoming import Incoming
from bots.engine.storage import attended, inbox, taking_up
from bots.engine.storage.records import StoreError
from bots.engine.storage.store import Store
from bots.engine.storage.taking_up import Left
from provider.values import replace

log = logging.getLogger("parley")

RELEASED_WITHIN = 2.0
"""Seconds after the time for which a message waits for the rest of it, after which its receiver counts as dead."""

BEHIND = 5.0
"""Seconds for which a message that is committed before its turn waits at most for a command before it in its place.

Only where another process may attend that: here its turn does not come before.
"""

AT_ONCE = 0.001
"""The wait of a message that is handed on together with others, as soon as all of them are committed."""


class Intake:
    """Keeps questions from the moment in which they come to that in which nothing is left to do for them."""

    def __init__(self, store: Store, clock: Clock, failures: Failures) -> None:
        self._store = store
        self._clock = clock
        self._failures = failures
        self._attending: Attending | None = None
        self._held: dict[int, float] = {}  # what is committed and waits for the rest of it, and until when (Unix time)

    def share(self, attending: Attending) -> None:
        """Commit from now on for whoever attends the chat."""
        self._attending = attending

    async def left(self) -> Left:
        """The questions that an earlier run left behind. Where processes share chats, that is asked of each chat."""
        if self._attending is not None:
            return Left()
        if unreadable := await self._store.run(inbox.drop_unreadable):
            log.warning("%d questions cannot be read: another version of Parley left them.", unreadable)
        return await self._store.run(taking_up.left, self._clock.wall())

    async def commit(self, incoming: Incoming, wait: float = 0.0) -> Incoming | None:
        """The question, once it is on the disk, however long that takes; None if it came before.

        `wait`: seconds for which the rest of it is waited for, until `whole`.
        """
        at = self._clock.wall()

        async def job() -> int | None:
            if self._attending is None:
                return await self._store.run(inbox.commit, incoming, at)
            held = self._clock.wall() + wait + RELEASED_WITHIN if wait else 0.0
            key = await self._store.run(attended.commit, incoming, at, held, self._attending.me)
            if key is not None and held:
                self._held = {each: until for each, until in self._held.items() if until > at} | {key: held}
            return key

        key = await self._failures.see_through(job, incoming.origin, incoming.name)
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
            await self._failures.see_through(job, incoming.origin, incoming.name)

    def is_part(self, incoming: Incoming) -> bool:
        """Whether some of it may not be committed yet, or waits for the rest of it."""
        return bool(incoming.pieces) or not self._held.keys().isdisjoint(keys(incoming))

    async def whole(self, incoming: Incoming) -> Incoming:
        """The question, once all of its messages are committed and wait for no further one, however long that takes.

        Those are committed that only now turn out to belong to it.
        """
        pieces = [each if each.committed else await self.commit(each, AT_ONCE) for each in incoming.pieces]
        incoming = replace(incoming, pieces=tuple(each for each in pieces if each is not None))
        me = self._attending.me if self._attending is not None else ""

        async def release() -> None:
            await self._store.run(attended.release, incoming.origin.place, keys(incoming), me)

        if me and not self._held.keys().isdisjoint(keys(incoming)):
            for key in keys(incoming):
                self._held.pop(key, None)
            await self._failures.see_through(release, incoming.origin, incoming.name)
        return incoming

    async def finish(self, incoming: Incoming) -> None:
        """Note that there is nothing left to do for a question."""
        try:
            if committed := keys(incoming):
                await self._store.run(inbox.end, committed)
                await self._store.erase_log()
        except StoreError as error:
            log.error("%s: a question that needs no answer could not be ended: %s", incoming.origin.place, error)
