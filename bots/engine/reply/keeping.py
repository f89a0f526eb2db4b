"""What is kept of an answer that has ended: its words, where it stands, and what it has cost. The store may fail."""

import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial

from bots.engine.reply.failures import LONGEST_PAUSE
from bots.engine.reply.live_reply import LiveReply
from bots.engine.reply.reading import Asking, Result
from bots.engine.reply.style import Delivery
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.tasks import Supervisor
from bots.engine.storage import exchanges
from bots.engine.storage.exchanges import Bill
from bots.engine.storage.records import StoreError
from bots.engine.storage.store import Store

log = logging.getLogger("parley")


class Keeping:
    """Keeps answers. An error of the store is logged and not raised: people see the answer all the same."""

    def __init__(self, store: Store, tasks: Supervisor) -> None:
        self._store = store
        self._tasks = tasks

    async def replaced(self, asking: Asking, result: Result) -> None:
        """Keep what an answer has cost that another replaces before its end."""
        try:
            await self._store.run(exchanges.replaced, asking.exchange.answer, _bill(asking, result))
            asking.charge.settled()
        except StoreError as error:
            log.error("what an answer that was replaced has cost could not be kept: %s", error)

    async def drop(self, asking: Asking, result: Result) -> None:
        """Keep of a question that is gone only its cost. If its answer was going on, that stays as it was before."""
        exchange = asking.exchange
        try:
            if exchange.onward:
                await self._store.run(exchanges.leave, exchange.reply, _bill(asking, result))
            else:
                await self._store.run(exchanges.drop, exchange.question, exchange.answer, _bill(asking, result))
            asking.charge.settled()
            await self._store.erase_log()
        except StoreError as error:
            log.error("a question that is gone could not be dropped: %s", error)

    async def suspend(self, live: LiveReply, asking: Asking, result: Result) -> None:
        """Leave an answer that the end of the program has cut to the next start, which gives it anew if it is soon."""
        exchange, bill = asking.exchange, _bill(asking, result)
        try:
            await self._store.run(exchanges.suspend, exchange.answer, exchange.reply, live.surfaces, bill)
            asking.charge.settled()
        except StoreError as error:
            log.error("the answer %d could not be left to the next start: %s", exchange.reply, error)

    async def keep(self, live: LiveReply, asking: Asking, result: Result) -> None:
        """Keep what was said, where it stands and what it cost.

        If the store fails for a while, it is tried on, so that no start takes the answer for one that was cut.
        """
        end = partial(self._ended, live, asking, result, _bill(asking, result))
        try:
            await end()
        except StoreError as error:
            log.error("the answer %d could not be kept: %s", asking.exchange.reply, error)
            if error.passes:
                self._tasks.start(self._keep_later(asking.sender.clock, end), "keeping an answer later")

    async def _keep_later(self, clock: Clock, end: Callable[[], Awaitable[None]]) -> None:
        while True:
            await clock.sleep(LONGEST_PAUSE)
            try:
                await end()
            except StoreError as error:
                if error.passes:
                    continue
            return

    async def _ended(self, live: LiveReply, asking: Asking, result: Result, bill: Bill) -> None:
        exchange = asking.exchange
        answer, reply = exchange.answer, exchange.reply
        forgotten = None if exchange.kept else exchange.question
        goes_on = result.ending is not None and result.ending.goes_on and live.delivery is Delivery.SHOWN
        open_part = live.open_part if goes_on and exchange.kept else None
        if exchange.onward and (live.untouched or not live.has_words):
            await self._store.run(exchanges.leave, reply, bill)
        elif exchange.onward:
            await self._store.run(
                exchanges.go_on, answer, reply, live.text, live.surfaces, bill, open_part, live.sources
            )
        elif live.untouched or (exchange.anew and not live.surfaces):  # the older answer stands
            await self._store.run(exchanges.give_up, answer, reply, bill, forgotten)
        else:
            text, sources = (live.text, live.sources) if exchange.kept else ("", ())
            await self._store.run(
                exchanges.finish, answer, reply, text, live.surfaces, bill, forgotten, open_part, sources
            )
        asking.charge.settled()
        if not exchange.kept:
            with suppress(StoreError):  # the next round erases it
                await self._store.erase_log()  # what was noted while it grew


def _bill(asking: Asking, result: Result) -> Bill:
    """What the answer has cost, and whose it was."""
    return Bill(
        asking.charge.key,
        asking.charge.had,
        asking.origin.place,
        asking.origin.person,
        asking.sender.clock.wall(),
        result.provider,
        result.model,
        result.input_tokens,
        result.output_tokens,
    )
