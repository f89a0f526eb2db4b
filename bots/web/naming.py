"""An address as somebody wrote it, read by the very parser that the connection is made with. Pure.

One spelling for each host: whatever could be read in two ways, and whatever names something in the own network, is
refused here by its looks. What a name resolves to is judged later, at the connection.
"""

import re
from ipaddress import AddressValueError, IPv4Address, IPv6Address
from typing import Final

from yarl import URL

from bots.web.addresses import Address
from bots.web.values import NotFetched, Why

_LONGEST: Final = 4096
_LONGEST_NAME: Final = 253
_FORBIDDEN: Final = re.compile(r"[\x00-\x20\x7f-\x9f\\\ufeff\u200b-\u200f\u2028-\u202e\u2060-\u2069]")
"""Marks that readers of addresses disagree on, in front of the path or anywhere else."""
_NAME: Final = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9_-]{1,63}(?<!-))+")
"""Labels with a dot: a name without one is a machine of the own network."""
_NUMBER: Final = re.compile(r"\d+|0x[0-9a-f]*")
"""A last label that makes the whole a number to those who resolve names, by the URL standard of the WHATWG."""
_LOCAL: Final = (
    "localhost", "localdomain", "local", "internal", "intranet", "lan", "home", "corp", "private", "home.arpa",
    "in-addr.arpa", "ip6.arpa", "test", "example", "invalid", "onion", "alt", "svc", "cluster", "consul", "docker",
)  # fmt: skip
"""Ends of names that no public server has."""


def named(text: str) -> URL:
    """The address, without its fragment.

    Raises:
        NotFetched: it is none, or none that is fetched.
    """
    text = text.strip(" \t\r\n")
    if len(text) > _LONGEST or _FORBIDDEN.search(text):
        raise NotFetched(Why.MALFORMED)
    try:
        url = URL(text).with_fragment(None)
        host, port = url.raw_host, url.port
    except (ValueError, UnicodeError):
        raise NotFetched(Why.MALFORMED) from None
    if url.scheme not in ("http", "https"):
        raise NotFetched(Why.SCHEME if url.scheme else Why.MALFORMED)
    if not host or port is None:
        raise NotFetched(Why.MALFORMED)
    if url.raw_user is not None or url.raw_password is not None or "@" in url.raw_authority:
        raise NotFetched(Why.CREDENTIALS)
    return url.with_host(_host(host))


def literal(url: URL) -> Address | None:
    """The IP address that an address of `named` spells out; None if it has a name."""
    host = url.raw_host or ""
    try:
        return IPv6Address(host) if ":" in host else IPv4Address(host)
    except AddressValueError:
        return None


def _host(host: str) -> str:
    """The only spelling of a host."""
    if ":" in host:
        return str(_v6(host))
    host = host.lower().removesuffix(".")
    if _NUMBER.fullmatch(host.rpartition(".")[2]):
        return str(_v4(host))
    if len(host) > _LONGEST_NAME:
        raise NotFetched(Why.MALFORMED)
    if any(host == end or host.endswith(f".{end}") for end in _LOCAL):
        raise NotFetched(Why.NOT_PUBLIC)
    if not _NAME.fullmatch(host):
        raise NotFetched(Why.NOT_PUBLIC if re.fullmatch(r"[a-z0-9_-]+", host) else Why.MALFORMED)
    return host


def _v4(host: str) -> IPv4Address:
    try:
        return IPv4Address(host)  # four decimal numbers; it takes no leading zero, which some read as octal
    except AddressValueError:
        raise NotFetched(Why.ODD_NUMBER) from None


def _v6(host: str) -> IPv6Address:
    try:
        address = IPv6Address(host)
    except AddressValueError:
        raise NotFetched(Why.MALFORMED) from None
    if address.scope_id is not None:
        raise NotFetched(Why.NOT_PUBLIC)
    return address
