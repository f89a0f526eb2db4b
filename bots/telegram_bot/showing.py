"""The calls that send, edit and delete messages, one attempt each."""

import logging
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from struct import unpack
from typing import Any

from bots.engine.runtime.lru import LRU
from bots.engine.seam.errors import Gone, Late, NotSent, Refused
from bots.engine.seam.places import Message, Person, Place, Surface, Target, ToChat
from bots.engine.seam.shown import Button, File, Frame
from bots.telegram_bot import payloads
from bots.telegram_bot.errors import Moved, Unchanged
from bots.telegram_bot.limits import PHOTO, PHOTO_RATIO, PHOTO_SIDES, TYPING
from bots.telegram_bot.moved_groups import Moves
from bots.telegram_bot.numbers import Numbers
from bots.telegram_bot.payloads import JSON
from bots.telegram_bot.reading import PLATFORM, is_group
from bots.telegram_bot.transport import SEND, Transport, number

log = logging.getLogger("parley.telegram")

_PNG = b"\x89PNG\r\n\x1a\n"
_PICTURES = (".png", ".jpg")
"""Files that Telegram shows in the chat instead of offering them for download."""


MovedTo = Callable[[str, str], Awaitable[None]]
"""Called with the old and the new id of a group."""


class Showing:
    """The calls out. Each raises what `Platform.show` raises."""

    def __init__(self, transport: Transport, moves: Moves, moved: MovedTo, numbers: Numbers) -> None:
        self._transport = transport
        self._moves = moves
        self._moved = moved
        self._numbers = numbers
        self._documents: LRU[Message, bool] = LRU()  # messages that are a file with a caption
        self._with_file: LRU[Message, bool] = LRU()  # messages that have their file below them

    async def show(self, where: Target | Surface, frame: Frame) -> Surface:
        """Send or edit, once."""
        now = self._moves.current(where)
        try:
            match now:
                case ToChat():
                    shown = await self._send(now, frame)
                case Message():
                    await self._edit(now, frame)
                    shown = now
                case _:
                    raise Refused("not a Telegram address")
        except Moved as moved:
            await self._moved(now.place.chat, str(moved.chat))
            raise
        self._moves.shown(where, shown)
        return shown

    async def typing(self, target: Target) -> float:
        """Show it in a chat."""
        place = self._moves.current(target).place
        await self._transport.call("sendChatAction", {**_to(place), "action": "typing"})
        return TYPING

    async def change_buttons(self, message: Message, buttons: tuple[tuple[Button, ...], ...]) -> None:
        """Show these buttons under a message, whose text stays."""
        now = self._moves.current(message)
        if not isinstance(now, Message):
            raise Refused("not a Telegram message")
        with suppress(Unchanged):
            await self._transport.call("editMessageReplyMarkup", {**_of(now), "reply_markup": payloads.rows(buttons)})

    async def disarm(self, message: Message) -> bool:
        """Take the buttons of a message away; returns whether it had some. False too if it has been told of by now.

        Raises what `show` does; `NotSent` while a message is on its way to that chat: it may be this one.
        """
        if self._numbers.knows(message):
            return False
        if self._numbers.is_sending(message.place.chat):
            raise NotSent("another message is on its way there")
        try:
            await self._transport.call("editMessageReplyMarkup", _of(message))
        except Unchanged:
            return False
        return True

    async def react(self, message: Message, emoji: str, *, on: bool) -> None:
        """Show that emoji as the bot's only reaction to a message, or none."""
        now = self._moves.current(message)
        if not isinstance(now, Message):
            raise Refused("not a Telegram message")
        reaction = [{"type": "emoji", "emoji": emoji}] if on else []
        with suppress(Unchanged):
            await self._transport.call("setMessageReaction", {**_of(now), "reaction": reaction})

    async def delete(self, surface: Surface) -> None:
        """Delete a message; one that is gone already is a success."""
        now = self._moves.current(surface)
        if isinstance(now, Message):
            with suppress(Gone):
                await self._transport.call("deleteMessage", _of(now))

    async def private_chat(self, person: Person) -> ToChat:
        """The chat with a person has the person's id. Telegram refuses only when something is sent there."""
        return ToChat(Place(PLATFORM, person.id))

    async def leave(self, server: str) -> None:
        """Leave a group; a private chat cannot be left."""
        if is_group(server):
            await self._transport.call("leaveChat", {"chat_id": int(server)})

    async def _send(self, target: ToChat, frame: Frame) -> Message:
        """Send a new message; a file has the text as its caption."""
        with self._numbers.sending(target.place.chat):
            sent = await self._sent(target, frame)
            sent_as = number(sent, "message_id")
            self._numbers.told(target.place.chat, sent_as)
        message = Message(target.place, str(sent_as))
        if frame.file is not None:
            self._documents.keep(message, True)
        return message

    async def _sent(self, target: ToChat, frame: Frame) -> Mapping[str, Any]:
        """The message as the server tells it. Any: its values."""
        where = {**_to(target.place), "reply_parameters": payloads.reply(target.reply_to)}
        shown = {"reply_markup": payloads.rows(frame.buttons), "disable_notification": frame.silent}
        if frame.file is None:
            return await self._transport.ask("sendMessage", where | _text(frame) | shown, seconds=SEND)
        kind = "photo" if _is_photo(frame.file) else "document"
        parameters = where | _caption(frame) | shown
        sent: Mapping[str, Any] = await self._transport.upload(f"send{kind.title()}", parameters, (kind, frame.file))
        return sent

    async def _edit(self, message: Message, frame: Frame) -> None:
        """Edit a message. A message with a long text cannot get a file, so the file follows below it, once."""
        with suppress(Unchanged):
            await self._change(message, frame)
        if frame.file is not None and not (message in self._documents or message in self._with_file):
            try:
                await self._send(ToChat(message.place, reply_to=message.id), Frame("", file=frame.file, silent=True))
            except Late:  # its upload may still be under way
                log.warning("%s: it is not known whether a file has arrived", message.place)
            self._with_file.keep(message, True)

    async def _change(self, message: Message, frame: Frame) -> None:
        where = {**_of(message), "reply_markup": payloads.rows(frame.buttons)}
        if message in self._documents:
            await self._transport.call("editMessageCaption", where | _caption(frame))
        else:
            await self._transport.call("editMessageText", where | _text(frame))


def _is_photo(file: File) -> bool:
    """Whether Telegram shows it in the chat. Of a JPEG the size in pixels is not looked for: models make small ones."""
    if not file.name.endswith(_PICTURES) or len(file.content) > PHOTO:
        return False
    if not file.content.startswith(_PNG):
        return True
    short, long = sorted(map(int, unpack(">II", file.content[16:24].ljust(8, b"\0"))))
    return short + long <= PHOTO_SIDES and long <= PHOTO_RATIO * max(1, short)


def _to(place: Place) -> JSON:
    return {"chat_id": int(place.chat), "message_thread_id": payloads.thread(place.thread)}


def _of(message: Message) -> JSON:
    return {"chat_id": int(message.place.chat), "message_id": int(message.id)}


def _text(frame: Frame) -> JSON:
    return {"text": frame.text, "entities": payloads.formatting(frame), "link_preview_options": payloads.NO_PREVIEW}


def _caption(frame: Frame) -> JSON:
    return {"caption": frame.text or None, "caption_entities": payloads.formatting(frame)}
