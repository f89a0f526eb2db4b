"""What may be fetched, what comes of it, and why nothing did."""

from enum import StrEnum
from typing import Final

from bots.web.addresses import Network
from provider.values import Hidden, Value

MIB: Final = 1024 * 1024
WEB_PORTS: Final = frozenset((80, 443))

TEXTS: Final = (
    "text/",
    "application/json",
    "application/ld+json",
    "application/xhtml+xml",
    "application/xml",
    "application/rss+xml",
    "application/atom+xml",
    "application/javascript",
    "application/pdf",
    "application/vnd.openxmlformats-officedocument.",
)
"""Beginnings of the media types of which text can be made."""
PICTURES: Final = ("image/png", "image/jpeg", "image/webp", "image/gif")


class Allowed(Value):
    """Where may be asked: public addresses at these ports, and beside them what lies in the networks in `also`."""

    ports: frozenset[int] = WEB_PORTS
    also: tuple[Network, ...] = ()


PUBLIC: Final = Allowed()


class Bounds(Value):
    """What one fetch may cost, with all its redirects. `bytes`: of the body, unpacked. `seconds`: from call to end.

    `types`: the beginnings of media types that are read; a body whose type is not said is read, too.
    """

    bytes: int = 5 * MIB
    seconds: float = 20.0
    redirects: int = 5
    types: tuple[str, ...] = TEXTS


USUAL: Final = Bounds()


class Fetched(Value):
    """A body, and the address that it came from after all redirects. `media_type`: as the server says; may be empty.

    `charset`: the encoding that the server names; empty if it names none.
    """

    url: str
    media_type: str
    charset: str
    data: Hidden[bytes]


class Why(StrEnum):
    """Why nothing was fetched, as a sentence for the model."""

    MALFORMED = "That is no address of a web page."
    SCHEME = "Only http and https addresses are fetched."
    CREDENTIALS = "Addresses with a name or password in them are not fetched."
    PORT = "Only the usual ports of the web, 80 and 443, are fetched."
    ODD_NUMBER = "A numeric address is fetched only in its usual spelling."
    NOT_PUBLIC = "That address is not public, and only public ones are fetched."
    NO_SUCH_NAME = "There is no server of that name."
    UNREACHABLE = "The server cannot be reached."
    REDIRECTS = "The address leads to others too many times."
    STATUS = "The server refused."
    TYPE = "That is neither a page nor a text."
    NO_TEXT = "There is no text on that page."
    TOO_LARGE = "The page is too large."
    SLOW = "The server took too long."
    BROKEN = "The server sent something that is no whole answer."


class NotFetched(Exception):
    """Nothing was fetched. `str()` is a sentence for the model; it names no address. `status`: of HTTP, if one came."""

    def __init__(self, why: Why, status: int = 0) -> None:
        super().__init__(f"The server answered with the status {status}." if status else why.value)
        self.why = why
        self.status = status
