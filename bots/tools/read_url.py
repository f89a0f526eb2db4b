"""Reads a page of the web. The text is material for the model; the page is named among the sources of the answer."""

from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import urlsplit

from bots.engine.language.phrases import say
from bots.engine.tools.tool import Arguments, Context, Failed, Product
from bots.text.one_line import one_line
from provider.contract import Source, ToolDefinition

if TYPE_CHECKING:
    from bots.web.pages import Page

NAME: Final = "read_url"
_LONGEST: Final = 60

_DEFINITION: Final = ToolDefinition(
    NAME,
    "Read a page of the web, a PDF or a text by its address. Gives the words of the page as Markdown. Only public "
    "addresses can be read, without a login.",
    {
        "type": "object",
        "properties": {
            "url": {"type": "string", "description": "The address, with https:// or http://"},
            "begin": {
                "type": "integer",
                "minimum": 0,
                "description": "The character to begin at, to go on with a long page; 0 if left out",
            },
        },
        "required": ["url"],
    },
)


class Reads(Protocol):
    """See `bots.web.pages.Pages`."""

    async def read(self, address: str, begin: int, whose: str) -> "Page": ...


class ReadUrl:
    """The tool. It changes nothing anywhere; but whoever runs the server at an address sees that it was asked for."""

    reads_only = True
    definition = _DEFINITION

    def __init__(self, pages: Reads) -> None:
        self._pages = pages

    @property
    def about(self) -> str:
        """One line for people."""
        return say("read_url_about")

    def doing(self, arguments: Arguments) -> str:
        """The host, and the beginning of the path."""
        return say("read_url_doing", address=_shown(str(arguments.get("url", ""))))

    def used(self, times: int) -> str:
        """How many pages."""
        return say("read_url_used", count=times)

    async def run(self, arguments: Arguments, context: Context) -> Product | Failed:
        """Fetch and read the page."""
        url, begin = arguments.get("url"), arguments.get("begin", 0)
        if not isinstance(url, str) or not url.strip():
            return Failed("The argument url must be the address of a page.")
        if isinstance(begin, float) and begin.is_integer():
            begin = int(begin)
        if not isinstance(begin, int) or isinstance(begin, bool) or begin < 0:
            return Failed("The argument begin must be a whole number of characters, 0 or more.")
        from bots.web.values import NotFetched

        try:
            page = await self._pages.read(url, begin, str(context.origin.person))
        except NotFetched as error:
            return Failed(f"{error} Say so, or try another address.")
        if not page.text:
            return Failed(f"The page has no text beyond character {begin}.")
        return Product(_told(page), sources=(Source(page.title, page.url),))


def _told(page: "Page") -> str:
    head = f"Title: {one_line(page.title)}\nAddress: {page.url}\n\n"
    more = f"\n\n(There is more: begin at {page.begins + len(page.text)}.)" if page.more else ""
    return f"{head}{page.text}{more}"


def _shown(address: str) -> str:
    """An address for people: what stands before the host is left out, and no credentials are shown."""
    try:
        url = urlsplit(address)
        words = f"{url.hostname or ''}{url.path.rstrip('/')}"
    except ValueError:
        words = address
    words = one_line(words)
    return words if len(words) <= _LONGEST else f"{words[: _LONGEST - 1]}…"
