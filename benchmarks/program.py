"""The process that is measured: the whole program, with an eye on its processor, its memory and its event loop."""

import asyncio
import gc
import logging
import os
import resource
import tempfile
import time
from contextlib import aclosing, suppress
from multiprocessing.connection import Connection
from pathlib import Path

from benchmarks.history import Vitals
from bots.config import Config, load
from bots.engine.clock import RealClock
from bots.running import serve
from bots.wiring import open_catalog
from provider.contract import Message, Request, Text

PROBE_EVERY = 0.01


def main(line: Connection, streams: int) -> None:
    """Read the variables from `line`, run, and answer what is asked there: warm, begin, end."""
    logging.getLogger().addHandler(logging.NullHandler())
    variables = line.recv()
    with tempfile.TemporaryDirectory() as folder, suppress(KeyboardInterrupt):
        asyncio.run(_run(load(None, variables, Path(folder)), line, streams))


async def _run(config: Config, line: Connection, streams: int) -> None:
    eye = _Eye()
    probe = asyncio.create_task(eye.watch())
    memory = _memory()
    reading = await _read_only(config, streams)
    told = asyncio.Event()
    program = asyncio.create_task(serve(config, RealClock(), told))
    try:
        line.send("warm")
        await asyncio.to_thread(line.recv)
        gc.collect()
        eye.open()
        cpu = time.process_time()
        line.send("begun")
        await asyncio.to_thread(line.recv)
        cpu = time.process_time() - cpu
        line.send(Vitals(cpu, reading, memory, eye.peak, tuple(eye.delays)))
        await asyncio.to_thread(line.recv)
    finally:
        probe.cancel()
        told.set()
        await asyncio.gather(program, probe, return_exceptions=True)


async def _read_only(config: Config, streams: int) -> float:
    """Seconds of CPU for a token when the streams are only read: what is left is the price of showing them."""
    catalog = open_catalog(config)

    async def read() -> int:
        request = Request((Message("user", "#0"),))
        async with aclosing(catalog.stream("local/test-model", request, chat=True)) as events:
            return sum([isinstance(event, Text) async for event in events])

    await read()
    cpu = time.process_time()
    tokens = sum(await asyncio.gather(*(read() for _ in range(streams))))
    cpu = time.process_time() - cpu
    await catalog.aclose()
    return cpu / tokens


class _Eye:
    """Looks at the event loop a hundred times a second."""

    def __init__(self) -> None:
        self.delays: list[float] = []
        self.peak = 0

    def open(self) -> None:
        """What counts begins now."""
        self.delays.clear()
        self.peak = 0

    async def watch(self) -> None:
        loop = asyncio.get_running_loop()
        looks = 0
        while True:
            due = loop.time() + PROBE_EVERY
            await asyncio.sleep(PROBE_EVERY)
            self.delays.append(max(0.0, loop.time() - due))
            looks += 1
            if looks % 25 == 0:
                self.peak = max(self.peak, _memory())


def _memory() -> int:
    """Bytes that are resident now."""
    with suppress(OSError):
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
