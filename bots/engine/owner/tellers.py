"""Which of several processes tells the owners what all of them have noticed: the first that says so in the database.

nobody ──► one is to tell it ──► told: no other one does for a while
               └──► its process has ended: another one is to
"""

import json
from collections.abc import Collection, Mapping
from contextlib import suppress
from typing import Any, Protocol

from bots.engine.runtime.clock import Clock
from bots.engine.storage import settings
from bots.engine.storage.records import StoreError
from bots.engine.storage.store import Store
from provider.values import Value, astuple, replace

SCOPE, KEY = "alerts", "tellers"
"""Where the store keeps which kinds are told, and by whom until when."""

LOOK = 5.0
"""Seconds between two looks at whether the process that is to tell something has, or has ended before that."""


class Tellers(Protocol):
    """Says who tells."""

    async def is_first(self, kind: str, every: float) -> bool:
        """Whether this process is to tell that kind; then no other one does for so many seconds."""

    async def told(self, kind: str) -> None:
        """Note that this process has told it."""

    async def is_left(self, kind: str, every: float) -> bool:
        """Whether the process that was to tell it has ended before, so that this one is to. Waits until it is known."""


class Alone:
    """There is no other process."""

    async def is_first(self, kind: str, every: float) -> bool:
        return True

    async def told(self, kind: str) -> None:
        """Nobody else asks."""

    async def is_left(self, kind: str, every: float) -> bool:
        return False


class KnowsOthers(Protocol):
    """The part of `Others` that is read here."""

    @property
    def me(self) -> str:
        """The name of this process."""

    @property
    def alive(self) -> Collection[str]:
        """The names of the other processes."""


class Telling(Value):
    """The process that tells a kind, and until when no other one does (Unix time). `told`: it has."""

    process: str
    until: float
    told: bool = True


class OfSeveral:
    """The processes on one database. If that cannot be used, each tells."""

    def __init__(self, store: Store, clock: Clock, others: KnowsOthers) -> None:
        self._store = store
        self._clock = clock
        self._others = others

    async def is_first(self, kind: str, every: float) -> bool:
        if not self._others.alive:
            return True
        try:
            return await self._claim(kind, every)
        except StoreError:
            return True

    async def told(self, kind: str) -> None:
        me, now = self._others.me, self._clock.wall()

        def noted(text: str | None) -> str | None:
            tellings = _telling_in(text)
            if kind in tellings and tellings[kind].process == me:
                tellings[kind] = replace(tellings[kind], told=True)
            return _dumped(tellings) if tellings else None

        if self._others.alive:
            with suppress(StoreError):  # another process may tell it once more
                await self._store.run(settings.revise, SCOPE, KEY, noted, now)

    async def is_left(self, kind: str, every: float) -> bool:
        while True:
            await self._clock.sleep(LOOK)
            with suppress(StoreError):  # the next look tells
                kept = await self._store.run(settings.values, [SCOPE])
                one = _telling_in(kept.get((SCOPE, KEY))).get(kind)
                if one is None or one.told or one.until <= self._clock.wall():
                    return False
                if one.process not in self._others.alive:
                    return await self._claim(kind, every, one)

    async def _claim(self, kind: str, every: float, after: Telling | None = None) -> bool:
        """Note that this process is to tell it, unless another one is. `after`: one that is not there any more."""
        me, now = self._others.me, self._clock.wall()

        def is_free(tellings: Mapping[str, Telling]) -> bool:
            one = tellings.get(kind)
            return one == after or not _is_others(one, me, now, every)

        def claimed(text: str | None) -> str:
            tellings = {each: one for each, one in _telling_in(text).items() if one.until > now}
            if is_free(tellings):
                tellings[kind] = Telling(me, now + every, told=False)
            return _dumped(tellings)

        return is_free(_telling_in(await self._store.run(settings.revise, SCOPE, KEY, claimed, now)))


def _is_others(one: Telling | None, me: str, now: float, every: float) -> bool:
    """Whether another process tells it. What was said by a clock that was far ahead does not count."""
    return one is not None and one.process != me and now < one.until <= now + 2 * every


def _dumped(tellings: Mapping[str, Telling]) -> str:
    return json.dumps({kind: astuple(one) for kind, one in tellings.items()})


def _telling_in(text: str | None) -> dict[str, Telling]:
    """Who tells which kind; anything that makes no sense is as good as nothing."""
    try:
        kept: Any = json.loads(text or "{}")
        return {
            str(kind): Telling(str(process), float(until), *map(bool, told))
            for kind, (process, until, *told) in kept.items()
        }
    except (ValueError, TypeError, AttributeError, RecursionError):
        return {}
