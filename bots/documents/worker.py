"""The process that reads one file: the file by standard input, the answer to standard output.

It limits itself before it takes a byte of the file. It never opens a file that the stranger names, and writes none.
"""

import logging
import os
import signal
import sys
from contextlib import suppress
from typing import Final

from bots.documents.extracting import extract
from bots.documents.refused import OutOfTime
from bots.documents.values import MIB, Limits, Reason, Unread
from bots.documents.wire import LENGTHS, NO_MEMORY, answer, requested

_SHARE: Final = 0.75
"""The share of the time that is for reading; what is left is for the answer."""
_MAPPED: Final = 256 * MIB
"""Bytes of address space for programs and libraries, which is not memory in use."""


def main() -> None:
    """Read one file. What goes wrong unforeseen ends the process without an answer."""
    try:
        _serve()
    except MemoryError:
        os._exit(NO_MEMORY)
    os._exit(0)  # at once: there is nothing to tidy up


def _serve() -> None:
    stdin = sys.stdin.buffer
    head, size = LENGTHS.unpack(stdin.read(LENGTHS.size))
    name, media_type, limits, origin = requested(stdin.read(head))
    _limit(limits)
    logging.disable()
    try:
        found = extract(name, media_type, stdin.read(size), limits, origin)
        _set_alarm(0)
    except OutOfTime:
        found = Unread(Reason.TIMEOUT)
    sys.stdout.buffer.write(answer(found))
    sys.stdout.buffer.flush()


def _limit(limits: Limits) -> None:
    """Take rights away that no file needs; what the system does not know is left out."""
    if hasattr(os, "nice"):
        os.nice(10)  # running answers come first
    _set_alarm(limits.seconds * _SHARE)
    if sys.platform != "win32":
        import resource

        for name, most in (
            ("RLIMIT_DATA", limits.memory),
            ("RLIMIT_AS", limits.memory + _MAPPED),
            ("RLIMIT_CPU", int(limits.seconds) + 1),  # if nobody is left to end this process
            ("RLIMIT_FSIZE", 0),
            ("RLIMIT_CORE", 0),
        ):
            with suppress(AttributeError, OSError, ValueError):
                resource.setrlimit(getattr(resource, name), (most, most))


def _set_alarm(seconds: float) -> None:
    if sys.platform != "win32":
        signal.signal(signal.SIGALRM, _on_alarm)
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _on_alarm(*_: object) -> None:
    raise OutOfTime
