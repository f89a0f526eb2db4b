"""Listens at an address for as long as the program runs. What speaks behind it is handed in.

An address that cannot be had ends nothing: people are answered all the same, whoever watches sees that there is no
answer, and in a deploy the program before may have it still. So it is said once, with the cure, and tried again.
"""

import asyncio
import errno
import logging
import socket

from bots.engine.runtime.clock import Clock
from bots.listening.address import Address, is_loopback
from bots.listening.bounded import Bounded
from provider.values import Value

log = logging.getLogger("parley.listening")

AGAIN_AFTER = 30.0
"""Seconds between two attempts to get the address."""

_CURES = {
    errno.EADDRINUSE: "is taken by another program; stop that one, or write another port",
    errno.EADDRNOTAVAIL: "is no address of this machine; write 127.0.0.1, or one that it has",
    errno.EAFNOSUPPORT: "is of a kind that this machine does not have; write 127.0.0.1",
    errno.EACCES: "may not be used by this user; write a port above 1023",
}


class Door(Value):
    """What is listened for. `key`: the setting with the address; `answers`: what whoever calls there gets.

    `lock`: the setting with the token that is asked for where others than this machine can call; empty if there is one.
    """

    key: str
    answers: str
    lock: str = ""


class NoAddress(Exception):
    """The address cannot be had; `str()` goes on from its name, and says what to do."""


async def listen(address: Address, connections: Bounded, clock: Clock, door: Door) -> None:
    """Listen there until cancellation, which drops all connections."""
    told = ""
    while True:
        try:
            servers = await _servers(address, connections, door.lock)
            break
        except NoAddress as error:
            if str(error) != told:
                told = str(error)
                log.error("%s: %s %s. The bot runs without it and tries again every 30 s", door.key, address, error)
        await clock.sleep(AGAIN_AFTER)
    for server in servers:
        log.info("http://%s answers %s", _name(server), door.answers)
    try:
        await asyncio.get_running_loop().create_future()
    finally:
        for server in servers:
            server.close()
        connections.drop()


async def _servers(address: Address, connections: Bounded, lock: str) -> list[asyncio.Server]:
    """A server at each IP address that the host has; at least one.

    Raises:
        NoAddress: there is none, or others than this machine could reach one without a token.
    """
    loop = asyncio.get_running_loop()
    try:
        found = await loop.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (OSError, UnicodeError):
        raise NoAddress("is no name of an address; write 127.0.0.1, or the address itself") from None
    hosts = list(dict.fromkeys(str(where[0]) for *_, where in found))
    if lock and not all(map(is_loopback, hosts)):
        raise NoAddress(f"can be reached from elsewhere; set {lock}, or write 127.0.0.1")
    servers: list[asyncio.Server] = []
    failed: OSError | None = None
    for host in hosts if address.port else hosts[:1]:
        try:
            servers.append(await loop.create_server(connections, host, address.port))
        except OSError as error:
            if failed is None or error.errno == errno.EADDRINUSE:
                failed = error
    if failed is not None and (not servers or failed.errno == errno.EADDRINUSE):
        for server in servers:
            server.close()
        raise NoAddress(_CURES.get(failed.errno or 0, f"cannot be listened at ({_reason(failed)}); write another"))
    return servers


def _reason(error: OSError) -> str:
    return errno.errorcode.get(error.errno or 0, "unknown error")


def _name(server: asyncio.Server) -> Address:
    host, port = server.sockets[0].getsockname()[:2]
    return Address(host, port)
