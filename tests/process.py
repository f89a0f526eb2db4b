"""The program as a process of its own, which can be told to end, or killed."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.waiting import PATIENCE

ROOT = Path(__file__).parent.parent


@dataclass(slots=True)
class Running:
    """A process; `printed` is all that it wrote to standard error so far."""

    process: asyncio.subprocess.Process
    printed: bytearray = field(default_factory=bytearray)

    def signal(self, number: int) -> None:
        self.process.send_signal(number)

    async def status(self) -> int:
        async with asyncio.timeout(PATIENCE):
            return await self.process.wait()


@asynccontextmanager
async def parley(folder: Path, variables: Mapping[str, str], root: Path = ROOT) -> AsyncIterator[Running]:
    """`python -m bots run` in `folder`, with nothing but these variables. `root`: which copy of the program."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bots",
        cwd=folder,
        env={**kept, "PYTHONPATH": str(root), **variables},
        stderr=asyncio.subprocess.PIPE,
        stdin=asyncio.subprocess.DEVNULL,
    )
    running = Running(process)

    async def listen() -> None:
        assert process.stderr is not None
        while line := await process.stderr.readline():
            running.printed += line

    listening = asyncio.create_task(listen())
    try:
        yield running
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
        await listening
