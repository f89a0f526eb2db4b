"""Applies a changed config file while the bot runs. A file with a mistake changes nothing."""

import logging
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from bots.config.loading import load
from bots.config.problems import ConfigError
from bots.config.sections import Config
from bots.config.sources import file_path
from bots.engine.runtime.clock import Clock
from bots.platforms import platforms
from provider.values import Value

log = logging.getLogger("parley")

LOOKED_AT_EVERY = 3.0
"""Seconds between two looks at the file."""

GONE = (0, 0, 0)

ONLY_AT_START = (
    "providers",
    "aliases",
    "fallback",
    "fallback_for",
    "storage.url",
    "shutdown",
    "ops",
    "log",
    "tools",
)
"""Keys and sections that only a restart applies: what runs already was built from them."""


class Source(Value):
    """A config file, and `load`, which reads it anew and raises ConfigError."""

    path: Path
    load: Callable[[], Config]


def source(argv_config: str | None, environ: Mapping[str, str], cwd: Path) -> Source | None:
    """The file that `load` reads if it gets the same arguments; None if there is none."""
    file = file_path(argv_config, environ, cwd)
    return Source(file[0], partial(load, argv_config, environ, cwd)) if file else None


class Change(Value):
    """The file has changed: the config that holds now, or why the old one still does.

    `waiting`: the changed keys that only a restart applies.
    """

    config: Config | None = None
    waiting: tuple[str, ...] = ()
    problem: str = ""


async def watch(source: Source, config: Config, clock: Clock, changed: Callable[[Change], None]) -> None:
    """Call `changed` at each change of the file, for ever. Raises only `CancelledError`.

    A file that is as it was before a mistake in it is a change too: the mistake is gone.
    """
    seen, holds, mistaken = _stamp(source.path), config, False
    while True:
        await clock.sleep(LOOKED_AT_EVERY)
        now = _stamp(source.path)
        if now == seen:
            continue
        seen = now
        if now == GONE:
            continue  # an editor writes it again, or it was removed by mistake: what holds goes on holding
        try:
            found = source.load()
        except ConfigError as error:
            log.error("the config file has changed and cannot be used; the old settings still hold: %s", error)
            changed(Change(problem=str(error)))
            mistaken = True
            continue
        if found == holds and not mistaken:
            continue
        mistaken = False
        waiting = waiting_keys(config, found)
        log.info("the config file has changed and holds from now on.")
        if waiting:
            log.warning("only a restart takes over: %s", ", ".join(waiting))
        holds = found
        changed(Change(found, waiting))


def waiting_keys(old: Config, new: Config) -> tuple[str, ...]:
    """The keys that differ from those that the program was started with, and that only a restart applies."""
    return tuple(key for key in (*platforms(), *ONLY_AT_START) if _value(old, key) != _value(new, key))


def _value(config: Config, key: str) -> object:
    section, _, name = key.partition(".")
    found: object = getattr(config, section)
    return getattr(found, name) if name else found


def _stamp(path: Path) -> tuple[int, int, int]:
    """What tells one state of a file from another; a file that is not there has one too."""
    try:
        state = path.stat()
    except OSError:
        return GONE
    return (state.st_mtime_ns, state.st_size, state.st_ino)
