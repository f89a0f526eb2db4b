"""What is answered: `/healthz`, `/readyz` and `/metrics`, to whoever has the token if there is one."""

import hmac
import logging
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

from aiohttp import web

from bots.ops.metrics import CONTENT_TYPE

PAGE_HOLDS_FOR = 1.0
"""Seconds for which the numbers that were written down once answer all who read."""

SILENT = logging.Logger("what strangers send", logging.CRITICAL + 1)
"""The library says of each broken request what was wrong with it; nobody has to read that."""


class Health(Protocol):
    """How the program is."""

    def connected(self) -> Mapping[str, bool]:
        """Whether each platform is connected."""

    async def store_writes(self) -> bool:
        """Whether the store can be written."""


class Pages:
    """The three pages. `write`: the numbers as they are now. `now`: a clock in seconds."""

    def __init__(self, health: Health, write: Callable[[], bytes], now: Callable[[], float], token: str) -> None:
        self._health = health
        self._write = write
        self._now = now
        self._token = token.encode()
        self._written = b""
        self._written_at = float("-inf")
        self._pages: Mapping[str, Callable[[], Awaitable[web.Response]]] = {
            "/healthz": self._alive,
            "/readyz": self._ready,
            "/metrics": self._numbers,
        }

    def server(self) -> web.Server:
        """What speaks HTTP."""
        return web.Server(self._answer, access_log=None, logger=SILENT, lingering_time=0.0, handler_cancellation=True)

    async def _answer(self, request: web.BaseRequest) -> web.Response:
        answer = await self._page(request)
        answer.force_close()
        answer.headers["Server"] = "Parley"  # the library would tell its version, and Python's
        return answer

    async def _page(self, request: web.BaseRequest) -> web.Response:
        if not self._may(request.headers.get("Authorization", "")):
            return web.Response(status=401, text="a token is needed\n", headers={"WWW-Authenticate": "Bearer"})
        page = self._pages.get(request.path)
        if page is None:
            return web.Response(status=404, text=f"here are {', '.join(self._pages)}\n")
        if request.method not in ("GET", "HEAD"):
            return web.Response(status=405, text="this can only be read\n", headers={"Allow": "GET, HEAD"})
        return await page()

    def _may(self, header: str) -> bool:
        if not self._token:
            return True
        kind, _, offered = header.partition(" ")
        right = hmac.compare_digest(offered.strip().encode(errors="replace"), self._token)
        return right and kind.lower() == "bearer"

    async def _alive(self) -> web.Response:
        """A loop that is blocked answers nothing: that there is an answer says that it turns."""
        return web.Response(text="ok\n")

    async def _ready(self) -> web.Response:
        """200 while people are answered; else 503, with a line for each thing that is missing."""
        missing = [f"{name} is not connected" for name, is_so in self._health.connected().items() if not is_so]
        if not await self._health.store_writes():
            missing.append("the store cannot be written")
        return web.Response(status=503 if missing else 200, text="".join(f"{line}\n" for line in missing or ["ok"]))

    async def _numbers(self) -> web.Response:
        now = self._now()
        if now - self._written_at >= PAGE_HOLDS_FOR:
            self._written, self._written_at = self._write(), now
        return web.Response(body=self._written, headers={"Content-Type": CONTENT_TYPE})
