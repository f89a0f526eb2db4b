"""A wire between engines of one test, which hears at once, and can be cut."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count

from bots.engine.storage.records import StoreError
from bots.engine.storage.wires import Heard

_NUMBERS = count(1)


@dataclass
class Exchange:
    """Joins the wires that are made from it."""

    ends: list["MemoryWire"] = field(default_factory=list)

    def wire(self) -> "MemoryWire":
        self.ends.append(MemoryWire(self))
        return self.ends[-1]

    def tell(self, topic: str, words: str, to: str = "") -> None:
        for end in self.ends:
            if to in ("", end.me) and not end.cut:
                end.heard(topic, words)


class MemoryWire:
    """One end."""

    def __init__(self, exchange: Exchange) -> None:
        self.me = f"process{next(_NUMBERS)}"
        self.alone = self.cut = False
        self.heard: Heard = lambda topic, words: None
        self.missed: Callable[[], object] = lambda: None
        self._exchange = exchange

    async def run(self, heard: Heard, missed: Callable[[], object]) -> None:
        self.heard, self.missed = heard, missed
        missed()
        await asyncio.Event().wait()

    async def tell(self, topic: str, words: str, to: str = "") -> None:
        if self.cut:
            raise StoreError("The database cannot be reached.")
        self._exchange.tell(topic, words, to)

    def mend(self) -> None:
        self.cut = False
        self.missed()
