"""An address that can be had, and one that cannot: a sentence with the cure, and the bot goes on."""

import asyncio
import logging
import socket

import pytest

from bots.engine.runtime.clock import RealClock
from bots.engine.runtime.tasks import beside
from bots.listening.address import Address
from bots.listening.bounded import Bounded
from bots.listening.listening import AGAIN_AFTER, listen
from bots.ops.operating import door
from tests.bots.ops.reading import read
from tests.bots.ops.stand import TOKEN, port_in, standing
from tests.waiting import until

pytestmark = pytest.mark.real_time


@pytest.mark.parametrize("address", ["127.0.0.1:0", "localhost:0", "[::1]:0", "127.0.0.2:0"])
async def test_addresses_of_this_machine(address: str, caplog: pytest.LogCaptureFixture) -> None:
    """Numbers, a name, IPv6; where the port is 0, the log says which one it is."""
    if address.startswith("[") and not socket.has_ipv6:
        pytest.skip("this machine has no IPv6")
    async with standing(caplog, address) as stand:
        host = Address.parse(address).host
        page = await read(stand.port, "/healthz", host=host)

    assert page.status == 200


async def test_an_open_address_with_a_token(caplog: pytest.LogCaptureFixture) -> None:
    """All addresses of this machine."""
    async with standing(caplog, "0.0.0.0:0", TOKEN) as stand:
        found = [(await read(stand.port, "/healthz", token=each)).status for each in ("", TOKEN)]

    assert found == [401, 200]


async def said_of(address: str, caplog: pytest.LogCaptureFixture, *, guarded: bool = False) -> str:
    """What is said of an address that cannot be had."""
    caplog.set_level(logging.INFO)
    work = listen(Address.parse(address), Bounded(asyncio.Protocol), RealClock(), door(guarded=guarded))
    async with beside(work):
        await until(lambda: caplog.records)
    [line] = [record.getMessage() for record in caplog.records]
    return line


async def test_a_port_that_is_taken_and_comes_free(caplog: pytest.LogCaptureFixture) -> None:
    """It is said once, with the cure; in the end the address is had."""
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        caplog.set_level(logging.INFO)
        clock = RealClock(speed=AGAIN_AFTER / 0.05)
        async with beside(listen(Address("127.0.0.1", port), Bounded(asyncio.Protocol), clock, door(guarded=False))):
            await until(lambda: caplog.records)
            await asyncio.sleep(0.3)
            told = [record.getMessage() for record in caplog.records]
            other.close()
            await until(lambda: port_in(caplog.text) == port)

    assert told == [
        f"ops.listen: 127.0.0.1:{port} is taken by another program; stop that one, or write another port. "
        "The bot runs without it and tries again every 30 s"
    ]


@pytest.mark.parametrize(
    ("address", "guarded", "words"),
    [
        ("192.0.2.1:0", True, "is no address of this machine"),
        ("no-such-host.invalid:9464", True, "is no name of an address"),
        ("0.0.0.0:0", False, "can be reached from elsewhere; set ops.token"),
    ],
)
async def test_addresses_that_cannot_be_had(
    address: str, guarded: bool, words: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Of elsewhere, unknown, or open to all without a token."""
    line = await said_of(address, caplog, guarded=guarded)

    assert line.startswith(f"ops.listen: {address} ")
    assert words in line
