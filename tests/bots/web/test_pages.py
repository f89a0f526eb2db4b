"""The text of a page, wherever it was found, and why there is none."""

import pytest

from bots.documents.values import Extract, Limits, Origin, Reason, Unit, Unread
from bots.web.pages import MOST_CHARACTERS, Page, Pages
from bots.web.values import Fetched, NotFetched, Why

URL = "https://a.org/b/times.html?c"


class Net:
    """Says what it was told to say."""

    def __init__(self, data: bytes = b"", media_type: str = "text/html", charset: str = "") -> None:
        self._fetched = Fetched(URL, media_type, charset, data)

    async def fetch(self, address: str) -> Fetched:
        return self._fetched


class Reader:
    """Reads what it was told to read, and notes what it was asked."""

    def __init__(self, found: Extract | Unread) -> None:
        self._found = found
        self.kind = self.name = ""
        self.characters = 0
        self.origin: Origin | None = None

    async def read(
        self, name: str, media_type: str, data: bytes, limits: Limits, whose: str, origin: Origin | None
    ) -> Extract | Unread:
        self.name, self.kind, self.characters, self.origin = name, media_type, limits.characters, origin
        return self._found


def text(characters: int, of: int = 0, title: str = "") -> Extract:
    return Extract("x" * characters, Unit.CHARACTERS, characters, of or characters, title)


@pytest.mark.parametrize(
    ("found", "page"),
    [
        (text(5, title="Times"), Page(URL, "Times", "xxxxx")),
        (text(5), Page(URL, "times.html", "xxxxx")),
        (text(5, of=9), Page(URL, "times.html", "xxxxx", more=True)),
    ],
)
async def test_a_page(found: Extract, page: Page) -> None:
    """A page without a title is called as its file is; that there is more is known."""
    assert await Pages(Net(), Reader(found), Limits()).read(URL, 0, "") == page


async def test_the_rest_of_a_page() -> None:
    """Later, from where the first part ended."""
    reader = Reader(text(MOST_CHARACTERS + 5))

    page = await Pages(Net(), reader, Limits()).read(URL, MOST_CHARACTERS, "")

    assert (page.text, page.begins, page.more) == ("xxxxx", MOST_CHARACTERS, False)
    assert reader.characters == 2 * MOST_CHARACTERS


@pytest.mark.parametrize(
    ("media_type", "data", "kind"),
    [
        ("text/html", b"x", "text/html"),
        ("", b"<!DOCTYPE html><p>", "text/html"),
        ("text/plain", b"\n<!-- a --><html>", "text/html"),
        ("text/plain", b"an <html> tag", "text/plain"),
        ("", b"%PDF-1.4", ""),
    ],
)
async def test_what_it_is_read_as(media_type: str, data: bytes, kind: str) -> None:
    """Some servers say of a page only that it is a text, or nothing."""
    reader = Reader(text(1))

    await Pages(Net(data, media_type, "koi8-r"), reader, Limits()).read(URL, 0, "")

    assert (reader.kind, reader.name, reader.origin) == (kind, "times.html", Origin(URL, "koi8-r"))


@pytest.mark.parametrize(
    ("reason", "why"),
    [
        (Reason.EMPTY, Why.NO_TEXT),
        (Reason.BOMB, Why.TOO_LARGE),
        (Reason.TIMEOUT, Why.SLOW),
        (Reason.UNKNOWN_KIND, Why.TYPE),
        (Reason.CRASHED, Why.NO_TEXT),
    ],
)
async def test_a_page_without_text(reason: Reason, why: Why) -> None:
    """It is said why there is none."""
    with pytest.raises(NotFetched) as refused:
        await Pages(Net(), Reader(Unread(reason)), Limits()).read(URL, 0, "")

    assert refused.value.why is why
