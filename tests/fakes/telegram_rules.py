"""What the Bot API accepts in a message. Pure; offsets count UTF-16 code units."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from tests.fakes.telegram_addresses import fault
from tests.fakes.telegram_entities import cleaned, mended

Json = dict[str, Any]

TEXT_LIMIT = 4096
CAPTION_LIMIT = 1024
ENTITY_LIMIT = 100
SIMPLE = (
    "bold",
    "italic",
    "underline",
    "strikethrough",
    "spoiler",
    "blockquote",
    "expandable_blockquote",
    "code",
    "pre",
)
FOUND = ("mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number")
KINDS = frozenset({*SIMPLE, *FOUND, "text_link", "text_mention", "custom_emoji"})

_REMOVED = re.compile("[\u2028-\u202e\u030a\u0333\u033f]")
_BLANK = re.compile(
    "[\x00-\x20\xa0\u1680\u180e\u2000-\u200f\u202e\u202f\u205f\u2800\u3000\ufeff\ufffc\U000e0000-\U000e007f]*"
)
"""What the server empties; U+2060 and U+00AD, for example, it takes for text."""

_MARKED = re.compile(r"(?P<bot_command>(?<![\w/])/[A-Za-z0-9_]{1,32}(?:@\w+)?)|(?P<mention>(?<!\w)@\w{3,32})")


class Rejected(Exception):
    """The call's answer is an error."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status = status
        self.description = description
        self.parameters = parameters


class InvalidFrame(Rejected):
    """The text, its entities or its buttons are not what the Bot API takes."""

    def __init__(self, description: str) -> None:
        super().__init__(400, f"Bad Request: {description}")


def units(text: str) -> int:
    """The length in UTF-16 code units."""
    return len(text) + sum(char > "\uffff" for char in text)


def trimmed(
    text: str, entities: Sequence[Json], *, limit: int, too_long: str = "message is too long"
) -> tuple[str, list[Json]]:
    """The message as it will stand: cleaned, its ends trimmed, its entities moved along and mended.

    It is empty where the server sees nothing. `too_long`: what the server calls a text beyond the limit.

    Raises:
        InvalidFrame: it is too long, or an entity is out of bounds, cuts a character in two or lacks what its type
            needs.
    """
    _check_entities(text, entities)
    text, entities = cleaned(text, entities)
    head = len(text) - len(text.lstrip())
    stands = text.strip()
    if is_blank(stands):
        return "", []
    if units(stands) > limit:
        raise InvalidFrame(too_long)
    end = units(stands)
    moved = []
    for entity in mended(entities)[:ENTITY_LIMIT]:
        start = max(entity["offset"] - head, 0)
        stop = min(entity["offset"] + entity["length"] - head, end)
        if stop > start:
            moved.append({**entity, "offset": start, "length": stop - start, **_told_user(entity)})
    return stands, moved


def is_blank(text: str) -> bool:
    """Whether the server finds nothing in a text but white space, control characters and what it knows to be empty."""
    return _BLANK.fullmatch(_REMOVED.sub("", text)) is not None


def _check_entities(text: str, entities: Sequence[Json]) -> None:
    if not entities:
        return
    encoded = text.encode("utf-16-le", "surrogatepass")
    length = len(encoded) // 2
    for entity in entities:
        offset, size = entity.get("offset"), entity.get("length")
        if entity.get("type") not in KINDS:
            raise InvalidFrame("can't parse MessageEntity: unsupported type specified")
        if (
            not isinstance(offset, int)
            or not isinstance(size, int)
            or offset < 0
            or size <= 0
            or offset + size > length
        ):
            raise InvalidFrame("entity is out of the bounds of the text")
        if _is_inside_a_pair(encoded, offset) or _is_inside_a_pair(encoded, offset + size):
            raise InvalidFrame("entity begins or ends in the middle of a UTF-16 symbol")
        if entity["type"] == "text_link" and not entity.get("url"):
            raise InvalidFrame('can\'t parse MessageEntity: field "url" must be of type String')
        if entity["type"] == "text_link" and (wrong := fault(_REMOVED.sub("", entity["url"]))):
            raise InvalidFrame(f"entity URL '{entity['url']}' is invalid: {wrong}")
        if entity["type"] == "text_mention" and "id" not in entity.get("user", {}):
            raise InvalidFrame('can\'t parse MessageEntity: field "user" must be of type Object')


def _told_user(entity: Json) -> Json:
    """Of a mentioned user the id is enough; the server tells the rest."""
    return {"user": {"is_bot": False, "first_name": "Person", **entity["user"]}} if "user" in entity else {}


def _is_inside_a_pair(encoded: bytes, offset: int) -> bool:
    return 0 < 2 * offset < len(encoded) and 0xDC <= encoded[2 * offset + 1] <= 0xDF


def checked_buttons(markup: Mapping[str, Any] | None) -> list[list[Json]]:
    """The rows of an inline keyboard: the first eight buttons of each, the first hundred rows.

    Raises:
        InvalidFrame: a label is empty, an address is none, or the data is not 1 to 64 bytes.
    """
    rows: list[list[Json]] = [row[:8] for row in (markup or {}).get("inline_keyboard", [])[:100]]
    for button in (button for row in rows for button in row):
        if not button.get("text"):
            raise InvalidFrame("inline keyboard button text must be non-empty")
        if "url" in button and (wrong := fault(button["url"])):
            raise InvalidFrame(f"inline keyboard button URL '{button['url']}' is invalid: {wrong}")
        if "url" not in button and not 1 <= len(str(button.get("callback_data", "")).encode()) <= 64:
            raise InvalidFrame("BUTTON_DATA_INVALID")
    return rows


def found_entities(text: str) -> list[Json]:
    """The mentions and commands that Telegram itself finds in what a person writes."""
    return [
        {"type": match.lastgroup, "offset": units(text[: match.start()]), "length": units(match.group())}
        for match in _MARKED.finditer(text)
    ]
