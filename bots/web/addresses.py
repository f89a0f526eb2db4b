"""Which IP addresses are public. Our own table, since that of the standard library differs between versions. Pure."""

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network
from typing import Final

Address = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

_NOT_PUBLIC_4: Final = tuple(
    map(
        IPv4Network,
        (
            "0.0.0.0/8",  # "this host": many systems connect it to themselves
            "10.0.0.0/8",
            "100.64.0.0/10",  # behind a carrier's NAT; Alibaba's metadata service, Tailscale
            "127.0.0.0/8",
            "168.63.129.16/32",  # Azure's own services for a machine: the one public address that is not
            "169.254.0.0/16",  # the metadata services of most clouds
            "172.16.0.0/12",
            "192.0.0.0/24",  # Oracle's metadata service
            "192.0.2.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
        ),
    )
)

_PUBLIC_6: Final = IPv6Network("2000::/3")
"""All that has been given out for the public; fc00::/7, fe80::/10, ::1 and the like lie elsewhere."""
_NOT_PUBLIC_6: Final = tuple(
    map(
        IPv6Network,
        (
            "2001::/23",  # Teredo, ORCHID, benchmarks: no pages
            "2001:db8::/32",
            "2002::/16",  # 6to4: holds an IPv4 address, and nobody uses it any more
            "3fff::/20",
        ),
    )
)
_NAT64: Final = IPv6Network("64:ff9b::/96")
"""The prefix by which a network without IPv4 reaches it: the last four bytes are the address there."""


def is_public(address: Address) -> bool:
    """Whether everybody can reach it. An IPv4 address that is wrapped in IPv6 is judged by itself."""
    if isinstance(address, IPv4Address):
        return not any(address in network for network in _NOT_PUBLIC_4)
    if address.scope_id is not None:
        return False
    if address.ipv4_mapped is not None:
        return is_public(address.ipv4_mapped)
    if address in _NAT64:
        return is_public(IPv4Address(int(address) & 0xFFFF_FFFF))
    return address in _PUBLIC_6 and not any(address in network for network in _NOT_PUBLIC_6)
