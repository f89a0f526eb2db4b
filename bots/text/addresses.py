"""Bare addresses in a text: no mark in them is Markdown."""

import re

from bots.text.opaque_marks import ADDRESS, ESCAPED, WIDE

_SCHEME = re.compile(r"(?<![\w@/.:-])[a-zA-Z][a-zA-Z0-9+.-]{0,30}\Z")
_WWW = re.compile(r"www\.(?<![\w@/.:-]www\.)(?=\w)")
_WEB = frozenset({"http", "https"})
_ENDS = frozenset('<>`|"' + WIDE)
_SPECIAL = re.compile(rf"[\s<>`|\"()\[\]*_~\\{WIDE}]")
_CLOSED_BY = {")": "(", "]": "["}
_TRAILING = ".,:;!?'"
_SEEN = 500  # characters of the line before an address in which an open emphasis is looked for
_RUN = re.compile(r"\\.|_+|\*+|~~", re.DOTALL)


def has_address(text: str) -> bool:
    """Whether there may be a bare address at all; a quick test."""
    return "://" in text or "www." in text


def hide_addresses(text: str) -> str:
    """The text with each mark in its bare addresses hidden; its length stays.

    What follows an address by the grammar of the sentence, as a full stop or the end of bold, is no part of it.
    """
    parts: list[str] = []
    done = 0
    for start, behind in _starts(text):
        if start < done:
            continue
        end = _end(text, start, behind)
        marks = ADDRESS if text[start:behind].lower() in _WEB else ESCAPED
        parts += text[done:behind], text[behind:end].translate(marks)
        done = end
    return "".join(parts) + text[done:]


def _starts(text: str) -> list[tuple[int, int]]:
    """Where addresses begin, and where their schemes end."""
    found = [(at.start(), at.end()) for at in _WWW.finditer(text)] if "www." in text else []
    at = text.find("://")
    while at > 0:
        scheme = _SCHEME.search(text, max(0, at - 32), at)
        if scheme is not None:
            found.append((scheme.start(), at))
        at = text.find("://", at + 3)
    return sorted(found)


def _end(text: str, start: int, at: int) -> int:
    """Where the address that begins at `start` ends."""
    line = text.rfind("\n", 0, start) + 1
    open_marks = _open_marks(text[max(line, start - _SEEN) : start])
    brackets: list[str] = []
    while (found := _SPECIAL.search(text, at)) is not None:
        at = found.start()
        character = found[0]
        if character.isspace() or character in _ENDS or (character == "\\" and not text[at + 1 : at + 2].isalnum()):
            break
        if character in "([":
            brackets.append(character)
        elif character in _CLOSED_BY:
            if not brackets or brackets.pop() != _CLOSED_BY[character]:
                break
        elif character in open_marks and _may_close(text, at):
            break
        at += 1
    else:
        at = len(text)
    return start + len(text[start:at].rstrip(_TRAILING))


def _may_close(text: str, at: int) -> bool:
    """Whether a mark can end an emphasis: any can, but an underscore only at the end of a word."""
    behind = text[at:].lstrip("_")[:1]
    return text[at] != "_" or not behind.isalnum()


def _open_marks(line: str) -> set[str]:
    """The marks of the emphases that are open at the end of a line's beginning."""
    found: set[str] = set()
    for run in _RUN.finditer(line):
        mark = run[0][0]
        before, after = line[run.start() - 1 : run.start()], line[run.end() : run.end() + 1]
        if mark in found and before.strip() and (mark != "_" or not after.isalnum()):
            found.discard(mark)
        elif mark != "\\" and not after.isspace() and (mark != "_" or not before.isalnum()):
            found.add(mark)
    return found
