"""Troubles that the owners were told of and that are not over. They are kept, because the end may take a restart."""

from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from typing import Any

from bots.engine.owner.kept import Kept
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.tasks import Supervisor, nobody
from bots.engine.storage.store import Store

MOST = 200
"""Troubles whose end is awaited; of more, that of the oldest is not told."""

SCOPE, KEY = "alerts", "standing"
"""Where the store keeps them."""

Over = Callable[["Trouble"], object]
"""Called when a trouble has ended by itself."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that lasts until it is over. `name`: tells one from another.

    `until`: when it ends by itself, in Unix time, and the owners read `end`; 0 if it does not.
    """

    name: str
    until: float = 0.0
    end: str = ""


class Standing:
    """The troubles that stand. `load` it once, and `watch` when the owners can be told."""

    def __init__(self, store: Store, clock: Clock, tasks: Supervisor) -> None:
        self._clock = clock
        self._tasks = tasks
        self._kept = Kept(store, clock, tasks, (SCOPE, KEY), "which troubles stand")
        self._troubles: dict[str, Trouble] = {}
        self._over: Over | None = None

    async def load(self) -> None:
        """Read what stood at the end of the last run."""
        self._troubles = _troubles_in(await self._kept.load())

    def watch(self, over: Over) -> None:
        """Call `over` for each trouble that ends by itself from now on, or has ended already."""
        if self._over is None:
            self._over = over
            for each in tuple(self._troubles.values()):
                self._wait(each)

    def add(self, trouble: Trouble) -> None:
        """Note that a trouble lasts."""
        if self._troubles.get(trouble.name) == trouble:
            return
        self._troubles[trouble.name] = trouble
        if len(self._troubles) > MOST:
            self._troubles.pop(next(iter(self._troubles)))
        self._save()
        self._wait(trouble)

    def remove(self, names: Collection[str]) -> bool:
        """Note that these are over; returns whether one of them stood."""
        stood = [name for name in names if self._troubles.pop(name, None) is not None]
        if stood:
            self._save()
        return bool(stood)

    def _wait(self, trouble: Trouble) -> None:
        if trouble.until and self._over is not None:
            self._tasks.start(self._see_out(trouble, self._over), "waiting for the end of a trouble", nobody)

    async def _see_out(self, trouble: Trouble, over: Over) -> None:
        await self._clock.sleep(max(0.0, trouble.until - self._clock.wall()))
        if self._troubles.get(trouble.name) == trouble:
            over(trouble)

    def _save(self) -> None:
        self._kept.save([asdict(each) for each in self._troubles.values()])


def _troubles_in(kept: Any) -> dict[str, Trouble]:
    """What `_save` kept; anything else is as good as nothing."""
    try:
        found = [Trouble(str(each["name"]), float(each["until"]), str(each["end"])) for each in kept]
    except (ValueError, TypeError, KeyError):
        return {}
    return {each.name: each for each in found}
