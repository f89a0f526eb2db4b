"""Work in lanes: in each lane one thing after the other, and the lanes beside each other."""

import asyncio
import logging
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import Any

from bots.engine.runtime.clock import Clock
from bots.engine.runtime.cooldown import Cooldown
from bots.engine.runtime.tasks import Supervisor, Work
from provider.values import Value

IN_A_LANE = 100
"""Things that may wait in one lane; what is offered beyond that is dropped."""

IN_ALL = 2000
"""Things that may run or wait in all lanes."""


class _Thing(Value):
    """Work that waits. `held`: `settled` waits for it. `done`: called when it has ended, unless it was cut off.

    `dropped`: called if it will not run.
    """

    work: Callable[[], Work]
    name: str
    held: bool
    done: Callable[[], None]
    dropped: Callable[[], None]


def _nothing() -> None:
    """Do nothing."""


class Lanes:
    """Runs work in the order in which it came into its lane. A lane exists only while something is in it."""

    def __init__(self, tasks: Supervisor, clock: Clock, log: logging.Logger) -> None:
        self._tasks = tasks
        self._clock = clock
        self._log = log
        self._waiting: dict[str, deque[_Thing]] = {}  # of each lane, what waits behind that which runs
        self._begun: dict[str, float] = {}  # lanes in which something runs that is held, the newest last
        self._count = 0
        self._settled = asyncio.Event()
        self._has_room = asyncio.Event()
        self._said = Cooldown(clock.now)

    def put(
        self,
        lane: str,
        work: Callable[[], Work],
        name: str,
        *,
        held: bool = True,
        done: Callable[[], None] = _nothing,
        dropped: Callable[[], None] = _nothing,
    ) -> None:
        """Run it once all is done that came into its lane before. `held`: `settled` waits for it.

        `done` is called when it has ended or failed; not if it is dropped or cancelled. `dropped` is called if it will
        not run, because what ran before it was cancelled for example.
        """
        thing = _Thing(work, name, held, done, dropped)
        self._count += 1
        if lane in self._waiting:
            self._waiting[lane].append(thing)
        else:
            self._waiting[lane] = deque()
            self._begin(lane, thing)

    def offer(
        self,
        lane: str,
        work: Callable[[], Work],
        name: str,
        *,
        held: bool = True,
        done: Callable[[], None] = _nothing,
    ) -> bool:
        """The same, unless too much waits: then it is dropped, and the log names the lane once a minute.

        Returns whether it will run.
        """
        if self._count < IN_ALL and len(self._waiting.get(lane, ())) < IN_A_LANE:
            self.put(lane, work, name, held=held, done=done)
            return True
        if not self._said.holds(lane):
            self._log.warning("%s: too much waits there; what comes until there is room is dropped", lane)
        return False

    def is_busy(self, lane: str) -> bool:
        """Whether something runs or waits in that lane."""
        return lane in self._waiting

    async def room(self) -> None:
        """Wait until `offer` has room in some lane."""
        while self._count >= IN_ALL:
            self._has_room.clear()
            await self._has_room.wait()

    async def settled(self, seconds: float) -> None:
        """Wait until nothing runs that is held, but for no single thing longer than `seconds`."""
        while self._begun and (left := next(reversed(self._begun.values())) + seconds - self._clock.now()) > 0.0:
            self._settled.clear()
            with suppress(TimeoutError):
                await self._clock.within(left, self._settled.wait())

    def clear(self) -> None:
        """Drop what waits; what runs goes on."""
        for waiting in self._waiting.values():
            self._drop(waiting)
        self._has_room.set()

    def __len__(self) -> int:
        """The number of lanes in which something is."""
        return len(self._waiting)

    def _drop(self, waiting: deque[_Thing]) -> None:
        self._count -= len(waiting)
        for thing in waiting:
            thing.dropped()
        waiting.clear()

    def _begin(self, lane: str, thing: _Thing) -> None:
        if thing.held:
            self._begun[lane] = self._clock.now()
        task = self._tasks.start(thing.work(), thing.name)
        task.add_done_callback(partial(self._ended, lane, thing))

    def _ended(self, lane: str, thing: _Thing, task: asyncio.Task[Any]) -> None:
        waiting = self._waiting[lane]
        self._begun.pop(lane, None)
        self._count -= 1
        if task.cancelled():  # all is over, or what was done for that chat
            self._drop(waiting)
        else:
            thing.done()
        if waiting:
            self._begin(lane, waiting.popleft())
        else:
            del self._waiting[lane]
        if not self._begun:
            self._settled.set()
        self._has_room.set()
