"""What Telegram has marked in the words of a message: a command at their beginning, and the names of accounts. Pure."""

import re
from collections.abc import Iterable, Sequence

from bots.telegram_bot.contents import JSON, Contents

_PUNCTUATION = " \t\n,:"


def begins_with_command(message: JSON, held: Contents) -> bool:
    """Whether Telegram, too, takes the beginning for a command."""
    if held.rich is not None:
        return held.rich.command
    return any(mark["type"] == "bot_command" and mark["offset"] == 0 for mark in _marks(message))


def names_of(account: int, username: str, message: JSON, held: Contents) -> list[tuple[int, int]]:
    """The stretches of the words that name an account, as indices."""
    text = held.words
    if held.rich is not None:
        name = held.rich.mentions.get(account) or f"@{username}"
        return [found.span() for found in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE)]
    spans = []
    for mark in _marks(message):
        start, end = span(text, mark)
        by_name = mark["type"] == "mention" and text[start:end].lower() == f"@{username.lower()}"
        by_id = mark["type"] == "text_mention" and mark["user"]["id"] == account
        if by_name or by_id:
            spans.append((start, end))
    return spans


def _marks(message: JSON) -> Sequence[JSON]:
    """What Telegram has found in the words, or in the caption."""
    marks: Sequence[JSON] = message.get("entities") or message.get("caption_entities") or ()
    return marks


def span(text: str, mark: JSON) -> tuple[int, int]:
    """Where a mark is, as indices."""
    units = text.encode("utf-16-le")  # Telegram counts UTF-16 code units, two bytes each
    start, end = 2 * mark["offset"], 2 * (mark["offset"] + mark["length"])
    return len(units[:start].decode("utf-16-le")), len(units[:end].decode("utf-16-le"))


def without(text: str, names: Iterable[tuple[int, int]]) -> str:
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
