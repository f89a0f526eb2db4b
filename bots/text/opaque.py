"""Characters that the Markdown parser shall not see: each gives its place to one that means nothing, and comes back.

HTML stays text, entities stay as they are written, a reference definition does not vanish, a converted formula is not
parsed again: all by hiding the characters that would start them. One character hides behind one, so that a position
before is a position after.
"""

import re

_BASE = 0x10FF00  # the end of the last private plane; what nobody writes

_HIDE = {code: _BASE + code for code in range(0x21, 0x7F) if not chr(code).isalnum()}
_WIDE = "：；，。、！？…—·（）「」『』【】《》〈〉〔〕“”‘’«»"
_HIDE |= {ord(character): _BASE + 0x80 + index for index, character in enumerate(_WIDE)}
_SHOW: dict[int, int | str] = {hidden: code for code, hidden in _HIDE.items()}
SPOILER = chr(_BASE + 1)
"""Stands for both marks of a spoiler, each of which is two characters long: it comes twice."""
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
    """The punctuation of `text` made opaque."""
    return text.translate(_HIDE)


def hide_markup(text: str) -> str:
    """What is Markdown to a parser and text to a reader made opaque; `text` keeps its length."""
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
    """Hide the punctuation that keeps CommonMark from seeing the end or the start of **a:**b, **太字。**です."""
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
    """The characters that were hidden, back in their places."""
    return text if text.isascii() else text.translate(_SHOW)


_SHOW_ESCAPED: dict[int, int | str] = {
    **_SHOW,
    **{_BASE + ord(mark): "\\" + mark for mark in "*_~|`\\"},
}


def show_escaped(text: str) -> str:
    """The hidden characters back in their places, behind a backslash where Discord would read them as marks."""
    return text if text.isascii() else text.translate(_SHOW_ESCAPED)
