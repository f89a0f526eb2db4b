"""One case from its start to its figures: two processes side by side, told what to do over pipes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any, TypeVar

from benchmarks import program, servers
from benchmarks.elsewhere import imported_from
from benchmarks.history import History, Vitals
from benchmarks.scenarios import Case
from benchmarks.servers import Progress


class Failed(Exception):
    """A case came to no end; the process that ended says why on standard error."""


def run(case: Case, on_progress: Callable[[int], None], tree: Path | None = None) -> tuple[History, Vitals]:
    """Measure one case. `tree`: where the program is; None: here.

    Raises:
        Failed: one of the processes ended before its time.
    """
    spawn = get_context("spawn")
    to_city, city_end = spawn.Pipe()
    to_program, program_end = spawn.Pipe()
    city = spawn.Process(target=servers.main, args=(city_end, case), name="servers")
    parley = spawn.Process(target=program.main, args=(program_end, case.what), name="program")
    with _started(city, None), _started(parley, tree):
        talk = _Talk(city, parley)
        to_program.send(talk.hear(to_city, dict))
        talk.hear(to_program, str)  # it has read the streams once, and connects
        talk.hear(to_city, str)  # the program has connected
        to_program.send("begin")
        talk.hear(to_program, str)
        to_city.send("go")
        while (news := talk.hear(to_city, Progress)).history is None:
            on_progress(news.done)
        to_program.send("end")
        vitals = talk.hear(to_program, Vitals)
        to_program.send("stop")
        parley.join(15)
        to_city.send("stop")
        city.join(15)
    return news.history, vitals


T = TypeVar("T")


class _Talk:
    """Listens to one process while it watches over both."""

    def __init__(self, *processes: BaseProcess) -> None:
        self._processes = processes

    def hear(self, line: "Connection[Any, Any]", kind: type[T]) -> T:
        """What comes next from there, which is of that kind."""
        ready = wait([line, *(process.sentinel for process in self._processes)])
        if line not in ready:
            raise Failed(", ".join(p.name for p in self._processes if p.exitcode is not None))
        try:
            news = line.recv()
        except EOFError:
            raise Failed("a process ended in mid-sentence") from None
        assert isinstance(news, kind)
        return news


@contextmanager
def _started(process: BaseProcess, tree: Path | None) -> Iterator[None]:
    """It runs inside the block, and no longer."""
    with imported_from(tree):
        process.start()
    try:
        yield
    finally:
        if process.is_alive():
            process.terminate()
        process.join()
