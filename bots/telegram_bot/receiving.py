"""Receives by long polling, and hands each update to the engine; an update is confirmed once it was handled."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from functools import partial
from typing import Any, TypeVar

from telegram import Bot, Update
from telegram.error import TelegramError

from bots.engine.runtime.clock import Clock
from bots.engine.runtime.defects import new_trace
from bots.engine.runtime.tasks import Supervisor, Work
from bots.engine.seam.errors import NotSent, PlatformError, SlowDown
from bots.engine.seam.inbox import Inbox
from bots.engine.seam.values import Incoming, Invocation, Place, Press, Response
from bots.telegram_bot.errors import Conflict, WrongToken, telegram_errors
from bots.telegram_bot.limits import ALERT, UPDATES
from bots.telegram_bot.menu import register
from bots.telegram_bot.moved_groups import Moves
from bots.telegram_bot.reading import PLATFORM, Joined, Left, Me, Migrated, News, Pressed, joined, read
from bots.telegram_bot.transport import ANSWER, Transport

T = TypeVar("T")

Piece = Incoming | Invocation
"""One message of an album; at most one of them has words."""

POLL_SECONDS = 30
FAREWELL_SECONDS = 3.0
ALLOWED = ("message", "channel_post", "callback_query", "my_chat_member")
"""Always named: without a list, Telegram sends what was asked for last."""

_TOAST = 60
"""Characters of a toast; a longer one is too easily missed, so it becomes an alert."""

_UNREADABLE = (ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError, TelegramError)

ALBUM_SECONDS = 0.3
"""For which the further pieces of an album are waited for; Telegram sends them within about 0.1 s (seen)."""

_FIRST_DELAY, _LONGEST_DELAY = 0.5, 30.0
_FAILURES_TO_MENTION = 3

log = logging.getLogger("parley.telegram")


class Outage:
    """Logs once that Telegram is away and once that it is back, and says how long to wait in between."""

    def __init__(self) -> None:
        self._failures = 0
        self._said = False
        self._said_conflict = False

    def failed(self, error: PlatformError) -> float:
        """Note a failure; returns the seconds to wait before the next attempt."""
        self._failures += 1
        if isinstance(error, Conflict):
            self._conflict(error)
        elif not self._said and (isinstance(error, NotSent) or self._failures >= _FAILURES_TO_MENTION):
            self._said = True
            log.warning("cannot be reached (%s); trying on", error)
        delay = min(_FIRST_DELAY * 2.0 ** min(self._failures - 1, 10), _LONGEST_DELAY)
        return max(delay, error.retry_after) if isinstance(error, SlowDown) else delay

    def worked(self) -> bool:
        """Note a success; returns whether it ends an outage."""
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
    """Polls one bot's updates until `quiet` is called."""

    def __init__(self, transport: Transport, url: str, clock: Clock) -> None:
        self._back: Callable[[], Awaitable[None]] | None = None
        self._transport = transport
        self._url = url
        self._clock = clock
        self._outage = Outage()
        self._quiet = asyncio.Event()
        self._offset = 0

    def quiet(self) -> None:
        """Take no more updates."""
        self._quiet.set()

    async def insist(self, call: Callable[[], Coroutine[Any, Any, T]]) -> T | None:
        """The call's result, however often it must be tried; None after `quiet`.

        Raises:
            WrongToken: trying again cannot help.
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
        """Hand over one update after the other until `quiet`, then confirm what was handled.

        `back` is called after an outage, before the first update that follows.

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
        return await self._updates(POLL_SECONDS, UPDATES, POLL_SECONDS + ANSWER)

    async def _updates(self, wait: int, limit: int, seconds: float) -> list[dict[str, Any]]:
        asked = {"offset": self._offset, "timeout": wait, "limit": limit, "allowed_updates": ALLOWED}
        result = await self._transport.call(f"{self._url}/getUpdates", asked, seconds)
        return [raw for raw in result if isinstance(raw, dict)] if isinstance(result, list) else []

    async def _confirm(self) -> None:
        """Confirm what was handled: a further call makes Telegram forget all updates before its offset."""
        if not self._offset:
            return
        try:
            with telegram_errors():
                await self._updates(0, 1, FAREWELL_SECONDS)
        except PlatformError as error:
            log.warning("the last messages may arrive again after the next start (%s)", error)

    async def _unless_quiet(self, work: Coroutine[Any, Any, T]) -> T | None:
        """The result of `work`; None after `quiet`, which cancels `work`."""
        working = asyncio.ensure_future(work)
        waiting = asyncio.ensure_future(self._quiet.wait())
        try:
            await asyncio.wait((working, waiting), return_when=asyncio.FIRST_COMPLETED)
            return working.result() if working.done() else None
        finally:
            working.cancel()
            waiting.cancel()
            await asyncio.gather(working, waiting, return_exceptions=True)


class Receiving:
    """The calls in: an update becomes news, and news goes to the engine."""

    def __init__(self, bot: Bot, transport: Transport, url: str, clock: Clock, moves: Moves) -> None:
        self._bot = bot
        self._clock = clock
        self._poll = Poll(transport, url, clock)
        self._moves = moves
        self._inbox: Inbox | None = None
        self._tasks = Supervisor(log)
        self._lanes: dict[str, asyncio.Task[None]] = {}  # the last task of each chat in which a command runs
        self._albums: dict[str, list[Piece]] = {}  # the pieces that have come of albums that are not whole yet
        self._ended = asyncio.Event()
        self._ended.set()
        self.username = ""
        """The bot's @name; empty until Telegram has told it."""

    async def run(self, inbox: Inbox) -> None:
        """Receive until `quiet` or cancellation; returns early if Telegram does not know the token."""
        self._inbox = inbox
        self._ended.clear()
        self._tasks.report_to(partial(inbox.on_trouble, PLATFORM))
        async with self._tasks:
            try:
                await self._tasks.see_through(self._receive(inbox), "receiving")
            finally:
                self._ended.set()

    async def quiet(self) -> None:
        """Take no more updates; those that were handed over are confirmed."""
        self._poll.quiet()
        await self._ended.wait()

    async def moved(self, old: str, new: str) -> None:
        """Note that a group has a new id, and tell the engine once."""
        if self._moves.learn(old, new):
            log.info("the group %s is now %s", old, new)
            if self._inbox is not None:
                await self._inbox.on_moved(Place(PLATFORM, old), Place(PLATFORM, new))

    async def _receive(self, inbox: Inbox) -> None:
        try:
            await self._listen(inbox)
        except WrongToken:
            log.error("the token was refused; take it anew from @BotFather. Telegram is off")

    async def _listen(self, inbox: Inbox) -> None:
        user = await self._poll.insist(self._bot.get_me)
        if user is None:
            return
        me = Me(user.id, user.username or "")
        self.username = me.username
        await self._poll.insist(self._take_webhook_away)
        self._tasks.start(register(self._bot, self._clock), "registering the menu")
        log.info("@%s is listening", me.username)

        async def handle(raw: dict[str, Any]) -> None:
            name = f"update {_number(raw.get('update_id'))}"
            await self._tasks.see_through(self._take(raw, name, me, inbox), name)

        async def ready() -> None:
            await self._tasks.see_through(inbox.on_ready(PLATFORM), "taking up")

        await ready()
        await self._poll.receive(handle, ready)

    async def _take_webhook_away(self) -> None:
        """Remove a webhook: while there is one, Telegram hands out no updates."""
        if (await self._bot.get_webhook_info()).url:
            await self._bot.delete_webhook()
            log.warning("a webhook was set for this bot; removed it to receive here")

    async def _take(self, raw: dict[str, Any], name: str, me: Me, inbox: Inbox) -> None:
        """Handle one update. Each is parsed by itself, so that one without sense does not affect the others."""
        try:
            news = read(Update.de_json(raw), me)
        except _UNREADABLE as error:
            trace = new_trace()
            log.warning("trace %s: %s makes no sense (%s); skipped", trace, name, type(error).__name__)
            await inbox.on_trouble(PLATFORM, trace)
            return
        if news is not None:
            await self._hand_over(news, inbox)

    async def _hand_over(self, news: News, inbox: Inbox) -> None:
        """Hand news to the engine. Order is kept in each chat, and a slow command delays its own chat only."""
        match news:
            case Incoming() | Invocation() if group := _album(news):
                self._gather(news, group, inbox)
            case Incoming():
                if (lane := news.origin.place.chat) in self._lanes:
                    self._after_others(lane, lambda: inbox.on_message(news), "a message")
                else:
                    await inbox.on_message(news)
            case Invocation(name="stop"):
                self._tasks.start(self._command(news, inbox), "/stop")
            case Invocation():
                self._after_others(news.origin.place.chat, lambda: self._command(news, inbox), "a command")
            case Pressed(query, press):
                self._tasks.start(self._pressed(query, press, inbox), "a press")
            case Migrated(old, new):
                await self.moved(old.chat, new.chat)
            case Joined(place, private):
                if not private:
                    await inbox.on_joined(PLATFORM, place.chat, place)
            case Left(place):
                await inbox.on_removed(PLATFORM, place.chat)

    def _gather(self, piece: Piece, group: str, inbox: Inbox) -> None:
        """Put a piece of an album to those before it. The first one waits for the others, and then they are one."""
        pieces = self._albums.setdefault(group, [])
        pieces.append(piece)
        if len(pieces) > 1:
            return

        async def whole() -> None:
            await self._clock.sleep(ALBUM_SECONDS)
            album = joined(self._albums.pop(group))
            await (self._command(album, inbox) if isinstance(album, Invocation) else inbox.on_message(album))

        self._after_others(piece.origin.place.chat, whole, "an album")

    def _after_others(self, lane: str, work: Callable[[], Work], name: str) -> None:
        """Run it once all that came before it in that chat is done."""
        before = self._lanes.get(lane)

        async def in_turn() -> None:
            try:
                if before is not None:
                    await asyncio.wait((before,))
                await work()
            finally:
                if self._lanes.get(lane) is asyncio.current_task():
                    del self._lanes[lane]

        self._lanes[lane] = self._tasks.start(in_turn(), name)

    async def _command(self, invocation: Invocation, inbox: Inbox) -> None:
        answer = await inbox.on_command(invocation)
        if isinstance(answer, Incoming):
            await inbox.on_message(answer)
        elif answer.text or answer.file is not None:
            self._tasks.start(inbox.say(invocation.origin.target, answer), "saying an answer")

    async def _pressed(self, query: str, press: Press | None, inbox: Inbox) -> None:
        answer = Response("") if press is None else await inbox.on_press(press)
        if isinstance(answer, Incoming):
            await self._acknowledge(query, "")
            await inbox.on_message(answer)
            return
        await self._acknowledge(query, _toast(answer))
        shown = answer.replace or not answer.private or answer.file is not None
        if press is not None and (answer.text or answer.file is not None) and shown:
            await inbox.say(press.surface if answer.replace else press.origin.target, answer)

    async def _acknowledge(self, query: str, text: str) -> None:
        """Acknowledge a press; until then the button shows that it waits."""
        try:
            with telegram_errors():
                await self._bot.answer_callback_query(query, text or None, show_alert=len(text) > _TOAST)
        except PlatformError as error:
            log.info("a button's press could not be acknowledged: %s", error)


def _album(piece: Piece) -> str:
    """The album that a message is a piece of; empty if it is none."""
    group = next((each.group for each in piece.attachments if each.group), "")
    return f"{piece.origin.place}:{group}" if group else ""


def _number(value: object) -> str:
    return str(value) if isinstance(value, int) else "without a number"


def _toast(answer: Response) -> str:
    """The words that only the person who pressed sees; empty if the answer is shown in the chat."""
    if answer.replace or not answer.private or answer.file is not None:
        return ""
    return answer.text if len(answer.text) <= ALERT else answer.text[: ALERT - 1] + "…"
