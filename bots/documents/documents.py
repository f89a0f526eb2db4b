"""Reads strangers' files, one at a time, each in a process that is ended when its time is over."""

import asyncio
import logging
import os
import sys
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from bots.documents.fair_queue import FairQueue
from bots.documents.values import Extract, Limits, Origin, Reason, Unread
from bots.documents.wire import LENGTHS, MOST_HEAD, NO_MEMORY, answered, request

log = logging.getLogger(__name__)

_ROOT: Final = Path(__file__).parents[2]
_START: Final = "import sys; sys.path.insert(0, sys.argv[1]); from bots.documents.worker import main; main()"
WORKER: Final = (sys.executable, "-I", "-c", _START, str(_ROOT))
"""The command of a worker: isolated from variables and folders, and of the same code as this process."""
_VARIABLES: Final = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH", "SYSTEMROOT")
"""What Python itself may need; tokens and keys are not handed on."""
_CHUNK: Final = 64 * 1024


class Documents:
    """The door: text out of a file."""

    def __init__(self, worker: Sequence[str] = WORKER) -> None:
        self._worker = worker
        self._queue = FairQueue()

    async def read(
        self,
        name: str,
        media_type: str,
        data: bytes,
        limits: Limits,
        whose: str = "",
        origin: Origin | None = None,
    ) -> Extract | Unread:
        """The text of a file. `name` and `media_type`: as its sender calls it; its first bytes go before them.

        `whose`: the person who waits for it. `origin`: where it was found, if it is a page of the web: of HTML then
        only what the page itself has to say is read, as Markdown. The time for it begins when its turn has come. Where
        this is cancelled, its process is gone when it ends.
        """
        if len(data) > limits.bytes:
            return Unread(Reason.TOO_LARGE)
        if not self._queue.may_read(whose):
            return Unread(Reason.TOO_MUCH)
        async with self._queue.turn(whose):
            return await self._ask(request(name, media_type, len(data), limits, origin), data, limits)

    async def _ask(self, head: bytes, data: bytes, limits: Limits) -> Extract | Unread:
        variables = {name: os.environ[name] for name in _VARIABLES if name in os.environ}
        try:
            process = await asyncio.create_subprocess_exec(
                *self._worker, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, env=variables, start_new_session=True
            )
        except OSError as error:
            log.warning("No process could be started to read a file: %s", error)
            return Unread(Reason.CRASHED)
        found: Extract | Unread = Unread(Reason.TIMEOUT)
        try:
            async with asyncio.timeout(limits.seconds):
                found = await _converse(process, head, data, limits)
                await _gone(process)  # by itself; who kills a process that has just ended takes its status from asyncio
        except TimeoutError:
            pass
        finally:
            await _end(process)
        return found


async def _converse(process: Process, head: bytes, data: bytes, limits: Limits) -> Extract | Unread:
    assert process.stdin is not None
    assert process.stdout is not None
    with suppress(ConnectionError):  # it has ended: what it says before that is read below
        process.stdin.write(head)
        for begin in range(0, len(data), _CHUNK):  # in pieces, as a write copies all of it at once
            process.stdin.write(data[begin : begin + _CHUNK])
            await process.stdin.drain()
        process.stdin.close()
    try:
        sizes = LENGTHS.unpack(await process.stdout.readexactly(LENGTHS.size))
        if sizes[0] > MOST_HEAD or sizes[1] > 4 * limits.characters:
            raise ValueError("the answer is too long")
        return answered(await process.stdout.readexactly(sizes[0]), await process.stdout.readexactly(sizes[1]))
    except ValueError as error:
        log.warning("A process that read a file gave no answer: %s", error)
        return Unread(Reason.CRASHED)
    except asyncio.IncompleteReadError:
        status = await process.wait()
        log.info("A process that read a file ended with status %s and no answer", status)
        if status == NO_MEMORY:
            return Unread(Reason.BOMB)
        return Unread(Reason.BROKEN if status > 0 else Reason.CRASHED)


async def _end(process: Process) -> None:
    """End the process, if it has not ended."""
    if process.returncode is None:
        with suppress(ProcessLookupError):
            process.kill()
        await _gone(process)


async def _gone(process: Process) -> None:
    """Wait for its end, and take what it left in its pipe, without which it would not count as ended."""
    assert process.stdout is not None
    while await process.stdout.read(_CHUNK):
        pass
    await process.wait()
