"""What stands in a message beside its own words: written down where that can be, as attachments, or named. Pure."""

from collections.abc import Collection, Iterator, Mapping
from itertools import count
from mimetypes import guess_type
from typing import Any
from urllib.parse import urlsplit

from bots.engine.seam.incoming import Attachment, AttachmentKind, UnreadKind
from provider.values import Value, replace

Json = Mapping[str, Any]

EMBEDS = 2000
"""Characters that are read of a message's embeds."""

_VOICE_MESSAGE = 1 << 13
"""The flag of a message that is a recording of the client's."""

_BY_PEOPLE_AND_COMMANDS = (0, 19, 20, 23)
"""Types of messages that say something: plain ones, replies, and the answers to commands."""

_FORWARD = 1
"""The type of a reference that is no reply."""

_SHOWN_TEXT = 10
"""The component that is a text."""

_PICTURE_EMBEDS = ("image", "gifv")
"""Embeds that are nothing but a picture, which stands where others have a thumbnail."""

SHOWN = "shown"
"""How the name of a picture begins that an embed or a component shows; a number follows."""

_PICTURES = ("image/jpeg", "image/png", "image/webp")
_GIF = "image/gif"

_STICKERS = {1: ("png", "image/png"), 2: ("png", "image/png"), 3: ("json", "application/json"), 4: ("gif", _GIF)}
"""The ending and the type of a sticker, by its format; the third is a drawing that moves (Lottie), and no picture."""

STICKER = "sticker/"
"""How the reference of a sticker begins; it is the name of its file."""


class Contents(Value):
    """What a message says, besides who says it and where.

    `words`: as they were written. `noted`: what else can be written down.
    """

    words: str = ""
    noted: str = ""
    attachments: tuple[Attachment, ...] = ()
    unread: tuple[UnreadKind, ...] = ()

    @property
    def text(self) -> str:
        """All that is written down."""
        return together(self.words, self.noted)

    def __bool__(self) -> bool:
        return bool(self.words or self.noted or self.attachments or self.unread)


def contents(raw: Json) -> Contents:
    """All that a message says. It is something unknown if nothing is found in it."""
    forwarded = [each.get("message") or {} for each in _snapshots(raw)]
    held = Contents(
        str(raw.get("content") or ""),
        together(*_notes(raw), *map(_forwarded, forwarded)),
        (*(attachment_of(raw, *found) for found in files_of(raw)), *_stickers(raw, *forwarded)),
    )
    if held or raw.get("type", 0) not in _BY_PEOPLE_AND_COMMANDS:
        return held
    return Contents(unread=("unknown",))


def is_reply(raw: Json) -> bool:
    """Whether a message answers the one it refers to. A forwarded message refers to its original."""
    reference: Json = raw.get("message_reference") or {}
    return bool(reference.get("type", 0) != _FORWARD)


def files_of(raw: Json) -> Iterator[tuple[str, Json]]:
    """The files of a message and of what it forwards: by what each is found again, and what Discord tells of it.

    The pictures that an embed or a component shows are files too; they have numbers in place of ids.
    """
    numbers = count()
    for holder in (raw, *({**(each.get("message") or {}), "forwarded": True} for each in _snapshots(raw))):
        files = [*(holder.get("attachments") or ())]
        for told in (*files, *_shown(holder, {str(told.get("id")) for told in files})):
            name = told.get("id") or f"{SHOWN}{next(numbers)}"
            where = f"{raw.get('channel_id')}/{raw.get('id')}/{name}"
            yield where, {**told, "forwarded": holder.get("forwarded", False)}


def _snapshots(raw: Json) -> tuple[Json, ...]:
    return tuple(raw.get("message_snapshots") or ())


def _shown(holder: Json, files: Collection[str]) -> Iterator[Json]:
    """The pictures in embeds and components, but for those that are among the files by themselves."""
    for embed in holder.get("embeds") or ():
        if media := embed.get("image") or (embed.get("type") in _PICTURE_EMBEDS and embed.get("thumbnail")):
            yield _media(media)
    for component in _components(holder.get("components") or ()):
        items = (item.get("media") for item in component.get("items") or ())
        for media in filter(None, (*items, component.get("media"), component.get("file"))):
            if str(media.get("attachment_id")) not in files:
                yield _media(media, str(component.get("name") or ""))


def _media(told: Json, name: str = "") -> Json:
    """A file as an attachment; Discord does not always say of what type a picture is."""
    guessed = guess_type(name or urlsplit(str(told.get("url") or "")).path)[0] or "image/png"
    kept = {key: told[key] for key in ("url", "proxy_url", "width", "height", "size") if told.get(key)}
    return {"content_type": told.get("content_type") or guessed, "filename": name} | kept


def attachment_of(raw: Json, reference: str, told: Json) -> Attachment:
    """A file as the engine sees it."""
    media_type = str(told.get("content_type") or "").partition(";")[0].strip().lower()
    seconds = told.get("duration_secs")
    size = told.get("size")
    kind = _kind(media_type, recorded=bool(raw.get("flags", 0) & _VOICE_MESSAGE))
    return Attachment(
        kind,
        reference,
        str(told.get("title") or told.get("filename") or ""),
        "image/png" if kind == "animation" else media_type,
        # Discord's other host makes what is fetched of a picture, and does not say how large that is.
        0 if kind in ("picture", "animation") else size if isinstance(size, int) else 0,
        float(seconds) if isinstance(seconds, int | float) else 0.0,
        about=str(told.get("description") or ""),
        forwarded=bool(told.get("forwarded")),
    )


def _kind(media_type: str, *, recorded: bool) -> AttachmentKind:
    if media_type in _PICTURES:
        return "picture"
    if media_type == _GIF:
        return "animation"
    if media_type.startswith("audio/"):
        return "voice" if recorded else "audio"
    return "video" if media_type.startswith("video/") else "document"


def _stickers(raw: Json, *forwarded: Json) -> tuple[Attachment, ...]:
    own = map(_sticker, raw.get("sticker_items") or ())
    others = (_sticker(told) for message in forwarded for told in message.get("sticker_items") or ())
    return (*own, *(replace(each, forwarded=True) for each in others))


def _sticker(told: Json) -> Attachment:
    ending, media_type = _STICKERS.get(told.get("format_type", 1), _STICKERS[1])
    return Attachment(
        "sticker", f"{STICKER}{told.get('id')}.{ending}", "", media_type, about=str(told.get("name") or "")
    )


def _forwarded(message: Json) -> str:
    """What was forwarded, in words. Discord does not say who wrote it."""
    said = together(str(message.get("content") or ""), *_notes(message))
    return "Forwarded:\n" + "\n".join(f"> {line}".rstrip() for line in said.splitlines()) if said else ""


def _notes(raw: Json) -> Iterator[str]:
    """What can be written down, beside the words."""
    embeds = "\n\n".join(filter(None, map(_embed, raw.get("embeds") or ())))
    yield embeds if len(embeds) <= EMBEDS else embeds[: EMBEDS - 1] + "…"
    yield "\n\n".join(_texts(raw.get("components") or ()))
    if raw.get("poll"):
        yield _poll(raw["poll"])


def _embed(embed: Json) -> str:
    fields = (f"{field.get('name') or ''}: {field.get('value') or ''}" for field in embed.get("fields") or ())
    said = (str(embed.get("title") or ""), str(embed.get("description") or ""), *fields)
    return "\n".join(part.strip() for part in said if part.strip())


def _texts(components: Any) -> Iterator[str]:
    """The texts among the components of a message."""
    for component in _components(components):
        if component.get("type") == _SHOWN_TEXT and component.get("content"):
            yield str(component["content"])


def _components(components: Any) -> Iterator[Json]:
    """The components of a message, however they are nested."""
    for component in components:
        yield component
        yield from _components(component.get("components") or ())
        if component.get("accessory"):
            yield from _components((component["accessory"],))


def _poll(poll: Json) -> str:
    question = str((poll.get("question") or {}).get("text") or "")
    votes = {each.get("id"): each.get("count") or 0 for each in (poll.get("results") or {}).get("answer_counts") or ()}
    answers = (_answer(answer, votes.get(answer.get("answer_id"), 0)) for answer in poll.get("answers") or ())
    return "\n".join((f"Poll: {question}", *answers))


def _answer(answer: Json, votes: int) -> str:
    media = answer.get("poll_media") or {}
    emoji = str((media.get("emoji") or {}).get("name") or "")
    said = " ".join(filter(None, (emoji, str(media.get("text") or ""))))
    return f"- {said}" + (f" ({votes} votes)" if votes else "")


def together(*parts: str) -> str:
    """Parts of a text, each a paragraph of its own."""
    return "\n\n".join(filter(None, parts))
