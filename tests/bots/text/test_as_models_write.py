"""What models write beside plain Markdown: addresses, fences in fences, simple HTML, references, wide tables."""

from functools import partial

import pytest

from bots.text.piece import Piece
from bots.text.to_discord import to_discord
from bots.text.to_telegram import to_telegram
from tests.bots.text.documents import messages, prefixes

BASE64 = "iVBORw0KGgo" * 40


def telegram(source: str) -> str:
    return to_telegram(source, last=True).text


def discord(source: str) -> str:
    return to_discord(source, last=True).text


def blocks(piece: Piece) -> list[tuple[str, str]]:
    """Each block of code on Telegram: its language and its text."""
    encoded = piece.text.encode("utf-16-le")
    return [
        (entity.language, encoded[2 * entity.offset : 2 * (entity.offset + entity.length)].decode("utf-16-le"))
        for entity in piece.entities
        if entity.kind == "pre"
    ]


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/lib/blob/main/pkg/__init__.py",
        "https://example.org/api/_v2_",
        "https://example.org/find?q=_tide_",
        "https://example.org/a~b~~c~~",
        "https://example.org/*.txt?x=*y*",
        "https://example.org/a[0]_[1]_",
        "https://example.org/Foo_(bar)_baz_",
        "https://example.org/?a=1&copy=2&lt=$x^2$",
        "http://example.org:8080/__main__.py#__name__",
    ],
)
def test_no_mark_in_an_address_is_markdown(address: str) -> None:
    """It stays as it is on both platforms, alone and in a sentence, whatever it ends with."""
    for source in (address, f"See {address} first.", f"({address}), or else"):
        assert to_telegram(source, last=True) == Piece(source)
        assert discord(source) == source


@pytest.mark.parametrize(
    ("source", "marked", "text"),
    [
        ("**https://example.org/a_b_**", "bold", "https://example.org/a_b_"),
        ("*https://example.org/a_b*", "italic", "https://example.org/a_b"),
        ("_https://example.org/a_b_", "italic", "https://example.org/a_b"),
        ("~~https://example.org/a_b~~", "strikethrough", "https://example.org/a_b"),
        ("**See https://example.org/a_b_.**", "bold", "See https://example.org/a_b_."),
    ],
)
def test_what_closes_behind_an_address_is_no_part_of_it(source: str, marked: str, text: str) -> None:
    """The emphasis around an address is seen."""
    piece = to_telegram(source, last=True)

    assert [entity.kind for entity in piece.entities] == [marked]
    assert piece.text == text


@pytest.mark.parametrize(
    "source",
    [
        "*it a1* and _so a1_ see https://example.com/t9/_v2_/__init__.py, then",
        "so *see https://example.com/a?q=_a_&b=c now* see https://example.com/t9/_v2_/__init__.py, then",
    ],
)
def test_an_emphasis_that_is_over_ends_no_address(source: str) -> None:
    """Two of those that `make cross-check` found."""
    assert discord(source) == source


def test_an_emphasis_that_would_end_in_an_address_is_written_with_stars() -> None:
    """Discord reads an underscore in an address as the end."""
    assert discord("_see https://example.org/a_b now_") == "*see https://example.org/a_b now*"


def test_an_address_of_another_kind_is_escaped_where_it_is_no_link() -> None:
    """Discord makes no link of it, and would read the marks in it."""
    assert telegram("postgres://me@db/_x_ and www.example.org/_y_") == "postgres://me@db/_x_ and www.example.org/_y_"
    assert discord("postgres://me@db/_x_") == "postgres://me@db/\\_x\\_"


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        (f"![a cat](data:image/png;base64,{BASE64}) there", "[picture] there"),
        (f"[the file](data:text/csv;base64,{BASE64})", "the file"),
        (f"Look: data:image/png;base64,{BASE64}", "Look: [picture]"),
        (f"data:application/pdf;base64,{BASE64} is it", "[file] is it"),
        ("data:image/png is a kind of data: address", "data:image/png is a kind of data: address"),
    ],
)
def test_data_is_not_shown(source: str, shown: str) -> None:
    """Nobody reads base64; code keeps it, because somebody copies it."""
    assert telegram(source) == shown
    assert discord(source).replace("\\", "") == shown
    assert BASE64 in telegram(f"```html\n{source}\n{BASE64}\n```")


def test_data_is_not_shown_while_it_comes() -> None:
    """Not even its beginning."""
    for source in prefixes(f"Here:\n\n![a](data:image/png;base64,{BASE64})\n\nEnjoy!", 7):
        for render in (to_telegram, to_discord):
            assert "iVBO" not in render(source, last=False).text


README = (
    "So:\n\n```markdown\n# Tides\n\n```python\nprint(1)\n```\n\n## Notes\n\n```sh\nls\n```\nLow.\n```\n\n"
    "Put it **there**."
)


@pytest.mark.parametrize("indent", ["", "> ", "   "])
def test_a_fence_in_a_fence_nests(indent: str) -> None:
    """One block, with the inner fences as text; what follows it is no code."""
    body = README.partition("\n\n")[2].partition("\n\nPut")[0]
    source = (
        "1. So:\n\n" * (indent == "   ")
        + "\n".join(indent + line for line in body.split("\n"))
        + "\n\nPut it **there**."
    )
    ((language, code),) = blocks(to_telegram(source, last=True))

    assert language == "markdown"
    assert code == body.removeprefix("```markdown\n").removesuffix("\n```")
    assert discord(source).count("```") == 2
    assert discord(source).endswith("Put it **there**.")


def test_the_end_of_an_inner_fence_is_not_taken_for_the_outer_ones_while_it_grows() -> None:
    """What stands behind it is code in every frame."""
    for source in prefixes(README.partition("\nLow")[0] + "\nLow", 1):
        piece = to_telegram(source, last=False)

        assert len(blocks(piece)) == (1 if "#" in piece.text else 0)
        assert piece.text.partition("# Tides")[2] == "".join(code for _, code in blocks(piece)).partition("# Tides")[2]


def test_a_nested_fence_goes_on_in_the_next_message() -> None:
    """The rest opens both fences again, and so it ends where the first message would have ended."""
    source = "```markdown\n# Long\n\n```python\n" + "print('noon')\n" * 40 + "```\nBelow.\n```\n\nAfter *it*."
    pieces = messages(lambda rest: to_telegram(rest, last=True, limit=300), source)
    code = [text for piece in pieces for _, text in blocks(piece)]

    assert sum(text.count("print('noon')") for text in code) == 40
    assert all(text.startswith("```python\n") for text in code[1:-1])
    assert pieces[-1].text.endswith("After it.")
    assert "After" not in "".join(code)


def test_a_block_whose_end_was_forgotten_takes_no_more_than_it_must() -> None:
    """Two blocks of code of which the first was not ended: the text behind the second is text."""
    source = "```python\nx = 1\n\n```bash\nls\n```\n\nThen **this**."

    assert telegram(source).endswith("Then this.")
    assert "Then" not in blocks(to_telegram(source, last=True))[0][1]


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("~~~py\n```\nx\n```\n~~~", "```\nx\n```"),
        ("````md\n```py\nx\n```\n````", "```py\nx\n```"),
        ("- a\n  ```py title=x\n  y\n  ```\n- b", "y"),
        ("> ```\n> x\n> ```\n\nb", "x"),
    ],
)
def test_other_fences(source: str, code: str) -> None:
    """Tildes, four marks, an info string, in an item and in a quote."""
    assert [text for _, text in blocks(to_telegram(source, last=True))] == [code]


def test_tabs_in_code_are_blanks_on_telegram() -> None:
    """Its server makes one blank of a tab, and Go would lose its indentation."""
    source = "```go\nfunc f() {\n\tif x {\n\t\treturn\n\t}\n}\n```\n`a\tb`"

    assert telegram(source) == "func f() {\n    if x {\n        return\n    }\n}\na   b"
    assert "\tif x {\n\t\treturn" in discord(source)


@pytest.mark.parametrize("language", ["python", "go", "c++"])
def test_long_code_keeps_its_language_in_every_message(language: str) -> None:
    """On both platforms."""
    source = f"```{language}\n" + "some_code(1)\n" * 800 + "```\n"

    assert {
        name for piece in messages(lambda rest: to_telegram(rest, last=True), source) for name, _ in blocks(piece)
    } == {language}
    assert all(
        piece.text.startswith(f"```{language}\n")
        for piece in messages(lambda rest: to_discord(rest, last=True), source)
    )


@pytest.mark.parametrize(
    ("source", "on_telegram", "on_discord"),
    [
        ("boil<br>stir<BR/>serve", "boil\nstir\nserve", "boil\nstir\nserve"),
        ("> a<br>b", "a\nb", "> a\n> b"),
        ("- a<br />b", "• a\n  b", "- a\n  b"),
        ("| a | b |\n|---|---|\n| 1 | x<br>y |", "a │ b\n──┼────\n1 │ x y", "```\na │ b\n──┼────\n1 │ x y\n```"),
        ("a \\<br\\> and \\&amp;", "a <br> and &amp;", "a \\<br\\> and \\&amp;"),
        ("List\\<String\\>", "List<String>", "List\\<String\\>"),
        ("<kbd>Ctrl</kbd>+<kbd>C</kbd>", "Ctrl+C", "`Ctrl`+`C`"),
        ("H<sub>2</sub>O, 10<sup>-3</sup>, 1<sup>st</sup>", "H₂O, 10⁻³, 1ˢᵗ", "H₂O, 10⁻³, 1ˢᵗ"),
        ("x<sup>Q1</sup>, so<sup>[2]</sup>", "x^(Q1), so[2]", "x^(Q1), so[2]"),
        ("a &lt;b&gt; &amp; c&nbsp;d &#8364; &hellip;", "a <b> & c\xa0d € …", "a <b> & c\xa0d € …"),
        ("&#42;no&#42; &#x60;", "*no* `", "\\*no\\* \\`"),
        (
            "<details>\n<summary>More <b>of</b> it</summary>\n\nHidden *text*\n\n</details>\n\nafter",
            "More <b>of</b> it\n\nHidden text\n\nafter",
            "**More <b>of</b> it**\n\nHidden *text*\n\nafter",
        ),
        ("`<br>` and `&lt;`", "<br> and &lt;", "`<br>` and `&lt;`"),
        ("```html\na<br>&lt;\n```", "a<br>&lt;", "```html\na<br>&lt;\n```"),
        ("<u>x</u> <brown> &unknown; AT&T", "<u>x</u> <brown> &unknown; AT&T", "<u>x</u> <brown> &unknown; AT&T"),
    ],
)
def test_simple_html_is_what_it_stands_for(source: str, on_telegram: str, on_discord: str) -> None:
    """Lines, keys, indices, entities, folded parts; other tags and all code stay as they are."""
    assert telegram(source) == on_telegram
    assert discord(source) == on_discord


def test_half_a_tag_is_not_shown_while_it_comes() -> None:
    """Nor half an entity."""
    for source in prefixes("Press <kbd>Ctrl</kbd> &amp; H<sub>2</sub>O<br>now", 1):
        for render in (to_telegram, to_discord):
            shown = render(source, last=False).text

            assert "<" not in shown
            assert "kbd" not in shown
            assert "&a" not in shown


def test_references_are_links() -> None:
    """Named, numbered, short; the number of a source keeps its brackets, and the lines of the addresses go."""
    source = (
        "It rains [1]. See [the docs][d], [d][] and ![map][m] and [x].\n\n"
        '[1]: https://a.example.com/r_a_in\n[d]: <https://b.example.com> "T"\n[m]: https://c.example.com/m.png\n'
        "[unused]: https://d.example.com\n[bad]: javascript:alert(1)\n"
    )
    piece = to_telegram(source, last=True)
    encoded = piece.text.encode("utf-16-le")
    links = [
        (encoded[2 * entity.offset : 2 * (entity.offset + entity.length)].decode("utf-16-le"), entity.url)
        for entity in piece.entities
    ]

    rest = "\n\n[unused]: https://d.example.com\n[bad]: javascript:alert(1)"
    assert piece.text == f"It rains [1]. See the docs, d and map and [x].{rest}"
    assert links == [
        ("[1]", "https://a.example.com/r_a_in"),
        ("the docs", "https://b.example.com"),
        ("d", "https://b.example.com"),
        ("map", "https://c.example.com/m.png"),
    ]
    assert "[the docs](https://b.example.com)" in discord(source)
    assert "[d]:" not in discord(source)


def test_references_in_a_quote_leave_no_marks_behind() -> None:
    """The lines of their addresses go with the marks of the quote."""
    source = "> see [1]\n>\n> [1]: https://a.example.com\n> [2]: https://b.example.com\n> after [2]"

    assert telegram(source) == "see [1]\n\nafter [2]"
    assert discord(source) == "> see [[1]](https://a.example.com)\n> \n> after [[2]](https://b.example.com)"


def test_an_address_of_a_reference_is_whole_before_it_is_a_link() -> None:
    """A link that leads to half an address would be pressed."""
    source = "See [the docs][d].\n\n[d]: https://b.example.com/docs/a\n"
    for prefix in prefixes(source, 1):
        assert all(entity.url == "https://b.example.com/docs/a" for entity in to_telegram(prefix, last=False).entities)


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("\\begin{align}\na &= b^2 \\\\\nc &= \\frac{1}{2}\n\\end{align}", "a = b²\nc = 1/2"),
        ("So \\begin{equation*} x_1 \\leq 2 \\end{equation*} holds", "So x₁ ≤ 2 holds"),
        ("\\begin{pmatrix} 1 & 2 \\\\ 3 & 4 \\end{pmatrix}", "1 2\n3 4"),
        ("\\begin{itemize} \\item a \\end{itemize}", "\\begin{itemize} \\item a \\end{itemize}"),
        ("`\\begin{align}x\\end{align}`", "\\begin{align}x\\end{align}"),
    ],
)
def test_an_environment_needs_no_dollars(source: str, text: str) -> None:
    """Formulas that models write bare; what is no formula stays."""
    assert telegram(source) == text


def test_an_environment_grows_by_its_lines() -> None:
    """Half a line of it is not shown, and none of its commands."""
    for source in prefixes("So:\n\n\\begin{align}\na &= b^2 \\\\\nc &= \\frac{1}{2}\n\\end{align}\n\nDone.", 1):
        shown = to_telegram(source, last=False).text

        assert "\\" not in shown
        assert "align" not in shown


@pytest.mark.parametrize(
    "source", ["the || operator … and || too", "a||b||c", "f(x)||g(y)||h(z)", "!a||!b", "SELECT a||', '||b", "|| a ||"]
)
def test_bars_of_a_program_are_no_spoiler(source: str) -> None:
    """They are seen on both; Discord is told so."""
    assert to_telegram(source, last=True) == Piece(source)
    assert discord(source) == source.replace("||", "\\|\\|")


def test_a_spoiler_is_one() -> None:
    """At the edges of words, in brackets, and between characters that need no blanks."""
    for source in ("||secret||", "so (||hm||).", "答え：||秘密||です", "||a|| ||b||"):
        assert "spoiler" in {entity.kind for entity in to_telegram(source, last=True).entities}
        assert discord(source) == source


WIDE = (
    "| Tool | What it does | Price |\n|---|---|--:|\n"
    "| **Lantern** | Shines `far` into the night, in any rain | 12 |\n"
    "| Map | [north](https://example.com/n) of a very long valley | |\n"
)


def test_a_wide_table_is_a_list() -> None:
    """An item a row: its first cell in bold, the others behind the names of their columns; empty cells are left out."""
    assert telegram(WIDE) == (
        "• Lantern · What it does: Shines far into the night, in any rain · Price: 12\n"
        "• Map · What it does: north of a very long valley"
    )
    assert discord(WIDE) == (
        "- **Lantern** · What it does: Shines `far` into the night, in any rain · Price: 12\n"
        "- **Map** · What it does: [north](https://example.com/n) of a very long valley"
    )


@pytest.mark.parametrize(("more", "is_list"), [(0, False), (1, True)])
def test_a_table_is_wide_from_forty_six_columns_on(more: int, is_list: bool) -> None:
    """Counted as they are shown: a CJK character takes two."""
    ascii_row = f"| a | {'x' * (41 + more)} |\n"
    cjk_row = f"| a | {'漢' * 20}{'x' * (1 + more)} |\n"
    for row in (ascii_row, cjk_row):
        assert telegram("| k | v |\n|---|---|\n" + row).startswith("•") is is_list


def test_every_cell_of_a_wide_table_is_shown() -> None:
    """Also of one that is cut, of rows with too many cells and of rows with too few."""
    rows = [f"| key{number} | {'word ' * (number % 9)}v{number} | w{number} |\n" for number in range(60)]
    source = "| K | Value | More |\n|---|---|---|\n" + "".join(rows) + "| only |\n| a | b | c | d-extra |\n"
    for render in (to_telegram, to_discord):
        shown = "".join(piece.text for piece in messages(partial(render, last=True, limit=400), source))

        assert all(f"key{number}" in shown and f"v{number}" in shown and f"w{number}" in shown for number in range(60))
        assert "only" in shown
        assert "d-extra" in shown


def test_a_line_behind_a_table_is_no_row() -> None:
    """A parser takes it for one."""
    assert telegram("| a | b |\n|---|---|\n| 1 | 2 |\nAnd so on.") == "a │ b\n──┼──\n1 │ 2\n\nAnd so on."
    assert discord(f"> {WIDE.rstrip()}\nAnd so on.".replace("\n", "\n> ")).endswith("valley\n> \n> And so on.")
