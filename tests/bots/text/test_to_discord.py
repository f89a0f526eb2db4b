"""Markdown as Discord shows it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bots.text.piece import Piece
from bots.text.to_discord import to_discord
from tests.bots.text.documents import messages, size


def shown(source: str) -> str:
    return to_discord(source, last=True).text


@given(
    source=st.lists(
        st.sampled_from(
            ["<", "@", "!", "1", "23>", "#", ":", "a", "t:", "everyone", "`", "\n", "*", "$", "\\", "> ", "</"]
        ),
        max_size=30,
    ).map("".join)
)
def test_nothing_comes_alive(source: str) -> None:
    """No mention, however its parts come together."""
    text = shown(source).replace("\\`", "'")
    if "`" not in text:  # code stays as it is
        assert "@everyone" not in text
        assert "<@1" not in text
        assert "<@23>" not in text


@pytest.mark.parametrize(
    "tag", ["<@12>", "<@!12>", "<@&12>", "<#12>", "<:name:12>", "<a:name:12>", "<t:12:R>", "</ask:12>", "<id:guide>"]
)
def test_a_tag_is_text(tag: str) -> None:
    """A word joiner behind its first character keeps it from being one; in code it stays as it is."""
    assert shown(f"see {tag} there") == f"see <\u2060{tag[1:]} there"
    assert shown(f"see `{tag}`") == f"see `{tag}`"
    assert tag in shown(f"```\n{tag}\n```")


@pytest.mark.parametrize("name", ["everyone", "here"])
def test_everyone_is_not_called(name: str) -> None:
    """Neither in text nor in a link's label."""
    assert shown(f"@{name} [@{name}](https://a.com)") == f"@\u2060{name} [@\u2060{name}](https://a.com)"


@pytest.mark.parametrize(
    "text",
    [
        "# One\n## Two\n### Three",
        "**bold** *it* ~~gone~~ ||secret|| `code`",
        "- a\n  - b\n1. c",
        "> quote\n> more",
        "```py\nx = 1\n```",
        "List<String> <think> & snake_case 5 * 6 me@a.com",
        "[label](https://a.com/x) and <https://b.com> and https://c.com/a_b_c",
        "plain prose.\nA line.\n\nA paragraph.",
    ],
)
def test_what_discord_knows_stays(text: str) -> None:
    """Character for character."""
    assert to_discord(text, last=True) == Piece(text)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("#### Deep **x** ####", "**Deep x**"),
        ("Title\n=====\n\ntext", "# Title\n\ntext"),
        ("a\n\n---\n\nb", "a\n\n────────────\n\nb"),
        ("__strong__", "**strong**"),
        ("__init__ 2*3*4", "\\_\\_init\\_\\_ 2\\*3\\*4"),
        ("- [ ] a\n+ [x] b", "- ☐ a\n- ☑ b"),
        ("~~~~c\nx\n~~~~", "```c\nx\n```"),
        ("````\n```\nx\n```\n````", "```\n`\u200b`\u200b`\nx\n`\u200b`\u200b`\n```"),
        ("| a | b |\n|---|---|\n| 1 | 2 |", "```\na │ b\n──┼──\n1 │ 2\n```"),
        ("\\(x^2\\)", "x²"),
        (">>> a", "> > > a"),
        (">a", "> a"),
        ("-# small", "\\-# small"),
        ("a ` b", "a \\` b"),
        ("[label](/docs)", "label (/docs)"),
        ("[x](javascript:y)", "x (javascript:y)"),
        ("[paypal.com](https://evil.net)", "paypal.com (<https://evil.net>)"),
        ("[https://a.com](https://a.com)", "https://a.com"),
        ("[a](https://b.com/(c))", "[a](https://b.com/%28c%29)"),
        ("![alt](https://a.com/i.png)", "[alt](https://a.com/i.png)"),
        ("[![alt](https://i.com/x)](https://a.com)", "[alt](https://a.com) (<https://i.com/x>)"),
        ("[](https://a.com)", "https://a.com"),
    ],
)
def test_what_discord_does_not_know_is_turned_into_what_it_does(source: str, text: str) -> None:
    """Tables, deep headings, rules, formulas, tildes, and links that hide where they lead."""
    assert shown(source) == text


def test_a_long_answer_is_cut_with_its_code_closed() -> None:
    """Every message has its fences in pairs, and none is longer than Discord takes."""
    pieces = messages(lambda rest: to_discord(rest, last=True), "```py\n" + "some_code(1)\n" * 500 + "```\nend")

    assert all(piece.text.startswith("```py\n") and piece.text.count("```") == 2 for piece in pieces)
    assert all(size(piece.text) <= 2000 for piece in pieces)
    assert sum(piece.text.count("some_code(1)") for piece in pieces) == 500
    assert pieces[-1].text.endswith("end")
