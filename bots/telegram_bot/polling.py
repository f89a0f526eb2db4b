"""Asks for updates again and again, and says how long to wait in between.

| what came of a poll | then |
|---|---|
| updates, or none after the whole time | the next one at once |
| nothing new, and at once | 0.5 s, doubled up to 2 s: some servers do not wait |
| nothing new, while something is held back | when that is over, or after 0.1 s, doubled up to 1 s |
| no answer, or one without sense | 0.5 s, doubled up to 3 s; the log says that it is away, and that it is back |
| 409: something else takes the updates | the same; the log says so, and that it is over |
| 401 or 404: the token is refused | 0.5 s, doubled up to 30 s; at the third it is told, after ten minutes it is final |

Of several processes with that token one polls. What came of a poll after another one has begun is left to that one.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

from bots.engine.runtime.backoff import backoff
from bots.engine.runtime.clock import Clock
from bots.engine.seam.errors import NotSent, PlatformError, SlowDown, Unsure
from bots.engine.seam.refusals import Refusals
from bots.engine.seam.shares import Share
from bots.telegram_bot.errors import Conflict, WrongToken
from bots.telegram_bot.limits import UPDATES
from bots.telegram_bot.transport import ANSWER, JSON, Transport
from bots.telegram_bot.unconfirmed import Unconfirmed

T = TypeVar("T")

POLL_SECONDS = 30
ALLOWED = ("message", "edited_message", "channel_post", "callback_query", "my_chat_member")
"""Always named: without a list, Telegram sends what was asked for last."""

AT_ONCE = 1.0
"""Seconds within which an answer without anything new came too soon."""

UNDISTURBED = 10
"""Seconds without a 409 after which nothing else takes the updates any more."""

FAREWELL_SECONDS = 3.0

TURN_WITHIN = 3.0
"""Seconds after which it is said that another process polls."""

_FIRST_DELAY = 0.5
LONGEST_DELAY = 3.0
"""The most seconds between two polls while the server is away."""
LONGEST_REFUSED = 30.0
"""The most seconds between two polls while the token is refused."""
LONGEST_UNASKED = 2.0
"""The most seconds between two polls of a server that does not wait."""
FIRST_UNCONFIRMED = 0.1
LONGEST_UNCONFIRMED = 1.0
"""The most seconds between two polls while an update is not received yet: until then none may confirm it."""
TIMES_TO_MENTION = 3
"""Failures in a row from which on they are no hiccup."""

log = logging.getLogger("parley.telegram")


class Outage:
    """What goes wrong at the moment. Logs its beginning and its end once, and says how long to wait."""

    def __init__(self, now: Callable[[], float]) -> None:
        self._now = now
        self._failures = 0
        self._refusals = Refusals(now)
        self._said = False
        self._conflicts = 0
        self._conflict_at = 0.0
        self._hasty = 0
        self._said_hasty = False

    @property
    def is_over(self) -> bool:
        """Whether the last attempt worked, and nothing else takes the updates."""
        return not (self._failures or self._refusals.count or self._conflicts)

    def seconds(self) -> int:
        """How long the next poll may wait for updates. One that comes after a failure shows soon how it is."""
        if self._failures or self._refusals.count:
            return 0
        return UNDISTURBED if self._conflicts else POLL_SECONDS

    def failed(self, error: PlatformError) -> float:
        """Note a failure; returns the seconds to wait before the next attempt."""
        if isinstance(error, Conflict):
            return self._conflict(error)
        self._failures += 1
        if not self._said and (isinstance(error, NotSent) or self._failures >= TIMES_TO_MENTION):
            self._said = True
            log.warning("cannot be reached (%s); trying on", error)
        delay = backoff(self._failures, _FIRST_DELAY, LONGEST_DELAY)
        return max(delay, error.retry_after) if isinstance(error, SlowDown) else delay

    def refused(self) -> tuple[float, bool]:
        """Note that the token was refused; returns the seconds to wait, and whether that is to be told.

        Raises:
            WrongToken: trying again cannot help.
        """
        meaning = self._refusals.refused()
        if meaning == "hopeless":
            raise WrongToken("the token was refused")
        if meaning == "news":
            self._said = True
            log.error("the token is refused; if it was revoked, take a new one from @BotFather. Trying on")
        return backoff(self._refusals.count, _FIRST_DELAY, LONGEST_REFUSED), meaning == "news"

    def worked(self) -> bool:
        """Note a success; returns whether it ends an outage."""
        back, self._said, self._failures = self._said, False, 0
        self._refusals.accepted()
        if back:
            log.info("is back")
        if self._conflicts and self._now() - self._conflict_at >= UNDISTURBED:
            self._conflicts = 0
            log.info("nothing else takes this bot's messages any more")
        return back

    def polled(self, *, news: bool, after: float) -> float:
        """Note a poll that was answered `after` seconds; returns the seconds to wait before the next one."""
        if news or after >= AT_ONCE:
            self._hasty = 0
            return 0.0
        self._hasty += 1
        if self._hasty == TIMES_TO_MENTION and not self._said_hasty:
            self._said_hasty = True
            log.warning("the server answers at once that there is nothing new; asking every %g s", LONGEST_UNASKED)
        return backoff(self._hasty, _FIRST_DELAY, LONGEST_UNASKED)

    def _conflict(self, error: Conflict) -> float:
        self._conflicts += 1
        self._conflict_at = self._now()
        if self._conflicts == 1 and "webhook" in str(error).lower():
            log.warning("somebody set a webhook for this bot, so nothing arrives here; remove it. Trying on")
        elif self._conflicts == 1:
            log.warning("another program receives this bot's messages; stop it. Trying on")
        return backoff(self._conflicts, _FIRST_DELAY, LONGEST_DELAY)


class Poll:
    """Polls one bot's updates until `quiet` is called. `refused`: called when the token is refused time after time.

    `unconfirmed`: the updates that must not be confirmed yet.
    """

    def __init__(
        self, transport: Transport, clock: Clock, refused: Callable[[], Awaitable[None]], unconfirmed: Unconfirmed
    ) -> None:
        self._back: Callable[[], Awaitable[None]] | None = None
        self._transport = transport
        self._clock = clock
        self._refused = refused
        self._outage = Outage(clock.now)
        self._quiet = asyncio.Event()
        self._receives = False
        self._offset = 0
        self._unconfirmed = unconfirmed
        self._taken: frozenset[int] = frozenset()  # the numbers of the last batch, and of what is not confirmed
        self._in_vain = 0  # polls in a row that brought nothing new while something was held back

    def quiet(self) -> None:
        """Take no more updates."""
        self._quiet.set()

    @property
    def is_answered(self) -> bool:
        """Whether updates come, and Telegram answered the last time."""
        return self._receives and self._outage.is_over

    async def insist(self, call: Callable[[], Coroutine[Any, Any, T]]) -> T | None:
        """The call's result, however often it must be tried; None after `quiet`.

        Raises:
            WrongToken: trying again cannot help.
        """
        while not self._quiet.is_set():
            try:
                result = await self.unless_quiet(call())
            except WrongToken:
                delay, is_news = self._outage.refused()
                if is_news:
                    await self._refused()
                await self._pause(delay)
            except PlatformError as error:
                await self._pause(self._outage.failed(error))
            else:
                if self._quiet.is_set():
                    return result
                if self._outage.worked() and self._back is not None:
                    await self._back()
                return result
        return None

    async def receive(
        self,
        handle: Callable[[Sequence[JSON]], Awaitable[None]],
        back: Callable[[], Awaitable[None]],
        turn: Share,
        begin: Callable[[], Awaitable[None]],
    ) -> None:
        """Hand over one batch of updates after the other until `quiet`, then confirm what was handled.

        `back` is called after an outage, before the first update that follows. `turn`: whether this process is the one
        that polls; `begin` is called each time when it becomes that.

        Raises:
            WrongToken: the token was revoked.
        """
        with self.receiving(back):
            while not self._quiet.is_set():
                if turn.parts:
                    await begin()
                    await self._poll_while(turn, handle)
                else:
                    await self.unless_quiet(self._turn_of(turn))
        if turn.parts:
            await self._confirm()

    @contextmanager
    def receiving(self, back: Callable[[], Awaitable[None]]) -> Iterator[None]:
        """Updates come inside the block; `back` is called after an outage."""
        self._back, self._receives = back, True
        try:
            yield
        finally:
            self._receives = False

    async def _turn_of(self, turn: Share) -> None:
        """Wait until this process is to poll."""
        with suppress(TimeoutError):
            return await self._clock.within(TURN_WITHIN, turn.changed())
        log.info("another process receives this bot's messages; this one takes over if that one ends")
        while not turn.parts:
            await turn.changed()
        log.info("this process receives this bot's messages from now on")

    async def _poll_while(self, turn: Share, handle: Callable[[Sequence[JSON]], Awaitable[None]]) -> None:
        """Poll until `quiet`, or until another process does."""
        while turn.parts and not self._quiet.is_set():
            before = self._offset, self._taken, self._in_vain
            polled = await _unless(_lost(turn), self.insist(self._next))
            if polled is None or not turn.parts:
                self._offset, self._taken, self._in_vain = before
                continue
            batch, pause = polled
            await handle(batch)
            if self._in_vain:
                await self.unless_quiet(self._unconfirmed.emptied(pause))
            elif pause:
                await self._pause(pause)

    async def _next(self) -> tuple[list[JSON], float]:
        """The updates that were not handed over before, and the seconds to wait before the next poll.

        While something is held back, a poll asks for it again and waits for nothing: it would confirm it otherwise.
        """
        began, wait = self._clock.now(), 0 if self._unconfirmed else self._outage.seconds()
        held = bool(self._unconfirmed)
        batch = await self._updates(wait, UPDATES, wait + ANSWER)
        fresh = [raw for raw in batch if number_of(raw) not in self._taken]
        numbers = [number for raw in batch if (number := number_of(raw)) is not None]
        news = not self._taken.issuperset(numbers)
        if numbers:
            unconfirmed = self._taken if held else frozenset[int]()
            self._taken = unconfirmed.union(numbers)
            self._offset = max(numbers) + 1 if not held or news else self._offset
        pause = self._outage.polled(news=news or not wait, after=self._clock.now() - began)
        if held and not news and len(batch) == UPDATES:
            self._unconfirmed.make_room()
        self._in_vain = self._in_vain + 1 if held and not news and self._unconfirmed else 0
        if self._in_vain:
            pause = max(pause, backoff(self._in_vain, FIRST_UNCONFIRMED, LONGEST_UNCONFIRMED))
        return fresh, pause

    async def _updates(self, wait: int, limit: int, seconds: float) -> list[JSON]:
        offset = min((self._offset, *self._unconfirmed)) if self._offset else 0
        asked = {"offset": offset, "timeout": wait, "limit": limit, "allowed_updates": ALLOWED}
        result = await self._transport.call("getUpdates", asked, seconds=seconds)
        if not isinstance(result, list):
            raise Unsure("the answer is not one of the Bot API's")
        return [raw for raw in result if isinstance(raw, dict)]

    async def _confirm(self) -> None:
        """Confirm what was handled: a further call makes Telegram forget all updates before its offset."""
        if not self._offset:
            return
        try:
            await self._updates(0, 1, FAREWELL_SECONDS)
        except PlatformError as error:
            log.warning("the last messages may arrive again after the next start (%s)", error)

    async def _pause(self, seconds: float) -> None:
        await self.unless_quiet(self._clock.sleep(seconds))

    async def unless_quiet(self, work: Coroutine[Any, Any, T]) -> T | None:
        """The result of `work`; None after `quiet`, which cancels `work`."""
        return await _unless(self._quiet.wait(), work)


async def _unless(end: Coroutine[Any, Any, object], work: Coroutine[Any, Any, T]) -> T | None:
    """The result of `work`; None once `end` has ended before it, which cancels `work`."""
    working, waiting = asyncio.ensure_future(work), asyncio.ensure_future(end)
    try:
        await asyncio.wait((working, waiting), return_when=asyncio.FIRST_COMPLETED)
        return working.result() if working.done() else None
    finally:
        working.cancel()
        waiting.cancel()
        await asyncio.gather(working, waiting, return_exceptions=True)


async def _lost(turn: Share) -> None:
    """Wait until it is another process's."""
    while turn.parts:
        await turn.changed()


def number_of(raw: JSON) -> int | None:
    """The number of an update; None if it has none."""
    number = raw.get("update_id")
    return number if isinstance(number, int) else None
