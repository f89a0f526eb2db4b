"""Addresses among the settings: whether a text is one, and which secrets stand in it."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qsl, unquote, urlsplit


def is_address(text: str, schemes: tuple[str, ...]) -> bool:
    """Whether the text is a whole URL with one of the schemes."""
    try:
        parts = urlsplit(text)
        port_fits = parts.port is None or parts.port > 0
    except ValueError:
        return False
    whole = bool(parts.hostname) and not re.search(r"\s|[\x00-\x1f]", text)
    return parts.scheme in schemes and port_fits and whole


def credentials(url: str) -> Iterator[str]:
    """The password in an address, before the host or behind the "?", as it is written and as it is decoded."""
    try:
        parts = urlsplit(url)
        behind = [value for name, value in parse_qsl(parts.query) if name == "password"]
    except ValueError:
        return
    for password in filter(None, (parts.password, *behind)):
        yield password
        yield unquote(password)
