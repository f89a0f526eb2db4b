"""Hides characters from the Markdown parser: each is replaced by one without a meaning, and put back afterwards.

HTML then stays text, entities stay as they are written, a reference definition does not vanish, and a converted formula
is not parsed again: only the characters that would start them are hidden. One character replaces one, so positions stay
the same.
"""

import re

from bots.text.addresses import has_address, hide_addresses
from bots.text.fences import hide_nested
from bots.text.opaque_marks import ESCAPED, HIDDEN, SHOWN, SHOWN_ESCAPED, WIDE

_HIDDEN = re.compile(HIDDEN)
_HTML = re.compile(
    r"\\[\\<&]|"  # what is escaped is text already
    r"<(?!https?://[^\s<>]*(?:>|\Z))|&(?=[#a-zA-Z])"  # an address in angle brackets stays a link
)
_DEFINITION = re.compile(r"^[ \t>]*\[(?=[^\]\n]*\]:)", re.MULTILINE)
_DUNDER = re.compile(
    r"__(?<!\w__)(?:[a-z0-9]+(?:_+[a-z0-9]+)+__|[a-z0-9]+__(?=[.(\[])|"  # __set_name__, __init__.py
    r"(?:init|main|name|file|doc|dict|class|str|repr|new|del|call|len|iter|next|enter|exit|eq|hash|all|slots|version)__)"
    r"(?!\w)"
)
_TIMES = re.compile(r"\*(?:(?<=\d\*)(?=\d)|(?<=\b[a-zA-Z]\*)(?=[a-zA-Z\d]\b))")  # 2*3*4
_LONG_INFO = re.compile(r"^[ \t>]*(?:(?:`{3,}|~{3,})(?=[^`\n]{101})|`{100,}|~{100,})", re.MULTILINE)
_BEFORE_BOLD_ENDS = frozenset(".,:;!?\"'%" + WIDE)
_AFTER_BOLD_BEGINS = frozenset("\"'" + WIDE)


def hide(text: str) -> str:
    """The text with its punctuation hidden."""
    return text.translate(ESCAPED)


def hide_markup(text: str) -> str:
    """The text with all that a parser, but no reader, takes for Markdown hidden; its length stays."""
    if not text.isascii():
        text = _HIDDEN.sub("\ufffd", text)
    if text.count("```") > 2 or text.count("~~~") > 2:
        text = hide_nested(text)
    if has_address(text):
        text = hide_addresses(text)
    if "<" in text or "&" in text:
        text = _HTML.sub(_hidden_unless_escaped, text)
    if "]:" in text:
        text = _DEFINITION.sub(_hidden, text)
    if "__" in text:
        text = _DUNDER.sub(_hidden, text)
    if "*" in text:
        text = _TIMES.sub(_hidden, text)
    if "```" in text or "~~~" in text:
        text = _LONG_INFO.sub(_hidden, text)
    return _with_bold_inside_words(text) if "**" in text else text


def _hidden(found: re.Match[str]) -> str:
    return hide(found[0])


def _hidden_unless_escaped(found: re.Match[str]) -> str:
    return found[0] if found[0].startswith("\\") else hide(found[0])


def _with_bold_inside_words(text: str) -> str:
    """Hide the punctuation that keeps CommonMark from seeing where bold ends or begins: **a:**b, **太字。**です."""
    at = text.find("**", 1)
    while 0 < at < len(text) - 2:
        before, after = text[at - 1], text[at + 2]
        if before in _BEFORE_BOLD_ENDS and after.isalnum():
            text = text[: at - 1] + hide(before) + text[at:]
        elif after in _AFTER_BOLD_BEGINS and before.isalnum():
            text = text[: at + 2] + hide(after) + text[at + 3 :]
        at = text.find("**", at + 2)
    return text


def show(text: str) -> str:
    """The text with its hidden characters back in place."""
    return text if text.isascii() else text.translate(SHOWN)


def show_escaped(text: str) -> str:
    """The text with its hidden characters back in place, behind a backslash if Discord would read them as marks."""
    return text if text.isascii() else text.translate(SHOWN_ESCAPED)
