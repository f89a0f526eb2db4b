"""Hides characters from the Markdown parser: each is replaced by one without a meaning, and put back afterwards.

HTML then stays text, entities stay as they are written, a reference definition does not vanish, and a converted formula
is not parsed again: only the characters that would start them are hidden. One character replaces one, so positions stay
the same.
"""

import re

_BASE = 0x10FF00  # the end of the last private plane, which no text uses

_HIDE = {code: _BASE + code for code in range(0x21, 0x7F) if not chr(code).isalnum()}
_WIDE = "：；，。、！？…—·（）「」『』【】《》〈〉〔〕“”‘’«»"
_HIDE |= {ord(character): _BASE + 0x80 + index for index, character in enumerate(_WIDE)}
_SHOW: dict[int, int | str] = {hidden: code for code, hidden in _HIDE.items()}
SPOILER = chr(_BASE + 1)
"""Replaces each of the two marks of a spoiler, which are two characters long: it stands twice in a row."""
_SHOW[_BASE + 1] = "||"

_HIDDEN = re.compile(f"[{chr(_BASE)}-{chr(_BASE + 0xFF)}]")
_HTML = re.compile(r"<(?!https?://[^\s<>]*(?:>|\Z))|&(?=[#a-zA-Z])")  # an address in angle brackets stays a link
_DEFINITION = re.compile(r"^[ \t>]*\[(?=[^\]\n]*\]:)", re.MULTILINE)
_DUNDER = re.compile(
    r"__(?<!\w__)(?:[a-z0-9]+(?:_+[a-z0-9]+)+__|[a-z0-9]+__(?=[.(\[])|"  # __set_name__, __init__.py
    r"(?:init|main|name|file|doc|dict|class|str|repr|new|del|call|len|iter|next|enter|exit|eq|hash|all|slots|version)__)"
    r"(?!\w)"
)
_TIMES = re.compile(r"\*(?:(?<=\d\*)(?=\d)|(?<=\b[a-zA-Z]\*)(?=[a-zA-Z\d]\b))")  # 2*3*4
_LONG_INFO = re.compile(r"^[ \t>]*(?:(?:`{3,}|~{3,})(?=[^`\n]{101})|`{100,}|~{100,})", re.MULTILINE)
_BEFORE_BOLD_ENDS = frozenset(".,:;!?\"'%" + _WIDE)
_AFTER_BOLD_BEGINS = frozenset("\"'" + _WIDE)


def hide(text: str) -> str:
    """The text with its punctuation hidden."""
    return text.translate(_HIDE)


def hide_markup(text: str) -> str:
    """The text with all that a parser, but no reader, takes for Markdown hidden; its length stays."""
    if not text.isascii():
        text = _HIDDEN.sub("\ufffd", text)
    if "<" in text or "&" in text:
        text = _HTML.sub(_hidden, text)
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
    return text if text.isascii() else text.translate(_SHOW)


_SHOW_ESCAPED: dict[int, int | str] = {
    **_SHOW,
    **{_BASE + ord(mark): "\\" + mark for mark in "*_~|`\\"},
}


def show_escaped(text: str) -> str:
    """The text with its hidden characters back in place, behind a backslash if Discord would read them as marks."""
    return text if text.isascii() else text.translate(_SHOW_ESCAPED)
