"""Texts, code, tables and pages, in the encodings that people still have."""

import codecs
from pathlib import PurePath

import pytest

from bots.documents.extracting import extract
from bots.documents.values import Extract, Limits, Reason, Unit, Unread

RUSSIAN = "Съешь же ещё этих мягких французских булок, да выпей чаю.\nВ чащах юга жил бы цитрус? Да, но фальшивый."
JAPANESE = "吾輩は猫である。名前はまだ無い。\nどこで生れたかとんと見当がつかぬ。"
SPANISH = "El niño comió una manzana ayer. ¿Cuándo vendrá?\n“Mañana”, dijo: cuesta 5 €."
GERMAN = "Das Gebäude schließt um 20 Uhr.\nÜber die Brücke führt ein schöner Weg."


def read(data: bytes, name: str = "a.txt", media_type: str = "", limits: Limits | None = None) -> Extract | Unread:
    return extract(name, media_type, data, limits or Limits())


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (JAPANESE, "utf-8"),
        (RUSSIAN, "utf-8-sig"),
        (RUSSIAN, "utf-16"),
        (SPANISH, "utf-32"),
        (GERMAN, "latin-1"),
        (SPANISH, "cp1252"),
        (JAPANESE, "shift_jis"),
        (JAPANESE, "euc_jp"),
        (RUSSIAN, "koi8_r"),
        (RUSSIAN, "cp1251"),
        ("你好，世界。今天天气很好，我们去公园吧。", "gb18030"),
        ("안녕하세요. 오늘 날씨가 좋네요.", "euc_kr"),
        ("Příliš žluťoučký kůň úpěl ďábelské ódy.", "cp1250"),
        ("Η γρήγορη αλεπού πηδάει πάνω από το σκυλί.", "iso8859_7"),
        ("Café", "latin-1"),
    ],
)
def test_encodings(text: str, encoding: str) -> None:
    """By the mark at the beginning, as UTF-8, or by what they look like."""
    found = read(text.encode(encoding))

    assert isinstance(found, Extract)
    assert found.text == text


@pytest.mark.parametrize("order", ["le", "be"])
def test_utf_16_of_either_order(order: str) -> None:
    """Its mark says which one it is."""
    mark = codecs.BOM_UTF16_LE if order == "le" else codecs.BOM_UTF16_BE

    assert read(mark + JAPANESE.encode(f"utf-16-{order}")) == Extract(JAPANESE, Unit.LINES, 2, 2)


def test_utf_8_with_a_broken_byte() -> None:
    """A log whose last letter was cut, say, is still UTF-8."""
    found = read(RUSSIAN.encode()[:-2] + b"\n" + RUSSIAN.encode())

    assert isinstance(found, Extract)
    assert found.text.count("\ufffd") == 1
    assert found.text.endswith(RUSSIAN)


@pytest.mark.parametrize(
    "data",
    [
        b"Hello\0world",
        b"\x7fELF\x02\x01\x01" + bytes(100),
        b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4,
        bytes(range(1, 256)) * 4,
        b"\x01\x02\x03\x04\x05 and words",
        codecs.BOM_UTF16_LE + b"a\0\0\0",
    ],
)
def test_what_is_no_text(data: bytes) -> None:
    """NULs and controls are not; a name makes no text of them."""
    assert read(data) == Unread(Reason.UNKNOWN_KIND)


def test_nothing_at_all() -> None:
    """It is empty; so are blanks."""
    assert read(b"") == read(b" \n\n") == read(codecs.BOM_UTF8) == Unread(Reason.EMPTY)


@pytest.mark.parametrize(
    "name", ["main.py", "Makefile", ".env", "notes", "x.tar.unknown", "message.txt", "a/b\\c.rs", ""]
)
def test_code_of_any_name(name: str) -> None:
    """As it is, with line feeds, tabs and all."""
    code = b"def f():\r\n\treturn '\x1b[0m'\r"

    assert read(code, name) == Extract("def f():\n\treturn '\x1b[0m'", Unit.LINES, 2, 2)


def test_a_text_that_is_cut() -> None:
    """By whole lines; one line that is longer than the room is cut itself, and said in characters."""
    limits = Limits(characters=100)

    assert read(b"123456789\n" * 30, limits=limits) == Extract("\n".join(["123456789"] * 10), Unit.LINES, 10, 30)
    assert read(b"x" * 1000, limits=limits) == Extract("x" * 100, Unit.CHARACTERS, 100, 1000)
    assert read(b"short\n" + b"x" * 1000, limits=limits) == Extract("short\n" + "x" * 94, Unit.CHARACTERS, 100, 1006)
    assert read(b"x" * 60 + b"\n" + b"y" * 60, limits=limits) == Extract("x" * 60, Unit.LINES, 1, 2)


@pytest.mark.parametrize(("name", "media_type"), [("a.csv", ""), ("A.CSV", ""), ("a", "text/csv; charset=utf-8")])
def test_rows_of_a_table(name: str, media_type: str) -> None:
    """A line end between quotes ends no row."""
    data = 'name,says\n"Ann","one\ntwo"\nBob,"a, b"\n'

    assert read(data.encode(), name, media_type) == Extract(data.removesuffix("\n"), Unit.ROWS, 3, 3)


def test_rows_with_semicolons_and_tabs() -> None:
    """What stands between the cells is found in the first row."""
    assert read(b'a;b;c,d\n";x";"1\n2"\n', "a.csv") == Extract('a;b;c,d\n";x";"1\n2"', Unit.ROWS, 2, 2)
    assert read(b'a\tb\nx\t"1\n2"\n', "a.tsv") == Extract('a\tb\nx\t"1\n2"', Unit.ROWS, 2, 2)


def test_a_table_that_is_cut() -> None:
    """By whole rows."""
    found = read(b'"12\n45",8\n' * 30, "a.csv", limits=Limits(characters=100))

    assert isinstance(found, Extract)
    assert (found.unit, found.read, found.of, len(found.text)) == (Unit.ROWS, 10, 30, 99)


def test_quotes_that_do_not_add_up() -> None:
    """From there on, each line is a row."""
    found = read(b'a,b\n"x,1\n' + b"y,2\n" * 200_000, "a.csv", limits=Limits(characters=50))

    assert isinstance(found, Extract)
    assert (found.unit, found.of) == (Unit.ROWS, 200_002)


PAGE = """<!doctype html><html><head><title>A shop</title><style>p { color: red }</style><meta charset="CHARSET">
<script>var x = "<p>no</p>";</script></head><body><!-- no --><h1>Tea &amp; more</h1>
<p>We   have
<b>green</b>tea<br>and black.</p><ul><li>one</li><li>two</ul><table><tr><th>Name<th>Price</tr><tr><td>Tea</td>
<td>2&nbsp;€</td></tr></table><template><p>no</p></template><svg><text>no</text></svg><img alt="a cup" src=x>
<pre>x = 1
  y = 2</pre><div><div><p>End</div></div></body></html>"""


@pytest.mark.parametrize("name", ["a.html", "a.HTM"])
@pytest.mark.parametrize("encoding", ["utf-8", "windows-1252"])
def test_a_page_says_what_is_shown(name: str, encoding: str) -> None:
    """No scripts, no styles; in the encoding that it names."""
    found = read(PAGE.replace("CHARSET", encoding).encode(encoding), name)

    assert isinstance(found, Extract)
    assert found.text.replace("\xa0", " ").split("\n") == [
        "A shop",
        "Tea & more",
        "We have greentea",
        "and black.",
        "- one",
        "- two",
        "Name\tPrice",
        "Tea\t2 €",
        "a cup",
        "x = 1",
        "  y = 2",
        "End",
    ]
    assert found.unit is Unit.LINES


def test_a_page_is_one_by_its_name_or_type() -> None:
    """Code that begins like a page is code."""
    data = b"<html><script>1</script>"

    assert read(data, "a.html") == read(data, "a", "text/html") == Unread(Reason.EMPTY)
    assert read(data, "template.j2") == Extract(data.decode(), Unit.LINES, 1, 1)


@pytest.mark.parametrize("charset", ["rot13", "zip_codec", "unicode_escape", "nothing", "utf-16"])
def test_an_encoding_that_a_page_only_says(charset: str) -> None:
    """None of Python's other codecs is taken from a stranger."""
    found = read(f'<meta charset="{charset}"><p>caf\\u00e9 '.encode() + b"caf\xe9 y t\xe9", "a.html")

    assert isinstance(found, Extract)
    assert found.text == "caf\\u00e9 café y té"


def test_a_name_is_no_path() -> None:
    """Whatever it says, nothing is opened."""
    assert read(b"Hello", str(PurePath(__file__))) == Extract("Hello", Unit.LINES, 1, 1)
