"""A Telegram Bot API on a real socket, which forgives nothing the real one refuses.

`speed` runs its clock that many times as fast: windows, penalties, long polls and `round_trip` shrink together, and
`retry_after` stays what it is on the wire, whole seconds, of that clock. Drive the bot with the same speed.
"""

import asyncio
import json
import math
import re
from collections import Counter
from collections.abc import Callable
from typing import Any, NamedTuple, Self

from aiohttp import web

from tests.fakes.faults import Fault, Faults
from tests.fakes.telegram_files import Files
from tests.fakes.telegram_limits import Limits
from tests.fakes.telegram_methods import Methods
from tests.fakes.telegram_rules import InvalidFrame, Json, Rejected
from tests.fakes.telegram_versions import Retell
from tests.fakes.telegram_webhook import WebhookCalls
from tests.fakes.telegram_world import Chat, Human, Posted, World
from tests.waiting import PATIENCE

_NESTED = ("entities", "caption_entities", "reply_markup", "reply_parameters", "link_preview_options", "commands")
_ENCODED = frozenset({*_NESTED, "scope", "allowed_updates"})
_TOKEN = re.compile(r"\d+:[\w-]+")
_WAITS_ITSELF = 8
"""Seconds that the server of the Bot API waits by itself, before it says 429."""

_GIVEN = web.RequestKey("parameters", dict[str, Any])
_DESCRIPTIONS = {
    400: "Bad Request: wrong parameter",
    401: "Unauthorized",
    403: "Forbidden: bot was blocked by the user",
    409: "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
    500: "Internal Server Error",
    502: "Bad Gateway",
}


class Call(NamedTuple):
    """A request as it came in; `status` is its answer's, whether or not that arrived."""

    at: float
    method: str
    given: Json
    status: int


class TelegramApi:
    """`async with TelegramApi() as api`: serves one bot, and lets people act (`api.user(1).writes("Hi")`)."""

    def __init__(
        self,
        *,
        token: str = "42:secret-token",
        speed: float = 1.0,
        limits: bool = True,
        round_trip: float = 0.0,
        username: str = "parley_bot",
    ) -> None:
        self.token = token
        self.url = ""
        self.faults = Faults()
        self.calls: list[Call] = []
        self.too_many = 0
        """Calls that were answered 429 by the limits."""
        self.invalid_frames: list[str] = []
        """Why texts, entities or buttons were refused."""
        self.mends = False
        """A test means frames whose entities cannot stand as they are."""
        self.refuses_entities = ""
        """Why it takes no text with entities: a rule that the program does not know; empty: it takes them."""
        self.retell: Retell = lambda told: told
        """How a server of another version tells what this one tells."""
        self.waits = True
        """It keeps a poll open until there are updates, or for as long as the poll says."""
        self.confirms = True
        """It forgets the updates before a poll's offset; a cache in between may not."""
        self.senseless = 0
        """So many polls are answered with something that is no list of updates."""
        self.webhook = WebhookCalls(speed)
        self.pending = self.webhook.pending
        """Updates that the bot has not confirmed."""
        self.world = World(self.now, self.feed, username)
        self.limits = Limits(self.now, enforced=limits)
        self.files = Files(token)
        self.moved_file = ""
        """Where a download is sent on to; empty: it is answered."""
        self.chunks_files = False
        """Files come without their length."""
        self.downloads = 0
        """Requests for files."""
        self.methods = Methods(self.world, self.limits, self.files, self.webhook)
        self._speed = speed
        self._round_trip = round_trip
        self._allowed: frozenset[str] = frozenset()
        self._last_update = 0
        self._poller: asyncio.Future[str] | None = None
        self._bell = asyncio.Event()
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()
        assert self.mends or not self.methods.repaired, "a frame showed something else than was meant"

    async def start(self, port: int = 0) -> None:
        """Serve, on any free port or on the one it had before it was stopped."""
        app = web.Application(client_max_size=64 * 2**20)
        app.router.add_route("*", "/bot{token}/{method}", self._receive)
        app.router.add_get("/file/bot{token}/{path:.*}", self._download)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.01)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", port, reuse_address=True)
        await site.start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}"

    async def stop(self) -> None:
        """Close the socket and every connection."""
        self._wake("closing")
        await self.webhook.aclose()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @property
    def port(self) -> int:
        return int(self.url.rpartition(":")[2])

    def now(self) -> float:
        """Seconds of the server's clock."""
        return asyncio.get_running_loop().time() * self._speed

    # People and places

    def user(self, person: int) -> Human:
        return self.world.user(person)

    def group(self, chat: int, *, admins: tuple[int, ...] = (), topics: tuple[int, ...] = ()) -> Chat:
        return self.world.group(chat, admins=admins, topics=topics)

    def replies(self, chat: int) -> list[Posted]:
        """The bot's messages in a chat."""
        return self.world.chats[chat].replies if chat in self.world.chats else []

    def feed(self, content: Json) -> int:
        """Queue an update as it is; its number. One of a kind that the bot did not ask for is dropped."""
        allowed = frozenset(self.webhook.allowed) if self.webhook.url else self._allowed
        if allowed and not allowed & content.keys():
            return 0
        self._last_update += 1
        self.pending.append({"update_id": self._last_update, **content})
        self._wake("news")
        self.webhook.call()
        return self._last_update

    @property
    def is_polled(self) -> bool:
        """Whether somebody waits for updates right now."""
        return self._poller is not None and not self._poller.done()

    @property
    def counts(self) -> Counter[str]:
        """How often each method was called."""
        return Counter(call.method for call in self.calls)

    async def until(self, holds: Callable[[], object], seconds: float = PATIENCE) -> None:
        """Wait until it holds; asked after every call. Raises TimeoutError."""
        async with asyncio.timeout(seconds):
            while not holds():
                await self._bell.wait()

    # The server

    async def _receive(self, request: web.Request) -> web.StreamResponse:
        await self._travel()
        name = await self._name(request)
        await self.faults.slept()
        fault = self.faults.take(name)
        if fault is None:
            answer: web.StreamResponse = await self._serve(request)
        else:
            self._ring()
            answer = await self.faults.commit(fault, request, self._serve, _refusal)
        await self._travel()
        return answer

    async def _name(self, request: web.Request) -> str:
        """ "sendMessage in 7": the method, and the chat where there is one."""
        chat = (await _parameters(request)).get("chat_id", "")
        return request.match_info["method"] + (f" in {chat}" if chat else "")

    async def _download(self, request: web.Request) -> web.StreamResponse:
        await self._travel()
        self.downloads += 1
        fault = self.faults.take("file")
        if fault is not None:
            return await self.faults.commit(fault, request, self._file, _refusal)
        return await self._file(request)

    async def _file(self, request: web.Request) -> web.StreamResponse:
        try:
            if request.match_info["token"] != self.token:
                raise Rejected(404, "Not Found")
            if self.moved_file:
                return web.Response(status=302, headers={"Location": self.moved_file})
            content = self.files.at(request.match_info["path"])
        except Rejected as rejected:
            return _error(rejected)
        answer = web.Response(body=content, content_type="application/octet-stream")
        if self.chunks_files:
            answer.enable_chunked_encoding()
        return answer

    async def _travel(self) -> None:
        if self._round_trip:
            await asyncio.sleep(self._round_trip / 2 / self._speed)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        at, method, given = self.now(), request.match_info["method"], await _parameters(request)
        try:
            if request.match_info["token"] != self.token:
                known = _TOKEN.fullmatch(request.match_info["token"])
                raise Rejected(401, "Unauthorized" if known else "Unauthorized: invalid token specified")
            result = await self._updates(given) if method == "getUpdates" else await self._patiently(method, given)
        except Rejected as rejected:
            self.too_many += rejected.status == 429
            if isinstance(rejected, InvalidFrame):
                self.invalid_frames.append(rejected.description)
            self._note(Call(at, method, given, rejected.status))
            return _error(rejected)
        self._note(Call(at, method, given, 200))
        return web.json_response({"ok": True, "result": self.retell(result)})

    async def _patiently(self, method: str, given: Json) -> Any:
        """A call that came too early for its chat by little is not refused: it takes that long."""
        while True:
            try:
                return self._call(method, given)
            except Rejected as rejected:
                wait = rejected.parameters.get("retry_after", 0)
                if not 0 < wait <= _WAITS_ITSELF:
                    raise
            await asyncio.sleep(wait / self._speed)

    def _call(self, method: str, given: Json) -> Any:
        call = None if method.startswith("_") else getattr(self.methods, method, None)
        if not callable(call):
            raise Rejected(404, "Not Found: method not found")
        if self.refuses_entities and given.get("entities"):
            raise Rejected(400, self.refuses_entities)
        return call(given)

    async def _updates(self, given: Json) -> Any:
        if self.senseless:
            self.senseless -= 1
            return {}
        if self.webhook.url:
            raise Rejected(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        self._wake("conflict")
        self._allowed = frozenset(given.get("allowed_updates") or self._allowed)
        offset = int(given.get("offset", 0))
        if self.confirms:
            self.pending[:] = [update for update in self.pending if update["update_id"] >= offset]
        wait = float(given.get("timeout", 0))
        if not self.pending and wait and self.waits:
            await self._wait_for_news(wait / self._speed)
        return self.pending[: int(given.get("limit", 100))]

    async def _wait_for_news(self, seconds: float) -> None:
        self._poller = waiting = asyncio.get_running_loop().create_future()
        self._ring()
        try:
            async with asyncio.timeout(seconds):
                why = await waiting
        except TimeoutError:
            return
        if why == "conflict":
            raise Rejected(409, _DESCRIPTIONS[409])

    def _wake(self, why: str) -> None:
        if self._poller is not None and not self._poller.done():
            self._poller.set_result(why)

    def _note(self, call: Call) -> None:
        self.calls.append(call)
        self._ring()

    def _ring(self) -> None:
        self._bell.set()
        self._bell = asyncio.Event()


async def _parameters(request: web.Request) -> Json:
    """The parameters, whichever of the Bot API's ways they came: query, JSON, form or multipart."""
    if _GIVEN not in request:
        request[_GIVEN] = await _given(request)
    given: Json = request[_GIVEN]
    return given


async def _given(request: web.Request) -> Json:
    if request.content_type == "application/json":
        body = await request.read()
        return dict(json.loads(body)) if body else {}
    given: Json = dict(request.query)
    for name, value in (await request.post()).items():
        given[name] = (value.filename, value.file.read()) if isinstance(value, web.FileField) else value
    return {name: json.loads(value) if name in _ENCODED else value for name, value in given.items()}


def _refusal(fault: Fault) -> web.Response:
    parameters = {"retry_after": math.ceil(fault.seconds)} if fault.status == 429 else {}
    description = _DESCRIPTIONS.get(fault.status, "Too Many Requests" if parameters else "Error")
    return _error(Rejected(fault.status, description, **parameters))


def _error(rejected: Rejected) -> web.Response:
    body: Json = {"ok": False, "error_code": rejected.status, "description": rejected.description}
    if rejected.parameters:
        body["parameters"] = rejected.parameters
    return web.json_response(body, status=rejected.status)
