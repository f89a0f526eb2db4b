"""The program as a process of its own that finds its modules loaded: to load them is most of what a start takes.

It is forked from a process that has done nothing else. What depends on the folder, on variables and on installed
packages is looked at when the program begins, so each finds its own; what a module looked at on import, it would miss.
"""

import multiprocessing
import os
import runpy
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parent.parent
_LOADED = (
    *(__name__, "bots.cli.check", "bots.cli.run", "provider.transport.curl"),
    *(f"provider.backends.{kind}" for kind in ("anthropic", "chatgptes", "demo", "gemini", "openai", "responses")),
)
_OUTPUT = "printed"


def parley(command: str, folder: Path, variables: Mapping[str, str]) -> str:
    """What `python -m bots` prints there, with nothing but these variables; packages of that folder are installed."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(list(_LOADED))
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    process = context.Process(target=_run, args=(command, folder, {**kept, **variables}))
    process.start()
    process.join()
    process.close()
    return (folder / _OUTPUT).read_text()


def _run(command: str, folder: Path, variables: Mapping[str, str]) -> None:
    with (folder / _OUTPUT).open("wb") as output, Path(os.devnull).open("rb") as nothing:
        os.dup2(nothing.fileno(), 0)
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    os.chdir(folder)
    os.environ.clear()
    os.environ.update(variables)
    sys.path[:0] = [str(folder), str(ROOT)]
    sys.argv = ["bots", command]
    runpy.run_module("bots", run_name="__main__", alter_sys=True)
