"""What systemd hears of the program: that it is ready, how it is, that it is alive, that it stops.

The protocol is one datagram of lines NAME=VALUE to the socket that NOTIFY_SOCKET names, see sd_notify(3); a library for
it is no shorter than these lines.
"""

import asyncio
import os
import socket
import sys
from collections.abc import Mapping, MutableMapping
from contextlib import suppress
from typing import Protocol

from bots.engine.runtime.clock import Clock
from provider.values import Value

SOCKET, WATCHDOG, WATCHED = "NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"
FED_IN = 3.0
"""How many times the watchdog is fed in the time that it gives."""
STATUS_EVERY = 10.0
"""Seconds between two looks at how the platforms are, where there is no watchdog that wants more."""


class KnowsHealth(Protocol):
    """The part of the engine's health that is used here."""

    def connected(self) -> Mapping[str, bool]: ...

    async def store_answers(self) -> bool: ...


class ServiceManager(Value):
    """Where to tell it, empty if nobody listens, and the seconds in which the watchdog is fed; 0: there is none."""

    address: str = ""
    watchdog: float = 0.0

    @classmethod
    def of(cls, environ: MutableMapping[str, str]) -> "ServiceManager":
        """The one that started the program. Its variables are taken away: they are not for processes that we start."""
        address, microseconds, pid = (environ.pop(name, "") for name in (SOCKET, WATCHDOG, WATCHED))
        if sys.platform == "win32" or not address.startswith(("/", "@")):
            return cls()
        meant = microseconds.isdecimal() and pid in ("", str(os.getpid()))
        return cls(address, int(microseconds) / 1e6 if meant else 0.0)

    def tell(self, *lines: str) -> None:
        """Tell it that, at once. Nobody minds if it does not listen any more."""
        if sys.platform == "win32" or not self.address:
            return
        name = "\0" + self.address[1:] if self.address.startswith("@") else self.address
        with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as door:
            door.setblocking(False)
            door.sendto("\n".join(lines).encode(), name)

    async def keep_told(self, health: KnowsHealth, clock: Clock, stop: asyncio.Event) -> None:
        """Say that the program is ready, then how it is, until `stop` is set; then that it stops.

        The watchdog is fed by the loop itself, so only while that turns, and only if the store answers.
        """
        if not self.address:
            return
        self.tell("READY=1", _status(health))
        pause = self.watchdog / FED_IN if self.watchdog else STATUS_EVERY
        while not stop.is_set():
            with suppress(TimeoutError):
                await clock.within(pause, stop.wait())
            if not stop.is_set():
                fed = ("WATCHDOG=1",) if self.watchdog and await health.store_answers() else ()
                self.tell(*fed, _status(health))
        self.tell("STOPPING=1", "STATUS=Ending the answers that grow.")


NOBODY = ServiceManager()


def _status(health: KnowsHealth) -> str:
    """One line with the platforms and whether each is connected."""
    said = (f"{name} is connected" if so else f"{name} is not connected" for name, so in health.connected().items())
    return f"STATUS={', '.join(said) or 'No platform is on'}."
