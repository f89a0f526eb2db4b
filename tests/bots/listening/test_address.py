"""Addresses as an operator writes them."""

import pytest

from bots.listening.address import Address


@pytest.mark.parametrize(
    ("text", "host", "port", "loopback"),
    [
        ("127.0.0.1:9464", "127.0.0.1", 9464, True),
        ("127.8.8.8:1", "127.8.8.8", 1, True),
        ("[::1]:9464", "::1", 9464, True),
        ("localhost:0", "localhost", 0, True),
        ("0.0.0.0:9464", "0.0.0.0", 9464, False),
        ("[::]:9464", "::", 9464, False),
        ("[fe80::1%eth0]:80", "fe80::1%eth0", 80, False),
        ("10.0.0.7:65535", "10.0.0.7", 65535, False),
        ("metrics.example.org:9464", "metrics.example.org", 9464, False),
        ("localhost.example.org:9464", "localhost.example.org", 9464, False),
    ],
)
def test_an_address_is_read_and_written_as_it_was(text: str, host: str, port: int, loopback: bool) -> None:
    """And it is known who can reach it."""
    address = Address.parse(text)

    assert (address.host, address.port, address.is_loopback) == (host, port, loopback)
    assert str(address) == text


@pytest.mark.parametrize(
    "text",
    [
        "9464",
        ":9464",
        "127.0.0.1",
        "127.0.0.1:",
        "127.0.0.1:65536",
        "127.0.0.1:-1",
        "127.0.0.1:٣",
        "::1:9464",
        "[127.0.0.1]:9464",
        "[::1:9464",
        "[]:9464",
        "http://127.0.0.1:9464",
        "a b:1",
        "-a:1",
        "a" * 300 + ":1",
    ],
)
def test_what_is_no_address(text: str) -> None:
    """A port alone, an IPv6 address without brackets, an address of the web."""
    with pytest.raises(ValueError):  # noqa: PT011 - its words are the config's
        Address.parse(text)
