"""The program: `parley [--config FILE] [COMMAND]`."""

import asyncio
import gc
import logging
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bots.config.sections import Config

log = logging.getLogger("parley")

QUIET = ("chat", "models", "ask", "backup", "restore")
"""Commands whose own output is what the user wants to see: only warnings and errors are logged."""

KEPT = ("backup", "restore")
"""Commands that copy the database, and ask no model."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program.

    Returns the exit status: 0, 1 if something failed, 2 for a mistake in the settings, 130 after Ctrl-C.
    """
    wanted = wanted_by(sys.argv[1:] if arguments is None else arguments)
    gc.disable()  # what is loaded stays: to search it for garbage again and again is a tenth of the start
    try:
        return _start(wanted)
    except KeyboardInterrupt:
        return 130
    finally:
        gc.enable()


def _start(wanted: SimpleNamespace) -> int:
    if wanted.command == "init":
        from bots.cli.init import init
        from bots.engine.runtime.clock import RealClock

        return init(getattr(wanted, "config", None), os.environ, Path.cwd(), RealClock())
    # Loading the parts takes a second, in which Ctrl-C may come already.
    import bots.log
    from bots.config.loading import load
    from bots.config.problems import ConfigError
    from bots.engine.storage.records import StoreError
    from bots.event_loop import new_event_loop
    from bots.platforms import listed, platforms

    try:
        config = load(wanted.config, os.environ, Path.cwd(), keys=wanted.command not in KEPT)
    except ConfigError as error:
        print(f"parley: {error}", file=sys.stderr)
        return 2
    talks = bool(config.platforms_on())
    command = wanted.command or ("run" if talks else "chat")
    rows = platforms().values()
    bots.log.setup(
        "warning" if command in QUIET else config.log.level,
        config.secrets(),
        shapes=[shape for row in rows for shape in row.secret_shapes],
        quoting=[logger for row in rows for logger in row.quoting_loggers],
        form="text" if command in QUIET else config.log.format,
    )
    for warning in config.warnings:
        log.warning("%s", warning)
    if command == "run" and not talks:
        names = listed([row.turned_on_by for row in rows], "or")
        print(f"parley: there is no token; set {names}, or write it into config.toml.", file=sys.stderr)
        return 2
    try:
        if command in KEPT:
            return _kept(command, config, wanted)
        if command == "ask":
            wanted.piped = _piped(typed=bool(wanted.text))
        with asyncio.Runner(loop_factory=new_event_loop) as runner:
            return runner.run(_run(command, config, wanted))
    except StoreError as error:
        print(f"parley: {error}", file=sys.stderr)
        return 1


def wanted_by(arguments: Sequence[str]) -> SimpleNamespace:
    """What the arguments say. As a bot is started, there is nothing to parse, and no parser is made."""
    if not arguments or [*arguments] == ["run"]:
        return SimpleNamespace(config=None, command=next(iter(arguments), None))
    from bots.cli.arguments import parsed

    return parsed(arguments)


def _kept(command: str, config: "Config", wanted: SimpleNamespace) -> int:
    """Make or restore a backup. A SIGTERM removes what is half done, as Ctrl-C does."""
    from bots.cli.backup import backup
    from bots.cli.restore import restore
    from bots.engine.runtime.clock import RealClock

    signal.signal(signal.SIGTERM, signal.default_int_handler)
    if command == "backup":
        return backup(config, wanted.file, overwrite=wanted.force)
    return restore(config, RealClock(), wanted.file)


def _piped(*, typed: bool) -> bytes:
    """What comes by standard input. Where the question was typed behind the command, a terminal is not waited for."""
    if not sys.stdin or (typed and sys.stdin.isatty()):
        return b""
    return sys.stdin.buffer.read()


async def _run(command: str, config: "Config", wanted: SimpleNamespace) -> int:
    """Run a command; each loads its own modules alone: a bot needs none of a terminal's."""
    from bots.engine.runtime.clock import RealClock

    clock = RealClock()
    if command != "run":  # which loads more
        gc.enable()
    if command == "models":
        from bots.cli.models import models

        return await models(config, clock)
    if command == "check":
        from bots.cli.check import check

        return await check(config, clock)
    stop = asyncio.Event()
    on_signals(stop, interrupt=command in ("run", "ask"))
    if command == "ask":
        return await _ask(config, wanted, stop)
    if command == "chat":
        from bots.cli.chat import chat

        return await chat(config, clock, stop)
    from bots.cli.run import serve
    from bots.cli.service_manager import ServiceManager
    from bots.config.watching import source

    manager = ServiceManager.of(os.environ)
    return await serve(config, clock, stop, source(wanted.config, os.environ, Path.cwd()), manager)


async def _ask(config: "Config", wanted: SimpleNamespace, stop: asyncio.Event) -> int:
    from bots.cli.ask import ask
    from bots.cli.question import Question
    from bots.engine.runtime.clock import RealClock

    question = Question(
        " ".join(wanted.text),
        wanted.model,
        wanted.system,
        tuple(wanted.file),
        wanted.piped,
        goes_on=wanted.goes_on,
        as_json=wanted.json,
    )
    return await ask(config, RealClock(), stop, question)


def on_signals(stop: asyncio.Event, *, interrupt: bool) -> None:
    """Set `stop` at SIGTERM, and at Ctrl-C if `interrupt`; a second Ctrl-C ends the program at once."""

    def told(number: int) -> None:
        if stop.is_set() and number == signal.SIGINT:
            os._exit(130)  # what is in flight has a row in the store, and the next start settles it
        stop.set()

    def in_time(number: int, _: object) -> None:
        loop.call_soon_threadsafe(told, number)

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, *((signal.SIGINT,) if interrupt else ())):
        try:
            loop.add_signal_handler(number, told, number)
        except NotImplementedError:  # Windows' loop has none
            signal.signal(number, in_time)


if __name__ == "__main__":
    sys.exit(main())
