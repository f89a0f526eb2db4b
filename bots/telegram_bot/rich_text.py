"""A message of the client's editor as Markdown (`rich_message`, Bot API 10.1), and the media in it. Pure.

The library does not know it, so it is read as it came. A block or a style that Telegram invents later shows the text
that it holds.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

DEEPEST = 30
"""Blocks and styles inside of each other; what lies deeper is left out. Clients nest a handful."""

_AROUND: Mapping[str, tuple[str, str]] = {
    "bold": ("**", "**"),
    "italic": ("*", "*"),
    "strikethrough": ("~~", "~~"),
    "code": ("`", "`"),
}
_NO_TEXT = ("anchor", "divider")
_MEDIA = ("photo", "animation", "video", "audio", "voice_note", "document")


@dataclass(slots=True)
class RichText:
    """What was read. `media`: what stands in it, each as the key and the value of an ordinary message.

    `command`: it begins with what Telegram takes for a command. `mentions`: how it calls accounts that it mentions
    without their @name, by their ids.
    """

    text: str = ""
    media: list[tuple[str, Any]] = field(default_factory=list)
    command: bool = False
    mentions: dict[int, str] = field(default_factory=dict)


def read_rich(message: Any) -> RichText:
    """The message. It says nothing if it has no blocks."""
    read = RichText()
    blocks = message.get("blocks") if isinstance(message, Mapping) else None
    read.text = "\n\n".join(_blocks(blocks, read, 0)).strip()
    read.command = _begins_with_command(blocks, 0)
    return read


def _blocks(blocks: Any, read: RichText, depth: int) -> Iterator[str]:
    """The blocks one after the other, without those that say nothing."""
    if depth > DEEPEST or not isinstance(blocks, list | tuple):
        return
    for block in blocks:
        if isinstance(block, Mapping) and (shown := _block(block, read, depth).strip("\n")):
            yield shown


def _block(block: Mapping[str, Any], read: RichText, depth: int) -> str:
    kind = str(block.get("type"))
    shown = _BLOCKS.get(kind)
    if shown is not None:
        return shown(block, read, depth)
    if kind in _MEDIA and block.get(kind):
        read.media.append(("voice" if kind == "voice_note" else kind, block[kind]))
        return _caption(block, read, depth)
    said = "" if kind in _NO_TEXT else _inline(block.get("text"), read, depth)
    inside = "\n\n".join(_blocks(block.get("blocks"), read, depth + 1))
    return "\n\n".join(filter(None, (said, inside, _caption(block, read, depth))))


def _heading(block: Mapping[str, Any], read: RichText, depth: int) -> str:
    size = block.get("size")
    marks = "#" * min(max(size, 1), 6) if isinstance(size, int) else "##"
    return f"{marks} {_inline(block.get('text'), read, depth)}"


def _code(block: Mapping[str, Any], read: RichText, depth: int) -> str:
    text = _plain(block.get("text"), depth)
    fence = "```"
    while fence in text:
        fence += "`"
    return f"{fence}{block.get('language') or ''}\n{text}\n{fence}"


def _formula(block: Mapping[str, Any], read: RichText, depth: int) -> str:
    return f"$${block.get('expression') or ''}$$"


def _quotation(block: Mapping[str, Any], read: RichText, depth: int) -> str:
    said = [_inline(block.get("text"), read, depth), *_blocks(block.get("blocks"), read, depth + 1)]
    credit = _inline(block.get("credit"), read, depth)
    return _quoted("\n\n".join(filter(None, (*said, f"- {credit}" if credit else ""))))


def _list(block: Mapping[str, Any], read: RichText, depth: int) -> str:
    items = block.get("items")
    return "\n".join(_item(item, read, depth) for item in items or () if isinstance(item, Mapping))


def _item(item: Mapping[str, Any], read: RichText, depth: int) -> str:
    number = item.get("value")
    mark = f"{number}." if isinstance(number, int) else "-"
    if item.get("has_checkbox"):
        mark += " [x]" if item.get("is_checked") else " [ ]"
    inside = "\n".join(_blocks(item.get("blocks"), read, depth + 1))
    return f"{mark} {inside}".replace("\n", "\n" + " " * (len(mark.split()[0]) + 1))


def _table(block: Mapping[str, Any], read: RichText, depth: int) -> str:
    rows = [
        [_inline(cell.get("text"), read, depth).replace("\n", " ") for cell in row if isinstance(cell, Mapping)]
        for row in block.get("cells") or ()
        if isinstance(row, list | tuple)
    ]
    lines = ["| " + " | ".join(row) + " |" for row in rows]
    if lines:
        lines.insert(1, "|" + " --- |" * len(rows[0]))
    caption = _inline(block.get("caption"), read, depth)
    return "\n".join(filter(None, (caption, *lines) if not caption else (caption, "", *lines)))


def _details(block: Mapping[str, Any], read: RichText, depth: int) -> str:
    summary = _inline(block.get("summary"), read, depth)
    return "\n\n".join((f"**{summary}**", *_blocks(block.get("blocks"), read, depth + 1)))


def _map(block: Mapping[str, Any], read: RichText, depth: int) -> str:
    read.media.append(("location", block.get("location")))
    return _caption(block, read, depth)


def _divider(block: Mapping[str, Any], read: RichText, depth: int) -> str:
    return "---"


_BLOCKS: Mapping[str, Callable[[Mapping[str, Any], RichText, int], str]] = {
    "heading": _heading,
    "section_heading": _heading,
    "pre": _code,
    "mathematical_expression": _formula,
    "blockquote": _quotation,
    "expandable_blockquote": _quotation,
    "pullquote": _quotation,
    "list": _list,
    "table": _table,
    "details": _details,
    "map": _map,
    "divider": _divider,
}
"""What is more than its text, its blocks and its caption one after the other."""


def _caption(block: Mapping[str, Any], read: RichText, depth: int) -> str:
    caption = block.get("caption")
    if isinstance(caption, Mapping) and "type" not in caption:
        said = (_inline(caption.get("text"), read, depth), _inline(caption.get("credit"), read, depth))
        return "\n".join(filter(None, said))
    return _inline(caption, read, depth)


def _inline(text: Any, read: RichText, depth: int) -> str:
    """Words with their styles: a string, a list of such, or a style around one."""
    if isinstance(text, str):
        return text
    if depth > DEEPEST:
        return ""
    if isinstance(text, list | tuple):
        return "".join(_inline(part, read, depth + 1) for part in text)
    if not isinstance(text, Mapping):
        return ""
    kind, inside = text.get("type"), _inline(text.get("text"), read, depth + 1)
    if kind == "custom_emoji":
        return str(text.get("alternative_text") or "")
    if kind == "mathematical_expression":
        return f"${text.get('expression') or ''}$"
    if kind == "url" and text.get("url") not in (None, inside):
        return f"[{inside}]({text['url']})"
    if kind == "text_mention":
        user = text.get("user")
        if isinstance(user, Mapping) and isinstance(user.get("id"), int):
            read.mentions[user["id"]] = inside
    before, after = _AROUND.get(str(kind), ("", ""))
    return f"{before}{inside}{after}" if inside.strip() else inside


def _plain(text: Any, depth: int) -> str:
    """Words without their styles."""
    if isinstance(text, str):
        return text
    if depth > DEEPEST:
        return ""
    if isinstance(text, list | tuple):
        return "".join(_plain(part, depth + 1) for part in text)
    return _plain(text.get("text"), depth + 1) if isinstance(text, Mapping) else ""


def _begins_with_command(block: Any, depth: int) -> bool:
    if depth > DEEPEST or not block:
        return False
    if isinstance(block, list | tuple):
        return _begins_with_command(block[0], depth + 1)
    if not isinstance(block, Mapping):
        return False
    return block.get("type") == "bot_command" or _begins_with_command(
        block.get("text") or block.get("blocks"), depth + 1
    )


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())
