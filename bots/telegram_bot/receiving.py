"""Hands each update to the engine, in its place's own lane: what holds up one place does not affect the others.

A message for the bot is committed at once, before its turn in its lane, and not confirmed before that is done, or it
could be lost. All else is confirmed once it was handled, or held up for so long that others would wait.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Protocol

from bots.engine.runtime.clock import Clock
from bots.engine.runtime.defects import new_trace
from bots.engine.runtime.lanes import Lanes
from bots.engine.runtime.tasks import Supervisor, Work
from bots.engine.seam.errors import PlatformError
from bots.engine.seam.inbox import Inbox
from bots.engine.seam.incoming import Incoming, Invocation, Press
from bots.engine.seam.places import Place
from bots.engine.seam.shares import Share
from bots.engine.seam.shown import Response
from bots.telegram_bot.errors import WrongToken
from bots.telegram_bot.limits import ALBUM_SECONDS, ALERT
from bots.telegram_bot.menu import register
from bots.telegram_bot.moved_groups import Moves
from bots.telegram_bot.numbers import Numbers
from bots.telegram_bot.polling import Poll, number_of
from bots.telegram_bot.reading import PLATFORM, Edited, Joined, Left, Me, Migrated, News, Pressed, joined, read
from bots.telegram_bot.servers import ServerFacts
from bots.telegram_bot.split import with_followed, with_rest
from bots.telegram_bot.transport import JSON, Transport, number
from bots.telegram_bot.unconfirmed import UNANSWERED_FOR, UNCONFIRMED_FOR, Unconfirmed
from bots.text.moments import in_words
from bots.text.to_telegram import to_telegram
from provider.values import replace

Piece = Incoming | Invocation
"""One message of an album; at most one of them has words."""

HELD_FOR = 0.2
"""Seconds for which the next poll waits for something that is being handled."""

_TOAST = 20
"""Characters of a toast, which is gone after two seconds: a word such as "Stopping."; a sentence becomes an alert."""

_UNREADABLE = (ArithmeticError, AttributeError, LookupError, OSError, RecursionError, TypeError, ValueError)

log = logging.getLogger("parley.telegram")


class Calls(Protocol):
    """Takes updates that Telegram sends by itself."""

    @property
    def is_open(self) -> bool:
        """Whether calls are taken."""

    async def receive(
        self, poll: Poll, take: Callable[[JSON], Awaitable[None]], turn: Share, begin: Callable[[], Awaitable[None]]
    ) -> None:
        """Take updates until `poll` is quiet; `take` returns once one may be confirmed.

        `turn`: whether this process is the one that tells Telegram the address. `begin` is called when it becomes that.

        Raises:
            WrongToken: the token was revoked.
        """


class Receiving:
    """The calls in: an update becomes news, and news goes to the engine. `calls`: None: updates are asked for."""

    def __init__(
        self,
        transport: Transport,
        clock: Clock,
        moves: Moves,
        servers: ServerFacts,
        numbers: Numbers,
        calls: Calls | None,
    ) -> None:
        self._calls = calls
        self._servers = servers
        self._numbers = numbers
        self._transport = transport
        self._clock = clock
        self._unconfirmed = Unconfirmed(clock, UNCONFIRMED_FOR if calls is None else UNANSWERED_FOR)
        self._poll = Poll(transport, clock, self._refused, self._unconfirmed)
        self._moves = moves
        self._inbox: Inbox | None = None
        self._tasks = Supervisor(log)
        self._lanes = Lanes(self._tasks, clock, log)
        self._commits = Lanes(self._tasks, clock, log)  # of each place too, so that they are kept in their order
        self._albums: dict[str, list[tuple[Piece, int | None]]] = {}  # pieces of albums that are not whole yet
        self._ended = asyncio.Event()
        self._ended.set()
        self.username = ""
        """The bot's @name; empty until Telegram has told it."""
        self.invitation = ""
        """The link that adds the bot to a group; empty until it is known, and where no group can have it."""

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

    @property
    def is_connected(self) -> bool:
        """Whether the bot is signed in, and the last poll was answered."""
        return self._poll.is_answered and (self._calls is None or self._calls.is_open)

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
        me = await self._poll.insist(self._sign_in)
        if me is None:
            return
        self.username = me.username
        self.invitation = f"https://t.me/{me.username}?startgroup=true" if me.joins_groups else ""
        log.info("@%s is listening; to write to it, open https://t.me/%s", me.username, me.username)
        if self.invitation:
            log.info("To add @%s to a group, open %s", me.username, self.invitation)

        async def handle(batch: Sequence[JSON]) -> None:
            read: list[News | None] = []
            for raw in batch:
                await self._tasks.see_through(self._read(raw, me, inbox, read), _name(raw))
            for raw, news in zip(batch, with_followed(read), strict=True):
                await self._lanes.room()
                if news is not None:
                    self._put(news, number_of(raw), _name(raw), inbox)
            await self._commits.settled(HELD_FOR)
            await self._lanes.settled(HELD_FOR)
            self._unconfirmed.let_old_go()

        async def ready() -> None:
            await self._tasks.see_through(inbox.on_ready(PLATFORM), "taking up")

        registering: asyncio.Task[None] | None = None

        async def begin() -> None:
            nonlocal registering
            if self._calls is None:
                await self._poll.insist(self._take_webhook_away)
            if registering is None:
                registering = self._tasks.start(register(self._transport, self._clock), "registering the menu")

        async with inbox.shares.of(f"{PLATFORM} {me.id}", 1) as turn:
            try:
                await ready()
                if self._calls is None:
                    await self._poll.receive(handle, ready, turn, begin)
                else:
                    with self._poll.receiving(ready):
                        await self._calls.receive(self._poll, partial(self._take, me, inbox), turn, begin)
            finally:
                if registering is not None:
                    registering.cancel()  # or it would be tried on

    async def _take(self, me: Me, inbox: Inbox, raw: JSON) -> None:
        """Take one update that Telegram has sent; returns once it may be confirmed."""
        id, read = number_of(raw), list[News | None]()
        if id is None or id not in tuple(self._unconfirmed):  # else it came before, and is being taken
            await self._tasks.see_through(self._read(raw, me, inbox, read), _name(raw))
            await self._lanes.room()
            [news] = with_followed(read)
            if news is not None:
                self._put(news, id, _name(raw), inbox)
        await self._unconfirmed.confirmable(id)

    async def _refused(self) -> None:
        if self._inbox is not None:
            await self._inbox.on_refused(PLATFORM)

    async def _sign_in(self) -> Me:
        found = await self._transport.ask("getMe", {})
        joins_groups = found.get("can_join_groups") is not False
        return Me(number(found, "id"), str(found.get("username") or ""), joins_groups)

    async def _take_webhook_away(self) -> None:
        """Remove a webhook: while there is one, Telegram hands out no updates."""
        if (await self._transport.ask("getWebhookInfo", {})).get("url"):
            await self._transport.call("deleteWebhook", {})
            log.warning("a webhook was set for this bot; removed it to receive here")

    async def _read(self, raw: JSON, me: Me, inbox: Inbox, read_so_far: list[News | None]) -> None:
        """Append the news of one update. Each is parsed by itself, so that one without sense does not affect others."""
        read_so_far.append(None)
        try:
            self._numbers.heard(raw)
            read_so_far[-1] = with_rest(read(raw, me, self._transport.time), raw)
        except _UNREADABLE as error:
            trace = new_trace()
            log.warning("trace %s: %s makes no sense (%s); skipped", trace, _name(raw), type(error).__name__)
            await inbox.on_trouble(PLATFORM, trace)

    def _put(self, news: News, id: int | None, name: str, inbox: Inbox) -> None:
        """Hand news to the engine once all is done that came before in its place. Presses and Stop wait for nothing.

        `id`: the number of the update, which is not confirmed until then.
        """
        if isinstance(news, Incoming) and id is not None:
            news = replace(news, delivery=f"update {id}")
        match news:
            case Incoming() | Invocation() if self._belongs_to_a_command(news):
                self._gather(news, id, inbox)
            case Incoming() if inbox.may_be_ours(news):
                self._receive_message(news, id, name, inbox)
            case Incoming():
                self._offer(news.origin.place, lambda: self._committed(news, id, inbox), name, id)
            case Invocation(name="stop"):
                self._tasks.start(self._command(news, inbox), "/stop")
            case Invocation():
                self._offer(news.origin.place, lambda: self._command(news, inbox), f"{name}, a command", id)
            case Edited(said):
                self._offer(said.origin.place, lambda: inbox.on_edited(said), f"{name}, an edit", id)
            case Pressed(query, press):
                pressed = self._held_back(lambda: self._pressed(query, press, inbox), id)
                self._tasks.start(pressed(), "a press")
            case Migrated(old, new):
                self._migrate(old, new, name)
            case Joined(place, private=True):
                self._lanes.put(str(place), lambda: inbox.on_unblocked(PLATFORM, place.chat), name)
            case Joined(place):
                if news.by is not None:
                    self._servers.invited(place.chat, news.by)
                self._lanes.put(str(place), lambda: inbox.on_joined(PLATFORM, place.chat, place), name)
            case Left(place):
                self._lanes.put(str(place), lambda: inbox.on_removed(PLATFORM, place.chat), name)

    def _receive_message(self, news: Incoming, id: int | None, name: str, inbox: Inbox) -> None:
        """Commit a message now, so that it may be confirmed, and hand it to the engine when its turn comes."""
        place, behind = news.origin.place, self._lanes.is_busy(str(news.origin.place))
        received: asyncio.Future[Incoming | None] = asyncio.get_running_loop().create_future()

        async def hand_on() -> None:
            if (message := await received) is not None:
                await (inbox.on_message(message) if message.committed else self._committed(message, id, inbox))

        async def commit() -> None:
            message: Incoming | None = None
            try:
                with self._unconfirmed.until_done(id):
                    message = await inbox.on_received(news, behind=behind)
            finally:
                if message is not None and not message.committed:  # it is not known to be for the bot before its turn
                    self._unconfirmed.handled(id)
                if not received.done():  # else the end of all has cut off who waits for it
                    received.set_result(message)

        if self._offer(place, hand_on, name, id):
            self._unconfirmed.committed(id)
            self._commits.put(str(place), commit, f"{name}, which is kept")

    def _offer(self, place: Place, work: Callable[[], Work], name: str, id: int | None) -> bool:
        """Put work into its place's lane; returns whether it will run.

        The update is not confirmed until it is done, but see `unconfirmed.py`.
        """
        offered = self._lanes.offer(str(place), self._held_back(work, id), name)
        if not offered:
            self._unconfirmed.let_go(id)
        return offered

    def _held_back(self, work: Callable[[], Work], id: int | None) -> Callable[[], Work]:
        """The same work, until the end of which the update is not confirmed, but see `unconfirmed.py`."""
        self._unconfirmed.handled(id)

        async def seen_to() -> None:
            with self._unconfirmed.until_done(id):
                await work()

        return seen_to

    async def _committed(self, news: Incoming, id: int | None, inbox: Inbox) -> None:
        self._unconfirmed.committed(id)
        await inbox.on_message(news)

    def _migrate(self, old: Place, new: Place, name: str) -> None:
        """Move a group after all that was said in it, and before all that is said in the new one."""
        has_moved = asyncio.Event()

        async def move() -> None:
            try:
                await self.moved(old.chat, new.chat)
            finally:
                has_moved.set()

        self._lanes.put(str(old), move, name)
        self._lanes.put(str(new), has_moved.wait, name)

    def _belongs_to_a_command(self, piece: Piece) -> bool:
        """Whether it is a piece of an album whose first caption is a command. The engine joins all other pieces."""
        return bool(group := _album(piece)) and (isinstance(piece, Invocation) or group in self._albums)

    def _gather(self, piece: Piece, id: int | None, inbox: Inbox) -> None:
        """Put a piece of an album to those before it. The first one waits for the others, and then they are one."""
        group = _album(piece)
        if self._calls is None:  # else the next piece comes only once this one is confirmed
            self._unconfirmed.committed(id)
        if group in self._albums:
            self._albums[group].append((piece, id))
            return

        async def whole() -> None:
            known = 0
            while known < (known := len(self._albums[group])):
                await self._clock.sleep(ALBUM_SECONDS)
            pieces, ids = zip(*self._albums.pop(group), strict=True)
            album = joined(pieces)
            with self._unconfirmed.until_done(*ids):
                await (self._command(album, inbox) if isinstance(album, Invocation) else inbox.on_message(album))

        if self._lanes.offer(str(piece.origin.place), whole, "an album", held=False):
            self._albums[group] = [(piece, id)]
        else:
            self._unconfirmed.let_go(id)

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
        if press is not None and (answer.text or answer.file is not None) and _is_shown(answer):
            await inbox.say(press.surface if answer.replace else press.origin.target, answer)

    async def _acknowledge(self, query: str, text: str) -> None:
        """Acknowledge a press; until then the button shows that it waits."""
        told = {"callback_query_id": query, "text": text or None, "show_alert": len(text) > _TOAST}
        try:
            await self._transport.call("answerCallbackQuery", told)
        except PlatformError as error:
            log.info("a button's press could not be acknowledged: %s", error)


def _name(raw: JSON) -> str:
    """How an update is called in the log."""
    id = number_of(raw)
    return f"update {id}" if id is not None else "update without a number"


def _album(piece: Piece) -> str:
    """The album that a message is a piece of; empty if it is none."""
    group = next((each.group for each in piece.attachments if each.group), "")
    return f"{piece.origin.place}:{group}" if group else ""


def _is_shown(answer: Response) -> bool:
    """Whether the answer to a press is a message; what only one person sees holds neither a file nor buttons."""
    return answer.replace or not answer.private or answer.file is not None or bool(answer.buttons)


def _toast(answer: Response) -> str:
    """The words that only the person who pressed sees; empty if the answer is shown in the chat."""
    if _is_shown(answer):
        return ""
    text = to_telegram(in_words(answer.text), last=True).text
    return text if len(text) <= ALERT else text[: ALERT - 1] + "…"
