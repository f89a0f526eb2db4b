"""How fast the Bot API lets a bot write: token buckets, and a penalty for who empties one."""

import math
from collections.abc import Callable, Iterator

PENALTY_SECONDS = 30.0


class Tokens:
    """`capacity` calls at once, then `per_second`."""

    def __init__(self, capacity: float, per_second: float) -> None:
        self._capacity = capacity
        self._per_second = per_second
        self._level = capacity
        self._at = 0.0

    def has_one(self, now: float) -> bool:
        """Whether a call may pass now."""
        self._level = min(self._capacity, self._level + (now - self._at) * self._per_second)
        self._at = now
        return self._level >= 1.0

    def take(self) -> None:
        """A call passed."""
        self._level -= 1.0


class Limits:
    """1/s a chat with bursts of 3, 20/min a group with bursts of 6, 30/s for the bot; seconds of the server's clock."""

    def __init__(self, now: Callable[[], float], *, enforced: bool) -> None:
        self._now = now
        self._enforced = enforced
        self._buckets: dict[str, Tokens] = {}
        self._closed_until: dict[str, float] = {}
        self.violations = 0
        """Calls that came too fast, those during a penalty included: each was answered 429."""

    def retry_after(self, chat: int) -> int:
        """Count a call to a chat: 0 where it may pass, else the whole seconds of its penalty."""
        if not self._enforced:
            return 0
        now = self._now()
        wait = max((self._closed_until.get(name, 0.0) - now for name in ("bot", str(chat))), default=0.0)
        if wait > 0:
            self.violations += 1
            return math.ceil(wait)
        buckets = dict(self._of(chat))
        for name, bucket in buckets.items():
            if not bucket.has_one(now):
                self.violations += 1
                self._closed_until["bot" if name == "bot" else str(chat)] = now + PENALTY_SECONDS
                return math.ceil(PENALTY_SECONDS)
        for bucket in buckets.values():
            bucket.take()
        return 0

    def _of(self, chat: int) -> Iterator[tuple[str, Tokens]]:
        yield "bot", self._bucket("bot", 30, 30)
        yield f"chat {chat}", self._bucket(f"chat {chat}", 3, 1)
        if chat < 0:
            yield f"group {chat}", self._bucket(f"group {chat}", 6, 20 / 60)

    def _bucket(self, name: str, capacity: float, per_second: float) -> Tokens:
        if name not in self._buckets:
            self._buckets[name] = Tokens(capacity, per_second)
        return self._buckets[name]
