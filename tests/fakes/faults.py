"""Faults that any fake server can be told to commit, as an aiohttp middleware."""

import asyncio
import math
import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Literal

from aiohttp import web

Kind = Literal["status", "html", "deep", "reset", "stall", "truncate", "lost", "slow", "empty"]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True)
class Fault:
    """One way to misbehave.

    status: answer `status` in the server's own format, nothing applied (429 carries `seconds` as its retry_after, and
    Discord's says by `scope` whose limit it is). html: answer `status` with a page of HTML, nothing applied, as what
    stands in front of a server does (429 carries `seconds` as its Retry-After). deep: answer `status` with more
    brackets in brackets than can be read, nothing applied. empty: answer 200 with an object that holds nothing, nothing
    applied. reset: abort the connection, nothing applied. stall: accept the request, apply nothing and say nothing for
    `seconds`, then abort. slow: apply it and answer `seconds` late, whether or not somebody still waits. truncate:
    apply it, then break off in the middle of the body. lost: apply it, then abort without an answer.
    """

    kind: Kind
    status: int = 500
    seconds: float = 3600.0
    scope: Literal["user", "shared", "global"] = "user"


class Faults:
    """What goes wrong next. `plan` is spent in order, `share` strikes at random with a fixed seed, `always` stays."""

    def __init__(self, seed: int = 1) -> None:
        self._plan: list[tuple[str, Fault]] = []
        self._always: dict[str, Fault] = {}
        self._awake = asyncio.Event()
        self._awake.set()
        self._share: tuple[float, tuple[Fault, ...], str] = (0.0, (), "")
        self._random = random.Random(seed)
        self.committed: list[tuple[str, Fault]] = []

    def plan(self, call: str, fault: Fault, times: int = 1) -> None:
        """The next `times` requests whose name contains `call` go wrong like this."""
        self._plan += [(call, fault)] * times

    def share(self, part: float, faults: tuple[Fault, ...], call: str = "") -> None:
        """From now on, this part (0..1) of all requests whose name contains `call` goes wrong."""
        self._share = (part, faults, call)

    def always(self, call: str, fault: Fault | None) -> None:
        """From now on, every request whose name contains `call` goes wrong like this; None: no longer."""
        self._always.pop(call, None)
        if fault is not None:
            self._always[call] = fault

    def sleep(self) -> None:
        """Let the server do nothing from now on; all that it is asked meanwhile is done when it wakes."""
        self._awake.clear()

    def wake(self) -> None:
        """End that."""
        self._awake.set()

    async def slept(self) -> None:
        """Wait for as long as the server sleeps."""
        await self._awake.wait()

    def take(self, call: str) -> Fault | None:
        """The fault for this request, if it is to have one."""
        found: Fault | None = None
        for index, (part, fault) in enumerate(self._plan):
            if part in call:
                del self._plan[index]
                found = fault
                break
        else:
            found = next((fault for part, fault in self._always.items() if part in call), None)
            chance, faults, part = self._share
            if found is None and faults and part in call and self._random.random() < chance:
                found = self._random.choice(faults)
        if found is not None:
            self.committed.append((call, found))
        return found

    async def commit(
        self,
        fault: Fault,
        request: web.Request,
        handler: Handler,
        refuse: Callable[[Fault], web.Response],
    ) -> web.StreamResponse:
        """Answer `request` with `fault`; `refuse` makes the server's own error answer for a status."""
        match fault.kind:
            case "status":
                return refuse(fault)
            case "html":
                page = f"<html><head><title>{fault.status}</title></head><body>cloudflare</body></html>"
                wait = {"Retry-After": str(math.ceil(fault.seconds))} if fault.status == 429 else {}
                return web.Response(status=fault.status, text=page, content_type="text/html", headers=wait)
            case "deep":
                return web.Response(status=fault.status, text="[" * 100_000, content_type="application/json")
            case "slow":
                # It has all of the request before it thinks, so it applies what a client no longer waits for.
                await (request.post() if request.content_type.startswith("multipart/") else request.read())
                await asyncio.sleep(fault.seconds)
                return await handler(request)
            case "empty":
                return web.json_response({})
            case "stall":
                await asyncio.sleep(fault.seconds)
            case "lost":
                await handler(request)
            case "truncate":
                answer = await handler(request)
                body = answer.body if isinstance(answer, web.Response) else None
                data = bytes(body) if isinstance(body, bytes | bytearray) else b"{}"
                broken = web.StreamResponse(status=answer.status, headers={"Content-Type": "application/json"})
                broken.content_length = len(data)
                await broken.prepare(request)
                await broken.write(data[: len(data) // 2])
            case "reset":
                pass
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=500)
