"""The program: `parley [--config FILE] [run | chat | check]`."""

import argparse
import asyncio
import logging
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

import bots.log
from bots.checking import check
from bots.config import Config, ConfigError, load
from bots.engine.clock import RealClock
from bots.engine.store import StoreError
from bots.running import chat, serve

log = logging.getLogger("parley")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; the exit status is 0, 1 when something failed, 2 for a mistake in the settings."""
    wanted = _parse(arguments)
    try:
        config = load(wanted.config, os.environ, Path.cwd())
    except ConfigError as error:
        print(f"parley: {error}", file=sys.stderr)
        return 2
    talks = bool(config.discord.token or config.telegram.token)
    command = wanted.command or ("run" if talks else "chat")
    bots.log.setup("warning" if command == "chat" else config.log.level, config.secrets())
    for warning in config.warnings:
        log.warning("%s", warning)
    if command == "run" and not talks:
        print(
            "parley: there is no token; set DISCORD_TOKEN or TELEGRAM_TOKEN, or write it into config.toml.",
            file=sys.stderr,
        )
        return 2
    try:
        return asyncio.run(_run(command, config))
    except StoreError as error:
        print(f"parley: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="parley",
        description="Any language model in Discord servers and Telegram chats; one reply that grows in place.",
    )
    parser.add_argument("--config", metavar="FILE", help="the settings; ./config.toml where it exists")
    parser.add_argument(
        "command",
        nargs="?",
        choices=("run", "chat", "check"),
        help="run: the platforms that have a token; chat: in this terminal; check: try every token and provider. "
        "Without it: run where there is a token, else chat.",
    )
    return parser.parse_args(arguments)


async def _run(command: str, config: Config) -> int:
    clock = RealClock()
    stop = asyncio.Event()
    _on_signals(stop, interrupt=command == "run")
    if command == "check":
        return await check(config, clock)
    if command == "chat":
        return await chat(config, clock, stop)
    return await serve(config, clock, stop)


def _on_signals(stop: asyncio.Event, *, interrupt: bool) -> None:
    """SIGTERM, and Ctrl-C where it is not the terminal chat's own: the first ends gently, the second at once."""

    def told(number: int) -> None:
        if stop.is_set() and number == signal.SIGINT:
            os._exit(130)  # what is in flight has a row in the store, and the next start settles it
        stop.set()

    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, *((signal.SIGINT,) if interrupt else ())):
        loop.add_signal_handler(number, told, number)


if __name__ == "__main__":
    sys.exit(main())
