"""An answer grows in a terminal without flicker, whatever its size."""

import os

import pytest

from bots.terminal_bot.face import printable
from bots.terminal_bot.painter import Painter, last_block, render, wrapped
from tests.bots.terminal_bot.tiny_terminal import TinyTerminal

DOCUMENT = """\
# A heading

A paragraph that is long enough to be wrapped more than once in a terminal that is narrow, with **bold** words.

- one
- two
  - nested

| a | b |
|---|---|
| 1 | 2 |

```python
for number in range(3):
    print(number)
```

1. first
2. second

The end.
"""


def grown(terminal: TinyTerminal, source: str, step: int = 3) -> list[str]:
    """All that is written while the source grows."""
    written: list[str] = []

    def write(text: str) -> None:
        written.append(text)
        terminal.write(text)

    painter = Painter(write, lambda: os.terminal_size((terminal.columns, terminal.lines)))
    for end in range(1, len(source), step):
        painter.show(source[:end])
    painter.finish(source)
    return written


def plain(source: str, columns: int) -> str:
    whole = TinyTerminal(columns, 10_000)
    whole.write("\r\n".join(render(source, columns - 1)))
    return whole.text


@pytest.mark.parametrize("columns", [12, 40, 100])
@pytest.mark.parametrize("lines", [4, 10, 50])
def test_nothing_is_lost_or_doubled(columns: int, lines: int) -> None:
    """In the end every word stands there once, in order, scrolled away or not; the painter never leaves the screen."""
    terminal = TinyTerminal(columns, lines)

    grown(terminal, DOCUMENT)

    assert terminal.text.split() == plain(DOCUMENT, columns).split()
    assert terminal.clipped == 0


def test_a_block_taller_than_the_screen_shows_its_end_and_then_all() -> None:
    """Its newest line is always in sight."""
    source = "```\n" + "".join(f"line {n}\n" for n in range(40)) + "```\n\nDone."
    terminal = TinyTerminal(30, 8)
    painter = Painter(terminal.write, lambda: os.terminal_size((30, 8)))

    painter.show(source[: source.index("line 30")])
    in_sight = terminal.visible
    painter.finish(source)

    assert "line 29" in in_sight
    assert [line.strip() for line in terminal.text.splitlines() if "line" in line] == [f"line {n}" for n in range(40)]


def test_it_does_not_flicker() -> None:
    """A line is overwritten before what is left of it is cleared, and an equal frame writes nothing."""
    written = grown(TinyTerminal(40, 20), DOCUMENT)

    assert len(written) > 1
    assert not any(clearing in text for text in written for clearing in ("\x1b[2J", "\x1b[2K"))

    again: list[str] = []
    painter = Painter(again.append, lambda: os.terminal_size((40, 20)))
    painter.show("same")
    painter.show("same")

    assert len(again) == 1


def test_a_waiting_line_becomes_the_answer() -> None:
    """It leaves nothing behind."""
    terminal = TinyTerminal(40, 10)
    painter = Painter(terminal.write, lambda: os.terminal_size((40, 10)))

    painter.show("Waiting for the model ...")
    painter.finish("Hi.")

    assert terminal.text == "Hi."


def test_a_narrower_window_is_counted_in() -> None:
    """The terminal wraps the painted lines anew; the painter goes up by the rows that they fill now."""
    size = os.terminal_size((40, 10))
    written: list[str] = []
    painter = Painter(written.append, lambda: size)

    painter.show("x" * 30)
    size = os.terminal_size((16, 10))
    painter.show("x" * 31)

    assert "\x1b[2A" in written[-1]


def test_links_say_where_they_lead() -> None:
    """The address stands beside the label."""
    assert "https://evil.example" in "".join(render("[your bank](https://evil.example)", 80))


def test_control_characters_are_dropped() -> None:
    """A model cannot move the cursor."""
    terminal = TinyTerminal(40, 10)

    written = grown(terminal, "a\x1b[2Jb", step=1)

    assert "\x1b[2J" not in "".join(written)
    assert terminal.text == "a[2Jb"


@pytest.mark.parametrize(
    ("source", "last"),
    [
        ("one\n\ntwo\n", "two\n"),
        ("one\n\ntwo", "one\n\ntwo"),
        ("a\n\n- x\n- y\n", "- x\n- y\n"),
        ("ä\n\n```\ncode", "```\ncode"),
        ("| a |\n|---|\n|", "| a |\n|---|\n|"),
        ("", ""),
    ],
)
def test_only_the_last_block_may_still_change(source: str, last: str) -> None:
    """All before it is sealed."""
    assert source[last_block(source) :] == last


def shown_lines(source: str) -> list[str]:
    return [line.rstrip() for line in plain(source, 61).splitlines()]


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("List<String> and <think>hm</think> and 2*3*4 __init__.py", None),
        ("https://e.org/api/_v2_ and https://e.org/__init__.py", None),
        ("a||b||c and ||secret||, the || op", None),
        ("[u]: https://unused.example.com", None),
        ("Press <kbd>Ctrl</kbd>, H<sub>2</sub>O &lt;b&gt; &amp;", "Press Ctrl, H₂O <b> &"),
        ("So $x^2$ and \\begin{align} a &= b \\end{align}.", "So x² and a = b."),
        (f"![c](data:image/png;base64,{'iVBO' * 40}) ok", "[picture] ok"),
        ("Rain [1].\n\n[1]: https://one.example.com", "Rain [1] (https://one.example.com)."),
    ],
)
def test_what_is_no_markdown_is_shown(source: str, shown: str | None) -> None:
    """As on the other platforms: nothing of an answer is swallowed, and simple HTML is what it stands for."""
    assert shown_lines(source) == [shown or source]


def test_lines_stay_lines() -> None:
    """As on the other platforms; in an item they stay within it."""
    assert shown_lines("The rain\nfalls  \nslow.\n\n- one\n  and more\n- two") == [
        "The rain",
        "falls",
        "slow.",
        "",
        " • one",
        "   and more",
        " • two",
    ]


@pytest.mark.parametrize("columns", [8, 20, 60])
def test_a_sentence_of_the_bots_own_is_broken_between_words(columns: int) -> None:
    """It is no Markdown: nothing in it is lost or read as a mark."""
    sentence = "/home/a_b_c cannot be written *here*, so\nnothing is kept \x1b[2J[x](y)."
    lines = wrapped(sentence, columns)

    assert all(len(line) <= columns for line in lines)
    assert "".join(" ".join(lines).split()) == "".join(printable(sentence).split())
    assert (lines[0] == "/home/a_b_c cannot be written *here*, so") == (columns == 60)
    assert wrapped("", columns) == []


def test_a_fence_in_a_fence_nests() -> None:
    """While it grows, the end of the inner one does not print the block for good."""
    source = "```markdown\n# T\n\n```python\nprint(1)\n```\n\n## N\n```\n\nAfter."
    shown = [line.strip() for line in shown_lines(source) if line.strip()]

    assert shown == ["# T", "```python", "print(1)", "```", "## N", "After."]
    assert last_block(source.partition("## N")[0] + "## N\n") == 0
