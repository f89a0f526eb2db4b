"""What can be done with the kinds of things that people send: seen, read as text, heard, or nothing at all. Pure."""

import mimetypes
from collections.abc import Iterable, Mapping
from math import ceil
from typing import Literal

from bots.engine.seam.incoming import Attachment, AttachmentKind, Incoming, UnreadKind
from bots.engine.storage.records import Attached
from provider.dialects.fitting import PICTURE_TOKENS, SECOND_TOKENS, most_seconds
from provider.values import replace

Way = Literal["seen", "read", "heard", ""]
"""How something gets to the model: as a picture, as text, as what is said in it; empty: not at all."""

WAYS: Mapping[AttachmentKind | UnreadKind, Way] = {
    "picture": "seen",
    "sticker": "seen",
    "animation": "seen",
    "document": "read",
    "voice": "heard",
    "audio": "heard",
}
"""The way in which each kind is read; what is not listed cannot be read."""

_SIGNATURES = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
)
TEXTS = frozenset({"image/svg+xml"})
"""Media types of texts that do not look like it."""
UNKNOWN = "application/octet-stream"
"""The media type of bytes of which nobody knows what they are."""
WHOLE_ANSWER = "answer.md"
"""The file that an answer becomes that is too long for messages; its words are kept with it."""
PICTURES = frozenset({"image/png", "image/jpeg", "image/webp", "image/gif"})
"""The media types of pictures that models take."""


def way(attached: Attachment | Attached) -> Way:
    """How that gets to the model. A picture that was sent as a file is a picture, and a film is none that is read.

    Nor is a sticker that moves, where the platform makes no picture of it.
    """
    if not attached.reference:
        return ""
    media_type, usual = media_type_of(attached), WAYS.get(attached.kind, "")
    if attached.kind == "document" and media_type not in TEXTS:
        if media_type in PICTURES:
            return "seen"
        if media_type.startswith("audio/"):
            return "heard"
        if media_type.startswith(("image/", "video/")):
            return ""
    return "" if usual == "seen" and media_type and media_type not in PICTURES else usual


def media_type_of(attached: Attachment | Attached) -> str:
    """What the platform says of its bytes, without parameters; where it says nothing, what the name says."""
    said = attached.media_type.partition(";")[0].strip().lower()
    return said if said and said != UNKNOWN else mimetypes.guess_type(attached.name)[0] or said


def picture_type(data: bytes) -> str:
    """The media type of a picture by its first bytes, whatever its sender calls it; empty if no model takes it."""
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    return next((media_type for signature, media_type in _SIGNATURES if data.startswith(signature)), "")


def attached(incoming: Incoming) -> tuple[Attached, ...]:
    """What stands beside the words of a message; what of it or of the one that it answers cannot be had, too.

    Also a picture or a file of the bot's own that it answers: an answer is kept as its words alone, and to say "change
    it" means that.
    """
    ours = [each for each in incoming.quoted_attachments if each.name != WHOLE_ANSWER] if incoming.to_us else []
    return (*map(_attached, (*ours, *incoming.attachments)), *(Attached(kind) for kind in incoming.unread))


def quoted(incoming: Incoming) -> tuple[Attached, ...]:
    """What stands beside the words of the message that it answers, unless the bot itself sent that."""
    if incoming.to_us:
        return ()
    return tuple(replace(_attached(each), of_others=True) for each in incoming.quoted_attachments)


def of_others(attachments: Iterable[Attachment], unread: Iterable[UnreadKind]) -> tuple[Attached, ...]:
    """What stands beside the words of a message above the question: it is read for one answer, and not kept."""
    found = (*map(_attached, attachments), *map(Attached, unread))
    return tuple(replace(each, of_others=True, passing=True) for each in found)


def is_readable(incoming: Incoming, *, hears: bool = True) -> bool:
    """Whether something of it or of what it answers gets to the model beside its words. `hears`: speech may."""
    ways = {*map(way, (*incoming.attachments, *incoming.quoted_attachments))}
    return bool(ways & {"seen", "read"}) or (hears and "heard" in ways)


def tokens(things: Iterable[Attachment], most: int) -> int:
    """An estimate of what the model reads beside the words, before anything was brought. `most`: so many are."""
    things = tuple(things)
    heard = [each for each in things if way(each) == "heard"][:most]
    seconds = sum(each.seconds or most_seconds(each.size, media_type_of(each)) for each in heard)
    return PICTURE_TOKENS * min(most, sum(way(each) == "seen" for each in things)) + ceil(SECOND_TOKENS * seconds)


def _attached(attachment: Attachment) -> Attached:
    return Attached(
        attachment.kind,
        attachment.reference,
        attachment.name,
        attachment.media_type,
        attachment.size,
        attachment.seconds,
        attachment.about,
        of_others=attachment.forwarded,
    )
