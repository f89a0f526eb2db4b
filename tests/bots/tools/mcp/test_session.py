"""Against the SDK's own server, as a process of ours and over HTTP, and one from elsewhere."""

import asyncio
import logging
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from bots.engine.runtime.clock import RealClock
from bots.tools.mcp.server import Server
from bots.tools.mcp.session import connected
from bots.tools.mcp.source import ServerSource
from bots.tools.mcp.values import Answered, CallRefused, ServerDown, ServerSettings
from provider.contract import Image
from tests.bots.tools.test_built_in import CONTEXT, ORIGIN

pytestmark = pytest.mark.real_time

PROGRAM = (sys.executable, str(Path(__file__).parent / "small_server.py"))


async def test_a_server_as_a_process(caplog: pytest.LogCaptureFixture) -> None:
    """What it offers, what calls give, and what it says for people; variables are its own, ours are not."""
    caplog.set_level(logging.INFO, "parley.tools")
    tools = ("add", "fail", "draw", "told", "hang")
    settings = ServerSettings("small", PROGRAM, variables={"KEY": "secret"}, tools=tools, seconds=3.0)

    async with connected(settings) as session:
        offered = await session.offered()
        added = await session.call("add", {"a": 1, "b": 2})
        failed = await session.call("fail", {})
        drawn = await session.call("draw", {})
        told = await session.call("told", {"name": "KEY"})
        hidden = await session.call("told", {"name": "PARLEY_SECRET"})
        wrong = await session.call("add", {"a": "x"})
        unknown = await session.call("nothing", {})
        with pytest.raises(CallRefused, match="within 3 s"):
            await session.call("hang", {})

    assert {each.name for each in offered} == {"add", "fail", "draw", "told", "hang"}
    assert next(each for each in offered if each.name == "add").about == "Add two numbers."
    assert added == Answered("3")
    assert failed == Answered("Error executing tool fail: the ferry is late", failed=True)
    assert drawn == Answered("", (Image("image/png", b"\x89PNG\r\n\x1a\n"),))
    assert (told.text, hidden.text) == ("secret", "nothing")
    assert wrong.failed
    assert unknown.failed
    assert "small says: hello from the server" in caplog.text


async def test_a_server_that_dies_or_floods() -> None:
    """It is down, its process is gone, and it is started anew; nothing of its 12 MB is kept."""
    server = Server(ServerSettings("small", PROGRAM, all_read_only=True), RealClock(50.0), connected)
    try:
        (tool,) = [
            each for each in (await ServerSource(server).offered(ORIGIN)).tools if each.definition.name == "small__add"
        ]
        with pytest.raises(ServerDown, match="ended"):
            await server.call("die", {})
        offer = await ServerSource(server).offered(ORIGIN)
        await asyncio.sleep(0.1)
        with pytest.raises(ServerDown, match="ended"):
            await server.call("flood", {"megabytes": 12})
        await asyncio.sleep(0.2)

        assert (offer.tools, offer.missing) == ((), "small (it ended in the middle of a call)")
        made = await tool.run({"a": 2, "b": 2}, CONTEXT)
        assert getattr(made, "text", made) == "4"
        assert tool.reads_only
        assert tool.doing({"a": 2}) == "small: add 2"
        assert tool.used(2) == "2 × add"
    finally:
        await server.aclose()


async def test_a_server_over_http() -> None:
    """By its address."""
    async with _listening() as url, connected(ServerSettings("small", url=url)) as session:
        assert await session.call("add", {"a": 1, "b": 2}) == Answered("3")
        assert "add" in {each.name for each in await session.offered()}


async def test_a_server_from_elsewhere() -> None:
    """One that needs no network."""
    command = (sys.executable, "-m", "mcp_server_time", "--local-timezone", "UTC")

    async with connected(ServerSettings("time", command)) as session:
        asked = {"source_timezone": "UTC", "time": "12:00", "target_timezone": "Asia/Tokyo"}
        said = await session.call("convert_time", asked)

    assert "21:00" in said.text


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        (ServerSettings("none", ("/nonexistent",)), "no such program"),
        (ServerSettings("none", (str(Path(__file__).parent),)), "may not be run"),
        (ServerSettings("ends", ("true",)), "ended"),
        (ServerSettings("nobody", url="http://127.0.0.1:1/"), "cannot be reached"),
    ],
)
async def test_a_server_that_is_none(settings: ServerSettings, why: str) -> None:
    """It is said why, in our own words."""
    with pytest.raises(ServerDown, match=why):
        async with connected(settings):
            raise AssertionError


@asynccontextmanager
async def _listening() -> AsyncIterator[str]:
    """The small server at a port of this machine."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = await asyncio.create_subprocess_exec(*PROGRAM, str(port), stderr=asyncio.subprocess.DEVNULL)
    try:
        while True:
            try:
                _, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
            else:
                writer.close()
                break
        yield f"http://127.0.0.1:{port}/mcp"
    finally:
        process.terminate()
        await process.wait()
