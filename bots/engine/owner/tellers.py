"""Which of several processes tells the owners what all of them have noticed: the first that says so in the database."""

import json
from collections.abc import Collection
from dataclasses import astuple, dataclass
from typing import Any, Protocol

from bots.engine.runtime.clock import Clock
from bots.engine.storage import settings
from bots.engine.storage.records import StoreError
from bots.engine.storage.store import Store

SCOPE, KEY = "alerts", "tellers"
"""Where the store keeps which kinds are told, and by whom until when."""


class Tellers(Protocol):
    """Says who tells."""

    async def is_first(self, kind: str, every: float) -> bool:
        """Whether this process is to tell that kind; then no other one does for so many seconds."""


class Alone:
    """There is no other process."""

    async def is_first(self, kind: str, every: float) -> bool:
        return True


class KnowsOthers(Protocol):
    """The part of `Others` that is read here."""

    @property
    def me(self) -> str:
        """The name of this process."""

    @property
    def alive(self) -> Collection[str]:
        """The names of the other processes."""


@dataclass(frozen=True, slots=True)
class Telling:
    """The process that tells a kind, and until when no other one does (Unix time)."""

    process: str
    until: float


class OfSeveral:
    """The processes on one database. If that cannot be used, each tells."""

    def __init__(self, store: Store, clock: Clock, others: KnowsOthers) -> None:
        self._store = store
        self._clock = clock
        self._others = others

    async def is_first(self, kind: str, every: float) -> bool:
        if not self._others.alive:
            return True
        me, now = self._others.me, self._clock.wall()

        def claimed(text: str | None) -> str:
            telling = {each: one for each, one in _telling_in(text).items() if one.until > now}
            if not _is_others(telling.get(kind), me, now, every):
                telling[kind] = Telling(me, now + every)
            return json.dumps({each: astuple(one) for each, one in telling.items()})

        try:
            before = await self._store.run(settings.revise, SCOPE, KEY, claimed, now)
        except StoreError:
            return True
        return not _is_others(_telling_in(before).get(kind), me, now, every)


def _is_others(one: Telling | None, me: str, now: float, every: float) -> bool:
    """Whether another process tells it. What was said by a clock that was far ahead does not count."""
    return one is not None and one.process != me and now < one.until <= now + 2 * every


def _telling_in(text: str | None) -> dict[str, Telling]:
    """Who tells which kind; anything that makes no sense is as good as nothing."""
    try:
        kept: Any = json.loads(text or "{}")
        return {str(kind): Telling(str(process), float(until)) for kind, (process, until) in kept.items()}
    except (ValueError, TypeError, AttributeError, RecursionError):
        return {}
