"""Which other processes of the bot are alive, how much each has to do, and what its config says.

Each says that of itself, over and over.

Nothing is kept of that. While nothing is heard, not even what this process says itself, nobody counts as gone.
"""

import json
import os
import socket
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress

from bots.engine.machines.signals import Signals
from bots.engine.runtime.clock import Clock
from bots.engine.storage.records import StoreError
from provider.values import Value

BEAT = 1.0
"""Seconds between two words of a process of which nothing has changed: each costs a transaction in each process."""
CHANGED = 0.5
"""The same if something has."""
GONE = 2.5
"""Seconds without a word after which a process counts as gone, as long as one's own words are heard."""

ALIVE = "alive"
"""The topic by which a process says that it lives."""

Load = Mapping[str, int]
"""How many questions a process has, waiting or being answered, by each platform that it serves."""


Shows = Mapping[str, str]
"""Fingerprints of what people can see of a config, by part."""


class Saying(Value):
    """What a process said last, and when that was heard, by the clock. `label`: how an operator knows it."""

    label: str
    load: Load
    shows: Shows
    at: float


class Others:
    """The other processes. `load`, `shows`: what this one says of itself. On a database of its own it has none."""

    def __init__(
        self, signals: Signals, clock: Clock, load: Callable[[], Load], shows: Callable[[], Shows] = dict
    ) -> None:
        self.label = f"process {os.getpid()} on {socket.gethostname()}"
        """How an operator knows this process."""
        self._signals = signals
        self._clock = clock
        self._load = load
        self._shows = shows
        self._said: dict[str, Saying] = {}
        self._changed: list[Callable[[Mapping[str, float]], object]] = []
        signals.on(ALIVE, self._hear)

    @property
    def alive(self) -> tuple[str, ...]:
        """The names of the other processes."""
        return tuple(name for name in self._said if name != self._signals.me)

    @property
    def me(self) -> str:
        """The name of this process."""
        return self._signals.me

    @property
    def said(self) -> Mapping[str, Saying]:
        """What each of them said last, by name."""
        return {name: saying for name, saying in self._said.items() if name != self._signals.me}

    def shares(self) -> Mapping[str, float]:
        """The part of what all may do together that this process takes, by platform: 1 where nobody else is."""
        return shares(self._load(), [saying.load for saying in self.said.values()])

    def report_to(self, changed: Callable[[Mapping[str, float]], object]) -> None:
        """Call `changed` from now on with the shares, after each word of another process and when one is gone."""
        self._changed.append(changed)

    async def run(self) -> None:
        """Say that this process is alive until it is cancelled; nothing if nobody could hear it."""
        while not self._signals.alone:
            said = self._words()
            await self._say()
            await self._clock.sleep(CHANGED)
            if self._words() == said:
                await self._clock.sleep(BEAT - CHANGED)

    def _words(self) -> str:
        words = {"from": self.me, "label": self.label, "load": dict(self._load()), "shows": dict(self._shows())}
        return json.dumps(words)

    async def _say(self) -> None:
        with suppress(StoreError):  # then nobody counts as gone
            await self._signals.tell(ALIVE, self._words())

    async def _hear(self, words: str) -> None:
        said, now = json.loads(words), self._clock.now()
        name = str(said["from"])
        is_new = name not in self._said
        self._said[name] = Saying(str(said["label"]), said["load"], said["shows"], now)
        if name == self._signals.me:
            gone = [each for each, saying in self._said.items() if now - saying.at > GONE]
            for each in gone:
                del self._said[each]
            if not gone:
                return
        elif is_new:
            await self._say()  # so that it knows of this one at once
        for changed in self._changed:
            changed(self.shares())


def shares(mine: Load, others: Sequence[Load]) -> Mapping[str, float]:
    """The part of each platform's bounds that is mine: by what each process has to do there, and a bit for each."""
    return {
        platform: (1 + load) / (1 + load + sum(1 + other[platform] for other in others if platform in other))
        for platform, load in mine.items()
    }
