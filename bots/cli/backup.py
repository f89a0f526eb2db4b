"""`parley backup FILE`: all that the database holds in one file, taken while the bot runs; `-`: to standard output."""

import errno
import os
import sys
from pathlib import Path

from bots.cli.stdio import complain
from bots.config.sections import Config
from bots.engine.storage.backup import Backup, back_up, back_up_to
from bots.wiring import database


def backup(config: Config, file: str, *, overwrite: bool) -> int:
    """Make a backup and say what is in it. Returns the exit status: 0 if it is whole, else 1.

    Raises:
        StoreError: it could not be made.
    """
    if file != "-":
        print(_said(back_up(database(config), Path(file), overwrite=overwrite), file))
        return 0
    if sys.stdout and sys.stdout.isatty():
        complain("standard output is your screen; name a file, or write: parley backup - > FILE")
        return 1
    try:
        if not sys.stdout:
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        done = back_up_to(database(config), sys.stdout.buffer)
    except OSError as error:
        if sys.stdout:  # what is still buffered can go nowhere
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        complain(f"standard output takes no more ({error.strerror}), so the backup is not whole; make it again.")
        return 1
    print(f"parley: {_said(done, 'standard output')}", file=sys.stderr)
    return 0


def _said(done: Backup, where: str) -> str:
    return f"{done.database} is backed up to {where}: {done.size / 1e6:,.1f} MB, version {done.version}, checked."
