"""Frames become messages: the calls that send and edit, one attempt each."""

from collections.abc import Awaitable, Callable

from telegram import Bot, InputFile
from telegram import Message as Sent

from bots.engine.runtime.lru import LRU
from bots.engine.seam.values import File, Frame, Message, ToChat
from bots.telegram_bot import payloads
from bots.telegram_bot.errors import Unchanged, telegram_errors

_PICTURES = (".png", ".jpg")
"""What Telegram shows at once instead of offering it for download."""


class Poster:
    """Sends and edits. Raises as `Platform.show`."""

    def __init__(self, bot: Bot) -> None:
        self._bot = bot
        self._documents: LRU[Message, bool] = LRU()  # messages that are a file with a caption
        self._with_file: LRU[Message, bool] = LRU()  # messages that have their file beneath

    async def send(self, target: ToChat, frame: Frame) -> Message:
        """A new message; a file comes with the text as its caption."""
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

    async def edit(self, message: Message, frame: Frame) -> None:
        """The message shows the frame. Telegram gives no file to a message with a long text: it comes beneath, once."""
        try:
            with telegram_errors():
                await self._edit(message, frame)
        except Unchanged:
            pass
        if frame.file is not None and not (message in self._documents or message in self._with_file):
            await self.send(ToChat(message.place, reply_to=message.id), Frame("", file=frame.file, silent=True))
            self._with_file.keep(message, True)

    async def _send_text(self, target: ToChat, frame: Frame) -> Sent:
        return await self._bot.send_message(
            int(target.place.chat),
            frame.text,
            link_preview_options=payloads.NO_PREVIEW,
            reply_markup=payloads.keyboard(frame),
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
            reply_markup=payloads.keyboard(frame),
            reply_parameters=payloads.reply(target.reply_to),
            message_thread_id=payloads.thread(target.place.thread),
            disable_notification=frame.silent,
            api_kwargs={"caption_entities": payloads.formatting(frame)},
        )

    async def _edit(self, message: Message, frame: Frame) -> None:
        chat, number = int(message.place.chat), int(message.id)
        if message in self._documents:
            await self._bot.edit_message_caption(
                chat,
                number,
                caption=frame.text,
                reply_markup=payloads.keyboard(frame),
                api_kwargs={"caption_entities": payloads.formatting(frame)},
            )
            return
        await self._bot.edit_message_text(
            frame.text,
            chat,
            number,
            link_preview_options=payloads.NO_PREVIEW,
            reply_markup=payloads.keyboard(frame),
            api_kwargs={"entities": payloads.formatting(frame)},
        )
