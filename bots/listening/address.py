"""Where the program listens: "127.0.0.1:9464", "[::1]:9464", "localhost:9464". Pure."""

import re
from ipaddress import ip_address

from provider.values import Value

LOCALHOST = "localhost"
_HOST = re.compile(r"[A-Za-z0-9]([A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")


class Address(Value):
    """A host, which is an IP address or a name, and a port; the port 0 is any that is free."""

    host: str
    port: int

    @classmethod
    def parse(cls, text: str) -> "Address":
        """Raises ValueError: the text is no host with a port."""
        host, _, port = text.rpartition(":")
        if not (port.isascii() and port.isdigit() and int(port) <= 65_535):
            raise ValueError(text)
        if host.startswith("[") and host.endswith("]"):
            if ip_address(host[1:-1]).version != 6:
                raise ValueError(text)
            host = host[1:-1]
        elif not _HOST.fullmatch(host):
            raise ValueError(text)
        return cls(host, int(port))

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach it, by what is written."""
        return self.host == LOCALHOST or is_loopback(self.host)


def is_loopback(host: str) -> bool:
    """Whether the text is an IP address that only this machine can reach."""
    try:
        return ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False
