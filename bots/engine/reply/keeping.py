"""What is kept of an answer: its words and what it has cost before its last frame is shown, then where it stands.

The store may fail: people see the answer all the same, and what could not be kept before the end is kept after it.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from functools import partial

from bots.engine.reply.asking import Asking, Result
from bots.engine.reply.failures import LONGEST_PAUSE
from bots.engine.reply.knowing import facts_of
from bots.engine.reply.live_reply import LiveReply
from bots.engine.reply.style import Delivery
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.tasks import Supervisor
from bots.engine.storage import exchanges
from bots.engine.storage.exchanges import Bill, Words
from bots.engine.storage.records import NOTHING_KNOWN, LastFrame, StoreError
from bots.engine.storage.store import Store
from provider.values import replace

log = logging.getLogger("parley")


class Keeping:
    """Keeps answers. An error of the store is logged and not raised."""

    def __init__(self, store: Store, tasks: Supervisor) -> None:
        self._store = store
        self._tasks = tasks

    async def say(self, live: LiveReply, asking: Asking, result: Result) -> bool:
        """Keep all words and what they cost, so that whoever finds the answer unfinished shows them and asks nobody.

        Returns whether they are kept. If the caller is cancelled, that goes on.
        """
        if result.kept is None:
            result.kept = self._tasks.start_here(self._said(live, asking, result), "keeping an answer")
        return await asyncio.shield(result.kept)

    async def _said(self, live: LiveReply, asking: Asking, result: Result) -> bool:
        exchange, left = asking.exchange, live.left()
        surfaces = live.surfaces
        words = Words(
            live.text,
            live.sources,
            surfaces,
            left.source,
            LastFrame(left.remark, len(surfaces) - (live.open_surface is not None)),
            facts_of(asking, live, result) if exchange.kept else NOTHING_KNOWN,
            onward=exchange.onward is not None,
            kept=exchange.kept,
        )
        try:
            await self._store.run(exchanges.said, exchange.answer, exchange.reply, words, _bill(asking, result))
        except StoreError as error:
            log.error("the answer %d could not be kept before its end: %s", exchange.reply, error)
            return False
        asking.charge.settled()
        result.noted = surfaces
        return True

    async def replaced(self, asking: Asking, result: Result) -> None:
        """Keep what an answer has cost that another replaces before its end."""
        bill, exchange = await _still_to_pay(asking, result), asking.exchange
        try:
            await self._store.run(exchanges.replaced, exchange.answer, exchange.reply, bill)
            asking.charge.settled()
        except StoreError as error:
            log.error("what an answer that was replaced has cost could not be kept: %s", error)

    async def drop(self, asking: Asking, result: Result) -> None:
        """Keep of a question that is gone only its cost. If its answer was going on, that stays as it was before."""
        bill, exchange = await _still_to_pay(asking, result), asking.exchange
        try:
            if exchange.onward:
                before = exchange.onward if await is_kept(result) else None
                await self._store.run(exchanges.leave, exchange.reply, bill, before)
            else:
                await self._store.run(exchanges.drop, exchange.question, exchange.answer, bill)
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
        """Keep what was said, where it stands and what it cost, as far as that is not kept.

        If the store fails for a while, it is tried on, so that no start takes the answer for one that was cut. Nobody
        waits if all is kept but that the last frame stands: after a crash, a start would show that frame once more.
        """
        bill, only_stands = await _still_to_pay(asking, result), _only_stands(live, asking, result)
        keeping = self._keep(asking, partial(self._ended, live, asking, result, bill, waits=only_stands))
        if only_stands:
            self._tasks.start_here(keeping, "closing an answer")
        else:
            await keeping

    async def _keep(self, asking: Asking, end: Callable[[], Awaitable[None]]) -> None:
        try:
            await end()
        except StoreError as error:
            log.error("the answer %d could not be kept: %s", asking.exchange.reply, error)
            if error.passes:
                self._tasks.start_here(self._keep_later(asking.sender.clock, end), "keeping an answer later")

    async def _keep_later(self, clock: Clock, end: Callable[[], Awaitable[None]]) -> None:
        while True:
            await clock.sleep(LONGEST_PAUSE)
            try:
                await end()
            except StoreError as error:
                if error.passes:
                    continue
            return

    async def _ended(self, live: LiveReply, asking: Asking, result: Result, bill: Bill, *, waits: bool) -> None:
        exchange, surfaces, said = asking.exchange, live.surfaces, await is_kept(result)
        answer, reply = exchange.answer, exchange.reply
        forgotten = None if exchange.kept else exchange.question
        goes_on = result.ending is not None and result.ending.goes_on and live.delivery is Delivery.SHOWN
        open_part = live.open_part if goes_on and exchange.kept else None
        facts = facts_of(asking, live, result) if exchange.kept else NOTHING_KNOWN
        if exchange.onward and (live.untouched or not live.has_words):
            await self._store.run(exchanges.leave, reply, bill, exchange.onward if said else None)
        elif not exchange.onward and (live.untouched or (exchange.anew and not surfaces)):  # the older answer stands
            await self._store.run(exchanges.give_up, answer, reply, bill, forgotten)
        elif said:
            run = self._store.run_along if waits else self._store.run
            await run(exchanges.stood, answer, reply, surfaces, open_part, forgotten)
        elif exchange.onward:
            await self._store.run(
                exchanges.go_on, answer, reply, live.text, surfaces, bill, open_part, live.sources, facts
            )
        else:
            text, sources = (live.text, live.sources) if exchange.kept else ("", ())
            await self._store.run(
                exchanges.finish, answer, reply, text, surfaces, bill, forgotten, open_part, sources, facts
            )
        asking.charge.settled()
        if not exchange.kept:
            with suppress(StoreError):  # the next round erases it
                await self._store.erase_log()  # what was noted while it grew


def _only_stands(live: LiveReply, asking: Asking, result: Result) -> bool:
    """Whether all is kept but that the last frame stands, in a message of which the store knows."""
    return asking.exchange.kept and live.delivery is Delivery.SHOWN and live.surfaces == result.noted


async def is_kept(result: Result) -> bool:
    """Whether all words of the answer were kept before its end."""
    return result.kept is not None and await result.kept


async def _still_to_pay(asking: Asking, result: Result) -> Bill:
    """What of the bill is not kept yet."""
    kept, bill = await is_kept(result), _bill(asking, result)
    return replace(bill, reservation=0, provider="") if kept else bill


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
