"""Markdown as Telegram's text and entities."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.text.piece import Piece
from bots.text.to_telegram import to_telegram
from tests.bots.text.documents import check_entities, messages, size

MARKUP = st.lists(
    st.sampled_from(
        ["word ", "x", "**", "*", "_", "~~", "||", "`", "```\n", "```py\n", "\n", "\n\n", "- ", "1. ", "> ",
         "# ", "[", "](", ")", "http://a.com", "![", "| a | b |\n", "|---|---|\n", "😀", "漢", "e\u0301",
         "@bob", "<b>", "&amp;", "\\", "$x^2$", "  "]
    ),
    max_size=60,
).map("".join)  # fmt: skip


def shown(source: str) -> Piece:
    return to_telegram(source, last=True)


def marked(source: str) -> list[tuple[str, str]]:
    """The entities' kinds and the text that each covers."""
    piece = shown(source)
    encoded = piece.text.encode("utf-16-le")
    return [
        (entity.kind, encoded[2 * entity.offset : 2 * (entity.offset + entity.length)].decode("utf-16-le"))
        for entity in piece.entities
    ]


@given(source=MARKUP, last=st.booleans(), limit=st.sampled_from([48, 100, 4096]))
def test_whatever_is_written_gives_a_legal_message(source: str, last: bool, limit: int) -> None:
    """Offsets in bounds, no surrogate pair split, nesting as the Bot API allows, within the limit."""
    for piece in messages(lambda rest: to_telegram(rest, last=last, limit=limit), source):
        check_entities(piece)

        assert size(piece.text) <= limit
        assert piece.text or not piece.rest


@pytest.mark.parametrize(
    "text",
    [
        "List<String> and Map<K, V>",
        "<think>\nhm\n</think>",
        "<b>bold</b> <div> <!-- c -->",
        "a & b &c &nosuchthing; AT&T",
        "https://example.com/?a=1&copy=2&lt;=3",
        "snake_case_name and _private",
        "a lone * and 5 * 6 * 7 and 2*3*4",
        "__init__ and __init__.py and if __name__ ==",
        "about ~40 to ~50",
        "C:\\Users\\x",
        "it costs $5 or $6",
        "a || b and c|d",
        "||half a spoiler",
        "[x] and [1] and [a][b]",
        "[1]: https://example.com/ref",
        "me@example.org",
        "https://medium.com/@name/x_y_z",
        "#hashtag and 5#",
        "unclosed **bold and `code and [link](",
    ],
)
def test_text_that_is_no_markup_stays(text: str) -> None:
    """Word for word, without an entity."""
    assert shown(text) == Piece(text)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("# Title\ntext", "Title\ntext"),
        ("a\n\n\n\nb", "a\n\nb"),
        ("- a\n  - b\n    - c\n- d", "• a\n  ◦ b\n    ▪ c\n• d"),
        ("3. a\n4. b", "3. a\n4. b"),
        ("1) a", "1) a"),
        ("- [ ] a\n- [x] b", "☐ a\n☑ b"),
        ("- a\n  more", "• a\n  more"),
        ("> a\n> > b", "a\n> b"),
        ("a\n\n---\n\nb", "a\n\n────────────\n\nb"),
        ("a  \nb\\\nc", "a\nb\nc"),
        ("\\*a\\*", "*a*"),
        ("@bob and (@carol)", "@\u2060bob and (@\u2060carol)"),
        ("| a | b |\n|--:|---|\n| 漢字 | y |", "   a │ b\n─────┼──\n漢字 │ y"),
        ("| a |\n|---|\n| 1 | 2 |", "a │\n──┼──\n1 │ 2"),
    ],
)
def test_blocks_become_text(source: str, text: str) -> None:
    """Lists, tasks, quotes, rules and tables read well as text."""
    assert shown(source).text == text


@pytest.mark.parametrize(
    ("source", "entities"),
    [
        ("# Title", [("bold", "Title")]),
        ("😀 **bold** 漢 *it*", [("bold", "bold"), ("italic", "it")]),
        ("~~gone~~ ||secret||", [("strikethrough", "gone"), ("spoiler", "secret")]),
        ("||a `b|| c`", [("code", "b|| c")]),
        ("[a ||b](https://a.com) c||", [("text_link", "a b"), ("spoiler", "b"), ("spoiler", " c")]),
        ("**a `b` c**", [("bold", "a "), ("code", "b"), ("bold", " c")]),
        ("**a *b* c**", [("bold", "a b c"), ("italic", "b")]),
        ("**重要：**次", [("bold", "重要：")]),
        ("**Note:**text", [("bold", "Note:")]),
        ("> a\n> > b", [("blockquote", "a\n> b")]),
        ("> ```\n> x\n> ```", [("blockquote", "x"), ("pre", "x")]),
        ("[label](https://a.com/(x))", [("text_link", "label")]),
        ("[`code`](https://a.com)", [("text_link", "code")]),
        ("![alt](https://a.com/i.png)", [("text_link", "alt")]),
        ("[**b**](https://a.com)", [("text_link", "b"), ("bold", "b")]),
        ("`@bob`", [("code", "@bob")]),
    ],
)
def test_marks_become_entities(source: str, entities: list[tuple[str, str]]) -> None:
    """In UTF-16 units, with what cannot nest taken apart."""
    assert marked(source) == entities


def test_code_keeps_its_language_and_its_spaces() -> None:
    """A fence becomes `pre`, with what was written in it."""
    piece = shown("```python title=x\n    if x:\n\n        @y <b> **z**\n```")

    assert piece.text == "    if x:\n\n        @y <b> **z**"
    assert [(entity.kind, entity.language) for entity in piece.entities] == [("pre", "python")]


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "/docs", "mailto:me@a.com", "http://localhost/", "x", "ftp://a.com"]
)
def test_an_address_that_telegram_refuses_is_shown(address: str) -> None:
    """As text behind the label, so that neither is lost."""
    assert shown(f"[label]({address})") == Piece(f"label ({address})".replace("me@a", "me@a"))


@pytest.mark.parametrize("label", ["paypal.com", "https://paypal.com/login", "go to www.paypal.com", "**paypal.com**"])
def test_a_label_that_names_another_host_is_unmasked(label: str) -> None:
    """Where a link really leads stands beside it."""
    assert shown(f"[{label}](https://evil.example.net)").text.endswith(" (https://evil.example.net)")


def test_a_label_that_names_its_own_host_is_left() -> None:
    """No address beside a label that does not lie."""
    assert shown("[www.example.com](https://example.com/x)").text == "www.example.com"


def test_a_hundred_entities_at_most_and_no_address_among_the_lost() -> None:
    """What a message cannot hold of emphasis is dropped; of links, the message is cut."""
    emphasis = shown("**a** [b](https://a.com) " * 80)
    links = shown("[b](https://a.com) " * 150)

    assert len(emphasis.entities) == 100
    assert sum(entity.kind == "text_link" for entity in emphasis.entities) == 80
    assert links.rest
    assert links.text.count("b") == len(links.entities)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("\\(x^2 + y_{i+1}\\)", "x² + yᵢ₊₁"),
        ("$$\n\\frac{a+b}{2}\n$$", "(a+b)/2"),
        ("\\[ \\sum_{i=1}^{n} \\alpha_i \\leq \\infty \\]", "∑ᵢ₌₁ⁿ αᵢ ≤ ∞"),
        ("$x$ and $a_1$", "x and a₁"),
        ("\\(\\unknown{x}\\)", "\\unknown{x}"),
        ("`$x^2$`", "$x^2$"),
        ("\\(\\sqrt{2}\\), \\(\\mathbb{R}^n\\)", "√2, ℝⁿ"),
        ("$PATH=$HOME", "$PATH=$HOME"),
    ],
)
def test_formulas_are_readable(source: str, text: str) -> None:
    """Commands become characters; what is not understood stays; code is left alone."""
    assert shown(source).text == text


def test_an_empty_answer_gives_an_empty_piece() -> None:
    """Nothing to send, nothing left."""
    assert shown(" \n\t\n") == Piece("")


def test_text_that_no_platform_takes_is_replaced() -> None:
    """Lone surrogates and NUL do not reach the wire."""
    assert shown("a\ud83db\x00").text == "a\ufffdb\ufffd"
