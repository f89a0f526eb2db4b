"""How Telegram calls a webhook: chat after chat in order, and again and again until the answer is a success."""

import asyncio
import json
import time
from collections.abc import Mapping, Sequence
from typing import Any

import aiohttp

from tests.fakes.telegram_rules import Json, Rejected

HEADER = "X-Telegram-Bot-Api-Secret-Token"
PORTS = (None, 443, 80, 88, 8443)
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds between two calls that fail."""
ANSWER = 60.0
"""Seconds for which an answer is waited for."""


class WebhookCalls:
    """`lead` says where the address leads from the internet: to any of these servers, in turn, as a load balancer does.

    `speed`: how many times as fast its clock runs.
    """

    def __init__(self, speed: float) -> None:
        self._speed = speed
        self.url = ""
        self.secret = ""
        self.allowed: Sequence[str] = ()
        self.most = 40
        self.answers: list[int] = []
        """The statuses of the answers to its calls, 0 for none."""
        self.pending: list[Json] = []
        self.failed_at = 0
        self.failed_with = ""
        self._servers: tuple[str, ...] = ()
        self._next = 0
        self._calling: dict[object, asyncio.Task[None]] = {}
        self._session: aiohttp.ClientSession | None = None

    def lead(self, *servers: str) -> None:
        """From now on, the address leads to these: "http://127.0.0.1:9465"."""
        self._servers = servers

    def set(self, given: Mapping[str, Any]) -> bool:
        url = str(given.get("url", ""))
        if url and not url.startswith("https://"):
            raise Rejected(400, "Bad Request: bad webhook: An HTTPS URL must be provided for webhook")
        port = url.partition("://")[2].partition("/")[0].rpartition(":")[2]
        if port.isdigit() and int(port) not in PORTS:
            raise Rejected(400, "Bad Request: bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443")
        secret = str(given.get("secret_token", ""))
        if not all(c.isalnum() or c in "_-" for c in secret) or len(secret) > 256:
            raise Rejected(400, "Bad Request: secret token contains unallowed characters")
        self.url, self.secret = url, secret
        self.allowed = tuple(given.get("allowed_updates") or self.allowed)
        self.most = int(given.get("max_connections", 40))
        self.failed_at, self.failed_with = 0, ""
        self.call()
        return True

    def info(self, pending: int) -> Json:
        failed = {"last_error_date": self.failed_at, "last_error_message": self.failed_with} if self.failed_at else {}
        shown = {"max_connections": self.most, "allowed_updates": list(self.allowed)} if self.url else {}
        return {"url": self.url, "has_custom_certificate": False, "pending_update_count": pending, **shown, **failed}

    def call(self) -> None:
        """Call with the first update of each chat that nobody is called with."""
        for update in self.pending:
            queue = _queue(update)
            if self.url and queue not in self._calling and len(self._calling) < self.most:
                self._calling[queue] = asyncio.create_task(self._call(queue, update))

    async def _call(self, queue: object, update: Json) -> None:
        pause = FIRST_PAUSE
        while self.url and update in self.pending:
            status = await self._once(update)
            if 200 <= status < 300:
                if update in self.pending:
                    self.pending.remove(update)
                break
            self.failed_at = int(time.time())
            self.failed_with = f"Wrong response from the webhook: {status}" if status else "Connection refused"
            await asyncio.sleep(pause / self._speed)
            pause = min(2 * pause, LONGEST_PAUSE)
        self._calling.pop(queue, None)
        self.call()

    async def _once(self, update: Json) -> int:
        """Send it; returns the status, 0 if there was no answer."""
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=ANSWER / self._speed))
        status = 0
        if self._servers:
            self._next += 1
            server = self._servers[self._next % len(self._servers)]
            path = "/" + self.url.partition("://")[2].partition("/")[2]
            headers = {HEADER: self.secret, "Content-Type": "application/json"}
            try:
                async with self._session.post(server + path, data=json.dumps(update), headers=headers) as answer:
                    status = answer.status
            except (aiohttp.ClientError, TimeoutError):
                status = 0
        self.answers.append(status)
        return status

    async def aclose(self) -> None:
        """Call nobody any more, until the next update."""
        calling = tuple(self._calling.values())
        self._calling.clear()
        for task in calling:
            task.cancel()
        await asyncio.gather(*calling, return_exceptions=True)
        if self._session is not None:
            await self._session.close()
            self._session = None


def _queue(update: Json) -> object:
    """What comes one after the other: the messages of a chat, the presses of a person."""
    for kind, told in update.items():
        if kind == "callback_query":
            return kind, told["from"]["id"]
        if isinstance(told, dict) and "chat" in told:
            return told["chat"]["id"]
    return update["update_id"]
