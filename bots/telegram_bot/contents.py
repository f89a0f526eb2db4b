"""What stands in a message beside its own words: written down where that can be, as attachments, or named. Pure.

A message is read as the server tells it, and of it only what is needed: a server of one's own may be older than
Telegram's, which tells more with each of its versions. KeyError, TypeError and AttributeError: it makes no sense.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from bots.engine.seam.incoming import Attachment, AttachmentKind, UnreadKind
from bots.telegram_bot.rich_text import RichText, read_rich
from provider.values import Value, replace

JSON = Mapping[str, Any]

SIDE = 1568
"""Pixels of a picture's longer side that models look at; a larger size only costs more."""

_PICTURES = ("image/jpeg", "image/png", "image/webp", "image/gif")

_NAMES = (
    "animation audio author_signature boost_added business_connection_id caption caption_entities "
    "channel_chat_created chat chat_background_set chat_owner_changed chat_owner_left chat_shared checklist "
    "checklist_tasks_added checklist_tasks_done connected_website contact date delete_chat_photo dice "
    "direct_message_price_changed direct_messages_topic document edit_date effect_id entities external_reply "
    "forum_topic_closed forum_topic_created forum_topic_edited forum_topic_reopened forward_origin from game "
    "general_forum_topic_hidden general_forum_topic_unhidden gift gift_upgrade_sent giveaway giveaway_completed "
    "giveaway_created giveaway_winners group_chat_created guest_bot_caller_chat guest_bot_caller_user guest_query_id "
    "has_media_spoiler has_protected_content invoice is_automatic_forward is_from_offline is_paid_post "
    "is_topic_message left_chat_member link_preview_options live_photo location managed_bot_created media_group_id "
    "message_auto_delete_timer_changed message_id message_thread_id migrate_from_chat_id migrate_to_chat_id "
    "new_chat_members new_chat_photo new_chat_title paid_media paid_message_price_changed paid_star_count "
    "passport_data photo pinned_message poll poll_option_added poll_option_deleted proximity_alert_triggered quote "
    "refunded_payment reply_markup reply_to_checklist_task_id reply_to_message reply_to_poll_option_id reply_to_story "
    "sender_boost_count sender_business_bot sender_chat sender_tag show_caption_above_media sticker story "
    "successful_payment suggested_post_approval_failed suggested_post_approved suggested_post_declined "
    "suggested_post_info suggested_post_paid suggested_post_refunded supergroup_chat_created text unique_gift "
    "users_shared venue via_bot video video_chat_ended video_chat_participants_invited video_chat_scheduled "
    "video_chat_started video_note voice web_app_data write_access_allowed"
)
_KNOWN = frozenset(_NAMES.split())
"""All that a message may tell as of Bot API 10.0. One that says nothing but something else says something unknown."""


class Contents(Value):
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


def contents(message: JSON) -> Contents:
    """All that a message says."""
    rich = read_rich(message["rich_message"]) if "rich_message" in message else None
    notes, attachments, unread = list(_notes(message)), list(_attachments(message)), tuple(_unread(message))
    for kind, value in rich.media if rich is not None else ():
        _add(kind, value, notes, attachments)
    if message.get("forward_origin") is not None:
        attachments = [replace(each, forwarded=True) for each in attachments]
    if rich is None or not rich.text:
        rich, words = None, message.get("text") or message.get("caption") or ""
    else:
        words = rich.text
    if not (words or notes or attachments or unread) and message.keys() - _KNOWN:
        unread = ("unknown",)
    return Contents(words, "\n\n".join(notes), tuple(attachments), unread, rich)


def answered_contents(message: JSON, answered: JSON | None) -> Contents:
    """What the message that is answered says, all of it in `noted`; of its words only those that were selected, if any.

    Of a message in another chat Telegram tells its media, and those of its words that were selected.
    """
    selected = str(message["quote"].get("text", "")) if message.get("quote") else ""
    if answered is not None:
        held = contents(answered)
        return replace(held, words="", noted=written(held, selected or held.words, answered))
    told = message.get("external_reply")
    if told is None:
        return Contents(noted=selected, unread=("story",) if message.get("reply_to_story") else ())
    noted = "\n\n".join((*filter(None, (selected,)), *_notes(told)))
    return Contents("", noted, tuple(_attachments(told)), tuple(_unread(told)))


def selected(message: JSON) -> str:
    """What was selected by hand of the message that is answered."""
    quote = message.get("quote") or {}
    return str(quote.get("text") or "") if quote.get("is_manual") else ""


def written(contents: Contents, words: str, message: JSON) -> str:
    """A message in words: what was said, marked if somebody else said it, and what else can be written down."""
    author = first_author(message)
    said = words
    if author and words:
        said = f"Forwarded from {author}:\n" + "\n".join(f"> {line}".rstrip() for line in words.splitlines())
    return "\n\n".join(filter(None, (said, contents.noted)))


def first_author(message: JSON) -> str:
    """Who wrote a forwarded message, in one line; empty if it was not forwarded."""
    origin = message.get("forward_origin")
    if origin is None:
        return ""
    match origin.get("type"):
        case "user":
            name = full_name(origin["sender_user"])
        case "hidden_user":
            name = origin["sender_user_name"]
        case "chat":
            name = origin["sender_chat"].get("title") or full_name(origin["sender_chat"])
        case "channel":
            name = ", ".join(filter(None, (origin["chat"].get("title"), origin.get("author_signature"))))
        case _:
            name = ""
    return " ".join(name.split()) or "somebody"


def full_name(person: JSON) -> str:
    """The name of a person, or of their chat."""
    return " ".join(filter(None, (person.get("first_name"), person.get("last_name"))))


# What can be written down.


def _notes(message: JSON) -> Iterator[str]:
    if links := _links(message):
        yield links
    if poll := message.get("poll"):
        yield _poll(poll)
    if venue := message.get("venue"):
        yield f"Place: {venue['title']}, {venue['address']} ({_coordinates(venue['location'])})"
    elif location := message.get("location"):
        yield _location(location)
    if contact := message.get("contact"):
        yield f"Contact: {full_name(contact)}, {contact['phone_number']}"
    if dice := message.get("dice"):
        yield f"Dice: {dice['emoji']} {dice['value']}"
    if game := message.get("game"):
        yield _titled("Game", game)
    if invoice := message.get("invoice"):
        yield _titled("Invoice", invoice)
    if checklist := message.get("checklist"):
        yield _checklist(checklist)


def _links(message: JSON) -> str:
    """The addresses behind words that are links, each a link in Markdown; an address that stands there is none."""
    units = str(message.get("text") or message.get("caption") or "").encode("utf-16-le")
    marks = message.get("entities") or message.get("caption_entities") or ()
    return "\n".join(
        f"[{units[2 * mark['offset'] :][: 2 * mark['length']].decode('utf-16-le', 'replace')}]({mark['url']})"
        for mark in marks
        if mark["type"] == "text_link"
    )


def _poll(poll: JSON) -> str:
    options = (f"- {option['text']}{_votes(option.get('voter_count', 0))}" for option in poll["options"])
    return "\n".join((f"Poll: {poll['question']}", *options))


def _votes(count: int) -> str:
    return f" ({count} votes)" if count else ""


def _location(location: JSON) -> str:
    return f"Location: {_coordinates(location)}"


def _coordinates(location: JSON) -> str:
    return f"{location['latitude']}, {location['longitude']}"


def _titled(kind: str, thing: JSON) -> str:
    return f"{kind}: {thing['title']}\n{thing.get('description', '')}".strip()


def _checklist(checklist: JSON) -> str:
    tasks = (
        f"- [{'x' if task.get('completed_by_user') or task.get('completed_by_chat') else ' '}] {task['text']}"
        for task in checklist["tasks"]
    )
    return "\n".join((f"Checklist: {checklist['title']}", *tasks))


def _unread(message: JSON) -> Iterator[UnreadKind]:
    """What can neither be written down nor had as a file."""
    if "story" in message:
        yield "story"
    if "paid_media" in message:
        yield "paid_media"
    if "giveaway" in message or "giveaway_winners" in message:
        yield "giveaway"


# What can be had as a file.


def _attachments(message: JSON) -> Iterator[Attachment]:
    group = str(message.get("media_group_id") or "")
    if photo := message.get("photo") or (message.get("live_photo") or {}).get("photo"):
        yield _photo(photo, group)
    if animation := message.get("animation"):  # it is told as a document too
        yield _animation(animation)
    elif document := message.get("document"):
        yield _document(document, group)
    if sticker := message.get("sticker"):
        yield _sticker(sticker)
    if voice := message.get("voice"):
        yield _playing("voice", voice)
    if audio := message.get("audio"):
        yield _playing("audio", audio, group)
    if video := message.get("video"):
        yield _playing("video", video, group)
    if video_note := message.get("video_note"):
        yield _playing("video_note", video_note)


def _photo(sizes: Sequence[JSON], group: str = "") -> Attachment:
    """A picture in the size nearest above `SIDE`, else the largest."""
    by_side = sorted(sizes, key=_side)
    best = next((size for size in by_side if _side(size) >= SIDE), by_side[-1])
    return _still("picture", best, group)


def _side(size: JSON) -> int:
    return max(int(size["width"]), int(size["height"]))


def _still(kind: AttachmentKind, size: JSON, group: str = "", name: str = "", about: str = "") -> Attachment:
    return Attachment(kind, str(size["file_id"]), name, "image/jpeg", _bytes(size), group=group, about=about)


def _bytes(file: JSON) -> int:
    return int(file.get("file_size") or 0)


def _animation(animation: JSON) -> Attachment:
    """A GIF: its first frame, which is its thumbnail."""
    name = str(animation.get("file_name") or "")
    if thumbnail := animation.get("thumbnail"):
        return _still("animation", thumbnail, name=name)
    return Attachment("animation", str(animation["file_id"]), name, animation.get("mime_type") or "", _bytes(animation))


def _sticker(sticker: JSON) -> Attachment:
    """A sticker: itself if it is a picture, else its thumbnail."""
    about = str(sticker.get("emoji") or "")
    moves, plays = sticker.get("is_animated"), sticker.get("is_video")
    if (moves or plays) and (thumbnail := sticker.get("thumbnail")):
        return _still("sticker", thumbnail, about=about)
    media_type = "application/x-tgsticker" if moves else "video/webm" if plays else "image/webp"
    return Attachment("sticker", str(sticker["file_id"]), "", media_type, _bytes(sticker), about=about)


def _document(document: JSON, group: str = "") -> Attachment:
    media_type = str(document.get("mime_type") or "")
    kind: AttachmentKind = "picture" if media_type in _PICTURES else "document"
    name = str(document.get("file_name") or "")
    return Attachment(kind, str(document["file_id"]), name, media_type, _bytes(document), group=group)


def _playing(kind: AttachmentKind, media: JSON, group: str = "") -> Attachment:
    """Something that plays. What was recorded in the round frame comes without its type, which is always the same."""
    seconds = float(media.get("duration") or 0.0)
    name = str(media.get("file_name") or "")
    media_type = "video/mp4" if kind == "video_note" else str(media.get("mime_type") or "")
    about = ", ".join(filter(None, (media.get("performer"), media.get("title"))))
    return Attachment(kind, str(media["file_id"]), name, media_type, _bytes(media), seconds, group, about)


def _add(kind: str, value: Any, notes: list[str], attachments: list[Attachment]) -> None:
    """Media out of a rich message, read as in any other message."""
    notes += _notes({kind: value}) if kind == "location" else ()
    attachments += _attachments({kind: value}) if kind != "location" else ()
