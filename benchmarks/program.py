"""The process that is measured: the whole program, with an eye on its processor, its memory and its event loop."""

import asyncio
import ctypes
import gc
import importlib
import logging
import os
import resource
import tempfile
import time
from collections.abc import Callable
from contextlib import ExitStack, aclosing, suppress
from multiprocessing.connection import Connection
from pathlib import Path

from benchmarks import accounts
from benchmarks.accounts import Ledger
from benchmarks.cost import Sampler
from benchmarks.history import Vitals
from benchmarks.scenarios import Scenario
from bots import wiring
from bots.cli.run import serve
from bots.config.loading import load
from bots.config.sections import Config
from bots.engine.runtime.clock import RealClock
from provider.contract import Message, Request

PROBE_EVERY = 0.01


def main(line: Connection, what: Scenario) -> None:
    """Read the variables from `line`, run, and answer what is asked there: warm, begin, end."""
    logging.getLogger().addHandler(logging.NullHandler())
    variables = line.recv()
    with (
        tempfile.TemporaryDirectory() as folder,
        suppress(KeyboardInterrupt),
        asyncio.Runner(loop_factory=_loop_factory()) as runner,
    ):
        runner.run(_run(load(None, variables, Path(folder)), line, what))


def _loop_factory() -> Callable[[], asyncio.AbstractEventLoop]:
    """That of the program; a commit from before it had one of its own ran on Python's."""
    try:
        module = importlib.import_module("bots.event_loop")
    except ModuleNotFoundError:
        return asyncio.SelectorEventLoop
    factory: Callable[[], asyncio.AbstractEventLoop] = module.new_event_loop
    return factory


async def _run(config: Config, line: Connection, what: Scenario) -> None:
    reading = accounts.keep(asyncio.get_running_loop()) if what.accounted else Ledger()
    sampler = Sampler() if what.sampled else None
    eye = _Eye()
    probe = asyncio.create_task(eye.watch())
    around = await _read_only(reading, config, what.streams) if what.accounted else 0.0
    gc.collect()
    _hand_back()
    told = asyncio.Event()
    program = asyncio.create_task(serve(config, RealClock(), told))
    try:
        line.send("warm")
        await _told(line, program)
        gc.collect()
        eye.open()
        cpu, read, occasions = time.process_time(), reading.seconds, reading.occasions
        line.send("begun")
        with ExitStack() as looking:
            if sampler is not None:
                looking.enter_context(sampler.running())
            await _told(line, program)
        cpu, read, occasions = (
            time.process_time() - cpu,
            reading.seconds - read,
            reading.occasions - occasions,
        )
        spent = sampler.spent if sampler is not None else ()
        cpu -= sampler.own if sampler is not None else 0.0
        reading_all = read + occasions * around
        line.send(Vitals(cpu, reading_all, eye.before, eye.peak, tuple(eye.delays), spent, tuple(eye.own)))
        await _told(line, program)
    finally:
        probe.cancel()
        told.set()
        await asyncio.gather(program, probe, return_exceptions=True)


async def _told(line: Connection, program: "asyncio.Task[int]") -> None:
    """Wait for the next word; a program that ends before it comes ends the measurement."""
    spoken = asyncio.Event()
    asyncio.get_running_loop().add_reader(line.fileno(), spoken.set)
    waiting = asyncio.create_task(spoken.wait())
    try:
        await asyncio.wait({waiting, program}, return_when=asyncio.FIRST_COMPLETED)
        if program.done():
            raise RuntimeError(f"the program ended with {program.result()}")
    finally:
        asyncio.get_running_loop().remove_reader(line.fileno())
        waiting.cancel()
    line.recv()


async def _read_only(reading: Ledger, config: Config, streams: int) -> float:
    """What the event loop itself spends around each step of reading, in seconds of CPU: streams are read, no more."""
    catalog = wiring.open_catalog(config)  # type: ignore[attr-defined]  # where older commits have it too

    class Reader:
        """As the program's, which shows nothing."""

        @staticmethod
        async def read(after: float) -> None:
            await asyncio.sleep(after)
            request = Request((Message("user", "#0"),))
            async with aclosing(catalog.stream("local/test-model", request, chat=True)) as events:
                async for _ in events:
                    pass

    await Reader.read(0.0)
    cpu, read, occasions = time.process_time(), reading.seconds, reading.occasions
    await asyncio.gather(*(asyncio.create_task(Reader.read(n * 0.0071)) for n in range(streams)))
    cpu, read, occasions = time.process_time() - cpu, reading.seconds - read, reading.occasions - occasions
    await catalog.aclose()
    return max(0.0, cpu - read) / occasions


class _Eye:
    """Looks at the event loop a hundred times a second."""

    def __init__(self) -> None:
        self.delays: list[float] = []
        self.own: list[float] = []
        self.before = self.peak = 0

    def open(self) -> None:
        """What counts begins now."""
        self.delays.clear()
        self.own.clear()
        self.before = self.peak = resident()

    async def watch(self) -> None:
        loop = asyncio.get_running_loop()
        looks = 0
        while True:
            due, used = loop.time() + PROBE_EVERY, time.thread_time()
            await asyncio.sleep(PROBE_EVERY)
            self.delays.append(max(0.0, loop.time() - due))
            self.own.append(max(0.0, time.thread_time() - used - PROBE_EVERY))
            looks += 1
            if looks % 25 == 0:
                self.peak = max(self.peak, resident())


def _hand_back() -> None:
    """Give what the reading of streams alone has used back to the system, so that what takes it later is seen."""
    with suppress(OSError, AttributeError):  # not glibc
        ctypes.CDLL(None).malloc_trim(0)


def resident() -> int:
    """Bytes that are resident now."""
    with suppress(OSError):
        return int(Path("/proc/self/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
