"""The calls that send, edit and delete messages, one attempt each."""

from collections.abc import Awaitable, Callable
from contextlib import suppress

from telegram import Bot, InputFile
from telegram import Message as Sent
from telegram.constants import ChatAction

from bots.engine.runtime.lru import LRU
from bots.engine.seam.errors import Gone, Refused
from bots.engine.seam.values import File, Frame, Message, Person, Place, Surface, Target, ToChat
from bots.telegram_bot import payloads
from bots.telegram_bot.errors import Moved, Unchanged, telegram_errors
from bots.telegram_bot.limits import TYPING
from bots.telegram_bot.moved_groups import Moves
from bots.telegram_bot.reading import PLATFORM, is_group

_PICTURES = (".png", ".jpg")
"""Files that Telegram shows in the chat instead of offering them for download."""


MovedTo = Callable[[str, str], Awaitable[None]]
"""Called with the old and the new id of a group."""


class Showing:
    """The calls out. Each raises what `Platform.show` raises."""

    def __init__(self, bot: Bot, moves: Moves, moved: MovedTo) -> None:
        self._bot = bot
        self._moves = moves
        self._moved = moved
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
        with telegram_errors():
            await self._bot.send_chat_action(
                int(place.chat), ChatAction.TYPING, message_thread_id=payloads.thread(place.thread)
            )
        return TYPING

    async def delete(self, surface: Surface) -> None:
        """Delete a message; one that is gone already is a success."""
        now = self._moves.current(surface)
        if isinstance(now, Message):
            with suppress(Gone), telegram_errors():
                await self._bot.delete_message(int(now.place.chat), int(now.id))

    async def private_chat(self, person: Person) -> ToChat:
        """The chat with a person has the person's id. Telegram refuses only when something is sent there."""
        return ToChat(Place(PLATFORM, person.id))

    async def leave(self, server: str) -> None:
        """Leave a group; a private chat cannot be left."""
        if is_group(server):
            with telegram_errors():
                await self._bot.leave_chat(int(server))

    async def _send(self, target: ToChat, frame: Frame) -> Message:
        """Send a new message; a file has the text as its caption."""
        with telegram_errors():
            if frame.file is None:
                sent = await self._send_text(target, frame)
            else:
                shown_at_once = frame.file.name.endswith(_PICTURES)
                send = self._bot.send_photo if shown_at_once else self._bot.send_document
                sent = await self._send_file(target, frame, frame.file, send)
        message = Message(target.place, str(sent.message_id))
        if frame.file is not None:
            self._documents.keep(message, True)
        return message

    async def _edit(self, message: Message, frame: Frame) -> None:
        """Edit a message. A message with a long text cannot get a file, so the file follows below it, once."""
        try:
            with telegram_errors():
                await self._change(message, frame)
        except Unchanged:
            pass
        if frame.file is not None and not (message in self._documents or message in self._with_file):
            await self._send(ToChat(message.place, reply_to=message.id), Frame("", file=frame.file, silent=True))
            self._with_file.keep(message, True)

    async def _send_text(self, target: ToChat, frame: Frame) -> Sent:
        return await self._bot.send_message(
            int(target.place.chat),
            frame.text,
            link_preview_options=payloads.NO_PREVIEW,
            reply_markup=payloads.rows(frame.buttons),
            reply_parameters=payloads.reply(target.reply_to),
            message_thread_id=payloads.thread(target.place.thread),
            disable_notification=frame.silent,
            api_kwargs={"entities": payloads.formatting(frame)},
        )

    async def _send_file(self, target: ToChat, frame: Frame, file: File, send: Callable[..., Awaitable[Sent]]) -> Sent:
        return await send(
            int(target.place.chat),
            InputFile(file.content, filename=file.name),
            caption=frame.text or None,
            reply_markup=payloads.rows(frame.buttons),
            reply_parameters=payloads.reply(target.reply_to),
            message_thread_id=payloads.thread(target.place.thread),
            disable_notification=frame.silent,
            api_kwargs={"caption_entities": payloads.formatting(frame)},
        )

    async def _change(self, message: Message, frame: Frame) -> None:
        chat, number = int(message.place.chat), int(message.id)
        if message in self._documents:
            await self._bot.edit_message_caption(
                chat,
                number,
                caption=frame.text,
                reply_markup=payloads.rows(frame.buttons),
                api_kwargs={"caption_entities": payloads.formatting(frame)},
            )
            return
        await self._bot.edit_message_text(
            frame.text,
            chat,
            number,
            link_preview_options=payloads.NO_PREVIEW,
            reply_markup=payloads.rows(frame.buttons),
            api_kwargs={"entities": payloads.formatting(frame)},
        )
