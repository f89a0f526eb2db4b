"""An update as the engine sees it. Pure."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from telegram import CallbackQuery, ChatMember, ChatMemberRestricted, ChatMemberUpdated, Message, Update, User
from telegram.constants import ChatMemberStatus, ChatType, MessageEntityType

from bots.engine.commands.arguments import command_of, on_a_line, parse
from bots.engine.commands.command import Option
from bots.engine.commands.table import COMMANDS
from bots.engine.seam.claim_code import is_code
from bots.engine.seam.values import Action, Incoming, Invocation, Origin, Person, Place, Press, ToChat
from bots.engine.seam.values import Message as Surface
from bots.telegram_bot.contents import Contents, answered_contents, contents, first_author, written

PLATFORM = "telegram"


@dataclass(frozen=True, slots=True)
class Me:
    """The bot's own account."""

    id: int
    username: str


@dataclass(frozen=True, slots=True)
class Pressed:
    """A button was pressed. `query`: what must be acknowledged. `press`: None if there is nothing to do."""

    query: str
    press: Press | None


@dataclass(frozen=True, slots=True)
class Migrated:
    """A group has a new id."""

    old: Place
    new: Place


@dataclass(frozen=True, slots=True)
class Joined:
    """The bot is in a chat now. `private`: a person who had blocked the bot has unblocked it."""

    place: Place
    private: bool


@dataclass(frozen=True, slots=True)
class Left:
    """The bot is no longer in a chat: it was removed, or blocked by the person."""

    place: Place


News = Incoming | Invocation | Pressed | Migrated | Joined | Left

Table = Mapping[str, Sequence[Option]]

_TABLE: Table = {command.name: command.options for command in COMMANDS}
_HERE = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR, ChatMemberStatus.MEMBER)
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,64})(?:@(\w+))?(?=\s|$)")
_PUNCTUATION = " \t\n,:"


def read(update: Update, me: Me, table: Table = _TABLE) -> News | None:
    """What the engine gets; None if the update is not for us. `table`: the commands and their options."""
    if update.callback_query is not None:
        return _pressed(update.callback_query, me)
    if update.my_chat_member is not None:
        return _came_or_went(update.my_chat_member)
    message = update.message or update.channel_post
    if message is None:
        return None
    if message.migrate_to_chat_id:
        return Migrated(_chat(message.chat.id), _chat(message.migrate_to_chat_id))
    if message.migrate_from_chat_id:
        return Migrated(_chat(message.migrate_from_chat_id), _chat(message.chat.id))
    return _said(message, me, table)


def _said(message: Message, me: Me, table: Table) -> Incoming | Invocation | None:
    author, held = _author(message), contents(message)
    if not author or not held:
        return None
    origin = _origin(message, author, answers=True)
    command = _COMMAND.match(held.words)
    if command is not None and _is_marked(message, held) and not first_author(message):
        return _invocation(message, command, held, origin, me, table)
    answered = _answered(message)
    quoted = answered_contents(message, answered)
    from_us = answered is not None and answered.from_user is not None and answered.from_user.id == me.id
    names = _own_names(message, held, me)
    return Incoming(
        origin,
        str(message.message_id),
        written(held, _without(held.words, names), message),
        addressed=origin.private or bool(names) or from_us,
        reply_to=str(answered.message_id) if answered is not None else "",
        quoted=quoted.noted,
        to_us=from_us,
        attachments=held.attachments,
        quoted_attachments=quoted.attachments,
        unread=held.unread + quoted.unread,
    )


def joined(pieces: Sequence[Incoming | Invocation]) -> Incoming | Invocation:
    """The pieces of one album as the message that they are: one of them has the words."""
    spoken = next((piece for piece in pieces if isinstance(piece, Invocation) or piece.text), pieces[0])
    attachments = tuple(each for piece in pieces for each in piece.attachments)
    unread = tuple(dict.fromkeys(each for piece in pieces for each in piece.unread))
    if isinstance(spoken, Incoming):
        spoken = replace(spoken, addressed=any(isinstance(piece, Incoming) and piece.addressed for piece in pieces))
    return replace(spoken, attachments=attachments, unread=unread)


def _came_or_went(change: ChatMemberUpdated) -> Joined | Left | None:
    """What became of the bot itself; None if only its rights changed."""
    was, is_there = _is_there(change.old_chat_member), _is_there(change.new_chat_member)
    if was == is_there:
        return None
    place = _chat(change.chat.id)
    return Joined(place, change.chat.type == ChatType.PRIVATE) if is_there else Left(place)


def _is_there(member: ChatMember) -> bool:
    return member.status in _HERE or (isinstance(member, ChatMemberRestricted) and member.is_member)


def _invocation(
    message: Message, command: re.Match[str], held: Contents, origin: Origin, me: Me, table: Table
) -> Invocation | None:
    rest = held.words[command.end() :].strip()
    name, bot = command[1].lower(), (command[2] or "").lower()
    if bot and bot != me.username.lower():
        return None
    if name == "start":  # what stands behind it comes from the link that was opened
        name = "claim" if is_code(rest) else "help"
    name, rest = command_of(name, rest, table)
    if name not in table and not origin.private and not bot:
        return None  # a command of another bot
    answered = _answered(message)
    quoted = answered_contents(message, answered)
    options = on_a_line(table.get(name, ()))
    person = ""
    if any(option.kind == "person" for option in options):
        person, rest = _pointed_out(message, rest, me)
    return Invocation(
        origin,
        name,
        parse(options, rest, person=person),
        str(message.message_id),
        reply_to=str(answered.message_id) if answered is not None else "",
        quoted="\n\n".join(filter(None, (quoted.noted, held.noted))),
        attachments=held.attachments,
        quoted_attachments=quoted.attachments,
        unread=held.unread + quoted.unread,
    )


def _pointed_out(message: Message, line: str, me: Me) -> tuple[str, str]:
    """The id of the person whom a command is about, and the line without their name.

    Somebody without an @name can be mentioned by their account. Somebody with one is known only if the command replies
    to their message, because Telegram tells bots no id of an @name. A number in the line is left for the engine.
    """
    marked = message.parse_entities([MessageEntityType.TEXT_MENTION]) if message.text else {}
    for mark, words in marked.items():
        if mark.user is not None and mark.user.id != me.id:
            return str(mark.user.id), line.replace(words, " ", 1)
    answered = _answered(message)
    return (_author(answered) if answered is not None else ""), line


def _pressed(query: CallbackQuery, me: Me) -> Pressed:
    message = query.message
    if message is None or query.data is None:
        return Pressed(query.id, None)
    caller = ""
    if isinstance(message, Message):
        origin = _origin(message, str(query.from_user.id), answers=False, user=query.from_user)
        answered = _answered(message)
        if answered is not None and message.from_user is not None and message.from_user.id == me.id:
            caller = _author(answered)
            caller = (
                "" if caller.startswith("-") else caller
            )  # people who write in the name of a chat press as themselves
    else:  # the message is too old for Telegram to show: only its place is known
        place = _chat(message.chat.id)
        private = message.chat.type == ChatType.PRIVATE
        origin = Origin(
            place,
            Person(PLATFORM, str(query.from_user.id)),
            ToChat(place),
            server="" if private else place.chat,
            private=private,
            linear=private,
            locale=query.from_user.language_code or "",
            name=query.from_user.full_name,
        )
    surface = Surface(origin.place, str(message.message_id))
    return Pressed(query.id, Press(origin, Action.decode(query.data), surface, caller=caller))


def _origin(message: Message, author: str, *, answers: bool, user: User | None = None) -> Origin:
    """Who writes, and where. `answers`: the answer replies to this message, except in a private chat.

    `user`: who acts, if that is not the author of the message.
    """
    private = message.chat.type == ChatType.PRIVATE
    topic = str(message.message_thread_id) if message.is_topic_message and message.message_thread_id else ""
    place = Place(PLATFORM, str(message.chat.id), topic)
    speaker = user or (message.from_user if message.sender_chat is None else None)
    return Origin(
        place,
        Person(PLATFORM, author),
        ToChat(place, reply_to=str(message.message_id) if answers and not private else ""),
        server="" if private else place.chat,
        private=private,
        linear=private or bool(topic),
        locale=(speaker.language_code or "") if speaker is not None else "",
        name=_name(message, speaker),
    )


def _name(message: Message, speaker: User | None) -> str:
    """The name that the others see: a chat's title or a post's signature, else the person's name."""
    if speaker is not None:
        return speaker.full_name
    chat = message.sender_chat or message.chat
    return message.author_signature or chat.title or ""


def _author(message: Message) -> str:
    """The author's id; empty for bots. For a message in the name of a chat it is the chat's id."""
    if message.via_bot is not None or message.is_automatic_forward:
        return ""
    if message.sender_chat is not None:
        return str(message.sender_chat.id)
    if message.from_user is None or message.from_user.is_bot:
        return ""
    return str(message.from_user.id)


def _answered(message: Message) -> Message | None:
    """The message that this one replies to. Formally, everything in a topic replies to the topic's first message."""
    answered = message.reply_to_message
    if answered is None or answered.forum_topic_created is not None:
        return None
    if message.is_topic_message and answered.message_id == message.message_thread_id:
        return None
    return answered


def _is_marked(message: Message, held: Contents) -> bool:
    """Whether Telegram, too, takes the beginning for a command."""
    if held.rich is not None:
        return held.rich.command
    marks = message.entities or message.caption_entities
    return any(mark.type == MessageEntityType.BOT_COMMAND and mark.offset == 0 for mark in marks)


def _own_names(message: Message, held: Contents, me: Me) -> list[tuple[int, int]]:
    """The stretches of the words that name the bot, as indices."""
    text = held.words
    if held.rich is not None:
        name = held.rich.mentions.get(me.id) or f"@{me.username}"
        return [found.span() for found in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)]
    units = text.encode("utf-16-le")  # Telegram counts UTF-16 code units, two bytes each
    spans = []
    for mark in message.entities or message.caption_entities:
        start = len(units[: 2 * mark.offset].decode("utf-16-le"))
        end = len(units[: 2 * (mark.offset + mark.length)].decode("utf-16-le"))
        by_name = mark.type == MessageEntityType.MENTION and text[start:end].lower() == f"@{me.username.lower()}"
        by_id = mark.type == MessageEntityType.TEXT_MENTION and mark.user is not None and mark.user.id == me.id
        if by_name or by_id:
            spans.append((start, end))
    return spans


def _without(text: str, names: Iterable[tuple[int, int]]) -> str:
    """The text without the name at its beginning and its end; in the middle the name is part of the sentence."""
    spans = sorted(names)
    for start, end in reversed(spans):
        if not text[end:].strip():
            text = text[:start].rstrip()
    head = 0
    for start, end in spans:
        if end <= len(text) and not text[head:start].strip(_PUNCTUATION):
            head = end
    return text[head:].lstrip(_PUNCTUATION).rstrip() if head else text.strip()


def _chat(chat: int) -> Place:
    return Place(PLATFORM, str(chat))


def is_group(chat: str) -> bool:
    """Whether the chat is a group: its id is negative."""
    return chat.startswith("-")
