"""The chats, messages and people behind the fake Bot API. A message keeps every version that it ever showed."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.telegram_members import member
from tests.fakes.telegram_rules import Json, found_entities

BOT_ID = 42
FACE: Json = {"first_name": "Person"}
CAPTIONED = frozenset({"photo", "document", "animation", "voice", "audio", "video", "paid_media"})
"""What has its words as a caption."""


@dataclass(frozen=True, slots=True)
class Version:
    """What a message showed from `at` (the server's clock) on."""

    at: float
    text: str
    entities: list[Json]
    buttons: list[list[Json]]


@dataclass(slots=True, eq=False)
class Posted:
    """A message. `thread`: its topic or 0; `reply_to`: what it answers or 0."""

    id: int
    chat: "Chat"
    author: int
    versions: list[Version]
    thread: int = 0
    reply_to: int = 0
    silent: bool = False
    preview: bool = False
    document: tuple[str, bytes] | None = None
    is_photo: bool = False
    """Its file is shown as a picture."""
    held: Json = field(default_factory=dict)
    """What a person put into it beside words, in the Bot API's shape."""
    deleted: bool = False
    reaction: str = ""
    """The bot's emoji on it."""
    reactions: list[str] = field(default_factory=list)
    """The bot's emoji since it stands, each with what it replaced: "" where it was taken away."""

    @property
    def text(self) -> str:
        return self.versions[-1].text

    @property
    def entities(self) -> list[Json]:
        return self.versions[-1].entities

    @property
    def buttons(self) -> list[list[Json]]:
        return self.versions[-1].buttons

    @property
    def labels(self) -> list[str]:
        """The labels of its buttons, row by row."""
        return [button["text"] for row in self.buttons for button in row]


@dataclass(slots=True, eq=False)
class Row:
    """Numbers of messages, in the order in which they came. `last`: the newest."""

    last: int = 0


@dataclass(slots=True, eq=False)
class Chat:
    """A private chat, whose id is its person's, or a group, whose id is negative."""

    id: int
    kind: str
    admins: set[int] = field(default_factory=set)
    rights: dict[int, frozenset[str]] = field(default_factory=dict)
    topics: set[int] = field(default_factory=set)
    messages: dict[int, Posted] = field(default_factory=dict)
    moved_to: int = 0
    closed: bool = False
    """The bot was blocked or thrown out."""
    numbers: Row = field(default_factory=Row)
    """Those of its messages: a supergroup has its own, all private chats share the bot's."""
    bot_status: str = "member"
    title: str = "Group"
    username: str = ""
    members: int = 3
    reacts: tuple[str, ...] | None = None
    """The emoji that may be put on messages there; None: all that Telegram has for that."""
    denied: set[str] = field(default_factory=set)
    """What the bot, or every plain member, may not do there."""

    def add(self, author: int, version: Version, **rest: Any) -> Posted:
        """A new message."""
        self.numbers.last += 1
        message = Posted(self.numbers.last, self, author, [version], **rest)
        self.messages[message.id] = message
        return message

    @property
    def replies(self) -> list[Posted]:
        """The bot's messages that still stand, in order."""
        return [message for message in self.messages.values() if message.author == BOT_ID and not message.deleted]

    def as_json(self) -> Json:
        if self.kind == "private":
            return {"id": self.id, "type": "private", "first_name": "Person"}
        public = {"username": self.username} if self.username else {}
        return {"id": self.id, "type": self.kind, "title": self.title, "is_forum": bool(self.topics)} | public


class World:
    """All chats, and what happens in them as updates for the bot."""

    def __init__(self, now: Callable[[], float], feed: Callable[[Json], int], username: str) -> None:
        self.now = now
        self.feed = feed
        self.username = username
        self.chats: dict[int, Chat] = {}
        self.account = Row()
        self.faces: dict[int, Json] = {}
        """What people are called and which language they use, where that is not as with everyone."""
        self.queries: dict[str, Json | None] = {}
        """Button presses by their id: what the bot acknowledged them with, None as long as it did not."""

    @property
    def bot(self) -> Json:
        return {"id": BOT_ID, "is_bot": True, "first_name": "Parley", "username": self.username}

    def tell_status(self, chat: Chat, status: str, by: int) -> None:
        """The bot's own status in a chat changes, by somebody's doing."""
        was, chat.bot_status = chat.bot_status, status
        chat.closed = status in ("left", "kicked")
        change = {
            "chat": chat.as_json(),
            "from": {"id": by, "is_bot": False, **self.faces.get(by, FACE)},
            "date": 1_700_000_000,
            "old_chat_member": member(self.bot, was, frozenset(chat.denied)),
            "new_chat_member": member(self.bot, status, frozenset(chat.denied)),
        }
        self.feed({"my_chat_member": change})

    def private(self, person: int) -> Chat:
        """The private chat with a person."""
        return self.chats.setdefault(person, Chat(person, "private", numbers=self.account))

    def group(self, chat: int, *, admins: tuple[int, ...] = (), topics: tuple[int, ...] = ()) -> Chat:
        """A group, made where there is none; with topics it is a forum."""
        if chat not in self.chats:
            self.chats[chat] = Chat(chat, "supergroup")
            self.chats[chat].numbers.last = max(topics, default=0)
        self.chats[chat].admins |= set(admins)
        self.chats[chat].topics |= set(topics)
        return self.chats[chat]

    def knows(self, person: int) -> bool:
        """Whether the bot met that person: it can mention nobody else."""
        return person in self.chats or any(
            message.author == person for chat in self.chats.values() for message in chat.messages.values()
        )

    def user(self, person: int) -> "Human":
        """A person who can act."""
        self.private(person)
        return Human(self, person)

    def migrate(self, old: int, new: int, *, tell: bool = True) -> Chat:
        """The group becomes a supergroup under a new id; `tell`: with the service messages."""
        group = self.group(new, admins=tuple(self.chats[old].admins), topics=tuple(self.chats[old].topics))
        self.chats[old].moved_to = new
        if tell:
            for chat, other in ((self.chats[old], {"migrate_to_chat_id": new}), (group, {"migrate_from_chat_id": old})):
                message = chat.add(0, Version(self.now(), "", [], []))
                self.feed({"message": {"message_id": message.id, "date": 1, "chat": chat.as_json(), **other}})
        return group

    def as_json(self, message: Posted, *, with_reply: bool = True) -> Json:
        """A message as the Bot API tells it."""
        shown: Json = {"message_id": message.id, "date": int(time.time()), "chat": message.chat.as_json()}
        if message.author == BOT_ID:
            shown["from"] = self.bot
        elif message.author > 0:
            shown["from"] = {"id": message.author, "is_bot": False, **self.faces.get(message.author, FACE)}
        if message.thread:
            shown |= {"message_thread_id": message.thread, "is_topic_message": True}
        captioned = message.document is not None or not CAPTIONED.isdisjoint(message.held)
        words, marks = ("caption", "caption_entities") if captioned else ("text", "entities")
        if message.text:
            shown[words] = message.text
        if message.entities:
            shown[marks] = message.entities
        if message.is_photo:
            shown["photo"] = [{"file_id": "file", "file_unique_id": "file", "width": 9, "height": 9}]
        elif message.document is not None:
            shown["document"] = {"file_id": "file", "file_unique_id": "file", "file_name": message.document[0]}
        if message.buttons:
            shown["reply_markup"] = {"inline_keyboard": message.buttons}
        shown |= message.held
        answered = message.chat.messages.get(message.reply_to)
        if with_reply and answered is not None:
            shown["reply_to_message"] = self.as_json(answered, with_reply=False)
        return shown


@dataclass(frozen=True, slots=True)
class Human:
    """Somebody who writes to the bot, as Telegram would tell it."""

    world: World
    id: int

    def writes(
        self, text: str, *, chat: int = 0, topic: int = 0, reply_to: int = 0, caption: bool = False, **extra: Any
    ) -> int:
        """Send a message, to the bot alone or to a group; its id. `extra` goes into the update's message as it is."""
        where = self.world.chats[chat or self.id]
        version = Version(self.world.now(), text, found_entities(text), [])
        message = where.add(self.id, version, thread=topic, reply_to=reply_to)
        told = self.world.as_json(message)
        if caption:
            told |= {"caption": told.pop("text"), "caption_entities": told.pop("entities", [])}
        self.world.feed({"message": {**told, **extra}})
        return message.id

    def edits(self, message: int, text: str, *, chat: int = 0) -> None:
        """Change the words of a message."""
        changed = self.world.chats[chat or self.id].messages[message]
        changed.versions.append(Version(self.world.now(), text, found_entities(text), []))
        self.world.feed({"edited_message": self.world.as_json(changed) | {"edit_date": int(time.time())}})

    def moves(self, message: int, latitude: float, *, chat: int = 0) -> None:
        """A place that is shared live is another one now: Telegram tells that as an edit, every few seconds."""
        shared = self.world.chats[chat or self.id].messages[message]
        shared.held["location"] |= {"latitude": latitude}
        self.world.feed({"edited_message": self.world.as_json(shared) | {"edit_date": int(time.time())}})

    def sends(self, held: Json, text: str = "", *, chat: int = 0, topic: int = 0, reply_to: int = 0) -> int:
        """Send a message that holds that, with words or without; its id."""
        where = self.world.chats[chat or self.id]
        version = Version(self.world.now(), text, found_entities(text), [])
        message = where.add(self.id, version, thread=topic, reply_to=reply_to, held=held)
        self.world.feed({"message": self.world.as_json(message)})
        return message.id

    def sends_album(self, *pieces: Json, text: str = "", chat: int = 0, reply_to: int = 0) -> list[int]:
        """Send several as one: each is a message of its own, and the first has the caption."""
        group = {"media_group_id": f"album-{self.world.chats[chat or self.id].numbers.last}"}
        return [
            self.sends(piece | group, "" if number else text, chat=chat, reply_to=reply_to)
            for number, piece in enumerate(pieces)
        ]

    def adds_the_bot(self, chat: int, status: str = "member") -> None:
        """Take it into a group, or make it something else there."""
        self.world.tell_status(self.world.chats[chat], status, self.id)

    def removes_the_bot(self, chat: int = 0) -> None:
        """Throw it out of a group; block it, where no group is named."""
        self.world.tell_status(self.world.chats[chat or self.id], "kicked", self.id)

    def presses(self, label: str, message: Posted, *, inaccessible: bool = False) -> str:
        """Press a button under a message of the bot; the query's id, see `World.queries`."""
        data = next(button["callback_data"] for row in message.buttons for button in row if button["text"] == label)
        return self.triggers(data, message, inaccessible=inaccessible)

    def triggers(self, data: str, message: Posted, *, inaccessible: bool = False) -> str:
        """Press a button of which only the data are known: one that stood under that message before."""
        query = f"q{len(self.world.queries)}"
        self.world.queries[query] = None
        told = self.world.as_json(message)
        if inaccessible:
            told = {"message_id": message.id, "date": 0, "chat": message.chat.as_json()}
        sender = {"id": self.id, "is_bot": False, **self.world.faces.get(self.id, FACE)}
        self.world.feed(
            {"callback_query": {"id": query, "from": sender, "message": told, "chat_instance": "1", "data": data}}
        )
        return query
