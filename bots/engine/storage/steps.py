"""Long work in steps: jobs of as many rows as take a moment, on this machine and at this time."""

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection

from bots.engine.storage.store import Store

P = ParamSpec("P")
T = TypeVar("T")

MOST = 250
"""Rows of one step, in which all other jobs wait."""

LEAST = 25
"""Rows of the first step, and of one that takes long all the same."""

LONG = 0.01
"""Seconds of a step, after which the next one has half its rows."""

SHORT = 0.005
"""Seconds of a step, below which the next one has twice as many, up to `MOST`."""


class Steps:
    """Does the steps of one piece of work, each once nobody else uses the store. `now`: a clock."""

    def __init__(self, store: Store, now: Callable[[], float]) -> None:
        self._store = store
        self._now = now
        self.rows = LEAST
        """Rows of the next step."""

    async def run(self, job: Callable[Concatenate[Connection, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """The result of one step, of so many `rows`, as `Store.run_step` does it.

        Raises:
            StoreError: the database failed.
        """
        async with self._store.stepping():
            began = self._now()  # how long it has given way says nothing of its size
            result = await self._store.run_step(job, *args, **kwargs)
            self._took(self._now() - began)
        return result

    def _took(self, seconds: float) -> None:
        if seconds > LONG:
            self.rows = max(LEAST, self.rows // 2)
        elif seconds < SHORT:
            self.rows = min(MOST, 2 * self.rows)
