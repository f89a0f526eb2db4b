"""Sockets that rest after each reading where there are many, so that several pieces of a stream are read as one.

Each piece that is read by itself costs a wake-up of the event loop, a call of the system and one of libcurl, and a step
of the reader's task. With few streams nothing rests: what is saved is little, and the words would be there later.

watched ──> is read, and has been a few times before ──> rests ──> is read, and there was something ──┐
   ^                                                       ^ └────────── nothing ──┐                   │
   └───────────────────────────────────────────────────────┼───────────────────────┘                   │
                                                           └───────────────────────────────────────────┘
"""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

MANY: Final = 25
"""Sockets from which on they rest."""
EACH: Final = 0.001
"""Seconds of rest for each socket that there is: with 50 streams what comes within 50 ms is read together."""
LONGEST: Final = 0.2
"""Seconds of rest however many there are: the end of an answer is seen so much later, too."""
FIRST: Final = 8
"""Readings without a rest: the head of an answer, and its first words."""
SPREAD: Final = 0.005
"""Seconds between two moments at which those are read whose rest is over."""

Read = Callable[..., object]


@dataclass(slots=True, eq=False)
class _Socket:
    read: Read
    arguments: tuple[object, ...]
    times: int = 0
    due: float = 0.0


class RestingSockets:
    """What libcurl's multi handle uses of an event loop; all but the reading of sockets is the loop's own.

    `came`: whoever gets what is read counts it there. `reading`: the number of the socket that is read just now.
    """

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.came = 0
        self.reading = -1
        self._loop = loop
        self._sockets: dict[int, _Socket] = {}
        self._resting: dict[int, _Socket] = {}
        self._due: deque[tuple[float, int, _Socket]] = deque()
        self._timer: asyncio.TimerHandle | None = None
        self.call_later = loop.call_later
        self.create_task = loop.create_task
        self.create_future = loop.create_future
        self.add_writer = loop.add_writer
        self.remove_writer = loop.remove_writer

    def add_reader(self, fd: int, read: Read, *arguments: object) -> None:
        """Call `read` whenever the socket has something, or once it has rested."""
        self.remove_reader(fd)
        self._sockets[fd] = _Socket(read, arguments)
        self._loop.add_reader(fd, self._readable, fd)

    def remove_reader(self, fd: int) -> bool:
        """Read the socket no more."""
        if self._sockets.pop(fd, None) is None:
            return False
        if self._resting.pop(fd, None) is None:
            self._loop.remove_reader(fd)
        return True

    def hurry(self, fd: int) -> None:
        """Read a socket now if it rests: what it has is wanted."""
        if (socket := self._resting.get(fd)) is not None:
            self._read(fd, socket)

    def _readable(self, fd: int) -> None:
        socket = self._sockets[fd]
        socket.times += 1
        self.reading = fd
        socket.read(*socket.arguments)
        if socket.times > FIRST and len(self._sockets) >= MANY and self._sockets.get(fd) is socket:
            self._loop.remove_reader(fd)
            self._rest(fd, socket)

    def _rest(self, fd: int, socket: _Socket) -> None:
        self._resting[fd] = socket
        rest = min(LONGEST, EACH * len(self._sockets))
        socket.due = self._loop.time() + rest
        self._due.append((socket.due, fd, socket))
        if self._timer is None:
            self._timer = self._loop.call_later(rest, self._go_on)

    def _go_on(self) -> None:
        """Read those whose rest is over."""
        now, due = self._loop.time(), self._due
        try:
            while due and due[0][0] <= now:
                at, fd, socket = due.popleft()
                if self._resting.get(fd) is socket and socket.due == at:  # else it was read meanwhile
                    self._read(fd, socket)
        finally:
            wait = max(SPREAD, due[0][0] - now) if due else 0.0
            self._timer = self._loop.call_later(wait, self._go_on) if due else None

    def _read(self, fd: int, socket: _Socket) -> None:
        before, self.reading = self.came, fd
        try:
            socket.read(*socket.arguments)
        finally:
            if self._resting.get(fd) is not socket:
                pass  # it has ended
            elif self.came > before and len(self._sockets) >= MANY:
                self._rest(fd, socket)
            else:
                del self._resting[fd]
                self._loop.add_reader(fd, self._readable, fd)
