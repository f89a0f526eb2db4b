"""The nasty documents of `tests/corpus`, and what a reader must find of them in a message."""

import re
from collections.abc import Callable, Iterable, Iterator
from html import unescape
from pathlib import Path

from bots.text.piece import Piece

CORPUS = {
    path.stem: path.read_text(encoding="utf-8") for path in sorted((Path(__file__).parents[2] / "corpus").glob("*.md"))
}

_ADDRESS = re.compile(r"\]\(https?://(?:[^()\s]|\([^()]*\))*(?: \"[^\"]*\")?\)")
_TASK = re.compile(r"^(\s*[-+*] )\[x\]", re.MULTILINE)
_INFO = re.compile(r"^([ >]*(?:`{3,}|~{3,}))[^`\n]*$", re.MULTILINE)


_TAG = re.compile(r"</?(?:details|summary|br)(?: [^>]*)?/?>")
_ENTITY = re.compile(r"&(?:#\w+|[a-zA-Z]\w+);")
_DEFINITION = re.compile(r"^\[(\w+)\]: https?://\S+$", re.MULTILINE)


def letters(text: str) -> str:
    """The letters and digits of a text, one behind the other."""
    return "".join(filter(str.isalnum, text))


def readable_letters(source: str) -> str:
    """The letters that must be seen: all but an address behind its label, a code block's language, a task's x.

    Of simple HTML, what it stands for. The addresses of references are behind their labels too.
    """
    source = _ENTITY.sub(lambda found: unescape(found[0]), _TAG.sub("", source))
    for name in _DEFINITION.findall(source):
        if f"][{name}]" in source:
            source = _DEFINITION.sub("", source).replace(f"][{name}]", "]")
    return letters(_TASK.sub(r"\1", _INFO.sub(r"\1", _ADDRESS.sub("]", source))))


def is_within(part: str, whole: str) -> bool:
    """Whether `part` can be had from `whole` by leaving characters out."""
    rest = iter(whole)
    return all(character in rest for character in part)


def prefixes(document: str, step: int) -> Iterator[str]:
    """The document as it grows, and whole."""
    for end in range(1, len(document), step):
        yield document[:end]
    yield document


def messages(render: Callable[[str], Piece], source: str) -> list[Piece]:
    """All the messages that a source becomes."""
    pieces = [render(source)]
    while pieces[-1].rest:
        pieces.append(render(pieces[-1].rest))
        assert len(pieces) < 10_000
    return pieces


def size(text: str) -> int:
    """UTF-16 code units, counted by encoding; a lone surrogate fails."""
    return len(text.encode("utf-16-le")) // 2


def rewritten(frames: Iterable[str]) -> tuple[int, int]:
    """Characters that were shown and then changed or taken back, and the number of steps."""
    total = steps = 0
    before = ""
    for frame in frames:
        common = next((at for at, (old, new) in enumerate(zip(before, frame, strict=False)) if old != new), None)
        kept = min(len(before), len(frame)) if common is None else common
        total += len(before) - kept
        steps += 1
        before = frame
    return total, steps


def check_entities(piece: Piece) -> None:
    """Telegram's rules for entities."""
    encoded = piece.text.encode("utf-16-le")
    around: list[tuple[str, int]] = []
    assert len(piece.entities) <= 100
    assert list(piece.entities) == sorted(piece.entities, key=lambda entity: (entity.offset, -entity.length))
    for entity in piece.entities:
        end = entity.offset + entity.length
        assert entity.length > 0
        assert 0 <= entity.offset < end <= len(encoded) // 2
        encoded[2 * entity.offset : 2 * end].decode("utf-16-le")  # a split pair of surrogates fails here
        while around and around[-1][1] <= entity.offset:
            around.pop()
        assert all(end <= other for _, other in around), "half overlapping"
        kinds = {kind for kind, _ in around}
        assert not kinds & {"pre", "code"}, "code contains nothing"
        assert entity.kind not in {"pre", "code"} or kinds <= {"blockquote"}, "code stands in quotes only"
        assert entity.kind not in {"blockquote", "text_link"} or entity.kind not in kinds, "nested in its like"
        around.append((entity.kind, end))
