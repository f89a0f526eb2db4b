"""What is read of a page of the web: its own words, and how they are set; not what stands around them."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bots.documents.documents import Documents
from bots.documents.extracting import extract
from bots.documents.formats.page import markdown
from bots.documents.values import Extract, Limits, Origin

BASE = "https://ferries.example.org/times/today"
WORDS = "The ferry to the island leaves every hour. " * 6


def words(html: str) -> str:
    return markdown(html, BASE)[1]


@pytest.mark.parametrize(
    ("html", "read"),
    [
        ("<h2>A <b>b</b></h2>c", "## A b\n\nc"),
        ("<p>a<p>b<br>c", "a\n\nb\nc"),
        ('<a href="../pier">The pier</a>', "[The pier](https://ferries.example.org/pier)"),
        ('<a href="https://a.org/x(1) y">a]b</a>', "[a)b](https://a.org/x%281%29%20y)"),
        ('<a href="#top">Top</a>, <a href="javascript:x()">x</a>, <a>y</a>', "Top, x, y"),
        ("<ul><li>a<ul><li>b</ul><li>c</ul>", "- a\n  - b\n- c"),
        ("<ol start=3><li><p>a</p><p>b</p><li>c</ol>", "3. a\n  b\n4. c"),
        ("<blockquote><p>a<p>b</blockquote>", "> a\n>\n> b"),
        ("<p>Say <code>a|b</code>.", "Say `a|b`."),
        ('<pre><code class="language-py">def f():\n    pass\n</code></pre>', "```py\ndef f():\n    pass\n```"),
        ("<pre>```\nx\n```</pre>", "````\n```\nx\n```\n````"),
        ("<table><tr><th>a<th>b|c<tr><td>1<td>2</table>", "| a | b\\|c |\n| --- | --- |\n| 1 | 2 |"),
        ("<table><tr><th>a<th>b<tr><td>1</table>", "| a | b |\n| --- | --- |\n| 1 |  |"),
        ("<table><tr><td>a<td>b<tr><td>1<td>2", "| a | b |\n| --- | --- |\n| 1 | 2 |"),
        ("<pre>a\n  b", "```\na\n  b\n```"),
        ("<table><tr><td><p>One.<p>Two.<td>Three.</table>", "One.\n\nTwo.\n\nThree."),
        ("<table><tr><td><table><tr><td>a<td>b</table></table>", "a\n\nb"),
        ("a<img alt='A boat' src=x>b", "aA boatb"),
        ("&lt;b&gt; &amp; &eacute;", "<b> & é"),
    ],
)
def test_how_words_are_set(html: str, read: str) -> None:
    """As Markdown: links with whole addresses, lists, tables, code."""
    assert words(html) == read


@pytest.mark.parametrize(
    "around",
    [
        "<nav>no</nav>",
        "<header><h1>no</h1></header>",
        "<footer>no</footer>",
        "<aside>no</aside>",
        "<script>no</script>",
        "<style>no</style>",
        "<template>no</template>",
        "<svg><title>no</title></svg>",
        "<div role=navigation>no</div>",
        "<div class='a sidebar'>no</div>",
        "<button>no</button>",
        "<!-- no -->",
    ],
)
def test_what_stands_around_is_not_read(around: str) -> None:
    """Menus, footers, what a page says to all."""
    assert words(f"<body class='sidebar'>{around}<p>yes</p>{around}") == "yes"


@pytest.mark.parametrize(
    "hidden",
    [
        "<p hidden>no<p>",
        "<div hidden><div>no</div>no</div>",
        "<div aria-hidden=true>no</div>",
        "<span style='DISPLAY : none'>no</span>",
        "<p style='visibility:hidden'>no</p>",
        "<p style='font-size:0'>no</p>",
        "<p style='opacity: 0'>no</p>",
        "<li hidden>no<li>",
        "<img hidden alt=no>",
    ],
)
def test_what_a_browser_hides_is_not_read(hidden: str) -> None:
    """It would be for the model alone."""
    assert words(f"<p>yes</p>{hidden}") == "yes"


@pytest.mark.parametrize("main", ["main", "article", "div role=main"])
def test_the_part_that_a_page_marks_as_its_main_one(main: str) -> None:
    """With its own header; if there is little in it, the mark is not believed."""
    page = "<div>Menu</div><{0}><header><h1>Ferries</h1></header><p>{1}</p></{2}><div>More</div>"

    assert words(page.format(main, WORDS, main.split()[0])) == f"# Ferries\n\n{WORDS.strip()}"
    assert words(page.format(main, "None today.", main.split()[0])) == "Menu\n\n# Ferries\n\nNone today.\n\nMore"


def test_lists_of_links_beside_words() -> None:
    """They are ways to other pages; where a page is nothing else, they are what it says."""
    links = "<ul>" + "".join(f"<li><a href='/{number}'>Page {number}</a>" for number in range(9)) + "</ul>"

    assert words(f"{links}<p>{WORDS}</p>") == WORDS.strip()
    assert words(links).startswith("- [Page 0](https://ferries.example.org/0)\n- [Page 1]")


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("<title>Ferry\n times</title>", "Ferry times"),
        ("<meta property='og:title' content='Ferry times'>", "Ferry times"),
        ("<title>" + "x" * 1000 + "</title>", "x" * 300),
        ("<svg><title>Logo</title></svg>", ""),
    ],
)
def test_the_title(head: str, title: str) -> None:
    """On one line, and no part of the words."""
    assert markdown(f"<head>{head}</head><p>a", BASE) == (title, "a")


def test_a_page_that_is_nothing_but_what_stands_around() -> None:
    """Better that than nothing."""
    found = extract("", "text/html", b"<nav>Home</nav>", Limits(), Origin(BASE))

    assert isinstance(found, Extract)
    assert found.text == "Home"


def test_the_encoding_that_the_server_names() -> None:
    """It goes before that in the page."""
    page = "<meta charset=koi8-r><p>Съешь же ещё этих мягких французских булок</p>".encode("cp1251")

    found = extract("", "text/html", page, Limits(), Origin(BASE, "windows-1251"))

    assert isinstance(found, Extract)
    assert found.text == "Съешь же ещё этих мягких французских булок"


TAGS = ["a", "p", "li", "ul", "td", "tr", "table", "pre", "code", "h1", "blockquote", "title", "nav", "x"]


@settings(max_examples=100)
@given(st.lists(st.sampled_from([f"<{tag}>" for tag in TAGS] + [f"</{tag}>" for tag in TAGS] + ["w ", "<br>"])))
def test_any_order_of_tags(pieces: list[str]) -> None:
    """None of it breaks the reader."""
    words("".join(pieces))


@pytest.mark.real_time
async def test_by_the_process_that_reads_files() -> None:
    """With whatever reader is installed: the title comes along."""
    page = f"<title>Times</title><main><p>{WORDS}</p></main>".encode()

    found = await Documents().read("", "text/html", page, Limits(), "", Origin(BASE))

    assert isinstance(found, Extract)
    assert (found.title, found.text.strip()) == ("Times", WORDS.strip())


def test_other_files_are_read_as_ever() -> None:
    """Where they were found does not matter."""
    assert extract("a.txt", "text/plain", b"a\nb", Limits(), Origin(BASE)) == extract("a.txt", "", b"a\nb", Limits())
