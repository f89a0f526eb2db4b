"""Which other processes of the bot are alive, and how much each has to do: what each says of itself, over and over.

Nothing is kept of that. While nothing is heard, not even what this process says itself, nobody counts as gone.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from bots.engine.machines.signals import Signals
from bots.engine.runtime.clock import Clock
from bots.engine.storage.records import StoreError

BEAT = 0.5
"""Seconds between two words of a process."""
GONE = 2.0
"""Seconds without a word after which a process counts as gone, as long as one's own words are heard."""

ALIVE = "alive"
"""The topic."""

Load = Mapping[str, int]
"""How many questions a process has, waiting or being answered, by each platform that it serves."""


@dataclass(slots=True)
class _Word:
    """What a process said last, and when that was heard, by the clock."""

    load: Load
    at: float


class Others:
    """The other processes. `load`: what this one says of itself. On a database of its own a process has none."""

    def __init__(self, signals: Signals, clock: Clock, load: Callable[[], Load]) -> None:
        self._signals = signals
        self._clock = clock
        self._load = load
        self._words: dict[str, _Word] = {}
        self._changed: list[Callable[[Mapping[str, float]], object]] = []
        signals.on(ALIVE, self._hear)

    @property
    def alive(self) -> tuple[str, ...]:
        """The names of the other processes."""
        return tuple(name for name in self._words if name != self._signals.me)

    def shares(self) -> Mapping[str, float]:
        """The part of what all may do together that this process takes, by platform: 1 where nobody else is."""
        return shares(self._load(), [self._words[name].load for name in self.alive])

    def report_to(self, changed: Callable[[Mapping[str, float]], object]) -> None:
        """Call `changed` from now on with the shares, after each word of another process and when one is gone."""
        self._changed.append(changed)

    async def run(self) -> None:
        """Say that this process is alive until it is cancelled; nothing if nobody could hear it."""
        while not self._signals.alone:
            await self._say()
            await self._clock.sleep(BEAT)

    async def _say(self) -> None:
        with suppress(StoreError):  # then nobody counts as gone
            await self._signals.tell(ALIVE, json.dumps({"from": self._signals.me, "load": dict(self._load())}))

    async def _hear(self, words: str) -> None:
        said, now = json.loads(words), self._clock.now()
        name = str(said["from"])
        is_new = name not in self._words
        self._words[name] = _Word({str(key): int(value) for key, value in said["load"].items()}, now)
        if name == self._signals.me:
            gone = [each for each, word in self._words.items() if now - word.at > GONE]
            for each in gone:
                del self._words[each]
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
