"""Troubles that the owners were told of and that are not over. They are kept, because the end may take a restart."""

import asyncio
from collections.abc import Callable, Collection, Mapping
from functools import partial
from typing import Any

from bots.engine.owner.kept import Kept, Where
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.tasks import Supervisor, nobody
from bots.engine.storage.store import Store
from provider.values import Value, asdict

MOST = 200
"""Troubles whose end is awaited; of more, that of the oldest is not told."""

SCOPE, KEY = "alerts", "standing"
"""Where the store keeps them."""

Over = Callable[["Trouble"], object]
"""Called when a trouble has ended by itself."""


class Trouble(Value):
    """Something that lasts until it is over. `name`: tells one from another.

    `until`: when it ends by itself, in Unix time, and the owners read `end`; 0 if it does not.
    """

    name: str
    until: float = 0.0
    end: str = ""


ByName = Mapping[str, Trouble]
"""Troubles by name, the oldest first."""


class OpenTroubles:
    """The troubles that are not over. `load` it once, and `watch` when the owners can be told."""

    def __init__(self, store: Store, clock: Clock, tasks: Supervisor) -> None:
        self._clock = clock
        self._tasks = tasks
        self._kept = Kept(store, clock, tasks, Where(SCOPE, KEY, "which troubles stand"), _troubles_in, _dumped)
        self._over: Over | None = None

    def __contains__(self, trouble: Trouble) -> bool:
        return trouble.name in self._kept.value

    async def load(self) -> None:
        """Read what stood at the end of the last run, or what other processes have noted since."""
        before = self._kept.value
        await self._kept.load()
        for each in self._kept.value.values():
            if each != before.get(each.name):
                self._wait(each)

    def watch(self, over: Over) -> None:
        """Call `over` for each trouble that ends by itself from now on, or has ended already."""
        if self._over is None:
            self._over = over
            for each in tuple(self._kept.value.values()):
                self._wait(each)

    def add(self, trouble: Trouble) -> None:
        """Note that it stands."""
        if self._kept.value.get(trouble.name) != trouble:
            self._kept.change(partial(_with, trouble))
            self._wait(trouble)

    def remove(self, names: Collection[str]) -> "asyncio.Future[ByName | None] | None":
        """Note that these are over; None if none of them stood, as far as this process knows.

        The result is what stood before, by the word of all processes; None if that cannot be known now.
        """
        if not any(name in self._kept.value for name in names):
            return None
        return self._kept.change(partial(_without, frozenset(names)))

    def _wait(self, trouble: Trouble) -> None:
        if trouble.until and self._over is not None:
            self._tasks.start(self._see_out(trouble, self._over), "waiting for the end of a trouble", nobody)

    async def _see_out(self, trouble: Trouble, over: Over) -> None:
        await self._clock.sleep(max(0.0, trouble.until - self._clock.wall()))
        if self._kept.value.get(trouble.name) == trouble:
            over(trouble)


def _with(trouble: Trouble, troubles: ByName) -> ByName:
    kept = {**{name: each for name, each in troubles.items() if name != trouble.name}, trouble.name: trouble}
    return dict(tuple(kept.items())[-MOST:])


def _without(names: Collection[str], troubles: ByName) -> ByName:
    return {name: each for name, each in troubles.items() if name not in names}


def _dumped(troubles: ByName) -> object:
    return [asdict(each) for each in troubles.values()]


def _troubles_in(kept: Any) -> ByName:
    """What `_dumped` made; anything else is as good as nothing."""
    try:
        found = [Trouble(str(each["name"]), float(each["until"]), str(each["end"])) for each in kept]
    except (ValueError, TypeError, KeyError):
        return {}
    return {each.name: each for each in found}
