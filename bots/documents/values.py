"""What goes into reading a file, and what comes out of it."""

from enum import StrEnum

from provider.values import Value

MIB = 1024 * 1024


class Limits(Value):
    """What one file may cost.

    `bytes`: of the file. `pages`: of a PDF. `seconds`: the whole time of its process; after three quarters of it, what
    has been read is the answer. `memory`: the bytes that its process may use, where the system has such limits.
    `characters`: the length of the text, at least 1.
    """

    bytes: int = 20 * MIB
    pages: int = 500
    seconds: float = 20.0
    memory: int = 192 * MIB
    characters: int = 200_000


class Unit(StrEnum):
    """What the read part of a file is counted in."""

    PAGES = "pages"
    PARAGRAPHS = "paragraphs"
    ROWS = "rows"
    LINES = "lines"
    CHARACTERS = "characters"


class Reason(StrEnum):
    """Why there is no text."""

    EMPTY = "empty"
    EMPTY_PDF = "empty_pdf"
    """Pages without text: pictures of pages, which a model may still see."""
    TOO_LARGE = "too_large"
    """More bytes than a file may have."""
    BOMB = "bomb"
    """The file unpacks to more or takes more memory than one may, or defines entities, as no office program does."""
    TIMEOUT = "timeout"
    TOO_MUCH = "too_much"
    """The person has had so much read of late that others come first."""
    BROKEN = "broken"
    """The file does not keep to its format."""
    ENCRYPTED = "encrypted"
    """The file takes a password."""
    CIPHER = "cipher"
    """A PDF in AES, for which no library is at hand; nobody knows whether it takes a password."""
    UNKNOWN_KIND = "unknown_kind"
    """No format that is read, and no text."""
    CRASHED = "crashed"
    """Its process could not start or came to a sudden end."""


class Extract(Value):
    """The text of a file, from its beginning: the first `read` of `of` units.

    `of`: 0 if nobody counted them. `unit` is CHARACTERS if the file was cut within a page, a row or the like.
    `title`: what a page of the web calls itself.
    """

    text: str
    unit: Unit
    read: int
    of: int
    title: str = ""


class Origin(Value):
    """Where a page of the web was found, and the encoding that its server named; empty if it named none."""

    url: str
    charset: str = ""


class Unread(Value):
    """A file without text."""

    reason: Reason
