"""The fake Discord's rate limits: five calls in five seconds for each channel and route, fifty a second in all."""

import math
from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web

BUCKETS = {
    "POST channels/messages": "send5in5",
    "PATCH channels/messages": "edit5in5",
    "POST channels/typing": "typing5in5",
    "PATCH webhooks/messages": "webhook5in5",
    "POST webhooks": "webhook5in5",
}
"""Which routes are counted, and the id that their bucket goes by in the headers."""

REACTIONS = ("PUT channels/messages/reactions/@me", "DELETE channels/messages/reactions/@me")
"""Counted together, one in a quarter of a second for each channel."""
OF_REACTIONS = 0.25

EXEMPT = ("interactions/", "webhooks")


@dataclass(slots=True)
class _Count:
    used: int = 0
    ends: float = 0.0


class Limits:
    """Counts on the clock that it is given."""

    def __init__(self, now: Callable[[], float], *, calls: int = 5, seconds: float = 5.0, a_second: int = 50) -> None:
        self._now = now
        self.calls = calls
        self.seconds = seconds
        self.a_second = a_second
        self.headers = True
        self._counts: dict[tuple[str, str], _Count] = {}
        self._all = _Count()
        self.broken = 0

    def take(self, name: str, major: str) -> tuple[dict[str, str], web.Response | None]:
        """Headers for the answer, and the refusal where there is one. `major`: the channel or the token."""
        now = self._now()
        if not any(part in name for part in EXEMPT):
            if now >= self._all.ends:
                self._all = _Count(0, now + 1.0)
            if self._all.used >= self.a_second:
                return {}, self.refuse(self._all.ends - now, scope="global")
            self._all.used += 1
        if name in REACTIONS:
            return self._react(major)
        bucket = BUCKETS.get(name)
        if bucket is None:
            return {}, None
        count = self._counts.setdefault((bucket, major), _Count())
        if now >= count.ends:
            count.used, count.ends = 0, now + self.seconds
        full = count.used >= self.calls
        count.used += not full
        left = count.ends - now
        headers = {
            "X-RateLimit-Limit": str(self.calls),
            "X-RateLimit-Remaining": str(self.calls - count.used),
            "X-RateLimit-Reset-After": f"{left:.3f}",
            "X-RateLimit-Bucket": bucket,
        }
        headers = headers if self.headers else {}
        return headers, self.refuse(left, headers=headers) if full else None

    def _react(self, channel: str) -> tuple[dict[str, str], web.Response | None]:
        now, count = self._now(), self._counts.setdefault(("react1in025", channel), _Count())
        full = now < count.ends
        if not full:
            count.ends = now + OF_REACTIONS
        headers = {
            "X-RateLimit-Limit": "1",
            "X-RateLimit-Remaining": "0",
            "X-RateLimit-Reset-After": f"{count.ends - now:.3f}",
            "X-RateLimit-Bucket": "react1in025",
        }
        headers = headers if self.headers else {}
        return headers, self.refuse(count.ends - now, headers=headers) if full else None

    def refuse(self, seconds: float, *, scope: str = "user", headers: dict[str, str] | None = None) -> web.Response:
        """A 429, counted. `scope`: "shared" is what others have used up as well, and no fault of the bot's."""
        self.broken += 1
        body = {"message": "You are being rate limited.", "retry_after": seconds, "global": scope == "global"}
        more = {"Via": "1.1 google", "Retry-After": str(math.ceil(seconds)), "X-RateLimit-Scope": scope}
        return web.json_response(body, status=429, headers=(headers or {}) | more)
