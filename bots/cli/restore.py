"""`parley restore FILE`: a backup becomes the database; `-`: from standard input. What stood there before is kept."""

import sys
from pathlib import Path

from bots.cli.stdio import complain
from bots.config.sections import Config
from bots.engine.runtime.clock import Clock
from bots.engine.storage.restore import restore as put_back
from bots.engine.storage.restore import restore_from
from bots.wiring import database


def restore(config: Config, clock: Clock, file: str) -> int:
    """Restore a backup and say where what stood there before is. Returns the exit status.

    Raises:
        StoreError: it cannot be restored; the database is as it was.
    """
    url, now = database(config), clock.wall()
    if file == "-" and (not sys.stdin or sys.stdin.isatty()):
        what = "your keyboard" if sys.stdin else "closed"
        complain(f"standard input is {what}; name a file, or write: parley restore - < FILE")
        return 1
    done = restore_from(url, sys.stdin.buffer, now) if file == "-" else put_back(url, Path(file), now)
    print(f"{done.database} is restored (version {done.version}). The next start brings it up to date.")
    if done.before:
        print(f"What stood there before is {done.before}: remove it when it is not needed, people's words are in it.")
    return 0
