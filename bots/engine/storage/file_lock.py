"""One process at a time on a database file: a lock beside it, which the system drops together with the process."""

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path

from provider.values import Value

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_BEYOND = 1 << 20
"""The byte that is locked on Windows: nobody can read what is locked there, so it is none of the content."""


class Holder(Value):
    """The process that has a lock. `pid`: 0 if it does not say; `since`: Unix time."""

    pid: int
    since: float

    def __str__(self) -> str:
        if not self.pid:
            return "another process"
        return f"process {self.pid}, since {datetime.fromtimestamp(self.since, UTC):%Y-%m-%d %H:%M:%S} UTC"


class FileLock:
    """The lock of one file, whatever path leads to it. A file that a killed process left locks nothing."""

    def __init__(self, path: str) -> None:
        self._path = Path(path).resolve().with_name(f"{Path(path).resolve().name}.lock")
        self._file = -1

    def take(self, now: float) -> Holder | None:
        """Take the lock; returns who has it if that is another process. `now`: Unix time, for others to read.

        Raises:
            OSError: there can be no lock there.
        """
        file = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            if not _locked(file):
                return self._holder()
            os.ftruncate(file, 0)
            os.write(file, json.dumps({"pid": os.getpid(), "since": now}).encode())
            self._file, file = file, -1
            return None
        finally:
            if file >= 0:
                os.close(file)

    def holder(self) -> Holder | None:
        """Who has the lock just now; None if nobody has it, or nobody can say."""
        try:
            file = os.open(self._path, os.O_RDWR)
        except OSError:
            return None
        try:
            return None if _locked(file) else self._holder()
        finally:
            os.close(file)

    def _holder(self) -> Holder:
        try:
            said = json.loads(self._path.read_bytes())
            return Holder(int(said["pid"]), float(said["since"]))
        except (OSError, ValueError, KeyError, TypeError):
            return Holder(0, 0.0)

    def release(self) -> None:
        """Let others have it. The file stays, because another process may be about to lock it. Idempotent."""
        file, self._file = self._file, -1
        if file >= 0:
            os.close(file)


def _locked(file: int) -> bool:
    """Lock an open file, without a wait; returns False if another process has locked it."""
    try:
        if sys.platform == "win32":
            os.lseek(file, _BEYOND, os.SEEK_SET)
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
            os.lseek(file, 0, os.SEEK_SET)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True
