"""The HTTP stack against real sockets that send exactly what a test says."""

import asyncio
import gzip
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from provider.errors import Abandoned, BadAnswer, BadRequest, ConnectionFailed, CutOff, ProviderError, TimedOut
from provider.transport.http import Deadlines, Http
from provider.transport.redirects import onward
from tests.fakes.raw_site import Site, says, site
from tests.patient_loop import PatientLoop
from tests.waiting import until

pytestmark = pytest.mark.both_loops

OTHERS = 10.0
"""Seconds: the shortest of the deadlines that a test does not set."""

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n"


@asynccontextmanager
async def stack(impersonate: str = "") -> AsyncIterator[Http]:
    http = Http(impersonate=impersonate)
    try:
        yield http
    finally:
        await http.aclose()


async def body_of(http: Http, url: str, deadlines: Deadlines = Deadlines()) -> bytes:  # noqa: B008
    with await http.request("GET", url, deadlines=deadlines) as response:
        return await response.read()


async def collect(http: Http, url: str, got: bytearray) -> None:
    with await http.request("GET", url) as response:
        async for chunk in response.chunks():
            got += chunk


async def steps() -> None:
    """Let the loop look around some times: what has left one socket is at the other already."""
    for _ in range(20):
        await asyncio.sleep(0)


async def test_the_head_comes_before_the_body() -> None:
    """Status and headers are there while the body is not; names are in lower case and the last of equals wins."""
    head = b"HTTP/1.1 418 Tea\r\nX-Thing: one\r\nX-THING: two\r\nContent-Length: 5\r\n\r\n"
    async with site(says(head, then_close=False)) as here, stack() as http:
        with await http.request("GET", here.url) as response:
            status, headers = response.status, response.headers

        assert status == 418
        assert headers == {"x-thing": "two", "content-length": "5"}


@pytest.mark.parametrize("impersonate", ["", "chrome"])
@pytest.mark.parametrize("sent", [b"", HEAD, HEAD + b"5\r\nhello\r\n"], ids=["head", "first byte", "body"])
async def test_cancelling_drops_the_socket(sent: bytes, impersonate: str) -> None:
    """Cancelled before the head, before the first byte or in the body: the server sees the end at once."""
    async with site(says(sent, then_close=False)) as here, stack(impersonate) as http:
        task = asyncio.create_task(body_of(http, here.url))
        await until(lambda: here.requests)
        await asyncio.sleep(0.03)
        open_before = here.open
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await steps()

        assert (open_before, here.open) == (1, 0)


async def test_leaving_half_way_drops_the_socket() -> None:
    """A reader that has enough leaves the block, and the stream does not go on behind its back."""
    async with site(says(HEAD + b"5\r\nhello\r\n", then_close=False)) as here, stack() as http:
        with await http.request("GET", here.url) as response:
            first = await anext(response.chunks())
        await steps()

        assert (first, here.open) == (b"hello", 0)


@pytest.mark.parametrize(
    "answer",
    [
        HEAD + b"5\r\nhello\r\n",
        HEAD + b"5\r\nhel",
        HEAD + b"5\r\nhello\r\nzz\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhello",
    ],
    ids=["no last chunk", "in a chunk", "junk for a length", "short of its length"],
)
async def test_a_body_that_breaks_off_is_told(answer: bytes) -> None:
    """What came is delivered, and then it is said that more was promised."""
    got = bytearray()
    async with site(says(answer)) as here, stack() as http:
        with pytest.raises(CutOff):
            await collect(http, here.url, got)

        assert bytes(got) in (b"hello", b"hel")


async def test_a_body_cut_anywhere_arrives_whole() -> None:
    """Head and body may come byte by byte."""

    async def trickle(here: Site, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await here.request(reader)
        for byte in HEAD + b"3\r\na\r\n\r\n2\r\n\nb\r\n0\r\n\r\n":
            writer.write(bytes([byte]))
            await asyncio.sleep(0)
        await reader.read()

    async with site(trickle) as here, stack() as http:
        assert await body_of(http, here.url) == b"a\r\n\nb"


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (b"", ConnectionFailed),
        (b"SSH-2.0-OpenSSH_9.2\r\n\r\n", BadAnswer),
        (b"HTTP/1.1 200 OK\r\na line without a colon\r\n\r\n", BadAnswer),
        (b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\njunk", BadAnswer),
    ],
    ids=["nothing", "no HTTP", "a junk header", "not what it says"],
)
async def test_junk_is_no_answer(answer: bytes, error: type[ProviderError]) -> None:
    """A server that says nothing, something else, or not what it claims."""
    async with site(says(answer)) as here, stack("chrome") as http:
        with pytest.raises(error):
            await body_of(http, here.url)


@pytest.mark.parametrize(
    ("sent", "deadlines"),
    [
        (b"", Deadlines(first_byte=0.05)),
        (HEAD, Deadlines(first_byte=0.05)),
        (HEAD + b"5\r\nhello\r\n", Deadlines(silence=0.05)),
        (HEAD + b"5\r\nhello\r\n", Deadlines(total=0.05)),
    ],
    ids=["head", "first byte", "silence", "total"],
)
async def test_each_deadline_passes_on_its_own(sent: bytes, deadlines: Deadlines) -> None:
    """A server that stalls is left when its time is over, not later."""
    async with site(says(sent, then_close=False)) as here, stack() as http:
        started = asyncio.get_running_loop().time()
        with pytest.raises(TimedOut):
            await body_of(http, here.url, deadlines)

        took = asyncio.get_running_loop().time() - started
        assert 0.04 < took < (0.5 if isinstance(asyncio.get_running_loop(), PatientLoop) else OTHERS)


async def test_nobody_there() -> None:
    """A refused connection and a dead proxy say where, without the credentials of either."""
    async with site(says(b"")) as here:
        gone = here.url
    async with stack() as http:
        with pytest.raises(ConnectionFailed) as refused:
            await body_of(http, gone.replace("http://", "http://user:hunter2@"))
        with pytest.raises(ConnectionFailed) as proxied:
            await http.request("GET", "http://x.example/", proxy=gone.replace("//", "//user:hunter2@"))

    where = gone.split("//")[1].rstrip("/")
    assert where in str(refused.value)
    assert str(proxied.value) == f"The proxy {where} refuses connections (curl 7); x.example was not reached."
    assert "hunter2" not in f"{refused.value!r} {proxied.value!r}"


async def test_a_proxy_that_refuses_is_no_answer() -> None:
    """A proxy's 407 to CONNECT is a connection that failed, not an answer of the server."""
    answer = b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n"
    async with site(says(answer)) as here, stack() as http:
        with pytest.raises(ConnectionFailed) as refused:
            await http.request("GET", "https://x.example/", proxy=here.url)

        assert here.requests[0].startswith(b"CONNECT x.example:443")
        assert "wants other credentials (HTTP 407); x.example was not reached." in str(refused.value)


@pytest.mark.parametrize("status", [403, 502])
async def test_a_proxy_that_will_not_connect_is_named(status: int) -> None:
    """By its host and port; the server behind it is not to blame."""
    answer = b"HTTP/1.1 %d No\r\nContent-Length: 0\r\n\r\n" % status
    async with site(says(answer)) as here, stack() as http:
        with pytest.raises(ConnectionFailed) as refused:
            await http.request("GET", "https://x.example/", proxy=here.url.replace("//", "//user:hunter2@"))

        where = here.url.split("//")[1].rstrip("/")
        assert str(refused.value) == f"The proxy {where} refused to connect to x.example (HTTP {status})."


async def test_a_proxy_that_hangs_is_named() -> None:
    """Nobody can tell whether it is the proxy or the server behind it."""

    async def hang(here: Site, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await here.request(reader)
        await asyncio.sleep(30.0)

    async with site(hang) as here, stack() as http:
        with pytest.raises(Abandoned) as left:
            await http.request("GET", "http://x.example/", proxy=here.url, deadlines=Deadlines(first_byte=0.1))
        where = here.url.removeprefix("http://").rstrip("/")

        assert str(left.value) == f"x.example fell silent. It was asked through the proxy {where}."


def test_a_proxy_of_the_environment_is_named_too() -> None:
    """It is libcurl that looks there, and nobody configured it in Parley."""
    script = (
        "import asyncio\n"
        "from provider.transport.http import Http\n"
        "async def main():\n"
        "    await Http().request('GET', 'http://x.example/')\n"
        "try: asyncio.run(main())\n"
        "except Exception as error: print(type(error).__name__, error)\n"
    )
    env = {**os.environ, "http_proxy": "http://user:hunter2@127.0.0.1:1", "no_proxy": ""}
    ran = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=30, check=True, env=env
    )

    assert ran.stdout.startswith("ConnectionFailed The proxy 127.0.0.1:1 refuses connections")
    assert "hunter2" not in ran.stdout


async def test_a_connection_that_died_idle_is_replaced() -> None:
    """A server may close a kept-alive connection whenever it likes; nobody notices."""

    async def one_each(here: Site, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await here.request(reader)
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        await here.request(reader)  # takes the second request and closes without a word

    async with site(one_each) as here, stack() as http:
        for _ in range(3):
            with await http.request("POST", here.url, json={"a": 1}) as response:
                assert await response.read() == b"ok"

        assert here.accepted == 3


async def test_connections_are_used_again() -> None:
    """Answers that were read to their end share one connection."""

    async def patient(here: Site, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while await here.request(reader):
            writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")

    async with site(patient) as here, stack() as http:
        for _ in range(5):
            assert await body_of(http, here.url) == b"ok"

        assert here.accepted == 1


async def test_a_slow_reader_bounds_memory() -> None:
    """While nobody reads, the server cannot push more than the buffers hold, and later nothing is missing."""
    pushed = 0
    total = 24 * 1024 * 1024

    async def firehose(here: Site, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal pushed
        await here.request(reader)
        writer.write(f"HTTP/1.1 200 OK\r\nContent-Length: {total}\r\n\r\n".encode())
        while pushed < total:
            writer.write(b"x" * 65536)
            await writer.drain()
            pushed += 65536
        await reader.read()

    async with site(firehose) as here, stack() as http:
        with await http.request("GET", here.url) as response:
            await asyncio.sleep(0.09)
            held = pushed
            got = 0
            async for chunk in response.chunks():
                got += len(chunk)

        assert held < total / 2
        assert got == total


async def test_what_a_browser_unpacks_is_unpacked() -> None:
    """A browser's mask asks for compression, so a compressed body is read as what it holds."""
    packed = gzip.compress(b"hello " * 100)
    answer = f"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: {len(packed)}\r\n\r\n".encode() + packed
    async with site(says(answer)) as here, stack("chrome") as http:
        assert await body_of(http, here.url) == b"hello " * 100
        assert here.requests[0].lower().count(b"accept-encoding: gzip, deflate, br, zstd") == 1


async def test_read_has_a_limit() -> None:
    """A body that is larger than the caller can use is not collected."""
    async with site(says(HEAD + b"5\r\nhello\r\n", then_close=False)) as here, stack() as http:
        with pytest.raises(BadAnswer), await http.request("GET", here.url) as response:
            await response.read(limit=4)


async def test_what_is_sent() -> None:
    """Forms, JSON and headers arrive as they were given; without a browser's mask we say who we are."""
    ok = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    async with site(says(ok)) as here, stack() as http, stack("chrome") as masked:
        with await http.request("POST", here.url, json={"a": "é\ud800"}, headers={"X-A": "b"}) as response:
            assert response.status == 200
        with await masked.request("POST", here.url, form={"a b": "é&"}):
            pass
        plain, browser = here.requests

        assert plain.endswith(b'\r\n\r\n{"a":"\xc3\xa9?"}')
        assert b"\r\nUser-Agent: parley\r\n" in plain
        assert b"\r\nX-A: b\r\n" in plain
        assert b"\r\nContent-Type: application/json\r\n" in plain
        assert browser.endswith(b"\r\n\r\na+b=%C3%A9%26")
        assert b"Mozilla/5.0" in browser
        assert b"Expect" not in plain + browser


async def test_a_header_holds_one_line() -> None:
    """A key with a line break cannot smuggle a second header, and is not repeated in the error."""
    async with stack() as http:
        with pytest.raises(BadRequest) as raised:
            await http.request("GET", "http://127.0.0.1:9/", headers={"Authorization": "Bearer a\r\nX: secret"})

    assert "secret" not in str(raised.value)


def moved(status: int, location: str, cookie: str = "a=1") -> bytes:
    lines = f"Set-Cookie: {cookie}\r\nContent-Length: 4\r\nConnection: close\r\nLocation: {location}"
    return f"HTTP/1.1 {status} Moved\r\n{lines}\r\n\r\nmove".encode()


def pages(first: bytes, then: bytes) -> Callable[[Site, asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]:
    """A script: these bytes for the page at the root, and others for any other page."""

    async def script(here: Site, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await here.request(reader)
        writer.write(first if b" / HTTP" in request else then)
        await writer.drain()
        writer.close()

    return script


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_no_key_goes_to_another_server(method: str, status: int) -> None:
    """A redirect to another host or port is the answer, whatever a key's header is called; that host hears nothing."""
    async with site(says(HEAD + b"0\r\n\r\n")) as there, site(says(moved(status, there.url))) as here, stack() as http:
        keys = {"x-api-key": "k", "x-goog-api-key": "k", "Authorization": "k", "X-Own": "k"}
        with await http.request(method, here.url, headers=keys) as response:
            assert response.status == status
            assert await response.read() == b"move"

        assert there.accepted == 0


async def test_a_page_that_has_moved_is_found_at_the_same_server() -> None:
    """With the same headers, and with the cookies of both answers; what a question asks is not asked elsewhere."""
    new = b"HTTP/1.1 200 OK\r\nSet-Cookie: b=2\r\nContent-Length: 3\r\nConnection: close\r\n\r\nnew"
    async with site(pages(moved(302, "/new?x=1#y"), new)) as here, stack() as http:
        with await http.request("GET", here.url, headers={"X-Own": "k"}) as response:
            assert await response.read() == b"new"
            assert response.cookies == ("a=1", "b=2")
        with await http.request("POST", here.url, json={}) as response:
            assert response.status == 302

        assert [request.split(b" HTTP")[0] for request in here.requests] == [b"GET /", b"GET /new?x=1", b"POST /"]
        assert all(b"X-Own: k" in request for request in here.requests[:2])


async def test_a_circle_of_redirects_has_an_end() -> None:
    """After five the next one is the answer."""
    async with site(says(moved(301, "/"))) as here, stack() as http:
        with await http.request("GET", here.url) as response:
            assert response.status == 301

        assert here.accepted == 6


@pytest.mark.parametrize(
    ("location", "found"),
    [
        ("https://a.example/x", "https://u:p@a.example/x"),
        ("HTTPS://A.example/x", "https://u:p@a.example/x"),
        ("//a.example/x", "https://u:p@a.example/x"),
        ("../x", "https://u:p@a.example/x"),
        ("/\\b.example", "https://u:p@a.example/\\b.example"),
        ("", ""),
        ("http://a.example/x", ""),
        ("https://a.example:8443/x", ""),
        ("https://www.a.example/x", ""),
        ("https://a.example@b.example/x", ""),
        ("https://a.example\\@b.example/x", ""),
        ("//127.0.0.1/x", ""),
        ("https://[x/", ""),
        ("https://a.example:y/", ""),
        ("file:///etc/passwd", ""),
    ],
)
def test_where_a_redirect_leads(location: str, found: str) -> None:
    """To another page of the same server, with the credentials of the address; else nowhere."""
    assert onward("https://u:p@a.example/v1/models", 302, location) == found


def test_http_may_become_https() -> None:
    """At the usual ports, which belong to the same server."""
    assert onward("http://a.example/x", 301, "https://a.example/x") == "https://a.example/x"
    assert onward("http://a.example:8080/x", 301, "https://a.example/x") == ""


async def test_closing_ends_what_still_runs() -> None:
    """`aclose` drops every connection and tells who still reads; twice is once."""
    async with site(says(HEAD + b"5\r\nhello\r\n", then_close=False)) as here, stack() as http:
        got = bytearray()
        task = asyncio.create_task(collect(http, here.url, got))
        await until(lambda: got)
        await http.aclose()
        await http.aclose()

        with pytest.raises(CutOff):
            await task


async def test_closing_ends_what_waits_for_others() -> None:
    """A request whose turn has not come fails as one that has no answer yet, and the next ones have their turns."""
    async with site(says(HEAD, then_close=False)) as here:
        http = Http(impersonate="", max_streams=1)
        first = await http.request("GET", here.url)
        others = [asyncio.create_task(body_of(http, here.url)) for _ in range(3)]
        await steps()
        await http.aclose()
        first.close()
        async with asyncio.timeout(5):
            ends = await asyncio.gather(*others, return_exceptions=True)
            (await http.request("GET", here.url)).close()
        await http.aclose()

    assert [type(each) for each in ends] == [ConnectionFailed] * 3


async def test_nothing_blocks_the_loop() -> None:
    """While fifty streams run, the loop is never held for long: by the processor's time, not by the clock's."""
    worst = 0.0

    async def watch() -> None:
        nonlocal worst
        while True:
            started = time.thread_time()
            await asyncio.sleep(0)
            worst = max(worst, time.thread_time() - started)

    answer = HEAD + b"5\r\nhello\r\n" * 200 + b"0\r\n\r\n"
    async with site(says(answer)) as here, stack() as http:
        await body_of(http, here.url)
        watcher = asyncio.create_task(watch())
        bodies = await asyncio.gather(*(body_of(http, here.url) for _ in range(50)))
        watcher.cancel()

        assert {len(body) for body in bodies} == {1000}
        assert worst < 0.25


def test_two_loops_one_after_the_other() -> None:
    """A program may run several event loops, each with a stack of its own."""

    async def once() -> bytes:
        async with site(says(HEAD + b"2\r\nok\r\n0\r\n\r\n")) as here, stack() as http:
            return await body_of(http, here.url)

    assert [asyncio.run(once()), asyncio.run(once())] == [b"ok", b"ok"]


def test_without_curl_cffi() -> None:
    """Everything but a request works where the library is missing, and the error names the cure."""
    program = (
        "import sys, asyncio; sys.modules['curl_cffi'] = None\n"
        "import provider; from provider.transport.http import Http\n"
        "async def main():\n"
        "    await Http().request('GET', 'http://127.0.0.1:9/')\n"
        "try: asyncio.run(main())\n"
        "except provider.MissingRequirementsError as error: print(error)\n"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=False)

    assert "pip install curl_cffi" in ran.stdout
    assert ran.stderr == ""
