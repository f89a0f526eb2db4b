"""One answer at a time in a conversation, two for a person, three in a shared channel; what comes meanwhile waits."""

import asyncio
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from bots.engine.seam.values import Person, Place

ANSWERS_AT_ONCE = 2
"""Answers that may grow at the same time for one person."""

MAX_WAITING = 20
"""Messages that may wait in one conversation, and of one person anywhere."""

IN_A_CHANNEL = 3
"""Answers that may grow at the same time in one shared channel."""

Moved = Callable[[int], None]
"""Told how many are before one that waits for a seat in a channel, each time that changes."""


@dataclass(slots=True, eq=False)
class Running:
    """An answer that grows now. `stop` ends it with a notice below its text; returns at once."""

    key: int
    place: Place
    person: Person
    stop: Callable[[str], None]


@dataclass(slots=True)
class _Channel:
    """The seats of one channel, and who waits for one, in order."""

    taken: int = 0
    waiting: deque[tuple[asyncio.Future[None], Moved]] = field(default_factory=deque)

    async def sit(self, moved: Moved) -> None:
        if self.taken < IN_A_CHANNEL and not self.waiting:
            self.taken += 1
            return
        mine = asyncio.get_running_loop().create_future(), moved
        self.waiting.append(mine)
        moved(len(self.waiting))
        try:
            await mine[0]
        except asyncio.CancelledError:
            if mine in self.waiting:
                self.waiting.remove(mine)
                self._say()
            else:
                self.rise()  # the seat was given to who has just gone
            raise

    def rise(self) -> None:
        """The seat goes straight to who waits longest."""
        while self.waiting:
            seat, _ = self.waiting.popleft()
            if not seat.done():
                seat.set_result(None)
                self._say()
                return
        self.taken -= 1

    def _say(self) -> None:
        for number, (_, moved) in enumerate(self.waiting, start=1):
            moved(number)


def _unseen(before: int) -> None:
    """Whoever waits there is not shown it."""


class ReplyQueue:
    """Who is being answered, and who waits."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._conversations: dict[str, asyncio.Lock] = {}
        self._people: dict[Person, asyncio.Semaphore] = {}
        self._channels: dict[str, _Channel] = {}
        self._waiting: defaultdict[str, int] = defaultdict(int)
        self._users: defaultdict[Person, int] = defaultdict(int)
        self._running: dict[int, Running] = {}
        self._emptied = asyncio.Event()

    def is_full(self, conversation: str, person: Person) -> bool:
        """Whether one more message would wait too long."""
        return max(self._waiting.get(conversation, 0), self._users.get(person, 0)) > MAX_WAITING

    @asynccontextmanager
    async def turn(
        self, conversation: str, person: Person, channel: str = "", moved: Moved = _unseen
    ) -> AsyncIterator[None]:
        """Hold the conversation, one of the person's answers, and a seat in the shared channel, inside the block.

        First come, first served. `channel` empty: not a shared one. `moved` is told while only the seat is missing.
        """
        self._waiting[conversation] += 1
        self._users[person] += 1
        lock = self._conversations.setdefault(conversation, asyncio.Lock())
        share = self._people.setdefault(person, asyncio.Semaphore(self._at_once))
        try:
            async with lock, share, self._seat(channel, moved):
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
    async def _seat(self, name: str, moved: Moved) -> AsyncIterator[None]:
        if not name:
            yield
            return
        channel = self._channels.setdefault(name, _Channel())
        try:
            await channel.sit(moved)
            try:
                yield
            finally:
                channel.rise()
        finally:
            if not channel.taken and not channel.waiting:
                self._channels.pop(name, None)

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

    def is_busy_with(self, person: Person) -> bool:
        """Whether that person is being answered or waits."""
        return person in self._users

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
