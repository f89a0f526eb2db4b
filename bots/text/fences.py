"""A fence inside a fence: an inner one with a language nests, though CommonMark lets its end end the outer one.

Models write a README with code in it between three backticks, and the code between three as well.
"""

import re

from bots.text.opaque_marks import ESCAPED
from bots.text.parse import Event, Places, blocks

_FENCE = re.compile(r"^[ \t>]*(?P<marks>`{3,}|~{3,})[ \t]*(?P<info>[^`\n]*?)[ \t]*$", re.MULTILINE)
_MARKS = re.compile(r"`{3,}|~{3,}")
_DOCUMENTS = frozenset(["markdown", "md", "mdx", "gfm", "rmd", "qmd", "rmarkdown", "text", "txt", "plaintext"])
"""Languages of blocks that hold fences before their own end is seen."""
_HIDDEN_FENCE = re.compile(
    rf"^[ \t>]*(?:{'`'.translate(ESCAPED)}{{3,}}|{'~'.translate(ESCAPED)}{{3,}})[ \t]*(?P<info>[^\n]{{0,100}}?)[ \t]*$",
    re.MULTILINE,
)
_MOST = 64  # nested fences in one text; further ones are left as CommonMark reads them


def hide_nested(text: str) -> str:
    """The text with the marks of each fence that stands inside another one hidden; its length stays.

    The outer one must hold a document, or have an end of its own further below: a model that forgot to end its code
    does not turn the rest of its answer into code.
    """
    if not _may_be_nested(text):
        return text
    for _ in range(_MOST):
        inner = _first_nested(text)
        if inner is None:
            break
        hidden = text
        for start, end in inner:
            hidden = hidden[:start] + hidden[start:end].translate(ESCAPED) + hidden[end:]
        text = hidden
    return text


def _may_be_nested(text: str) -> bool:
    """Whether a fence with a language may stand in another one; a quick look that reads no containers."""
    is_open = False
    for found in _FENCE.finditer(text):
        if is_open and found["info"]:
            return True
        is_open = not is_open
    return False


def _first_nested(text: str) -> tuple[tuple[int, int], tuple[int, int]] | None:
    """The places of the marks of the innermost fence of the first block that holds one, and of its end."""
    places = Places(text)
    for block in blocks(text):
        if block.kind != "+CodeBlock" or block.value is None:
            continue
        start, end = places(block.start), places(block.end)
        opening = _MARKS.match(text, start)
        if opening is None:
            continue
        inside = [found for found in _FENCE.finditer(text, opening.end(), end) if found["marks"].startswith(opening[0])]
        if len(inside) < 2 or inside[-1]["info"] or not inside[-2]["info"]:
            continue
        if _is_document(block) or _has_end(text, end, opening[0]):
            return inside[-2].span("marks"), inside[-1].span("marks")
    return None


def _is_document(block: Event) -> bool:
    return str(block.value).split(" ")[0].lower() in _DOCUMENTS


def _has_end(text: str, at: int, marks: str) -> bool:
    """Whether the next fence below is an end, so that the one which seems to end the block ends what stands in it."""
    below = next((found for found in _FENCE.finditer(text, at) if found["marks"].startswith(marks)), None)
    return below is not None and not below["info"]


def open_inside(text: str) -> list[str]:
    """The opening lines of the nested fences that are open at the end of a block's beginning, the outermost first."""
    lines: list[str] = []
    for found in _HIDDEN_FENCE.finditer(text):
        if found["info"]:
            lines.append(found[0])
        elif lines:
            lines.pop()
    return lines
