"""The tools that Parley brings along: what they give the model, what people get, and what is refused."""

import pytest

from bots.engine.seam.incoming import Origin
from bots.engine.seam.places import Person, Place, ToChat
from bots.engine.seam.shown import File
from bots.engine.tools.tool import Context, Failed, Product
from bots.tools.built_in import BuiltInSource
from bots.tools.make_file import MOST_BYTES, MakeFile, safe_name
from bots.tools.make_picture import Drawing, MakePicture
from bots.tools.places import is_within
from bots.tools.read_url import ReadUrl
from bots.web.pages import Page
from bots.web.values import NotFetched, Why
from provider.contract import Image, Source
from provider.errors import Filtered, ProviderError, RateLimited
from provider.values import replace

PLACE = Place("discord", "10", "11")
ORIGIN = Origin(PLACE, Person("discord", "5"), ToChat(PLACE), server="1", category="2")


class Budget:
    async def reserve(self, dollars: float) -> str:
        return ""


CONTEXT = Context(ORIGIN, "demo/small", Budget())


class Pages:
    """Reads one page, or none; notes what it was asked."""

    def __init__(self, found: Page | Why) -> None:
        self._found = found
        self.asked: list[tuple[str, int, str]] = []

    async def read(self, address: str, begin: int, whose: str) -> Page:
        self.asked.append((address, begin, whose))
        if isinstance(self._found, Why):
            raise NotFetched(self._found)
        return self._found


async def test_a_page_is_read_and_cited() -> None:
    """The model gets its words, the answer its source."""
    pages = Pages(Page("https://a.org/b", "Ferry\ntimes", "Nine.", more=True))

    made = await ReadUrl(pages).run({"url": "http://a.org/b"}, CONTEXT)

    assert made == Product(
        "Title: Ferry times\nAddress: https://a.org/b\n\nNine.\n\n(There is more: begin at 5.)",
        sources=(Source("Ferry\ntimes", "https://a.org/b"),),
    )
    assert pages.asked == [("http://a.org/b", 0, "discord:5")]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({}, "The argument url"),
        ({"url": 7}, "The argument url"),
        ({"url": "https://a.org", "begin": "x"}, "The argument begin"),
        ({"url": "https://a.org", "begin": -1}, "The argument begin"),
        ({"url": "https://a.org", "begin": True}, "The argument begin"),
        ({"url": "https://a.org"}, "That address is not public"),
    ],
)
async def test_a_page_that_is_not_read(arguments: dict[str, object], says: str) -> None:
    """The model is told why."""
    made = await ReadUrl(Pages(Why.NOT_PUBLIC)).run(arguments, CONTEXT)

    assert isinstance(made, Failed)
    assert made.why.startswith(says)


async def test_beyond_the_end_of_a_page() -> None:
    """There is nothing, and that is said."""
    made = await ReadUrl(Pages(Page("https://a.org", "", "", 100))).run(
        {"url": "https://a.org", "begin": 100.0}, CONTEXT
    )

    assert made == Failed("The page has no text beyond character 100.")


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("https://user:word@a.org/b/?c#d", "reading: a.org/b"),
        ("https://a.org/" + "x" * 100, "reading: a.org/" + "x" * 53 + "…"),
        ("http://[", "reading: http://["),
        ("https://a.org/\u202eb\n@everyone", "reading: a.org/ b@everyone"),
    ],
)
def test_what_is_read_is_shown(url: str, shown: str) -> None:
    """On one short line, without credentials or marks that hide something."""
    assert ReadUrl(Pages(Why.SLOW)).doing({"url": url}) == shown


async def test_a_file_of_the_models_making() -> None:
    """It is sent below the answer."""
    made = await MakeFile().run({"name": "list.md", "content": "- a"}, CONTEXT)

    assert made == Product("The file list.md is sent below your answer.", files=(File("list.md", b"- a"),))


async def test_a_table_with_letters_of_any_language() -> None:
    """It begins with the mark by which Excel knows its encoding."""
    made = await MakeFile().run({"name": "t.csv", "content": "año,1"}, CONTEXT)

    assert isinstance(made, Product)
    assert made.files == (File("t.csv", "\ufeffaño,1".encode()),)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        ({"name": "a.txt"}, "The arguments name and content"),
        ({"name": 1, "content": "a"}, "The arguments name and content"),
        ({"name": "a.txt", "content": " \n"}, "The file would be empty"),
        ({"name": "a.txt", "content": "x" * (MOST_BYTES + 1)}, "The file may have"),
    ],
)
async def test_a_file_that_is_not_made(arguments: dict[str, object], says: str) -> None:
    """The model is told why."""
    made = await MakeFile().run(arguments, CONTEXT)

    assert isinstance(made, Failed)
    assert made.why.startswith(says)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("report.csv", "report.csv"),
        ("Informe año 2026.MD", "Informe año 2026.md"),
        ("../../etc/passwd", "passwd.txt"),
        ("C:\\Windows\\a.txt", "a.txt"),
        ("run.exe", "run-exe.txt"),
        ("page.html", "page-html.txt"),
        ("a.svg", "a-svg.txt"),
        ("a.js", "a-js.txt"),
        ('a"; filename="b.exe', "a filename b-exe.txt"),
        ("a\r\nContent-Type: text/html\r\n\r\n.txt", "html.txt"),
        ("invoice\u202efdp.exe", "invoice fdp-exe.txt"),
        ("CON.txt", "file CON.txt"),
        (".bashrc", "bashrc.txt"),
        ("...", "file.txt"),
        ("", "file.txt"),
        ("@everyone.md", "everyone.md"),
        ("x" * 300 + ".csv", "x" * 56 + ".csv"),
    ],
)
def test_the_name_of_a_file(name: str, safe: str) -> None:
    """It is no path, breaks no header, and opens nothing."""
    assert safe_name(name) == safe


@pytest.mark.parametrize(
    ("places", "within"),
    [
        ((), True),
        (("discord:10",), True),
        (("discord:11",), True),
        (("discord:10:11",), True),
        (("discord:1",), True),
        (("discord:2",), True),
        (("shared",), True),
        (("private",), False),
        (("telegram:10", "discord:3"), False),
    ],
)
async def test_where_a_tool_is_offered(places: tuple[str, ...], within: bool) -> None:
    """In the thread, channel, category or server that the owner named; nowhere named, everywhere."""
    source = BuiltInSource(MakeFile(), places)

    assert is_within(ORIGIN, places) is source.is_for(ORIGIN) is within
    assert (source.name, (await source.offered(ORIGIN)).tools) == ("make_file", (source.tool,))


class Painter:
    """Draws one picture, or fails; notes what it was asked."""

    def __init__(self, error: ProviderError | None = None) -> None:
        self._error = error
        self.asked: list[tuple[str, str, str, Image | None]] = []

    async def draw(self, name: str, words: str, size: str, image: Image | None) -> Image:
        self.asked.append((name, words, size, image))
        if self._error is not None:
            raise self._error
        return CAT


CAT = Image("image/png", b"\x89PNG\r\n\x1a\n")
DRAWING = Drawing("openai/gpt-image-1", 0.04, "1024x1024")


async def test_a_picture_is_drawn_and_priced() -> None:
    """It is sent below the answer; a picture beside the question can be changed."""
    painter = Painter()
    tool = MakePicture(painter, DRAWING)

    made = await tool.run({"words": "A cat"}, CONTEXT)
    await tool.run({"words": "In blue", "change": True}, replace(CONTEXT, pictures=(CAT,)))

    assert made == Product("The picture is sent below your answer.", pictures=(CAT,), dollars=0.04)
    assert painter.asked == [
        ("openai/gpt-image-1", "A cat", "1024x1024", None),
        ("openai/gpt-image-1", "In blue", "1024x1024", CAT),
    ]


@pytest.mark.parametrize(
    ("arguments", "error", "says"),
    [
        ({}, None, "The argument words"),
        ({"words": "In blue", "change": True}, None, "There is no picture beside the question."),
        ({"words": "A cat"}, Filtered(), "The provider will not draw that."),
        ({"words": "A cat"}, RateLimited("no"), "The picture could not be drawn (RateLimited)."),
    ],
)
async def test_a_picture_that_is_not_drawn(
    arguments: dict[str, object], error: ProviderError | None, says: str
) -> None:
    """The model is told why, and nothing is charged."""
    made = await MakePicture(Painter(error), DRAWING).run(arguments, CONTEXT)

    assert isinstance(made, Failed)
    assert made.why.startswith(says)
    assert made.dollars == 0.0


async def test_a_picture_that_nobody_can_pay_for() -> None:
    """It is not drawn."""

    class Empty:
        async def reserve(self, dollars: float) -> str:
            return f"Only ${dollars / 2} is left."

    painter = Painter()

    made = await MakePicture(painter, DRAWING).run({"words": "A cat"}, replace(CONTEXT, budget=Empty()))

    assert made == Failed("There is no room for the price of a picture: Only $0.02 is left.")
    assert painter.asked == []
