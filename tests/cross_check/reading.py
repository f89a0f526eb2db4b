"""What a document says by CommonMark, in the words in which the other parsers' reading is compared with it."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markdown_it import MarkdownIt
from markdown_it.token import Token

_MARKDOWN = MarkdownIt("commonmark").enable(["table", "strikethrough"])
_WORD = re.compile(r"[^\W_]+")
_BARE = re.compile(r"(?<![<\w])https?://[^\s<>)*]*[^\s<>).,:;*]")
_DRAWN = "│─"
_NUMBER = re.compile(r"^\s*\d{1,9}\. ", re.MULTILINE)
"""An item's number; two of the parsers know no lists."""
_TASK = re.compile(r"^\[[ x]\] ", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Reading:
    """The letters and digits in their order; each stretch of code; each link's label and address."""

    words: str
    code: tuple[str, ...]
    links: tuple[tuple[str, str], ...]


def reading(words: str, code: list[str], links: list[tuple[str, str]]) -> Reading:
    """What was seen, without what neither side means: white space at edges, drawn lines, marks in labels."""
    return Reading(
        "".join(_WORD.findall(_NUMBER.sub("", words))),
        tuple(" ".join(each.replace("\u200b", "").split()) for each in code if not set(each) & set(_DRAWN)),
        tuple((" ".join(_WORD.findall(label)), address) for label, address in links),
    )


def differences(wanted: Reading, found: Reading, *, grows: bool = False) -> list[str]:
    """What differs, by name. `grows`: more was to come of what was found, so that the last may be half there."""
    if not grows:
        return [what for what in ("words", "code", "links") if getattr(wanted, what) != getattr(found, what)]
    holds = {
        "words": wanted.words.startswith(found.words),
        "code": _grows_to(found.code, wanted.code),
        "links": _grows_to([address for _, address in found.links], [address for _, address in wanted.links]),
    }
    return [what for what, is_so in holds.items() if not is_so]


def _grows_to(some: Sequence[str], whole: Sequence[str]) -> bool:
    """Whether `some` is the beginning of the whole; the last of it may be half there."""
    if not some:
        return True
    *before, last = some
    return list(whole[: len(before)]) == before and any(each.startswith(last) for each in whole[len(before) :][:1])


def by_commonmark(source: str) -> Reading:
    """The reading of a source. Bare addresses are links, as Discord makes them."""
    words: list[str] = []
    code: list[str] = []
    links: list[tuple[str, str]] = []
    for token in _MARKDOWN.parse(_BARE.sub(r"<\g<0>>", source)):
        if token.type in ("fence", "code_block"):
            code.append(token.content)
            words.append(token.content)
        elif token.type == "inline":
            _read_inline(token.children or [], words, code, links)
        words.append("\n")
    return reading(" ".join(words), code, links)


def _read_inline(tokens: list[Token], words: list[str], code: list[str], links: list[tuple[str, str]]) -> None:
    said = ""
    opened: list[tuple[int, str]] = []
    for token in tokens:
        if token.type == "text":
            said += _TASK.sub("", token.content)
        elif token.type == "code_inline":
            code.append(token.content)
            said += f" {token.content} "
        elif token.type in ("softbreak", "hardbreak"):
            said += "\n"
        elif token.type == "link_open":
            opened.append((len(said), str(token.attrGet("href"))))
        elif token.type == "link_close":
            start, address = opened.pop()
            links.append((said[start:], address))
        elif token.type == "html_inline":
            said += token.content
    words.append(said)
