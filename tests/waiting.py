"""Wait for what a server shows: looking again and again, for there is nothing to be woken by."""

import asyncio
from collections.abc import Callable

PATIENCE = 60.0
"""Seconds after which what was waited for is held not to come. A test that passes never waits for them."""


async def until(holds: Callable[[], object], seconds: float = PATIENCE) -> None:
    """Wait until it holds. Raises TimeoutError."""
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110
            await asyncio.sleep(0.005)
