"""A page of the web as text: fetched through the guard, read by the process that reads strangers' files."""

import re
from pathlib import PurePosixPath
from typing import Final, Protocol
from urllib.parse import unquote, urlsplit

from bots.documents.values import Extract, Limits, Origin, Reason, Unread
from bots.web.values import Fetched, NotFetched, Why
from provider.values import Value

MOST_CHARACTERS: Final = 20_000
"""Characters of a page that are read at once: some 5,000 tokens."""

_IS_HTML: Final = re.compile(rb"\s*(?:<!--.*?-->\s*)?<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
_WHY: Final = {
    Reason.TOO_LARGE: Why.TOO_LARGE,
    Reason.BOMB: Why.TOO_LARGE,
    Reason.TIMEOUT: Why.SLOW,
    Reason.UNKNOWN_KIND: Why.TYPE,
}


class ReadsPages(Protocol):
    """Gets text out of files."""

    async def read(
        self, name: str, media_type: str, data: bytes, limits: Limits, whose: str, origin: Origin | None
    ) -> Extract | Unread:
        """The text of a file, from its beginning, or why there is none."""


class Fetches(Protocol):
    """Gets what stands at an address."""

    async def fetch(self, address: str) -> Fetched:
        """See `bots.web.fetching.Web`."""


class Page(Value):
    """The text of a page as Markdown. `url`: where it stands after all redirects. `title`: may be empty.

    `begins`: the character of the whole with which `text` begins. `more`: there is more behind it.
    """

    url: str
    title: str
    text: str
    begins: int = 0
    more: bool = False


class Pages:
    """Reads pages. `limits`: what the reading of one may cost."""

    def __init__(self, web: Fetches, documents: ReadsPages, limits: Limits) -> None:
        self._web = web
        self._documents = documents
        self._limits = limits

    async def read(self, address: str, begin: int, whose: str) -> Page:
        """The text at an address, from that character on. `whose`: the person who waits for it.

        Raises:
            NotFetched: there is none, or none that is read.
        """
        fetched = await self._web.fetch(address)
        limits = Limits(
            self._limits.bytes,
            self._limits.pages,
            self._limits.seconds,
            self._limits.memory,
            min(begin + MOST_CHARACTERS, self._limits.characters),
        )
        path = unquote(urlsplit(fetched.url).path)
        origin = Origin(fetched.url, fetched.charset)
        name, kind = PurePosixPath(path).name, _kind(fetched)
        read = await self._documents.read(name, kind, fetched.data, limits, whose, origin)
        if isinstance(read, Unread):
            raise NotFetched(_WHY.get(read.reason, Why.NO_TEXT))
        more = read.read < read.of or not read.of
        return Page(fetched.url, read.title or name, read.text[begin:], begin, more)


def _kind(fetched: Fetched) -> str:
    """The media type, of a page also where the server says none or only that it is a text."""
    if fetched.media_type in ("", "text/plain") and _IS_HTML.match(fetched.data[:4096]):
        return "text/html"
    return fetched.media_type
