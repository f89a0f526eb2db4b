"""A site with the AI Power chat plugin, on a real socket: its page, its checks, its answers, and recorded ones."""

import asyncio
import itertools
import json
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from aiohttp import web

from tests.fakes.faults import Fault, Faults, Handler

RECORDED = Path(__file__).parent.parent / "recorded" / "chatgptes"
"""Answers of a real server, byte for byte: head and body."""

EXPIRED = "The link you followed has expired."
CHALLENGE = "<!DOCTYPE html><html><head><title>Just a moment...</title></head><body>Checking</body></html>"

_NUMBERS = itertools.count(1)
"""Each site has a path of its own: a later one may get the port of an earlier one, whose page is remembered."""
_FIXED = {"bot_id": "0", "chatbot_identity": "shortcode"}


def recorded(name: str) -> bytes:
    """A recorded answer, head and body."""
    return (RECORDED / f"{name}.response").read_bytes()


def answer(body: bytes | str, content_type: str = "application/json; charset=UTF-8", status: int = 200) -> bytes:
    """An answer, head and body, in the manner of the recorded ones: it ends where the connection does."""
    head = f"HTTP/1.1 {status} Said\r\nConnection: close\r\nContent-Type: {content_type}\r\n\r\n"
    return head.encode() + (body.encode() if isinstance(body, str) else body)


def attributes(nonce: str, post_id: str = "106") -> dict[str, str]:
    """What the chat window's element carries, ready quoted."""
    return {
        "class": '"wpaicg-chat-shortcode"',
        "data-user-bg-color": '"#444654"',
        "data-nonce": f'"{nonce}"',
        "data-post-id": f'"{post_id}"',
        "data-url": '"https://chatgpt.es/"',
        "data-bot-id": '"0"',
        "data-openai_stream_nav": '"1"',
        "data-type": '"shortcode"',
    }


def widget(values: Mapping[str, str], equals: str = "=") -> str:
    """The chat window's element with these attributes in their order."""
    return "<div " + " ".join(f"{name}{equals}{value}" for name, value in values.items()) + "><p>Hi</p></div>"


def page(nonce: str, body: str | None = None, head: str = "") -> str:
    """A page; `body` is its chat window where nothing else is given."""
    inside = widget(attributes(nonce)) if body is None else body
    return f"<!DOCTYPE html><html><head><title>Chat</title>{head}</head><body>{inside}</body></html>"


@dataclass(frozen=True, slots=True)
class Asked:
    """One question that came to the endpoint."""

    form: Mapping[str, str]
    headers: Mapping[str, str]

    @property
    def history(self) -> list[tuple[str, str]]:
        """What the plugin made of the history."""
        return understood_history(self.form.get("wpaicg_chat_history", ""))


class ChatGptEsSite:
    """Used as `async with ChatGptEsSite() as site`, then reached at `site.url`.

    It echoes the message, as a stream or as JSON, unless answers were put into `answers`: those come first, in `size`
    bytes at a time (0: whole). `session`: a cookie that the page sets and a question has to bring. `render` makes the
    page out of the nonce. `hang_after`: words, then silence.
    Faults are named "page" and "ask".
    """

    def __init__(self, *, mode: Literal["stream", "json"] = "stream", pause: float = 0.0) -> None:
        self.mode = mode
        self.pause = pause
        self.size = 0
        self.session = ""
        self.hang_after = -1
        self.render: Callable[[str], str] = page
        self.page_status = 200
        self.page_headers: dict[str, str] = {}
        self.reply: Callable[[str], str] = lambda message: f"Echo: {message}"
        self.answers: deque[bytes] = deque()
        self.faults = Faults()
        self.nonce = "4f3ac1e9d2"
        self.asked: list[Asked] = []
        self.refused = 0  # questions with a nonce that is not the current one
        self.page_loads = 0
        self.dropped = asyncio.Event()  # a client went away in the middle of an answer
        self.silent = asyncio.Event()  # `hang_after` was reached
        self.url = ""
        self._clients: set[object] = set()
        self._expired = 0

    @property
    def connections(self) -> int:
        """How many connections were used so far."""
        return len(self._clients)

    @property
    def open_connections(self) -> int:
        """How many connections there are now."""
        assert self._runner.server is not None
        return len(self._runner.server.connections)

    def expire(self) -> None:
        """The nonce that everybody has is no longer good; the page shows the next."""
        self._expired += 1
        self.nonce = f"{0xA0B1C2D3E4 + self._expired:010x}"

    async def __aenter__(self) -> Self:
        app = web.Application(middlewares=[self._misbehave])
        path = f"/site{next(_NUMBERS)}/"
        app.router.add_get(path, self._page)
        app.router.add_post(f"{path}wp-admin/admin-ajax.php", self._ask)
        self._runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.05)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", 0)
        await site.start()
        port = self._runner.addresses[0][1]
        self.url = f"http://127.0.0.1:{port}{path}"
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._runner.cleanup()

    @web.middleware
    async def _misbehave(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        if request.transport is not None:
            self._clients.add(request.transport.get_extra_info("peername"))
        fault = self.faults.take("page" if request.method == "GET" else "ask")
        if fault is None:
            return await handler(request)
        return await self.faults.commit(fault, request, handler, _refuse)

    async def _page(self, request: web.Request) -> web.Response:
        self.page_loads += 1
        shown = web.Response(
            status=self.page_status, text=self.render(self.nonce), content_type="text/html", headers=self.page_headers
        )
        if self.session:
            shown.set_cookie("wp_session", self.session, httponly=True, path="/")
            shown.set_cookie("seen", "1", max_age=86_400)
            shown.del_cookie("old")
        return shown

    async def _ask(self, request: web.Request) -> web.StreamResponse:
        form = {name: str(value) for name, value in (await request.post()).items()}
        self.asked.append(Asked(form, dict(request.headers)))
        if form.get("action") != "wpaicg_chat_shortcode_message":
            return web.Response(status=400, text="0", content_type="text/html")
        if form.get("_wpnonce") != self.nonce:
            self.refused += 1
            return web.Response(status=403, text=EXPIRED, content_type="text/html")
        if self.session and request.cookies.get("wp_session") != self.session:
            self.refused += 1
            return web.Response(status=403, text=EXPIRED, content_type="text/html")
        if complaint := _complaint(form, request.headers, self.url):
            return web.Response(status=422, text=complaint)
        if self.answers:
            return await self._replay(request, self.answers.popleft())
        if not form["message"].strip():
            return web.json_response({"status": "error", "msg": "It appears that nothing was inputted."})
        reply = self.reply(form["message"])
        if self.mode == "json":
            return web.json_response({"status": "success", "msg": "Something went wrong", "data": reply, "log": False})
        return await self._stream(request, reply)

    async def _replay(self, request: web.Request, data: bytes) -> web.StreamResponse:
        """The bytes as they are, our server's own words left out."""
        transport = request.transport
        assert transport is not None
        size = self.size or len(data)
        for start in range(0, len(data), size):
            transport.write(data[start : start + size])
            await asyncio.sleep(0)
        transport.close()
        return web.Response(status=500)  # to nobody

    async def _stream(self, request: web.Request, reply: str) -> web.StreamResponse:
        response = web.StreamResponse(headers={"Content-Type": "text/event-stream;charset=UTF-8"})
        try:
            await response.prepare(request)
            for number, chunk in enumerate(_chunks(reply)):
                if number == self.hang_after:
                    self.silent.set()
                    await asyncio.Event().wait()
                await response.write(chunk)
                await asyncio.sleep(self.pause)
            return response
        except (asyncio.CancelledError, ConnectionError):
            self.dropped.set()
            raise


def understood_history(history: str) -> list[tuple[str, str]]:
    """What the plugin makes of a history: it removes every backslash before it parses the JSON."""
    try:
        lines = json.loads(history.replace("\\", ""))
    except ValueError:
        return []
    return [
        ("user", line.removeprefix("Human: ")) if line.startswith("Human: ") else ("assistant", line)
        for line in (item["text"] if isinstance(item, dict) else str(item) for item in lines)
    ]


def _complaint(form: Mapping[str, str], headers: Mapping[str, str], url: str) -> str:
    """What about a question is not as a browser on the page would have it; empty: nothing."""
    for name, value in _FIXED.items():
        if form.get(name) != value:
            return f"{name} is not {value}"
    client = form.get("wpaicg_chat_client_id", "")
    if len(client) != 10 or not client.isalnum():
        return "a client id has ten characters"
    if not form.keys() >= {"message", "url", "wpaicg_chat_history"} or not (form.get("post_id", "x") or "0").isdigit():
        return "a field is missing"
    if headers.get("X-Requested-With") != "XMLHttpRequest" or headers.get("Accept") != "*/*":
        return "this is no request of a script"
    if headers.get("Origin") != url[: url.index("/", len("http://"))] or headers.get("Referer") != url:
        return "this comes from another site"
    if "Mozilla/" not in headers.get("User-Agent", ""):
        return "this is no browser"
    return ""


def _chunks(reply: str) -> Iterator[bytes]:
    """A reply as the model's server streams it, a word at a time."""
    words = [word if number == 0 else f" {word}" for number, word in enumerate(reply.split(" "))]
    for delta in ({"role": "assistant", "content": ""}, *({"content": word} for word in words)):
        yield _event({"index": 0, "delta": delta, "finish_reason": None})
    yield _event({"index": 0, "delta": {}, "finish_reason": "stop"})
    yield b"data: [DONE]\n\n"


def _event(choice: Mapping[str, object]) -> bytes:
    chunk = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "model": "gpt-4o-mini", "choices": [choice]}
    return f"data: {json.dumps(chunk, ensure_ascii=False)}\n\n".encode()


def _refuse(fault: Fault) -> web.Response:
    headers = {"Retry-After": f"{fault.seconds:.0f}"} if fault.status == 429 else {}
    return web.Response(status=fault.status, text="<html><body>no</body></html>", headers=headers)
