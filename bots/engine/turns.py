"""One answer at a time in a conversation, two for a person; what comes meanwhile waits its turn."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bots.engine.model import Person, Place

MAX_WAITING = 20
"""Messages that may wait in one conversation, and of one person anywhere."""


@dataclass(slots=True, eq=False)
class Running:
    """An answer that grows now. `stop` ends it with a notice below its text; returns at once."""

    key: int
    place: Place
    person: Person
    stop: Callable[[str], None]


class Turns:
    """Who is being answered, and who waits."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._conversations: dict[str, asyncio.Lock] = {}
        self._people: dict[Person, asyncio.Semaphore] = {}
        self._waiting: defaultdict[str, int] = defaultdict(int)
        self._users: defaultdict[Person, int] = defaultdict(int)
        self._running: dict[int, Running] = {}
        self._emptied = asyncio.Event()

    def is_full(self, conversation: str, person: Person) -> bool:
        """Whether one more message would wait too long."""
        return max(self._waiting.get(conversation, 0), self._users.get(person, 0)) > MAX_WAITING

    @asynccontextmanager
    async def turn(self, conversation: str, person: Person) -> AsyncIterator[None]:
        """Hold the conversation, and one of the person's answers, inside the block; first come, first served."""
        self._waiting[conversation] += 1
        self._users[person] += 1
        lock = self._conversations.setdefault(conversation, asyncio.Lock())
        share = self._people.setdefault(person, asyncio.Semaphore(self._at_once))
        try:
            async with lock, share:
                yield
        finally:
            self._waiting[conversation] -= 1
            if not self._waiting[conversation]:
                del self._waiting[conversation], self._conversations[conversation]
                self._emptied.set()
            self._users[person] -= 1
            if not self._users[person]:
                del self._users[person], self._people[person]

    @asynccontextmanager
    async def running(self, answer: Running) -> AsyncIterator[None]:
        """The answer can be found and stopped inside the block."""
        self._running[answer.key] = answer
        try:
            yield
        finally:
            del self._running[answer.key]

    @property
    def busy(self) -> bool:
        """Whether anyone is being answered or waits."""
        return bool(self._waiting)

    async def idle(self) -> None:
        """Wait until nobody is answered and nobody waits."""
        while self._waiting:
            self._emptied.clear()
            await self._emptied.wait()

    def find(self, key: int) -> Running | None:
        """The answer with that key, while it grows."""
        return self._running.get(key)

    def here(self, place: Place) -> tuple[Running, ...]:
        """All that grow in a place, oldest first."""
        return tuple(answer for answer in self._running.values() if answer.place == place)

    def moved(self, old: Place, new: Place) -> None:
        """A chat changed its id; what grows there is found under the new one."""
        for answer in self._running.values():
            if (answer.place.platform, answer.place.chat) == (old.platform, old.chat):
                answer.place = Place(new.platform, new.chat, answer.place.thread)

    def all(self) -> tuple[Running, ...]:
        """All that grow anywhere."""
        return tuple(self._running.values())
