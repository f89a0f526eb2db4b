"""What stands in a message beside its own words: written down where that can be, as attachments, or named. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from telegram import (
    Animation,
    Audio,
    Checklist,
    Contact,
    Document,
    ExternalReplyInfo,
    Location,
    Message,
    MessageOriginChannel,
    MessageOriginChat,
    MessageOriginHiddenUser,
    MessageOriginUser,
    PhotoSize,
    Poll,
    Sticker,
    Venue,
    Video,
    VideoNote,
    Voice,
)

from bots.engine.seam.values import Attachment, AttachmentKind, UnreadKind
from bots.telegram_bot.rich_text import RichText, read_rich

SIDE = 1568
"""Pixels of a picture's longer side that models look at; a larger size only costs more."""

_PICTURES = ("image/jpeg", "image/png", "image/webp", "image/gif")

_READERS: Mapping[str, Any] = {
    "photo": PhotoSize,
    "animation": Animation,
    "video": Video,
    "audio": Audio,
    "voice": Voice,
    "document": Document,
    "location": Location,
}
"""How the library reads the media of a rich message."""

Holder = Message | ExternalReplyInfo
"""A message of this chat, or what Telegram tells of one in another."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a message says, besides who says it and where.

    `words`: as they were written. `noted`: what else can be written down. `rich`: where the words are from, if the
    message is one of the client's editor; it says what is marked in them.
    """

    words: str = ""
    noted: str = ""
    attachments: tuple[Attachment, ...] = ()
    unread: tuple[UnreadKind, ...] = ()
    rich: RichText | None = None

    def __bool__(self) -> bool:
        return bool(self.words or self.noted or self.attachments or self.unread)


def contents(message: Message) -> Contents:
    """All that a message says."""
    rich = read_rich(message.api_kwargs["rich_message"]) if "rich_message" in message.api_kwargs else None
    notes, attachments, unread = list(_notes(message)), list(_attachments(message)), tuple(_unread(message))
    for kind, value in rich.media if rich is not None else ():
        _add(kind, value, notes, attachments)
    if message.forward_origin is not None:
        attachments = [replace(each, forwarded=True) for each in attachments]
    if rich is None or not rich.text:
        rich, words = None, message.text or message.caption or ""
    else:
        words = rich.text
    if not (words or notes or attachments or unread) and message.api_kwargs:
        unread = ("unknown",)
    return Contents(words, "\n\n".join(notes), tuple(attachments), unread, rich)


def answered_contents(message: Message, answered: Message | None) -> Contents:
    """What the message that is answered says, all of it in `noted`; of its words only those that were selected, if any.

    Of a message in another chat Telegram tells its media, and those of its words that were selected.
    """
    selected = message.quote.text if message.quote is not None else ""
    if answered is not None:
        held = contents(answered)
        return replace(held, words="", noted=written(held, selected or held.words, answered))
    told = message.external_reply
    if told is None:
        return Contents(noted=selected, unread=("story",) if message.reply_to_story is not None else ())
    noted = "\n\n".join((*filter(None, (selected,)), *_notes(told)))
    return Contents("", noted, tuple(_attachments(told)), tuple(_unread(told)))


def written(contents: Contents, words: str, message: Message) -> str:
    """A message in words: what was said, marked if somebody else said it, and what else can be written down."""
    author = first_author(message)
    said = words
    if author and words:
        said = f"Forwarded from {author}:\n" + "\n".join(f"> {line}".rstrip() for line in words.splitlines())
    return "\n\n".join(filter(None, (said, contents.noted)))


def first_author(message: Message) -> str:
    """Who wrote a forwarded message, in one line; empty if it was not forwarded."""
    match message.forward_origin:
        case MessageOriginUser(sender_user=user):
            name = user.full_name
        case MessageOriginHiddenUser(sender_user_name=hidden):
            name = hidden
        case MessageOriginChat(sender_chat=chat):
            name = chat.title or chat.full_name or ""
        case MessageOriginChannel(chat=chat, author_signature=signature):
            name = ", ".join(filter(None, (chat.title, signature)))
        case None:
            return ""
        case _:
            name = ""
    return " ".join(name.split()) or "somebody"


# What can be written down.


def _notes(message: Holder) -> Iterator[str]:
    if message.poll is not None:
        yield _poll(message.poll)
    if message.venue is not None:
        yield _venue(message.venue)
    elif message.location is not None:
        yield _location(message.location)
    if message.contact is not None:
        yield _contact(message.contact)
    if message.dice is not None:
        yield f"Dice: {message.dice.emoji} {message.dice.value}"
    if message.game is not None:
        yield f"Game: {message.game.title}\n{message.game.description}".strip()
    if message.invoice is not None:
        yield f"Invoice: {message.invoice.title}\n{message.invoice.description}".strip()
    if message.checklist is not None:
        yield _checklist(message.checklist)


def _poll(poll: Poll) -> str:
    lines = [f"Poll: {poll.question}", *(f"- {option.text}{_votes(option.voter_count)}" for option in poll.options)]
    return "\n".join(lines)


def _votes(count: int) -> str:
    return f" ({count} votes)" if count else ""


def _location(location: Location) -> str:
    return f"Location: {location.latitude}, {location.longitude}"


def _venue(venue: Venue) -> str:
    where = f"{venue.location.latitude}, {venue.location.longitude}"
    return f"Place: {venue.title}, {venue.address} ({where})"


def _contact(contact: Contact) -> str:
    name = " ".join(filter(None, (contact.first_name, contact.last_name)))
    return f"Contact: {name}, {contact.phone_number}"


def _checklist(checklist: Checklist) -> str:
    tasks = (
        f"- [{'x' if task.completed_by_user or task.completed_by_chat else ' '}] {task.text}"
        for task in checklist.tasks
    )
    return "\n".join((f"Checklist: {checklist.title}", *tasks))


def _unread(message: Holder) -> Iterator[UnreadKind]:
    """What can neither be written down nor had as a file."""
    if message.story is not None:
        yield "story"
    if message.paid_media is not None:
        yield "paid_media"
    if message.giveaway is not None or message.giveaway_winners is not None:
        yield "giveaway"


# What can be had as a file.


def _attachments(message: Holder) -> Iterator[Attachment]:
    group = (message.media_group_id or "") if isinstance(message, Message) else ""
    if message.photo:
        yield _photo(message.photo, group)
    elif message.live_photo is not None and message.live_photo.photo:
        yield _photo(message.live_photo.photo, group)
    if message.animation is not None:  # it is told as a document too
        yield _animation(message.animation)
    elif message.document is not None:
        yield _document(message.document, group)
    if message.sticker is not None:
        yield _sticker(message.sticker)
    if message.voice is not None:
        yield _playing("voice", message.voice)
    if message.audio is not None:
        yield _playing("audio", message.audio, group)
    if message.video is not None:
        yield _playing("video", message.video, group)
    if message.video_note is not None:
        yield _playing("video_note", message.video_note)


def _photo(sizes: Sequence[PhotoSize], group: str = "") -> Attachment:
    """A picture in the size nearest above `SIDE`, else the largest."""
    by_side = sorted(sizes, key=lambda size: max(size.width, size.height))
    best = next((size for size in by_side if max(size.width, size.height) >= SIDE), by_side[-1])
    return _still("picture", best, group)


def _still(kind: AttachmentKind, size: PhotoSize, group: str = "", name: str = "", about: str = "") -> Attachment:
    return Attachment(kind, size.file_id, name, "image/jpeg", size.file_size or 0, group=group, about=about)


def _animation(animation: Animation) -> Attachment:
    """A GIF: its first frame, which is its thumbnail."""
    name = animation.file_name or ""
    if animation.thumbnail is not None:
        return _still("animation", animation.thumbnail, name=name)
    return Attachment("animation", animation.file_id, name, animation.mime_type or "", animation.file_size or 0)


def _sticker(sticker: Sticker) -> Attachment:
    """A sticker: itself if it is a picture, else its thumbnail."""
    about = sticker.emoji or ""
    if (sticker.is_animated or sticker.is_video) and sticker.thumbnail is not None:
        return _still("sticker", sticker.thumbnail, about=about)
    media_type = (
        "application/x-tgsticker" if sticker.is_animated else "video/webm" if sticker.is_video else "image/webp"
    )
    return Attachment("sticker", sticker.file_id, "", media_type, sticker.file_size or 0, about=about)


def _document(document: Document, group: str = "") -> Attachment:
    media_type = document.mime_type or ""
    kind: AttachmentKind = "picture" if media_type in _PICTURES else "document"
    name, size = document.file_name or "", document.file_size or 0
    return Attachment(kind, document.file_id, name, media_type, size, group=group)


def _playing(kind: AttachmentKind, media: Voice | Audio | Video | VideoNote, group: str = "") -> Attachment:
    seconds = media.duration.total_seconds() if isinstance(media.duration, timedelta) else float(media.duration)
    name, media_type, about = "", "video/mp4", ""
    if not isinstance(media, VideoNote):
        media_type = media.mime_type or ""
    if isinstance(media, Audio | Video):
        name = media.file_name or ""
    if isinstance(media, Audio):
        about = ", ".join(filter(None, (media.performer, media.title)))
    return Attachment(kind, media.file_id, name, media_type, media.file_size or 0, seconds, group, about)


def _add(kind: str, value: Any, notes: list[str], attachments: list[Attachment]) -> None:
    """Media out of a rich message, read by the library as in any other message."""
    parse = _READERS[kind].de_list if kind == "photo" else _READERS[kind].de_json
    match parse(value, None) if value else None:
        case Location() as location:
            notes.append(_location(location))
        case Animation() as animation:
            attachments.append(_animation(animation))
        case Document() as document:
            attachments.append(_document(document))
        case Voice() | Audio() | Video() as media:
            named: AttachmentKind = "voice" if kind == "voice" else "audio" if kind == "audio" else "video"
            attachments.append(_playing(named, media))
        case tuple() as sizes if sizes:
            attachments.append(_photo(sizes))
