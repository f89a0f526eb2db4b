"""Receiving by long polling: each update by itself, confirmed once it was handled."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, TypeVar

from bots.engine.runtime.clock import Clock
from bots.engine.seam.errors import NotSent, PlatformError, SlowDown
from bots.telegram_bot.errors import Conflict, WrongToken, telegram_errors
from bots.telegram_bot.transport import ANSWER_SECONDS, Wire

T = TypeVar("T")

POLL_SECONDS = 30
FAREWELL_SECONDS = 3.0
ALLOWED = ("message", "channel_post", "callback_query", "my_chat_member")
"""Named, because what Telegram sends otherwise is whatever was asked for last."""

_FIRST_DELAY, _LONGEST_DELAY = 0.5, 30.0
_FAILURES_TO_MENTION = 3

log = logging.getLogger("parley.telegram")


class Outage:
    """Says once that Telegram is away and once that it is back, and how long to wait in between."""

    def __init__(self) -> None:
        self._failures = 0
        self._said = False
        self._said_conflict = False

    def failed(self, error: PlatformError) -> float:
        """Note a failure; the seconds to wait before the next attempt."""
        self._failures += 1
        if isinstance(error, Conflict):
            self._conflict(error)
        elif not self._said and (isinstance(error, NotSent) or self._failures >= _FAILURES_TO_MENTION):
            self._said = True
            log.warning("cannot be reached (%s); trying on", error)
        delay = min(_FIRST_DELAY * 2.0 ** min(self._failures - 1, 10), _LONGEST_DELAY)
        return max(delay, error.retry_after) if isinstance(error, SlowDown) else delay

    def worked(self) -> bool:
        """Note a success; whether it ends an outage."""
        back, self._failures, self._said = self._said, 0, False
        if back:
            log.info("is back")
        return back

    def _conflict(self, error: Conflict) -> None:
        if self._said_conflict:
            return
        self._said_conflict = True
        if "webhook" in str(error).lower():
            log.warning("somebody set a webhook for this bot, so nothing arrives here; remove it. Trying on")
        else:
            log.warning("another program receives this bot's messages; stop it. Trying on")


class Poll:
    """One bot's updates, until it is told to be quiet."""

    def __init__(self, wire: Wire, url: str, clock: Clock) -> None:
        self._back: Callable[[], Awaitable[None]] | None = None
        self._wire = wire
        self._url = url
        self._clock = clock
        self._outage = Outage()
        self._quiet = asyncio.Event()
        self._offset = 0

    @property
    def is_quiet(self) -> bool:
        return self._quiet.is_set()

    def cooldown(self) -> None:
        """Take no more updates."""
        self._quiet.set()

    async def insist(self, call: Callable[[], Coroutine[Any, Any, T]]) -> T | None:
        """The call's result, however often it must be tried; None once quiet.

        Raises:
            WrongToken: trying on cannot help.
        """
        while not self._quiet.is_set():
            try:
                with telegram_errors():
                    result = await self._unless_quiet(call())
            except WrongToken:
                raise
            except PlatformError as error:
                await self._unless_quiet(self._clock.sleep(self._outage.failed(error)))
            else:
                if self._outage.worked() and self._back is not None:
                    await self._back()
                return result
        return None

    async def receive(
        self, handle: Callable[[dict[str, Any]], Awaitable[None]], back: Callable[[], Awaitable[None]]
    ) -> None:
        """Hand over one update after the other until quiet; then confirm what was handled.

        `back` is told that an outage is over, before the first update after it.

        Raises:
            WrongToken: the token was revoked.
        """
        self._back = back
        while (batch := await self.insist(self._next)) is not None:
            for raw in batch:
                await handle(raw)
                number = raw.get("update_id")
                if isinstance(number, int):
                    self._offset = number + 1
                if self._quiet.is_set():
                    break
        await self._confirm()

    async def _next(self) -> list[dict[str, Any]]:
        return await self._updates(POLL_SECONDS, 100, POLL_SECONDS + ANSWER_SECONDS)

    async def _updates(self, wait: int, limit: int, seconds: float) -> list[dict[str, Any]]:
        asked = {"offset": self._offset, "timeout": wait, "limit": limit, "allowed_updates": ALLOWED}
        result = await self._wire.call(f"{self._url}/getUpdates", asked, seconds)
        return [raw for raw in result if isinstance(raw, dict)] if isinstance(result, list) else []

    async def _confirm(self) -> None:
        """Telegram forgets what lies before the offset of a further call; what that one returns stays unconfirmed."""
        if not self._offset:
            return
        try:
            with telegram_errors():
                await self._updates(0, 1, FAREWELL_SECONDS)
        except PlatformError as error:
            log.warning("the last messages may arrive again after the next start (%s)", error)

    async def _unless_quiet(self, work: Coroutine[Any, Any, T]) -> T | None:
        """The result of `work`, or None, with `work` cancelled, once quiet."""
        working = asyncio.ensure_future(work)
        waiting = asyncio.ensure_future(self._quiet.wait())
        try:
            await asyncio.wait((working, waiting), return_when=asyncio.FIRST_COMPLETED)
            return working.result() if working.done() else None
        finally:
            working.cancel()
            waiting.cancel()
            await asyncio.gather(working, waiting, return_exceptions=True)
