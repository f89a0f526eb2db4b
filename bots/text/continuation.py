"""Words that go on from a text which was cut: what they repeat of its end is left out, and open Markdown goes on. Pure.

A model that is asked to go on often begins with the last words again, and in a block of code it opens the block again.
"""

import re
from functools import cache

from bots.text.parse import Places, blocks

REPEATED = 200
"""Characters of the end of a text that may be repeated."""

_FEW = 12
"""Characters that are no coincidence, though they are one word."""

_MANY = 40
"""Characters that are no coincidence, though they begin inside of a word."""

_WORDLESS = (("\u3040", "\u30ff"), ("\u3400", "\u9fff"), ("\uac00", "\ud7af"))
"""The letters of scripts that are written without blanks between words, or nearly: from and to, in order."""

_ELLIPSIS = re.compile(r"(?:…|\.{3})\s*")
_DOCUMENTS = frozenset({"", "md", "markdown", "mdx", "text", "txt", "rst", "html"})
"""Languages of a block in which another one may be opened."""
_FENCE = re.compile(r"\s*(?:`{3,}|~{3,})[ \t]*([\w+.#-]*)[^\n`]*\n")
_OPENS_FENCE = re.compile(r"\s*(?:`{1,2}|~{1,2}|(?:`{3,}|~{3,})[^\n`]{0,80})")
_ITEM = re.compile(r"[ \t]*(?:([-*+])|(\d{1,9})[.)])[ \t]")
_BLOCK = re.compile(r"(?:#{1,6}[ \t]|`{3,}|~{3,})")
_MARKER = re.compile(r"[ \t]*(?:[-*+]|\d{1,9}[.)]?|#{1,6}|`{1,2}|~{1,2})?[ \t]*")


class Continuation:
    """What comes behind `before`.

    `feed` is given its pieces, and returns what is to be appended as soon as that is known; `end` returns the rest.
    """

    def __init__(self, before: str) -> None:
        self._before = before
        self._language = _open_language(before)
        self._held = ""
        self._known = False

    def feed(self, piece: str) -> str:
        """The text to append; empty while the pieces may still turn out to be a repetition."""
        return self._pass(piece, over=False)

    def end(self) -> str:
        """The text to append when no more comes."""
        return self._pass("", over=True)

    def _pass(self, piece: str, *, over: bool) -> str:
        if self._known:
            return piece
        self._held += piece
        found = self._appended(over=over)
        if found is None:
            return ""
        self._known = True
        return found

    def _appended(self, *, over: bool) -> str | None:
        """What to append of all that came; None: more is needed to tell."""
        held, reopened = self._held, False
        if self._language:
            opening = _FENCE.match(held)
            if opening and self._is_reopened(opening[1].lower()):
                held, reopened = held[opening.end() :], True
            elif not over and not opening and _OPENS_FENCE.fullmatch(held):
                return None
        if not held.strip() and not over:
            return None
        said = held.lstrip()
        if said and "...".startswith(said) and not over:
            return None
        said = said[shown.end() :] if (shown := _ELLIPSIS.match(said)) else said
        if not said and not over:
            return None
        endings = _endings(self._before[-REPEATED - 1 :])
        if not over and any(ending.startswith(said) for ending in endings):
            return None
        repeated = next((ending for ending in endings if said.startswith(ending) and self._repeats(ending, held)), "")
        if repeated:
            rest, stands = said[len(repeated) :], self._before[len(self._before.rstrip()) :]
            if not over and rest != stands and stands.startswith(rest):
                return None
            return rest.removeprefix(stands)
        if not over and _MARKER.fullmatch(held):
            return None
        return ("\n" if reopened and not self._before.endswith("\n") else self._gap(held)) + held

    def _is_reopened(self, language: str) -> bool:
        """Whether a fence of that language opens the block again that is open, by this name or by another."""
        return language == self._language or (bool(language) and self._language not in _DOCUMENTS)

    def _repeats(self, ending: str, held: str) -> bool:
        """Whether it is no coincidence that `held` begins with the text's ending."""
        words = len(_words().findall(ending))
        if words > 1 or (words and len(ending) >= _FEW):
            return True
        if ending.startswith("|") and ending == self._before.rstrip().rpartition("\n")[2]:
            return True  # a row of a table that was begun
        behind = held.lstrip()[len(ending) :]
        return _runs_together(self._before, held) and not _runs_together(ending, behind)

    def _gap(self, held: str) -> str:
        """What stands between the text and words that begin a block of their own."""
        if self._before.endswith("\n") or held.startswith("\n"):
            return ""
        if self._language is not None:
            return "\n" if held.startswith(("```", "~~~")) else ""
        last, following = _ITEM.match(self._before, self._before.rfind("\n") + 1), _ITEM.match(held)
        if last and following and _follows(last, following):
            return "\n"
        return "\n\n" if _BLOCK.match(held) else ""


def _follows(last: re.Match[str], following: re.Match[str]) -> bool:
    """Whether the second is the next item of the first one's list."""
    if last[1]:
        return last[1] == following[1]
    return bool(following[2]) and int(following[2]) == int(last[2]) + 1


def _endings(text: str) -> list[str]:
    """The ends of a text that begin with a word or are long, the longest first, without white space behind them.

    The first character is left out: it only says whether the second begins a word.
    """
    whole = len(text) <= REPEATED
    shown = text.rstrip()
    starts = [at for at in range(0 if whole else 1, len(shown)) if not shown[at].isspace()]
    return [shown[at:] for at in starts if len(shown) - at >= _MANY or not _runs_together(shown[:at], shown[at:])]


def _runs_together(before: str, behind: str) -> bool:
    """Whether the two would be one word."""
    if not (before[-1:].isalnum() and behind[:1].isalnum()):
        return False
    return not (_is_wordless(before[-1]) or _is_wordless(behind[0]))


def _is_wordless(letter: str) -> bool:
    return letter >= _WORDLESS[0][0] and any(first <= letter <= last for first, last in _WORDLESS)


@cache
def _words() -> re.Pattern[str]:
    """Finds words. It is compiled when an answer first goes on: each letter of its ranges is looked at for that."""
    letters = "".join(f"{first}-{last}" for first, last in _WORDLESS)
    return re.compile(rf"[{letters}]{{2}}|[^\W{letters}]+")


def _open_language(text: str) -> str | None:
    """The language of the fence that is open at a text's end, in lower case; empty: none; None: no fence is open."""
    leaves = blocks(text)
    if not leaves or leaves[-1].kind != "+CodeBlock" or not isinstance(leaves[-1].value, str):
        return None
    places = Places(text)
    block = text[places(leaves[-1].start) : places(leaves[-1].end)]
    opening, _, body = block.partition("\n")
    if not text[places(leaves[-1].end) :].strip() and _is_open(opening, body):
        return leaves[-1].value.split(" ")[0].lower()
    return None


def _is_open(opening: str, body: str) -> bool:
    marks = opening[: len(opening) - len(opening.lstrip(opening[:1]))]
    closing = body.rstrip()[body.rstrip().rfind("\n") + 1 :].strip(" \t>")
    return len(closing) < len(marks) or bool(closing.strip(marks[:1]))
