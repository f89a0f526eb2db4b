"""ChatGptEs and a network that fails: faults, cancellation, proxies."""

import asyncio
import gc
import uuid
from collections.abc import AsyncIterator
from contextlib import aclosing, asynccontextmanager

import pytest
from aiohttp import web

from provider.backends.chatgptes import ChatGptEs
from provider.contract import Finish, Text
from provider.errors import (
    BadAnswer,
    ConnectionFailed,
    CutOff,
    Overloaded,
    ProviderError,
    RateLimited,
)
from provider.testing.contract import events_of
from tests.fakes.chatgptes_site import ChatGptEsSite, page, recorded
from tests.fakes.faults import Fault
from tests.provider.asking import ASK, SAID, a_site, fails, read, request


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        (Fault("reset"), ConnectionFailed),
        (Fault("status", status=500), Overloaded),
        (Fault("status", status=429, seconds=3), RateLimited),
        (Fault("html", status=502), Overloaded),
        (Fault("html", status=200), BadAnswer),
    ],
)
async def test_faults_become_errors_and_pass(fault: Fault, kind: type[ProviderError]) -> None:
    """Each can be tried again, and then works."""
    async with a_site() as (site, provider):
        site.faults.plan("ask", fault, times=2 if fault.kind == "reset" else 1)  # a dead connection is replaced once
        error = await fails(provider, request())

        assert type(error) is kind
        assert error.retryable
        assert (await read(provider, request())).endswith("Why?")


async def test_a_broken_document_is_cut_off() -> None:
    """Its head had promised more bytes."""
    async with a_site() as (site, provider):
        site.mode = "json"
        site.faults.plan("ask", Fault("truncate"))

        assert isinstance(await fails(provider, request()), CutOff)


async def test_a_server_that_is_not_there_is_said_so() -> None:
    """Without its address's credentials."""
    provider = ChatGptEs("http://user:hunter2@127.0.0.1:1/")
    error = await fails(provider, request())
    await provider.aclose()

    assert isinstance(error, ConnectionFailed)
    assert "hunter2" not in str(error)


async def test_credentials_in_the_address_are_told_to_nobody_else() -> None:
    """They are no part of what a page's script would send."""
    async with a_site() as (site, _):
        site.render = lambda nonce: page(nonce, f'<input name="_wpnonce" value="{nonce}">')
        named = ChatGptEs(site.url.replace("http://", "http://user:hunter2@"))
        await read(named, request())
        await named.aclose()

        assert "hunter2" not in str(site.asked[0])


async def test_cancelling_drops_the_socket_at_once() -> None:
    """The site sees it within a tenth of a second, though it was silent and would have been for ever."""
    async with a_site() as (site, provider):
        site.hang_after = 2
        reading = asyncio.create_task(read(provider, request()))
        await site.silent.wait()
        reading.cancel()

        await asyncio.wait_for(site.dropped.wait(), 0.1)
        with pytest.raises(asyncio.CancelledError):
            await reading


async def test_one_stream_does_not_wait_for_another() -> None:
    """A silent answer leaves the loop and all other answers alone."""
    async with a_site() as (site, provider):
        site.hang_after = 2
        silent = asyncio.create_task(read(provider, request()))
        await site.silent.wait()
        site.hang_after = -1
        began = asyncio.get_running_loop().time()
        await read(provider, request())

        assert asyncio.get_running_loop().time() - began < 1.0
        silent.cancel()
        with pytest.raises(asyncio.CancelledError):
            await silent


async def test_words_come_while_the_answer_grows() -> None:
    """The first words are there before the site has said the last."""
    async with a_site() as (site, provider):
        site.hang_after = 4
        async with aclosing(provider.stream(request())) as events:
            first = await anext(events)

        assert first == Text("Echo:")


async def test_closing_the_provider_ends_its_streams() -> None:
    """What was read so far is part of the error."""
    async with a_site() as (site, provider):
        site.hang_after = 3
        reading = asyncio.create_task(fails(provider, request()))
        await site.silent.wait()
        await asyncio.sleep(0.02)
        await provider.aclose()
        error = await reading

        assert isinstance(error, CutOff)
        assert error.partial_text.startswith("Echo:")


class Proxy:
    """Forwards plain HTTP to `site`, and notes what it was asked with."""

    def __init__(self, site: ChatGptEsSite, status: int = 0) -> None:
        self.site = site
        self.status = status
        self.seen: list[tuple[str, str]] = []

    @asynccontextmanager
    async def running(self) -> AsyncIterator[str]:
        server = web.ServerRunner(web.Server(self._forward), shutdown_timeout=0.05)
        await server.setup()
        await web.TCPSite(server, "127.0.0.1", 0).start()
        try:
            yield f"127.0.0.1:{server.addresses[0][1]}"
        finally:
            await server.cleanup()

    async def _forward(self, request: web.BaseRequest) -> web.StreamResponse:
        self.seen.append((request.method, request.headers.get("Proxy-Authorization", "")))
        if self.status:
            return web.Response(status=self.status, headers={"Proxy-Authenticate": "Basic"})
        if request.method == "GET":
            return web.Response(text=page(self.site.nonce), content_type="text/html")
        body = recorded("sse_ok").partition(b"\r\n\r\n")[2]
        return web.Response(body=body, content_type="text/event-stream")


async def test_all_goes_through_the_proxy() -> None:
    """The page and the question; a name that only the proxy can reach."""
    proxy = Proxy(ChatGptEsSite())
    async with proxy.running() as where:
        provider = ChatGptEs("http://chat.invalid/", f"http://user:hunter2@{where}")
        text = await read(provider, request())
        await provider.aclose()
        # Its page is kept as long as the process lives: another run of this test needs another name.
        url = f"http://{uuid.uuid4().hex}.invalid/"
        pieces = await ChatGptEs.create_async_generator("", ASK, f"http://{where}", url=url)

    assert text == "".join(pieces) == SAID
    assert [method for method, _ in proxy.seen] == ["GET", "POST", "GET", "POST"]
    assert proxy.seen[0][1].startswith("Basic ")


@pytest.mark.parametrize("url", ["http://chat.invalid/", "https://chat.invalid/"])
async def test_a_proxy_that_fails_is_said_without_its_credentials(url: str) -> None:
    """One that is not there, and one that refuses us."""
    proxy = Proxy(ChatGptEsSite(), status=407)
    async with proxy.running() as where:
        for address in ("127.0.0.1:1", where):
            provider = ChatGptEs(url, f"http://user:hunter2@{address}")
            error = await fails(provider, request())
            await provider.aclose()

            assert isinstance(error, ConnectionFailed)
            assert f"The proxy {address} " in str(error)
            assert "hunter2" not in repr(error)
            assert "user" not in str(error)


async def test_a_connection_that_breaks_behind_a_whole_answer_is_nobody_s_error() -> None:
    """Nobody hears of it: neither who asked nor the log."""
    complaints: list[str] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: complaints.append(context["message"]))
    async with a_site() as (site, provider):
        site.faults.plan("ask", Fault("truncate"))
        events = await events_of(provider)
    gc.collect()
    await asyncio.sleep(0.1)

    assert isinstance(events[-1], Finish)
    assert complaints == []
