"""Telegram as the engine sees it: calls out, updates in."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from telegram import Bot, Update
from telegram.constants import ChatAction
from telegram.error import TelegramError

from bots.engine.language.phrases import localised
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.defects import new_trace
from bots.engine.runtime.tasks import Supervisor, Work
from bots.engine.seam.errors import Gone, PlatformError, Refused
from bots.engine.seam.inbox import Inbox
from bots.engine.seam.platform import Finding
from bots.engine.seam.rates import Budget, Tempo
from bots.engine.seam.values import (
    Frame,
    Incoming,
    Invocation,
    Message,
    Person,
    Place,
    Press,
    Response,
    Surface,
    Target,
    ToChat,
)
from bots.telegram_bot import payloads
from bots.telegram_bot.checking import findings
from bots.telegram_bot.errors import Moved, WrongToken, telegram_errors
from bots.telegram_bot.limits import BOT, GROUP_TEMPO, OF_A_CHAT, OF_A_GROUP, PRIVATE_TEMPO, is_group
from bots.telegram_bot.menu import menus
from bots.telegram_bot.moved_groups import Moves
from bots.telegram_bot.permissions import Administrators, reports_missing, unheard
from bots.telegram_bot.reading import PLATFORM, Joined, Left, Me, Migrated, News, Pressed, read
from bots.telegram_bot.receiving import Poll
from bots.telegram_bot.showing import Poster
from bots.telegram_bot.transport import Wire
from bots.text.fold import telegram_folded
from bots.text.piece import Piece
from bots.text.to_telegram import to_telegram

TYPING_SECONDS = 5.0


_TOAST, _ALERT = 60, 200  # characters: a longer toast is missed; a longer alert Telegram refuses
_UNREADABLE = (ArithmeticError, AttributeError, LookupError, OSError, TypeError, ValueError, TelegramError)

log = logging.getLogger("parley.telegram")


class TelegramBot:
    """One bot on one Bot API server."""

    name: str = PLATFORM

    def __init__(self, token: str, *, api_url: str, clock: Clock) -> None:
        logging.getLogger("telegram").setLevel(logging.WARNING)  # below that it logs the token and people's words
        base = f"{api_url.rstrip('/')}/bot"
        self._wire = Wire(clock)
        self._bot = Bot(token, base_url=base, request=self._wire, get_updates_request=self._wire)
        self._poll = Poll(self._wire, base + token, clock)
        self._poster = Poster(self._bot)
        self._administrators = Administrators(self._bot, clock)
        self._moves = Moves()
        self._inbox: Inbox | None = None
        self._tasks = Supervisor(log)
        self._lanes: dict[str, asyncio.Task[None]] = {}  # chats in which a command is under way
        self._ended = asyncio.Event()
        self._ended.set()

    def budgets(self, where: Target | Surface) -> tuple[Budget, ...]:
        """The chat's (all topics of a group share it), then the bot's."""
        chat = where.place.chat
        return Budget(f"telegram:chat:{chat}", OF_A_GROUP if is_group(chat) else OF_A_CHAT), BOT

    def tempo(self, where: Target | Surface) -> Tempo:
        return GROUP_TEMPO if is_group(where.place.chat) else PRIVATE_TEMPO

    def render(self, source: str, *, last: bool) -> Piece:
        return to_telegram(source, last=last)

    def folded(self, reasoning: str, source: str, *, last: bool) -> Piece:
        return telegram_folded(reasoning, source, last=last)

    async def show(self, where: Target | Surface, frame: Frame, *, last: bool) -> Surface:
        now = self._moves.current(where)
        try:
            match now:
                case ToChat():
                    shown = await self._poster.send(now, frame)
                case Message():
                    await self._poster.edit(now, frame)
                    shown = now
                case _:
                    raise Refused("not a Telegram address")
        except Moved as moved:
            await self._move(now.place.chat, str(moved.chat))
            raise
        self._moves.shown(where, shown)
        return shown

    async def typing(self, target: Target) -> float:
        place = self._moves.current(target).place
        with telegram_errors():
            await self._bot.send_chat_action(
                int(place.chat), ChatAction.TYPING, message_thread_id=payloads.thread(place.thread)
            )
        return TYPING_SECONDS

    async def manages(self, place: Place, server: str, person: Person) -> bool:
        if person.id == place.chat:
            return True  # in a private chat; elsewhere an administrator who speaks as the group
        return await self._administrators.include(place.chat, person.id)

    async def private_chat(self, person: Person) -> ToChat:
        return ToChat(Place(PLATFORM, person.id))

    async def reports_missing(self, place: Place, server: str) -> tuple[str, ...]:
        return await reports_missing(self._bot, server) if server else ()

    async def unheard(self, place: Place, server: str) -> str:
        return await unheard(self._bot, server) if server else ""

    async def leave(self, server: str) -> None:
        """Leave a group; nobody can leave a private chat."""
        if is_group(server):
            with telegram_errors():
                await self._bot.leave_chat(int(server))

    async def delete(self, surface: Surface) -> None:
        now = self._moves.current(surface)
        if isinstance(now, Message):
            with suppress(Gone), telegram_errors():
                await self._bot.delete_message(int(now.place.chat), int(now.id))

    async def run(self, inbox: Inbox) -> None:
        self._inbox = inbox
        self._ended.clear()
        async with self._tasks:
            try:
                await self._see_through(self._receive(inbox), "receiving", inbox)
            finally:
                self._ended.set()

    async def quiet(self) -> None:
        self._poll.cooldown()
        await self._ended.wait()

    async def aclose(self) -> None:
        await self._wire.shutdown()

    async def check(self) -> tuple[Finding, ...]:
        return await findings(self._bot)

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
        await self._poll.insist(self._take_webhook_away)
        self._start(self._register(), "registering the menu", inbox)
        log.info("@%s is listening", me.username)

        async def handle(raw: dict[str, Any]) -> None:
            name = f"update {_number(raw.get('update_id'))}"
            await self._see_through(self._take(raw, name, me, inbox), name, inbox)

        async def ready() -> None:
            await self._see_through(inbox.on_ready(self.name), "taking up", inbox)

        await ready()
        await self._poll.receive(handle, ready)

    async def _take_webhook_away(self) -> None:
        """As long as there is one, Telegram hands out no updates."""
        if (await self._bot.get_webhook_info()).url:
            await self._bot.delete_webhook()
            log.warning("a webhook was set for this bot; removed it to receive here")

    async def _register(self) -> None:
        try:
            with telegram_errors():
                for scope, language, commands in menus(localised):
                    await self._bot.set_my_commands(commands, scope=scope, language_code=language or None)
        except PlatformError as error:
            log.warning("the command menu could not be registered: %s", error)

    async def _take(self, raw: dict[str, Any], name: str, me: Me, inbox: Inbox) -> None:
        """One update, parsed by itself: one that makes no sense must not take the others with it."""
        try:
            news = read(Update.de_json(raw), me)
        except _UNREADABLE as error:
            trace = new_trace()
            log.warning("trace %s: %s makes no sense (%s); skipped", trace, name, type(error).__name__)
            await inbox.on_trouble(self.name, trace)
            return
        if news is not None:
            await self._hand_over(news, inbox)

    async def _hand_over(self, news: News, inbox: Inbox) -> None:
        """In Telegram's order within a chat. A slow command holds up its own chat only, a Stop waits for nothing."""
        match news:
            case Incoming():
                if (lane := news.origin.place.chat) in self._lanes:
                    self._after_others(lane, lambda: inbox.on_message(news), "a message", inbox)
                else:
                    await inbox.on_message(news)
            case Invocation(name="stop"):
                self._start(self._command(news, inbox), "/stop", inbox)
            case Invocation():
                self._after_others(news.origin.place.chat, lambda: self._command(news, inbox), "a command", inbox)
            case Pressed(query, press):
                self._start(self._pressed(query, press, inbox), "a press", inbox)
            case Migrated(old, new):
                await self._move(old.chat, new.chat)
            case Joined(place, private):
                if not private:
                    await inbox.on_joined(self.name, place.chat, place)
            case Left(place):
                await inbox.on_removed(self.name, place.chat)

    def _start(self, work: Work, name: str, inbox: Inbox) -> asyncio.Task[None]:
        """Run it on its own; a defect in it takes nothing with it, and the owner hears of it."""
        return self._tasks.start(work, name, partial(inbox.on_trouble, self.name))

    async def _see_through(self, work: Work, name: str, inbox: Inbox) -> None:
        await self._tasks.see_through(work, name, partial(inbox.on_trouble, self.name))

    def _after_others(self, lane: str, work: Callable[[], Work], name: str, inbox: Inbox) -> None:
        """Do it once what came before it in that chat is done."""
        before = self._lanes.get(lane)

        async def in_turn() -> None:
            try:
                if before is not None:
                    await asyncio.wait((before,))
                await work()
            finally:
                if self._lanes.get(lane) is asyncio.current_task():
                    del self._lanes[lane]

        self._lanes[lane] = self._start(in_turn(), name, inbox)

    async def _command(self, invocation: Invocation, inbox: Inbox) -> None:
        answer = await inbox.on_command(invocation)
        if isinstance(answer, Incoming):
            await inbox.on_message(answer)
        elif answer.text or answer.file is not None:
            self._start(inbox.say(invocation.origin.target, answer), "saying an answer", inbox)

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
        """Until then the button turns."""
        try:
            with telegram_errors():
                await self._bot.answer_callback_query(query, text or None, show_alert=len(text) > _TOAST)
        except PlatformError as error:
            log.info("a button's press could not be acknowledged: %s", error)

    async def _move(self, old: str, new: str) -> None:
        if self._moves.learn(old, new):
            log.info("the group %s is now %s", old, new)
            if self._inbox is not None:
                await self._inbox.on_moved(Place(PLATFORM, old), Place(PLATFORM, new))


def _number(value: object) -> str:
    return str(value) if isinstance(value, int) else "without a number"


def _toast(answer: Response) -> str:
    """What only the one who pressed sees."""
    if answer.replace or not answer.private or answer.file is not None:
        return ""
    return answer.text if len(answer.text) <= _ALERT else answer.text[: _ALERT - 1] + "…"
