"""A model's thoughts told apart from its answer by the marks around them. Pure; the text may be cut anywhere.

state      what comes                                     it goes to
start      white space, then a mark or anything else      thoughts, or text
thoughts   up to the closing mark                         gap
gap        white space, further marks, or anything else   thoughts, or text
text       a closing mark that nothing has opened         gap, and all before it was thoughts
           an opening mark at the start of a line         thoughts
"""

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Final, Literal

from provider.contract import Reasoning, Retract, Text
from provider.dialects.marks_in_text import watch
from provider.pieces import Pieces

MARKS: Final[tuple[tuple[str, str], ...]] = (
    ("<think>", "</think>"),
    ("<thinking>", "</thinking>"),
    ("<thought>", "</thought>"),
    ("<thoughts>", "</thoughts>"),
    ("<reasoning>", "</reasoning>"),
    ("<antThinking>", "</antThinking>"),
    ("<seed:think>", "</seed:think>"),
    ("<mm:think>", "</mm:think>"),  # MiniMax
    ("<longcat_think>", "</longcat_think>"),
    ("<think_fast>", "</think_fast>"),
    ("<think_faster>", "</think_faster>"),
    ("&lt;think&gt;", "&lt;/think&gt;"),  # behind gateways that write HTML
    ("<scratchpad>", "</scratchpad>"),
    ("<inner_monologue>", "</inner_monologue>"),
    ("[THINK]", "[/THINK]"),  # Magistral
    ("[THINKING]", "[/THINKING]"),
    ("◁think▷", "◁/think▷"),  # Kimi
    ("<|think|>", "<|/think|>"),
    ("<|thinking|>", "<|/thinking|>"),
    ("<|think_start|>", "<|think_end|>"),
    ("<|thinking_start|>", "<|thinking_end|>"),
    ("<|thought_start|>", "<|thought_end|>"),
    ("<|begin_of_thought|>", "<|end_of_thought|>"),
    ("<|START_THINKING|>", "<|END_THINKING|>"),  # Command A
    ("<|inner_prefix|>", "<|inner_suffix|>"),  # Apertus
    ("<|channel|>analysis<|message|>", "<|end|>"),  # gpt-oss
    ("<|channel|>commentary<|message|>", "<|end|>"),
    ("<|channel>thought", "<channel|>"),  # Gemma
    ("<unused94>thought", "<unused95>"),
    ("[unused16]", "[unused17]"),
)
"""Opening and closing marks. They count at the start of an answer and of a line, in upper or lower case."""

_AT_THE_START: Final[tuple[tuple[str, str], ...]] = (
    ("analysis", "assistantfinal"),  # gpt-oss behind a server that drops the signs of its channels
    ("Here is my thought process:", "Here is my response:"),  # Granite
    ("Here's my thought process:", "Here's my response:"),
)
"""Words that are marks only at the start of an answer."""

_CLOSERS: Final = ("<|channel|>final<|message|>", "<|start|>assistant<|channel|>final<|message|>", "assistantfinal")
"""Marks that close thoughts of any kind, opened or not, besides the closing marks."""

_FRAME: Final = (
    "<|start|>assistant", "<|channel|>final<|message|>", "<|message|>", "<|begin_of_solution|>", "<|START_RESPONSE|>",
    "<|START_TEXT|>", "<|assistant|>", "<|im_start|>assistant", "<answer>", "<response>", "<output>",
)  # fmt: skip
"""Marks between the thoughts and the answer, which belong to neither."""

_ENDS: Final = (
    "<|end|>", "<|return|>", "<|end_of_solution|>", "<|END_RESPONSE|>", "<|END_TEXT|>", "<|im_end|>", "<|eot_id|>",
    "<|endoftext|>", "<end_of_turn>",
)  # fmt: skip
"""Marks after an answer. The end of a frame is one too, if the frame was opened."""

_ENDS_OF_FRAMES: Final[Mapping[str, str]] = {
    "<answer>": "</answer>",
    "<response>": "</response>",
    "<output>": "</output>",
}

_CHANNEL: Final = "<|channel|>"
_HEADER: Final = re.compile(r"<\|channel\|>(\w+)[^<]*(?:<\|constrain\|>[^<]*)?<\|message\|>")
"""A channel of gpt-oss that says more than its name, such as "<|channel|>final <|constrain|>json<|message|>"."""

_MOST_LOOKS: Final = 200
"""Marks in a text of which is asked whether they stand in code; of more, all do."""

_ROOM: Final = 256
"""Characters of white space before which a mark still counts as being at the start."""

_SLICE: Final = 4096
"""Characters that are looked at together: what stands behind a mark is copied with each one."""

State = Literal["start", "thoughts", "gap", "text"]
Piece = Text | Reasoning | Retract


class Marks:
    """The marks to look for: the known ones, and `own`, opening and closing in turn.

    An empty opening mark means that the answers of the model begin with thoughts.
    """

    def __init__(self, own: tuple[str, ...] = ()) -> None:
        pairs = tuple(zip(own[::2], own[1::2], strict=False))
        anywhere = [pair for pair in (*pairs, *MARKS) if pair[0] and pair[1]]
        self.begins_in_reasoning = any(not opening for opening, _ in pairs)
        self.anywhere = {opening.lower(): closing.lower() for opening, closing in anywhere}
        self.closing = {closing.lower(): opening.lower() for opening, closing in (*pairs, *MARKS) if closing}
        self.closing.pop("<|end|>", None)  # it ends an answer as well
        self.closing |= dict.fromkeys(_CLOSERS, "")
        self.opening = self.anywhere | {opening.lower(): closing.lower() for opening, closing in _AT_THE_START}
        self.frame = {each.lower() for each in _FRAME}
        self.ends = {each.lower() for each in (*_ENDS, *_ENDS_OF_FRAMES.values())}
        self.closers = frozenset(self.closing)
        self.close = watch(self.closers)
        self.start = watch((*self.opening, *self.closing, *self.frame))
        self.text = watch((*self.anywhere, *self.closing, *self.ends, *self.frame - _ENDS_OF_FRAMES.keys()))


@lru_cache(maxsize=64)
def marks(own: tuple[str, ...] = ()) -> Marks:
    """The marks for these settings. They are kept, because they take long to make."""
    return Marks(own)


class ThinkTags:
    """Feed it the text as it comes, take what is certain. It holds back no more than a mark and white space.

    Thoughts may turn out to be the answer: if the answer was expected to begin with thoughts, or opened some in its
    middle, and never closes them. They then come once more, as `Text`.
    """

    def __init__(self, known: Marks | None = None) -> None:
        self._marks = known or marks()
        self._state: State = "thoughts" if self._marks.begins_in_reasoning else "start"
        self._doubted = self._state == "thoughts"  # what came as thoughts may be the answer
        self._kept: list[str] = []  # those thoughts
        self._closing = self._marks.closers
        self._close = self._marks.close
        self._said = Pieces()
        self._held = ""
        self._frames: tuple[str, ...] = ()  # ends of frames that were opened
        self._looks = 0
        self.reasoned = False
        """Thoughts were told apart, here or by the server itself."""
        self.retracted = False
        """A closing mark came that nothing had opened."""
        self.mistaken = False
        """An answer that was to begin in thoughts had none."""

    def passes(self, content: str) -> bool:
        """Whether the text is text only, so that it need not be fed."""
        if self._state != "text" or self._held or self._marks.text.search(content) is not None:
            return False
        self._said.append(content)
        return True

    def answer_in(self, whole: str) -> str:
        """The answer in a text that is complete, without its thoughts."""
        other = ThinkTags(self._marks)
        text = ""
        for piece in (*other.feed(whole), *other.end()):
            text = "" if isinstance(piece, Retract) else text + piece.text if isinstance(piece, Text) else text
        return text

    def feed(self, content: str) -> list[Piece]:
        """The pieces that are certain now, in order."""
        if self.passes(content):
            return [Text(content)]
        if len(content) > _SLICE:
            slices = (content[at : at + _SLICE] for at in range(0, len(content), _SLICE))
            return [piece for each in slices for piece in self.feed(each)]
        self._held += content
        later = self._header() if _CHANNEL in self._held else ""
        pieces: list[Piece] = []
        while self._step(pieces):
            pass
        self._held += later
        return pieces

    def end(self, *, cut: bool = False) -> list[Piece]:
        """What was held back; nothing more comes. `cut`: the answer ended before it was complete."""
        held, self._held = self._held, ""
        if self._state != "thoughts":
            last = self._marks.text.match(held) if self._state == "text" else None
            held = held[last.end :] if last and self._ends(last.text.lower()) else held
            return [Text(held)] if held else []
        pieces: list[Piece] = [Reasoning(held)] if held else []
        self._kept.append(held)
        if self._doubted and not cut and (whole := "".join(self._kept)).strip():
            pieces.append(Text(whole))
            self.mistaken = not self._said
        return pieces

    def _step(self, pieces: list[Piece]) -> bool:
        """Take one step through the text that is held back. Returns False if nothing more of it is certain."""
        match self._state:
            case "start" | "gap":
                return self._at_start(pieces)
            case "thoughts":
                return self._in_reasoning(pieces)
            case "text":
                return bool(self._held) and self._in_text(pieces)

    def _at_start(self, pieces: list[Piece]) -> bool:
        head = self._held.lstrip()
        found = self._marks.start.match(head)
        mark = found.text.lower() if found else ""
        if self._state == "start" and len(self._held) - len(head) > _ROOM:
            mark, found = "", None
        if mark in self._marks.opening and self._opens(mark, head):
            self._think(mark, head[len(mark) :])
            return True
        if mark in self._marks.frame and (self._state == "gap" or mark not in _ENDS_OF_FRAMES):
            self._frames += (_ENDS_OF_FRAMES.get(mark, ""),)
            self._state, self._held = "gap", head[len(mark) :]
            return True
        if mark in self._marks.closing:
            self._state, self._held = "gap", head[len(mark) :]
            return True
        if not head and (self._state == "gap" or len(self._held) <= _ROOM):
            self._held = "" if self._state == "gap" else self._held
            return False
        if found and found.end == len(head):
            return False  # it may become one
        # The blank lines between the thoughts and the answer belong to neither.
        self._held, self._state = head if self._state == "gap" else self._held, "text"
        return bool(self._held)

    def _opens(self, mark: str, head: str) -> bool:
        """Whether a mark at the start opens thoughts. "analysis" does if the server dropped the signs around it."""
        return mark != "analysis" or (head.startswith(mark) and head[len(mark) : len(mark) + 1].isupper())

    def _think(self, mark: str, rest: str) -> None:
        closing = self._marks.opening[mark]
        self._state, self._held = "thoughts", rest
        self._closing = frozenset({closing, *_CLOSERS} if closing in ("<|end|>", "assistantfinal") else {closing})
        self._close = watch(self._closing)
        self._doubted = bool(self._said)  # a text that talks about marks has no thoughts
        self._kept = [mark] if self._doubted else []

    def _in_reasoning(self, pieces: list[Piece]) -> bool:
        found = self._close.search(self._held)
        if self._doubted and not self._said and not "".join(self._kept).strip():
            head = self._held.lstrip()
            opened = self._marks.start.match(head)
            if opened and opened.text.lower() in self._marks.opening:
                self._think(opened.text.lower(), head[opened.end :])
                return True
            if not head or (opened and opened.end == len(head)):
                return False
        closed = found is not None and found.text.lower() in self._closing
        reasoning = self._held[: found.start] if found else self._held
        if reasoning:
            pieces.append(Reasoning(reasoning))
            self.reasoned = True
            if self._doubted:
                self._kept.append(reasoning)
        self._held = self._held[found.end if closed and found else len(reasoning) :]
        if closed:
            self._state, self._doubted, self.reasoned = "gap", False, True
            self._kept.clear()
        return closed

    def _in_text(self, pieces: list[Piece]) -> bool:
        found = self._marks.text.search(self._held)
        if found is None:
            self._say(pieces, self._held)
            self._held = ""
            return False
        mark, before = found.text.lower(), self._held[: found.start]
        rest = self._held[found.end :]
        if mark in self._marks.closing and self._closes_all(mark, before):
            if self._said:
                pieces.append(Retract())
            if before:
                pieces.append(Reasoning(before))
            self._said.clear()
            self._state = "gap"
            self.reasoned = self.retracted = True
        elif mark in self._marks.frame or self._ends(mark):
            goes = not self._is_code(before) and self._is_sign(mark, rest)
            self._say(pieces, before if goes is not False else before + found.text)
            if goes is None:
                self._held = found.text + rest
                return False
        elif mark in self._marks.anywhere and self._is_line_start(before) and not self._is_code(before):
            self._say(pieces, before)
            self._think(mark, rest)
            return True
        elif self._is_mark(mark):
            self._say(pieces, before + found.text)
        else:  # it may become one
            self._say(pieces, before)
            self._held = found.text
            return False
        self._held = rest
        return bool(rest)

    def _header(self) -> str:
        """Bring the headers of channels into the form in which they are marks. Returns one that has no end yet."""
        held = _HEADER.sub(rf"{_CHANNEL}\1<|message|>", self._held)
        at = held.rfind(_CHANNEL)
        if "<|message|>" in held[at:] or len(held) - at > _ROOM:
            at = len(held)
        self._held = held[:at]
        return held[at:]

    def _ends(self, mark: str) -> bool:
        """Whether that is a mark after an answer."""
        return mark in self._frames or (mark in self._marks.ends and mark not in _ENDS_OF_FRAMES.values())

    def _is_sign(self, mark: str, rest: str) -> bool | None:
        """Whether a mark belongs to no text: an end does not if only marks follow. None: that is not known yet."""
        if mark in self._marks.frame or mark in self._frames:
            return True
        behind = rest.lstrip()
        following = self._marks.text.match(behind)
        if not behind or (following and following.end == len(behind) and not self._is_mark(following.text.lower())):
            return None
        return following is not None

    def _is_mark(self, text: str) -> bool:
        known = self._marks
        return any(text in each for each in (known.anywhere, known.closing, known.ends, known.frame))

    def _closes_all(self, mark: str, before: str) -> bool:
        """Whether everything before a closing mark was thoughts: none were found yet, and it is no talk about marks."""
        opening = self._marks.closing[mark]
        if self.reasoned or self._is_code(before):
            return False
        return not opening or opening.rstrip(">") not in (self._text() + before).lower()

    def _is_line_start(self, before: str) -> bool:
        last = before or self._text()[-1:]
        return not last or last.endswith("\n")

    def _is_code(self, before: str) -> bool:
        """Whether what follows stands in a code block, in a code span or right after a quotation mark."""
        self._looks += 1
        if self._looks > _MOST_LOOKS:
            return True
        text = self._text() + before
        line = text.rpartition("\n")[2]
        return text.count("```") % 2 == 1 or line.count("`") % 2 == 1 or line.endswith(('"', "'", "“", "«"))

    def _text(self) -> str:
        return self._said.text

    def _say(self, pieces: list[Piece], text: str) -> None:
        if text:
            self._said.append(text)
            pieces.append(Text(text))
