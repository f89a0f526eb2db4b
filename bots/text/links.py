"""What a link may show: its label, and the address beside it if the label hides it or names another."""

import re
from urllib.parse import urlsplit

_HOST = re.compile(r"(?:[\w-]+\.)+[^\W\d_]{2,24}|\d{1,3}(?:\.\d{1,3}){3}")
_AFTER_AUTHORITY = re.compile(r"[/?#]")
_AUTHORITY = re.compile(r"(?:(?:[\w.!$,~*'();&+=:-]|%[0-9a-fA-F]{2})+@)?[\w.-]+(?::(?P<port>[0-9]+))?")
_ADDRESS_LIKE = re.compile(
    r"(?:https?://|www\.)\S+|(?<![@\w-])(?:[\w-]+\.)+[a-z]{2,24}(?![\w(])(?:[/:?#]\S*)?", re.IGNORECASE
)


def host(address: str) -> str:
    """The host of an http(s) address in lower case, without www; empty if there is none."""
    try:
        name = urlsplit(address).hostname or ""
    except ValueError:
        return ""
    return name.removeprefix("www.")


def clickable(address: str) -> bool:
    """Whether the platforms take it as a link's address; Telegram refuses a whole message for one bad address.

    http(s), a possible host, an optional port from 1 to 65535 in ASCII digits, and no user name before the host.
    """
    if not address.lower().startswith(("http://", "https://")) or len(address) > 2000:
        return False
    if any(character <= " " or character in '<>"' for character in address):
        return False
    authority = _AUTHORITY.fullmatch(_AFTER_AUTHORITY.split(address.partition("://")[2], maxsplit=1)[0])
    if authority is None or not 0 < int(authority["port"] or 80) < 65536:
        return False
    return _HOST.fullmatch(host(address)) is not None


def names_another_host(label: str, address: str) -> bool:
    """Whether the label reads as an address that leads to another host."""
    for found in _ADDRESS_LIKE.findall(label):
        claimed = found if "://" in found else f"https://{found}"
        if host(claimed) != host(address):
            return True
    return False


def is_address(label: str) -> bool:
    """Whether the whole label reads as an address."""
    return _ADDRESS_LIKE.fullmatch(label.strip()) is not None
