"""The provider side: five hundred streams at once, beside aiohttp and the openai SDK; and what importing costs.

python -m benchmarks.provider_streams
"""

import importlib.util
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, Final

from rich.console import Console

from benchmarks import token_readers, token_server
from benchmarks.elsewhere import ROOT, imported_from
from benchmarks.measures import percentile
from benchmarks.reckoning import Figure, beside
from benchmarks.running import Failed
from benchmarks.table import show
from benchmarks.token_readers import READERS, Reading

STREAMS: Final = 500
RATE: Final = 20.0
SECONDS: Final = 6.0
PACED: Final = 100

LATE: Final = 0.150
CPU_TOKEN: Final = 80.0
PART_OF_SDK: Final = 0.25
MEMORY: Final = 100.0
IMPORT: Final = 0.150

TITLE: Final = f"{STREAMS} streams of {RATE:g} tokens/s for {SECONDS:g} s"

Note = Callable[[str], None]
"""Is told what is measured next, or what cannot be."""


def run(note: Note, other: Path | None = None) -> list[Figure]:
    """Measure everything: about a minute. A library that is missing is left out, and `note` says so.

    `other`: where another commit's program is, which is measured in turn.
    """
    found = [name for name in READERS if name == "parley" or importlib.util.find_spec(name) is not None]
    for name in READERS.keys() - set(found):
        note(f"{name} is not installed (it is in the extra `dev`): its rows are missing.")
    readings = {}
    for name in found:
        note(f"{name}: {TITLE}")
        readings[name] = _reading(name, STREAMS)
    others: list[Figure] = []
    if other is not None:
        note(f"the other commit: {TITLE}")
        others += _figures({"parley": _reading("parley", STREAMS, tree=other)})
        note("the other commit: importing")
        others += _imports(other)
    paced = {}
    if "openai" in found:
        for name in ("parley", "openai"):
            note(f"{name}: {PACED} streams, with which the SDK keeps pace; the better of two")
            paced[name] = min((_reading(name, PACED, SECONDS / 2) for _ in range(2)), key=_cpu)
    note("importing")
    return beside([*_figures(readings), *_beside_the_sdk(paced), *_imports()], others)


def _reading(name: str, streams: int, seconds: float = SECONDS, tree: Path | None = None) -> Reading:
    """A fresh server and a fresh reader, so that each begins alike. `tree`: where Parley is; None: here.

    Raises:
        Failed: the reader ended before its time, as a peer does whose requests take too long on a slow machine.
    """
    with (
        _process(None, token_server.main, RATE, int(RATE * seconds)) as server,
        _process(tree, token_readers.main, name, server.recv(), streams) as reader,
    ):
        try:
            got = reader.recv()
        except EOFError:  # it has said why on standard error
            raise Failed(f"{name} did not read {streams} streams") from None
    assert isinstance(got, Reading)
    return got


def _figures(readings: dict[str, Reading]) -> Iterator[Figure]:
    due = STREAMS * RATE * SECONDS
    for name, reading in readings.items():
        late, most, memory, none = (LATE, CPU_TOKEN, MEMORY, 0) if name == "parley" else (None,) * 4
        yield Figure(f"{name}: from sending to the event, p99", percentile(reading.delays, 0.99), "s", target=late)
        yield Figure(f"{name}: the same, p50", percentile(reading.delays, 0.5), "s")
        yield Figure(f"{name}: the same, the slowest", max(reading.delays, default=0.0), "s")
        yield Figure(f"{name}: CPU a token", _cpu(reading), "µs", target=most)
        yield Figure(f"{name}: memory a stream", reading.memory / STREAMS / 1024, "KiB", target=memory)
        yield Figure(f"{name}: tokens missing", due - len(reading.delays), "", target=none)
    if "aiohttp" in readings:
        part = _cpu(readings["parley"]) / _cpu(readings["aiohttp"])
        yield Figure("parley's CPU as a part of aiohttp's", part, "")


def _beside_the_sdk(paced: dict[str, Reading]) -> Iterator[Figure]:
    """With all streams the SDK falls seconds behind and then reads many tokens at once, which costs less for each."""
    for name, reading in paced.items():
        yield Figure(f"{name}, {PACED} streams: CPU a token", _cpu(reading), "µs")
    if paced:
        part = _cpu(paced["parley"]) / _cpu(paced["openai"])
        yield Figure(f"the same, {PACED} streams: parley's as a part of openai's", part, "", target=PART_OF_SDK)


def _cpu(reading: Reading) -> float:
    """Microseconds a token."""
    return reading.cpu / max(1, len(reading.delays)) * 1e6


def _imports(tree: Path = ROOT) -> Iterator[Figure]:
    for name, target in (("provider", IMPORT), ("openai", None)):
        if importlib.util.find_spec(name) is not None:
            yield Figure(f"import {name}", min(_import_time(name, tree) for _ in range(5)), "s", target=target)


def _import_time(name: str, tree: Path) -> float:
    program = f"import time; began = time.perf_counter(); import {name}; print(time.perf_counter() - began)"
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True, cwd=tree)
    return float(ran.stdout)


@contextmanager
def _process(tree: Path | None, work: Callable[..., None], *values: object) -> Iterator["Connection[Any, Any]"]:
    """A process that tells by a pipe; ended with the block. `tree`: where the program is; None: here."""
    spawn = get_context("spawn")
    ours, theirs = spawn.Pipe()
    process: BaseProcess = spawn.Process(target=work, args=(theirs, *values))
    with imported_from(tree):
        process.start()
    theirs.close()
    try:
        yield ours
    finally:
        process.terminate()
        process.join()


def main() -> int:
    """Measure and print."""
    console = Console()
    show(console, TITLE, run(lambda words: console.print(words, style="dim")))
    return 0


if __name__ == "__main__":
    sys.exit(main())
