"""Regular work: erases old text, leaves servers that nobody allowed, forgets those that removed the bot."""

import logging
from collections.abc import Mapping

from bots.engine.access.gate import Gate
from bots.engine.conversation.queue import ReplyQueue
from bots.engine.machines.signals import Signals
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.cooldown import Cooldown
from bots.engine.seam.errors import PlatformError
from bots.engine.seam.places import Place
from bots.engine.seam.platform import LeavesServers, Platform
from bots.engine.storage import chat_moves, names, rounds, servers, spending, usage
from bots.engine.storage.records import Membership, StoreError
from bots.engine.storage.steps import Steps
from bots.engine.storage.store import Store
from bots.engine.upkeep.forgetting import DAY, Forgetting

log = logging.getLogger("parley")

EVERY = 900.0
"""Seconds between two rounds."""
ROUND_AT_START = 30.0
"""Seconds after the end of another process's round within which a start makes none."""
LEFT_AFTER = DAY
"""Seconds after which the bot leaves a server that nobody allowed: since it came, and since an owner was asked."""
ASKED_EVERY = DAY / 4
"""Seconds after which the owner is asked once more about a server, if the question has reached nobody."""
PURGED_AFTER = 7 * DAY
"""Seconds after which all is forgotten of a server that removed the bot."""
ROWS_OF_A_CHAT = 10
"""Rows of other steps that take as long as it takes to forget all that is left of a chat, in ten statements."""


class Housekeeping:
    """Does the regular work, and erases at once what must go at once."""

    def __init__(
        self,
        store: Store,
        clock: Clock,
        gate: Gate,
        platforms: Mapping[str, Platform],
        queue: ReplyQueue,
        forgetting: Forgetting,
    ) -> None:
        self._store = store
        self._clock = clock
        self._gate = gate
        self._platforms = platforms
        self._queue = queue
        self._forgetting = forgetting
        self._asked = Cooldown(clock.now, ASKED_EVERY)
        self._signals: Signals | None = None

    def among(self, signals: Signals) -> None:
        """Make rounds from now on only when no other process of the bot does."""
        self._signals = signals

    async def run(self) -> None:
        """Make a round now, and then again and again. Raises only `CancelledError`."""
        after = ROUND_AT_START
        while True:
            try:
                await self._turn(after)
            except StoreError as error:
                log.error("the housekeeping could not be done: %s", error)
            after = EVERY / 2
            await self._clock.sleep(EVERY)

    async def _turn(self, after: float) -> None:
        """Make a round, unless another process is at one, or has ended one less than `after` seconds ago."""
        if self._signals is None or self._signals.alone:
            await self.round()
            return
        me, began = self._signals.me, self._clock.wall()
        if await self._store.run(rounds.begin, me, began, after):
            try:
                await self.round()
            finally:
                await self._store.run(rounds.end, me, began, self._clock.wall())

    async def round(self) -> None:
        """Do all that is due now."""
        now = self._clock.wall()
        await self._forgetting.round(EVERY)
        await self._store.run(servers.forget_tokens, now)
        steps = Steps(self._store, self._clock.now)
        for forget in (spending.forget_old, usage.forget_old, names.forget_old):
            while await steps.run(forget, now, steps.rows):
                pass
        for each in await self._store.run(servers.memberships):
            if each.removed:
                if now - each.removed >= PURGED_AFTER:
                    await self.purge(each.platform, each.server)
            else:
                await self._leave_unless_allowed(each, now)

    async def joined(self, platform: str, server: str, place: Place) -> None:
        """Note that the bot is in a server or group; the owner is asked about one that is unknown."""
        await self._store.run(servers.joined, platform, server, place, self._clock.wall())
        await self._gate.came_into(platform, server, place, self._clock.wall() + LEFT_AFTER)

    async def removed(self, platform: str, server: str) -> None:
        """Note that the bot is there no more."""
        await self._store.run(servers.removed, platform, server, self._clock.wall())

    async def unblocked(self, platform: str, chat: str) -> None:
        """Note that a person who had blocked the bot is back: what was kept for their chat stays."""
        await self._store.run(servers.back, platform, chat)

    async def purge(self, platform: str, server: str) -> None:
        """Forget all that was kept for it, in the file and its log."""
        steps = Steps(self._store, self._clock.now)
        while await steps.run(servers.purge_some, platform, server, steps.rows):
            pass
        while await steps.run(servers.purge_chats, platform, server, max(1, steps.rows // ROWS_OF_A_CHAT)):
            pass
        await self._store.run(servers.purge, platform, server)
        await self._store.erase_log()
        log.info("%s: all that was kept for %s is forgotten.", platform, server)

    async def deleted(self, place: Place, messages: tuple[str, ...]) -> None:
        """Forget what was kept of messages that people deleted; no question among them is answered.

        A message that was joined to others leaves their question.
        """
        self._queue.withdraw(place, messages)
        erased = await self._store.run(servers.forget_messages, place, messages)
        self._queue.withdraw_rows(erased.rows)
        self._queue.shortened(erased.shorter)
        if erased.rows or erased.shorter or erased.waited:
            await self._store.erase_log()

    async def moved(self, old: Place, new: Place) -> None:
        """Take what was kept for a chat along to its new id."""
        self._queue.moved(old, new)
        await self._store.run(chat_moves.move, old, new)

    async def moved_elsewhere(self, words: str) -> None:
        """Let the answers that grow here go on under the new id of a chat, of which another process was told."""
        self._queue.moved(*chat_moves.moved_in(words))

    async def leave(self, platform: str, server: str) -> bool:
        """Leave a server or group; returns False if that is impossible."""
        there = self._platforms.get(platform)
        if not isinstance(there, LeavesServers):
            return False
        try:
            await there.leave(server)
        except PlatformError as error:
            log.warning("%s: %s could not be left: %s", platform, server, error)
            return False
        await self.removed(platform, server)
        return True

    async def _leave_unless_allowed(self, there: Membership, now: float) -> None:
        # While there is no owner, nobody can allow anything; of a platform that is off, nobody can be asked or left.
        if not self._gate.owners or there.platform not in self._platforms:
            return
        if await self._gate.is_allowed(there.platform, there.server):
            return
        due = now - LEFT_AFTER
        if there.joined > due or not await self._gate.was_asked(there.platform, there.server, before=due):
            if not self._asked.holds(f"{there.platform} {there.server}"):  # nobody may have read the question yet
                await self._gate.came_into(there.platform, there.server, there.place, now + LEFT_AFTER)
            return
        if await self.leave(there.platform, there.server):
            log.info("%s: %s was left, because nobody allowed it for a day.", there.platform, there.server)
