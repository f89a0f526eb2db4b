"""An update as the engine sees it. Pure. KeyError, TypeError, AttributeError and ValueError: it makes no sense."""

import re
from collections.abc import Mapping, Sequence

from bots.engine.commands.arguments import command_of, on_a_line, parse
from bots.engine.commands.command import Option
from bots.engine.commands.table import COMMANDS, START
from bots.engine.runtime.server_time import ServerTime
from bots.engine.seam.claim_code import is_code
from bots.engine.seam.incoming import Incoming, Invocation, Known, Origin, Press, Titles
from bots.engine.seam.places import Message as Surface
from bots.engine.seam.places import Person, Place, ToChat
from bots.engine.seam.shown import Action
from bots.telegram_bot.contents import (
    JSON,
    Contents,
    answered_contents,
    contents,
    first_author,
    full_name,
    selected,
    written,
)
from bots.telegram_bot.marks import begins_with_command, names_of, span, without
from provider.values import Value, replace

PLATFORM = "telegram"


class Me(Value):
    """The bot's own account. `joins_groups`: people may add it to their groups."""

    id: int
    username: str
    joins_groups: bool = True


class Edited(Value):
    """Somebody has edited a message. `said`: what it says now; a command is an `/ask`."""

    said: Incoming | Invocation


class Pressed(Value):
    """A button was pressed. `query`: what must be acknowledged. `press`: None if there is nothing to do."""

    query: str
    press: Press | None


class Migrated(Value):
    """A group has a new id."""

    old: Place
    new: Place


class Joined(Value):
    """The bot is in a chat now. `private`: a person who had blocked the bot has unblocked it. `by`: who added it."""

    place: Place
    private: bool
    by: Known | None = None


class Left(Value):
    """The bot is no longer in a chat: it was removed, or blocked by the person."""

    place: Place


News = Incoming | Invocation | Edited | Pressed | Migrated | Joined | Left

Table = Mapping[str, Sequence[Option]]

_TABLE: Table = {command.name: command.options for command in COMMANDS}
_HERE = ("creator", "administrator", "member")
_COMMAND = re.compile(r"/([A-Za-z0-9_]{1,64})(?:@(\w+))?(?=\s|$)")
_PRIVATE = "private"


def read(update: JSON, me: Me, time: ServerTime | None = None, table: Table = _TABLE) -> News | None:
    """What the engine gets; None if the update is not for us.

    `time`: the server's; without it nothing has an age. `table`: the commands and their options.
    """
    if "callback_query" in update:
        return _pressed(update["callback_query"], me)
    if "my_chat_member" in update:
        return _came_or_went(update["my_chat_member"])
    if "edited_message" in update:
        return _edited(update["edited_message"], me, time, table)
    message = update.get("message") or update.get("channel_post")
    if message is None:
        return None
    place = _place(message)
    if "migrate_to_chat_id" in message:
        return Migrated(place, Place(PLATFORM, str(message["migrate_to_chat_id"])))
    if "migrate_from_chat_id" in message:
        return Migrated(Place(PLATFORM, str(message["migrate_from_chat_id"])), place)
    return _aged(_said(message, me, table), message.get("date"), time)


def _aged(said: Incoming | Invocation | None, date: object, time: ServerTime | None) -> Incoming | Invocation | None:
    return replace(said, age=time.age(date)) if said and time and isinstance(date, int) else said


def _edited(message: JSON, me: Me, time: ServerTime | None, table: Table) -> Edited | None:
    """An edit of words. A place that somebody shares live is edited every few seconds; and no other command is run."""
    if not contents(message).words:
        return None
    said = _aged(_said(message, me, table), message.get("edit_date"), time)
    return None if said is None or (isinstance(said, Invocation) and said.name != "ask") else Edited(said)


def _said(message: JSON, me: Me, table: Table) -> Incoming | Invocation | None:
    author, held = _author(message), contents(message)
    if not author or not held:
        return None
    origin = _origin(message, author, answers=True)
    command = _COMMAND.match(held.words)
    if command is not None and begins_with_command(message, held) and not first_author(message):
        return _invocation(message, command, held, origin, me, table)
    answered = _answered(message)
    quoted = answered_contents(message, answered)
    from_us = answered is not None and _is_from(me, answered)
    names = names_of(me.id, me.username, message, held)
    return Incoming(
        origin,
        str(message["message_id"]),
        written(held, without(held.words, names), message),
        addressed=origin.private or bool(names) or from_us,
        reply_to=str(answered["message_id"]) if answered is not None else "",
        quoted=quoted.noted,
        selected=selected(message) if answered is not None else "",
        quoted_from=_written_by(answered, me),
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


def _came_or_went(change: JSON) -> Joined | Left | None:
    """What became of the bot itself; None if only its rights changed."""
    was, is_there = _is_there(change["old_chat_member"]), _is_there(change["new_chat_member"])
    if was == is_there:
        return None
    place = _place(change)
    if not is_there:
        return Left(place)
    user = change.get("from")
    return Joined(place, change["chat"]["type"] == _PRIVATE, next(iter(_known(user)), None) if user else None)


def _is_there(member: JSON) -> bool:
    return member["status"] in _HERE or (member["status"] == "restricted" and bool(member.get("is_member")))


def _invocation(
    message: JSON, command: re.Match[str], held: Contents, origin: Origin, me: Me, table: Table
) -> Invocation | None:
    rest = held.words[command.end() :].strip()
    name, bot = command[1].lower(), (command[2] or "").lower()
    if bot and bot != me.username.lower():
        return None
    started = name == "start"
    if started:  # what stands behind it comes from the link that was opened
        name = "claim" if is_code(rest) else "help"
    name, rest = command_of(name, rest, table)
    if name not in table and not origin.private and not bot:
        return None  # a command of another bot
    answered = _answered(message)
    quoted = answered_contents(message, answered)
    options = on_a_line(table.get(name, ()))
    person = ""
    about: tuple[Known, ...] = ()
    if any(option.kind == "person" for option in options):
        person, rest, about = _pointed_out(message, rest, me)
    return Invocation(
        origin,
        name,
        {START: "yes"} if started and name == "help" else parse(options, rest, person=person),
        str(message["message_id"]),
        reply_to=str(answered["message_id"]) if answered is not None else "",
        quoted="\n\n".join(filter(None, (quoted.noted, held.noted))),
        selected=selected(message) if answered is not None else "",
        quoted_from=_written_by(answered, me),
        attachments=held.attachments,
        quoted_attachments=quoted.attachments,
        unread=held.unread + quoted.unread,
        about=about,
    )


def _pointed_out(message: JSON, line: str, me: Me) -> tuple[str, str, tuple[Known, ...]]:
    """The id of the person whom a command is about, the line without their name, and what they are called.

    Somebody without an @name can be mentioned by their account. Somebody with one is known only if the command replies
    to their message, because Telegram tells bots no id of an @name. A number in the line is left for the engine.
    """
    text = str(message.get("text") or "")
    for mark in message.get("entities") or () if text else ():
        if mark["type"] == "text_mention" and mark["user"]["id"] != me.id:
            start, end = span(text, mark)
            return str(mark["user"]["id"]), line.replace(text[start:end], " ", 1), _known(mark["user"])
    answered = _answered(message)
    author = _author(answered) if answered is not None else ""
    user = answered.get("from") if answered is not None and author and not author.startswith("-") else None
    return author, line, _known(user) if user is not None else ()


def _known(user: JSON) -> tuple[Known, ...]:
    return (Known(Person(PLATFORM, str(user["id"])), full_name(user), str(user.get("username") or "")),)


def _pressed(query: JSON, me: Me) -> Pressed:
    id, message, data, user = str(query["id"]), query.get("message"), query.get("data"), query["from"]
    if message is None or data is None:
        return Pressed(id, None)
    caller = ""
    if message.get("date"):
        origin = _origin(message, str(user["id"]), answers=False, user=user)
        answered = _answered(message)
        if answered is not None and _is_from(me, message):
            author = _author(answered)
            caller = "" if author.startswith("-") else author  # who writes in the name of a chat presses as themselves
    else:  # the message is too old for Telegram to show: only its place is known
        place = _place(message)
        private = message["chat"]["type"] == _PRIVATE
        origin = Origin(
            place,
            Person(PLATFORM, str(user["id"])),
            ToChat(place),
            server="" if private else place.chat,
            private=private,
            linear=private,
            locale=str(user.get("language_code") or ""),
            name=full_name(user),
            handle=str(user.get("username") or ""),
            titles=_titles(message),
        )
    surface = Surface(origin.place, str(message["message_id"]))
    return Pressed(id, Press(origin, Action.decode(data), surface, caller=caller, id=id))


def _origin(message: JSON, author: str, *, answers: bool, user: JSON | None = None) -> Origin:
    """Who writes, and where. `answers`: the answer replies to this message, except in a private chat.

    `user`: who acts, if that is not the author of the message.
    """
    private = message["chat"]["type"] == _PRIVATE
    topic = str(message.get("message_thread_id") or "") if message.get("is_topic_message") else ""
    place = replace(_place(message), thread=topic)
    speaker = user or (message.get("from") if message.get("sender_chat") is None else None)
    return Origin(
        place,
        Person(PLATFORM, author),
        ToChat(place, reply_to=str(message["message_id"]) if answers and not private else ""),
        server="" if private else place.chat,
        private=private,
        linear=private or bool(topic),
        locale=str(speaker.get("language_code") or "") if speaker is not None else "",
        name=_name(message, speaker),
        handle=str(speaker.get("username") or "") if speaker is not None else "",
        titles=_titles(message),
    )


def _titles(message: JSON) -> Titles:
    """What the group is called, and its topic: everything in a topic replies to the message that began it."""
    title = str(message["chat"].get("title") or "")
    begun = (message.get("reply_to_message") or {}).get("forum_topic_created") or {}
    return Titles(title, title, str(begun.get("name") or ""))


def _name(message: JSON, speaker: JSON | None) -> str:
    """The name that the others see: a chat's title or a post's signature, else the person's name."""
    if speaker is not None:
        return full_name(speaker)
    chat = message.get("sender_chat") or message["chat"]
    return str(message.get("author_signature") or chat.get("title") or "")


def _author(message: JSON) -> str:
    """The author's id; empty for bots. For a message in the name of a chat it is the chat's id."""
    if message.get("via_bot") is not None or message.get("is_automatic_forward"):
        return ""
    if (chat := message.get("sender_chat")) is not None:
        return str(chat["id"])
    user = message.get("from")
    return "" if user is None or user.get("is_bot") else str(user["id"])


def _is_from(me: Me, message: JSON) -> bool:
    user = message.get("from")
    return user is not None and user.get("id") == me.id


def _written_by(answered: JSON | None, me: Me) -> Known | None:
    """Who wrote the message that is answered: a person, a bot, or somebody in the name of a chat; None if we did."""
    if answered is None or _is_from(me, answered):
        return None
    chat, user = answered.get("sender_chat"), answered.get("from")
    writer = chat or user
    if writer is None:
        return None
    return Known(Person(PLATFORM, str(writer["id"])), _name(answered, user if chat is None else None))


def _answered(message: JSON) -> JSON | None:
    """The message that this one replies to. Formally, everything in a topic replies to the topic's first message."""
    answered: JSON | None = message.get("reply_to_message")
    if answered is None or "forum_topic_created" in answered:
        return None
    if message.get("is_topic_message") and answered["message_id"] == message.get("message_thread_id"):
        return None
    return answered


def _place(told: JSON) -> Place:
    """The chat that a message, or a change, tells of."""
    return Place(PLATFORM, str(told["chat"]["id"]))


def is_group(chat: str) -> bool:
    """Whether the chat is a group: its id is negative."""
    return chat.startswith("-")
