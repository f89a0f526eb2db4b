"""The guard against addresses that lead, in one spelling or another, to where only this machine can go."""

from ipaddress import ip_address

import pytest

from bots.web.addresses import Address, is_public
from bots.web.fetching import Web
from bots.web.naming import named
from bots.web.values import NotFetched, Why

LOOPBACK = {
    "http://127.0.0.1/": Why.NOT_PUBLIC,
    "http://127.8.9.10/": Why.NOT_PUBLIC,
    "http://2130706433/": Why.ODD_NUMBER,
    "http://0177.0.0.1/": Why.ODD_NUMBER,
    "http://0x7f.0.0.1/": Why.ODD_NUMBER,
    "http://0x7f000001/": Why.ODD_NUMBER,
    "http://017700000001/": Why.ODD_NUMBER,
    "http://127.1/": Why.ODD_NUMBER,
    "http://127.0.1/": Why.ODD_NUMBER,
    "http://127.0.0.1./": Why.NOT_PUBLIC,
    "http://127.0.0.1../": Why.MALFORMED,
    "http://0/": Why.ODD_NUMBER,
    "http://0.0.0.0/": Why.NOT_PUBLIC,
    "http://①②⑦.⓪.⓪.①/": Why.NOT_PUBLIC,
    "http://\uff11\uff12\uff17.0.0.1/": Why.NOT_PUBLIC,
    "http://127。0。0。1/": Why.NOT_PUBLIC,
    "http://%31%32%37.0.0.1/": Why.ODD_NUMBER,
    "http://localhost/": Why.NOT_PUBLIC,
    "http://LOCALHOST./": Why.NOT_PUBLIC,
    "http://a.localhost/": Why.NOT_PUBLIC,
    "http://ⓛocalhost/": Why.NOT_PUBLIC,
    "http://localhost.localdomain/": Why.NOT_PUBLIC,
    "http://[::1]/": Why.NOT_PUBLIC,
    "http://[0:0:0:0:0:0:0:1]/": Why.NOT_PUBLIC,
    "http://[::]/": Why.NOT_PUBLIC,
    "http://[::ffff:127.0.0.1]/": Why.NOT_PUBLIC,
    "http://[::ffff:7f00:1]/": Why.NOT_PUBLIC,
    "http://[::127.0.0.1]/": Why.NOT_PUBLIC,
    "http://[64:ff9b::127.0.0.1]/": Why.NOT_PUBLIC,
    "http://[64:ff9b:1::7f00:1]/": Why.NOT_PUBLIC,
    "http://[2002:7f00:1::]/": Why.NOT_PUBLIC,
    "http://[2001:0:7f00:1::]/": Why.NOT_PUBLIC,
}
NETWORK = {
    "http://10.0.0.1/": Why.NOT_PUBLIC,
    "http://172.31.255.255/": Why.NOT_PUBLIC,
    "http://192.168.1.1/": Why.NOT_PUBLIC,
    "http://3232235777/": Why.ODD_NUMBER,
    "http://100.64.0.1/": Why.NOT_PUBLIC,
    "http://[fc00::1]/": Why.NOT_PUBLIC,
    "http://[fe80::1]/": Why.NOT_PUBLIC,
    "http://[fe80::1%25eth0]/": Why.NOT_PUBLIC,
    "http://[fe80::1%eth0]/": Why.NOT_PUBLIC,
    "http://[ff02::1]/": Why.NOT_PUBLIC,
    "http://224.0.0.1/": Why.NOT_PUBLIC,
    "http://255.255.255.255/": Why.NOT_PUBLIC,
    "http://198.18.0.1/": Why.NOT_PUBLIC,
    "http://192.0.2.1/": Why.NOT_PUBLIC,
    "http://[2001:db8::1]/": Why.NOT_PUBLIC,
    "http://router/": Why.NOT_PUBLIC,
    "http://printer.local/": Why.NOT_PUBLIC,
    "http://nas.home.arpa/": Why.NOT_PUBLIC,
    "http://redis.default.svc/": Why.NOT_PUBLIC,
    "http://api.default.svc.cluster.local/": Why.NOT_PUBLIC,
}
METADATA = {
    "http://169.254.169.254/latest/meta-data/": Why.NOT_PUBLIC,
    "http://2852039166/": Why.ODD_NUMBER,
    "http://0xa9fea9fe/": Why.ODD_NUMBER,
    "http://0251.0376.0251.0376/": Why.ODD_NUMBER,
    "http://169.254.43518/": Why.ODD_NUMBER,
    "http://[::ffff:a9fe:a9fe]/": Why.NOT_PUBLIC,
    "http://[64:ff9b::a9fe:a9fe]/": Why.NOT_PUBLIC,
    "http://[fd00:ec2::254]/": Why.NOT_PUBLIC,
    "http://[fd20:ce::254]/": Why.NOT_PUBLIC,
    "http://metadata.google.internal/computeMetadata/v1/": Why.NOT_PUBLIC,
    "http://metadata/": Why.NOT_PUBLIC,
    "http://100.100.100.200/": Why.NOT_PUBLIC,
    "http://192.0.0.192/": Why.NOT_PUBLIC,
    "http://168.63.129.16/": Why.NOT_PUBLIC,
}
WRITTEN = {
    "http://name:word@8.8.8.8/": Why.CREDENTIALS,
    "http://8.8.8.8@127.0.0.1/": Why.CREDENTIALS,
    "http://127.0.0.1\\@8.8.8.8/": Why.MALFORMED,
    "http://8.8.8.8\\.127.0.0.1/": Why.MALFORMED,
    "http://8.8.8.8 .127.0.0.1/": Why.MALFORMED,
    "http://8.8.8.8\r\nHost: a/": Why.MALFORMED,
    "http://127.0.0.1\u200b/": Why.MALFORMED,
    "http://8.8.8.8:22/": Why.PORT,
    "https://8.8.8.8:6379/": Why.PORT,
    "http://8.8.8.8:0/": Why.PORT,
    "http://8.8.8.8:99999/": Why.MALFORMED,
    "http:///": Why.MALFORMED,
    "http://": Why.MALFORMED,
    "//8.8.8.8/": Why.MALFORMED,
    "8.8.8.8": Why.MALFORMED,
    "": Why.MALFORMED,
    "file:///etc/passwd": Why.SCHEME,
    "ftp://8.8.8.8/": Why.SCHEME,
    "gopher://8.8.8.8:70/_": Why.SCHEME,
    "data:text/html,hello": Why.SCHEME,
    "javascript:alert(1)": Why.SCHEME,
    "unix:/var/run/docker.sock": Why.SCHEME,
    "http://" + "a" * 64 + ".org/": Why.MALFORMED,
    "http://a..org/": Why.MALFORMED,
    "http://a.org/" + "x" * 5000: Why.MALFORMED,
}
ATTACKS = LOOPBACK | NETWORK | METADATA | WRITTEN


async def nobody(host: str) -> tuple[Address, ...]:
    raise AssertionError(f"{host} was looked up")


@pytest.mark.parametrize("address", ATTACKS)
async def test_an_address_that_is_not_fetched(address: str) -> None:
    """Nor is anybody asked what its name means: how it is spelled is enough."""
    with pytest.raises(NotFetched) as refused:
        await Web(resolve=nobody).fetch(address)

    assert refused.value.why is ATTACKS[address]


@pytest.mark.parametrize(
    "found",
    [
        ("127.0.0.1",),
        ("10.1.2.3",),
        ("169.254.169.254",),
        ("::1",),
        ("::ffff:10.0.0.1",),
        ("fd00::1",),
        ("93.184.216.34", "127.0.0.1"),
    ],
)
async def test_a_name_that_leads_inward(found: tuple[str, ...]) -> None:
    """However public it looks, and if only one of its addresses does."""

    async def resolve(host: str) -> tuple[Address, ...]:
        return tuple(map(ip_address, found))

    with pytest.raises(NotFetched) as refused:
        await Web(resolve=resolve).fetch("http://rebind.example.org/")

    assert refused.value.why is Why.NOT_PUBLIC


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("http://Example.ORG", "http://example.org"),
        ("https://example.org./a?b=c#d", "https://example.org/a?b=c"),
        ("https://example.org:443/", "https://example.org/"),
        ("http://8.8.8.8#@127.0.0.1:6379/", "http://8.8.8.8"),
        ("http://@8.8.8.8/", "http://8.8.8.8/"),
        ("https://bücher.de/ä", "https://xn--bcher-kva.de/%C3%A4"),
        ("https://straße.de/", "https://xn--strae-oqa.de/"),
        ("https://[2606:4700::1111]/", "https://[2606:4700::1111]/"),
        (" https://a.org/b \n", "https://a.org/b"),
    ],
)
def test_an_address_has_one_spelling(written: str, read: str) -> None:
    """That of the parser which the connection is made with."""
    assert str(named(written)) == read


@pytest.mark.parametrize("address", ["8.8.8.8", "100.63.255.255", "172.32.0.1", "2606:4700::1111", "64:ff9b::808:808"])
def test_a_public_address(address: str) -> None:
    """What lies just beside a network that is not public, and an IPv4 address behind NAT64, can be asked."""
    assert is_public(ip_address(address))
