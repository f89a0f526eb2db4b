"""Where a redirect may lead: to another page of the same server, and nowhere else. Pure."""

from typing import Final
from urllib.parse import urljoin, urlsplit, urlunsplit

MOST: Final = 5
"""Redirects in a row that are followed."""

_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})


def onward(url: str, status: int, location: str) -> str:
    """The address that an answer to a GET leads to; empty if it is no redirect, or leads to another server.

    Keys and credentials go along with every request, so another host, another port and a way back from HTTPS to HTTP
    are another server: its owner may not be who was trusted with them. HTTP may become HTTPS at the usual ports.
    """
    if status not in _REDIRECTS or not location:
        return ""
    here = urlsplit(url)
    try:
        there = urlsplit(urljoin(url, location))
        is_same = (there.scheme, there.hostname, there.port) == (here.scheme, here.hostname, here.port)
        is_upgrade = (here.scheme, there.scheme, here.port, there.port) == ("http", "https", None, None)
    except ValueError:
        return ""
    if not (is_same or (is_upgrade and there.hostname == here.hostname)):
        return ""
    # The host is spelled as before: another reader of addresses cannot find another one in it.
    return urlunsplit((there.scheme, here.netloc, there.path, there.query, ""))
