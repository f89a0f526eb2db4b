"""The methods of the fake Bot API, on the world behind it."""

import re
from typing import Any

from tests.fakes.telegram_entities import mended, shows_the_same
from tests.fakes.telegram_files import Files
from tests.fakes.telegram_limits import Limits
from tests.fakes.telegram_members import RIGHTS, member, permissions
from tests.fakes.telegram_rules import (
    CAPTION_LIMIT,
    TEXT_LIMIT,
    InvalidFrame,
    Json,
    Rejected,
    checked_buttons,
    trimmed,
)
from tests.fakes.telegram_webhook import WebhookCalls
from tests.fakes.telegram_world import BOT_ID, Chat, Posted, Version, World

_NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are exactly the same as a "
    "current content and reply markup of the message"
)
_LONG_CAPTION = "message caption is too long"
_ACTIONS = frozenset(
    {
        *("typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document"),
        *("choose_sticker", "find_location", "record_video_note", "upload_video_note"),
    }
)
_REACTIONS = frozenset(
    "👍👎❤🔥🥰👏😁🤔🤯😱🤬😢🎉🤩🤮💩🙏👌🕊🤡🥱🥴😍🐳🌚🌭💯🤣⚡🍌🏆💔🤨😐"
    "🍓🍾💋🖕😈😴😭🤓👻👀🎃🙈😇😨🤝✍🤗🫡🎅🎄☃💅🤪🗿🆒💘🙉🦄😘💊🙊😎👾😡"
)
"""The emoji that bots may use (documented, those of one character)."""
_SCOPES = frozenset(
    {
        *("default", "all_private_chats", "all_group_chats", "all_chat_administrators"),
        *("chat", "chat_administrators", "chat_member"),
    }
)


LARGEST_PHOTO, LARGEST_UPLOAD = 10 * 2**20, 50 * 2**20
"""Bytes that a bot may send (documented)."""


def _is_shown(png: bytes) -> bool:
    """Whether Telegram takes a picture of that width and height; of pictures without any it knows none."""
    width, height = int.from_bytes(png[16:20]), int.from_bytes(png[20:24])
    if not width or not height:
        return True
    return width + height <= 10_000 and max(width, height) <= 20 * min(width, height)


class Methods:
    """Each public method is one of the Bot API's; parameters are plain JSON, the result is its `result`."""

    def __init__(self, world: World, limits: Limits, files: Files, webhook: WebhookCalls) -> None:
        self._world = world
        self._files = files
        self._limits = limits
        self.no_op_edits = 0
        self.repaired: list[str] = []
        """Texts whose entities could not stand as they were, so that something else is shown than was meant."""
        self.previews = 0
        """Sends and edits that left link previews on."""
        self.actions: list[tuple[float, int, int]] = []
        """Typing: when, in which chat, in which topic."""
        self.menus: dict[str, list[Json]] = {}
        """The command menus by the type of their scope, those of one language as "type:es"."""
        self.webhook = webhook
        """Where it calls, if it is not asked for updates."""
        self.reads_all = False
        """Privacy mode is off."""
        self.joins_groups = True
        """@BotFather's /setjoingroups."""

    def getFile(self, given: Json) -> Json:
        return self._files.described(str(given.get("file_id")))

    def getMe(self, given: Json) -> Json:
        return {
            **self._world.bot,
            "can_join_groups": self.joins_groups,
            "can_read_all_group_messages": self.reads_all,
            "supports_inline_queries": False,
        }

    def sendMessage(self, given: Json) -> Json:
        chat = self._sendable(given, "messages", "text messages")
        text, entities = self._words(given, "text", "entities", TEXT_LIMIT)
        if not text:
            raise InvalidFrame("text must be non-empty")
        return self._post(chat, given, Version(self._world.now(), text, entities, self._buttons(given)))

    def sendDocument(self, given: Json) -> Json:
        chat = self._sendable(given, "documents", "documents")
        document = given.get("document")
        if not isinstance(document, tuple):
            raise Rejected(400, "Bad Request: there is no document in the request")
        if not document[1]:
            raise Rejected(400, "Bad Request: file must be non-empty")
        if len(document[1]) > LARGEST_UPLOAD:
            raise Rejected(413, "Request Entity Too Large")
        text, entities = self._words(given, "caption", "caption_entities", CAPTION_LIMIT, _LONG_CAPTION)
        version = Version(self._world.now(), text, entities, self._buttons(given))
        return self._post(chat, given, version, document=document)

    def sendPhoto(self, given: Json) -> Json:
        chat = self._sendable(given, "photos", "photos")
        photo = given.get("photo")
        if isinstance(photo, tuple) and not photo[1]:
            raise Rejected(400, "Bad Request: file must be non-empty")
        if not isinstance(photo, tuple) or not photo[1].startswith((b"\x89PNG", b"\xff\xd8")):
            raise Rejected(400, "Bad Request: IMAGE_PROCESS_FAILED")
        if (size := len(photo[1])) > LARGEST_PHOTO:
            said = f"file of size {size} bytes is too big for a photo; the maximum size is {LARGEST_PHOTO} bytes"
            raise Rejected(400, f"Bad Request: {said}")
        if photo[1].startswith(b"\x89PNG") and not _is_shown(photo[1]):
            raise Rejected(400, "Bad Request: PHOTO_INVALID_DIMENSIONS")
        text, entities = self._words(given, "caption", "caption_entities", CAPTION_LIMIT, _LONG_CAPTION)
        version = Version(self._world.now(), text, entities, self._buttons(given))
        return self._post(chat, given, version, document=photo, is_photo=True)

    def editMessageText(self, given: Json) -> Json:
        message = self._editable(given)
        if message.document is not None:
            raise Rejected(400, "Bad Request: there is no text in the message to edit")
        text, entities = self._words(given, "text", "entities", TEXT_LIMIT, too_long="MESSAGE_TOO_LONG")
        if not text:
            raise InvalidFrame("text must be non-empty")
        self._note_preview(given)
        return self._change(message, text, entities, self._buttons(given))

    def editMessageCaption(self, given: Json) -> Json:
        message = self._editable(given)
        if message.document is None:
            raise Rejected(400, "Bad Request: there is no caption in the message to edit")
        text, entities = self._words(given, "caption", "caption_entities", CAPTION_LIMIT, _LONG_CAPTION)
        return self._change(message, text, entities, self._buttons(given))

    def editMessageReplyMarkup(self, given: Json) -> Json:
        message = self._editable(given)
        return self._change(message, message.text, message.entities, self._buttons(given))

    def deleteMessage(self, given: Json) -> bool:
        message = self._chat(given).messages.get(int(given.get("message_id", 0)))
        if message is None or message.deleted:
            raise Rejected(400, "Bad Request: message to delete not found")
        message.deleted = True
        return True

    def setMessageReaction(self, given: Json) -> bool:
        chat = self._writable(given)
        message = chat.messages.get(int(given.get("message_id", 0)))
        if message is None or message.deleted:
            raise Rejected(400, "Bad Request: message to react not found")
        wanted = given.get("reaction") or []
        if len(wanted) > 1:
            raise Rejected(400, "Bad Request: REACTIONS_TOO_MANY")
        emoji = str(wanted[0].get("emoji", "")) if wanted else ""
        allowed = _REACTIONS if chat.reacts is None else chat.reacts
        if wanted and (wanted[0].get("type") != "emoji" or emoji not in _REACTIONS or emoji not in allowed):
            raise Rejected(400, "Bad Request: REACTION_INVALID")
        message.reaction = emoji
        message.reactions.append(emoji)
        return True

    def sendChatAction(self, given: Json) -> bool:
        if given.get("action") not in _ACTIONS:
            raise Rejected(400, "Bad Request: wrong parameter action in request")
        chat = self._chat(given)
        self.actions.append((self._world.now(), chat.id, self._topic(chat, given)))
        return True

    def answerCallbackQuery(self, given: Json) -> bool:
        query = str(given.get("callback_query_id"))
        if query not in self._world.queries:
            raise Rejected(400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
        if len(str(given.get("text", ""))) > 200:
            raise Rejected(400, "Bad Request: MESSAGE_TOO_LONG")
        self._world.queries[query] = {"text": given.get("text", ""), "alert": bool(given.get("show_alert"))}
        return True

    def setMyCommands(self, given: Json) -> bool:
        commands = given.get("commands", [])
        if len(commands) > 100:
            raise Rejected(400, "Bad Request: too many commands specified")
        for command in commands:
            if not re.fullmatch(r"[a-z0-9_]{1,32}", command.get("command", "")):
                raise Rejected(400, "Bad Request: BOT_COMMAND_INVALID")
            if not command.get("description"):
                raise Rejected(400, "Bad Request: command description must be non-empty")
            if len(command["description"]) > 256:
                raise Rejected(400, "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID")
        if not re.fullmatch(r"(?:[a-z]{2})?", given.get("language_code") or ""):
            raise Rejected(400, "Bad Request: invalid language code specified")
        if (given.get("scope") or {}).get("type", "default") not in _SCOPES:
            raise Rejected(400, "Bad Request: can't parse BotCommandScope: unsupported type specified")
        self.menus[_menu(given)] = commands
        return True

    def getMyCommands(self, given: Json) -> list[Json]:
        return self.menus.get(_menu(given), [])

    def getChatMember(self, given: Json) -> Json:
        chat, person = self._chat(given), int(given.get("user_id", 0))
        if person == BOT_ID:
            return member(self._world.bot, chat.bot_status, frozenset(chat.denied))
        if person not in self._world.chats and person not in chat.admins:
            raise Rejected(400, "Bad Request: member not found")
        user = {"id": person, "is_bot": False, "first_name": "Person"}
        if person not in chat.admins:
            return member(user, "member")
        return member(user, "administrator", RIGHTS - chat.rights.get(person, RIGHTS))

    def getChat(self, given: Json) -> Json:
        chat = self._chat(given)
        gifts = "unlimited_gifts limited_gifts unique_gifts premium_subscription gifts_from_channels"
        full = {
            "accent_color_id": 1,
            "max_reaction_count": 11,
            "accepted_gift_types": dict.fromkeys(gifts.split(), True),
        }
        shared = {"permissions": permissions(frozenset(chat.denied))} if chat.kind.endswith("group") else {}
        return chat.as_json() | full | shared

    def getChatMemberCount(self, given: Json) -> int:
        return self._chat(given).members

    def leaveChat(self, given: Json) -> bool:
        chat = self._chat(given)
        if chat.kind == "private":
            raise Rejected(400, "Bad Request: chat member status can't be changed in private chats")
        self._world.tell_status(chat, "left", BOT_ID)
        return True

    def getWebhookInfo(self, given: Json) -> Json:
        return self.webhook.info(len(self.webhook.pending))

    def setWebhook(self, given: Json) -> bool:
        return self.webhook.set(given)

    def deleteWebhook(self, given: Json) -> bool:
        self.webhook.url = ""
        return True

    def _chat(self, given: Json) -> Chat:
        chat = self._world.chats.get(int(given.get("chat_id", 0)))
        if chat is None:
            raise Rejected(400, "Bad Request: chat not found")
        if chat.moved_to:
            description = "Bad Request: group chat was upgraded to a supergroup chat"
            raise Rejected(400, description, migrate_to_chat_id=chat.moved_to)
        if chat.closed:
            private = chat.kind == "private"
            what = "bot was blocked by the user" if private else "bot was kicked from the supergroup chat"
            raise Rejected(403, f"Forbidden: {what}")
        return chat

    def _writable(self, given: Json) -> Chat:
        chat = self._chat(given)
        wait = self._limits.retry_after(chat.id)
        if wait:
            raise Rejected(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
        return chat

    def _sendable(self, given: Json, right: str, what: str) -> Chat:
        """The chat, if the bot may send that there; administrators may send everything."""
        chat = self._writable(given)
        if chat.bot_status in ("member", "restricted") and f"can_send_{right}" in chat.denied:
            raise Rejected(400, f"Bad Request: not enough rights to send {what} to the chat")
        return chat

    def _editable(self, given: Json) -> Posted:
        message = self._writable(given).messages.get(int(given.get("message_id", 0)))
        if message is None or message.deleted:
            raise Rejected(400, "Bad Request: message to edit not found")
        if message.author != BOT_ID:
            raise Rejected(400, "Bad Request: message can't be edited")
        return message

    def _words(
        self, given: Json, words: str, marks: str, limit: int, too_long: str = "message is too long"
    ) -> tuple[str, list[Json]]:
        if "parse_mode" in given:
            raise InvalidFrame("this server parses no markup: send entities")
        text, entities = str(given.get(words, "")), given.get(marks) or []
        stands = trimmed(text, entities, limit=limit, too_long=too_long)
        if entities and not shows_the_same(entities, mended(entities)):
            self.repaired.append(text)
        text, entities = stands
        return text, [entity for entity in entities if "user" not in entity or self._world.knows(entity["user"]["id"])]

    def _buttons(self, given: Json) -> list[list[Json]]:
        return checked_buttons(given.get("reply_markup"))

    def _topic(self, chat: Chat, given: Json) -> int:
        topic = int(given.get("message_thread_id", 0))
        if topic and topic not in chat.topics:
            raise Rejected(400, "Bad Request: message thread not found")
        return topic

    def _post(self, chat: Chat, given: Json, version: Version, **rest: Any) -> Json:
        topic = self._topic(chat, given)
        asked: Json = given.get("reply_parameters") or {}
        answered = chat.messages.get(int(asked.get("message_id", 0)))
        if answered is not None and answered.deleted:
            answered = None
        if asked and answered is None and not asked.get("allow_sending_without_reply"):
            raise Rejected(400, "Bad Request: message to be replied not found")
        message = chat.add(
            BOT_ID,
            version,
            thread=topic,
            reply_to=answered.id if answered is not None else 0,
            silent=bool(given.get("disable_notification")),
            **rest,
        )
        if message.document is None:
            self._note_preview(given)
        return self._world.as_json(message)

    def _change(self, message: Posted, text: str, entities: list[Json], buttons: list[list[Json]]) -> Json:
        if (text, entities, buttons) == (message.text, message.entities, message.buttons):
            self.no_op_edits += 1
            raise Rejected(400, _NOT_MODIFIED)
        message.versions.append(Version(self._world.now(), text, entities, buttons))
        return self._world.as_json(message)

    def _note_preview(self, given: Json) -> None:
        options: Json = given.get("link_preview_options") or {}
        self.previews += not options.get("is_disabled")


def _menu(given: Json) -> str:
    return ":".join(filter(None, (given.get("scope", {}).get("type", "default"), given.get("language_code"))))
