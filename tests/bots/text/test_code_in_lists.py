"""Code in the items of lists, as Discord needs it: an item ends at the first line without indentation."""

import re
from typing import NamedTuple

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from bots.text.to_discord import to_discord
from tests.bots.text.documents import messages, prefixes

_FENCE = re.compile(r"(> )?```([a-z]*)")
_QUOTE_IN_QUOTE = re.compile(r">[ \d.-]+> ")


class Document(NamedTuple):
    """Lines of Markdown, and the code that stands in them, in order."""

    lines: list[str]
    codes: list[str]


CODE = st.lists(
    st.sampled_from(["git clone x", "cd repo", "    y", "- no item", "1. nor this", ">> no", "`a`", ""]), max_size=3
)
GAP = st.sampled_from([[], [""]])


def _indented(lines: list[str], margin: str) -> list[str]:
    return [margin + line if line else margin.rstrip() for line in lines]


@st.composite
def fences(draw: st.DrawFn) -> Document:
    """A fenced block whose code neither begins nor ends with a blank line."""
    mark = draw(st.sampled_from(["```", "~~~", "````"]))
    code = ["first", *draw(CODE), "last"]
    return Document([mark + draw(st.sampled_from(["", "bash"])), *code, mark], ["\n".join(code)])


@st.composite
def items(draw: st.DrawFn, marker: str, depth: int) -> Document:
    """An item that holds words, blocks of code, quotes with code, and lists."""
    head = Document(["Some words"], []) if draw(st.booleans()) else draw(fences())
    lines, codes = list(head.lines), list(head.codes)
    for kind in draw(st.lists(st.sampled_from(["code", "code", "quote", "list", "words"]), max_size=3)):
        if kind == "words":
            lines += ["", "More words"]
            continue
        inner = draw(fences() if kind != "list" or depth > 1 else lists(depth + 1))
        lines += draw(GAP) + (_indented(inner.lines, "> ") if kind == "quote" else inner.lines)
        codes += inner.codes
    return Document([marker + lines[0], *_indented(lines[1:], " " * len(marker))], codes)


@st.composite
def lists(draw: st.DrawFn, depth: int = 0) -> Document:
    """A tight or loose list, numbered or not."""
    numbered = draw(st.booleans())
    lines: list[str] = []
    codes: list[str] = []
    for number in range(1, draw(st.integers(1, 3)) + 1):
        item = draw(items(f"{number}. " if numbered else "- ", depth))
        lines += item.lines + draw(GAP)
        codes += item.codes
    return Document(lines, codes)


DOCUMENTS = st.tuples(lists(), st.booleans()).map(
    lambda made: Document(_indented(made[0].lines, "> ") if made[1] else made[0].lines, made[0].codes)
)


def blocks(text: str) -> list[str]:
    """What stands between the fences; fails where a fence does not begin its line, or is not closed."""
    found: list[str] = []
    body: list[str] | None = None
    quote = ""
    for line in text.split("\n"):
        if body is None and "```" in line:
            fence = _FENCE.fullmatch(line)
            assert fence, f"torn: {line!r}"
            quote, body = fence[1] or "", []
        elif body is not None and line == f"{quote}```":
            found.append("\n".join(body))
            body = None
        elif body is not None:
            assert line.startswith(quote)
            body.append(line.removeprefix(quote))
    assert body is None, "not closed"
    return found


@pytest.mark.parametrize(
    ("source", "text"),
    [
        (
            "1. **Clone**\n   ```bash\n   git clone\n   cd repo\n   ```\n2. next `x`",
            "1. **Clone**\n```bash\ngit clone\ncd repo\n```\n2. next `x`",
        ),
        ("- Install:\n  ~~~bash\n  make\n  ~~~\n- b", "- Install:\n```bash\nmake\n```\n- b"),
        ("- a\n\n  ```\n  x\n\n  y\n  ```\n\n- b", "- a\n\n```\nx\n\ny\n```\n\n- b"),
        ("- a\n  - b\n    ```\n    x\n    ```\n  - c", "- a\n  - b\n```\nx\n```\n  - c"),
        ("1. a\n   ```\n   x\n   ```\n   ```\n   y\n   ```\n2. b", "1. a\n```\nx\n```\n```\ny\n```\n2. b"),
        ("1. a\n   ```\n   x\n   ```\n   and\n   ```\n   y\n   ```", "1. a\n```\nx\n```\n   and\n```\ny\n```"),
        ("- ```py\n  x\n  ```\n- b", "-\n```py\nx\n```\n- b"),
        ("+ ```py\n  x\n  ```\n+ b", "-\n```py\nx\n```\n- b"),
        ("1. - ```py\n     x\n     ```", "1. -\n```py\nx\n```"),
        ("- a\n\n      x\n\n- b", "- a\n\n```\nx\n```\n\n- b"),
        ("- a\n  | k | v |\n  |---|---|\n  | 1 | 2 |\n- b", "- a\n```\nk │ v\n──┼──\n1 │ 2\n```\n- b"),
        ("- | k | v |\n  |---|---|\n  | 1 | 2 |\n- b", "-\n```\nk │ v\n──┼──\n1 │ 2\n```\n- b"),
        ("> - a\n>   ```py\n>   x\n>\n>   y\n>   ```\n> - b", "> - a\n> ```py\n> x\n> \n> y\n> ```\n> - b"),
        ("- a\n  > ```\n  > x\n  > ```\n- b", "- a\n> ```\n> x\n> ```\n- b"),
        ("- > ```\n  > x\n  > ```\n- b", "-\n> ```\n> x\n> ```\n- b"),
        ("- a\n  ```\n  ```\n- b", "- a\n  \n- b"),
    ],
)
def test_code_in_an_item_stands_at_the_margin(source: str, text: str) -> None:
    """All its lines, tables too; an item that begins with code keeps its marker on a line of its own."""
    assert to_discord(source, last=True).text == text


@given(document=DOCUMENTS)
def test_code_is_whole_however_it_is_nested(document: Document) -> None:
    """Between the fences stands what the source has there."""
    assert blocks(to_discord("\n".join(document.lines), last=True, limit=100_000).text) == document.codes


@settings(max_examples=40)
@given(document=DOCUMENTS)
def test_code_in_an_item_is_never_torn_while_it_grows(document: Document) -> None:
    """At every letter each block shows the start of its code, and all but the last are whole."""
    for source in prefixes("\n".join(document.lines), 1):
        shown = blocks(to_discord(source, last=False, limit=100_000).text)

        assert shown[:-1] == document.codes[: max(0, len(shown) - 1)]
        assert not shown or document.codes[len(shown) - 1].startswith(shown[-1])


def test_a_cut_at_a_blank_line_of_nested_code_keeps_its_margin() -> None:
    """The blank line has no indentation from which the code's could be known."""
    above = "1. ```\n   first\n   last\n   ```\n   ```\n   first\n   git clone x\n       y\n       y\n   last\n   ```\n"
    code = "first\ngit clone x\n    y\n\nlast"
    nested = "   1. Some words\n      - ````bash\n" + code.replace("\n", "\n        ").join(
        ("        ", "\n        ````")
    )
    pieces = messages(lambda rest: to_discord(rest, last=True, limit=80), above + nested)

    assert blocks(pieces[-1].text) == ["\nlast"]


@given(document=DOCUMENTS, limit=st.sampled_from([80, 150, 400]))
def test_code_in_an_item_is_whole_over_several_messages(document: Document, limit: int) -> None:
    """No line of code is lost, torn or outside of its fences, wherever the cuts fall."""
    assume(not any(map(_QUOTE_IN_QUOTE.match, document.lines)))
    pieces = messages(lambda rest: to_discord(rest, last=True, limit=limit), "\n".join(document.lines))
    shown = "\n".join(code for piece in pieces for code in blocks(piece.text))

    assert [line for line in shown.split("\n") if line.strip()] == [
        line for code in document.codes for line in code.split("\n") if line.strip()
    ]
