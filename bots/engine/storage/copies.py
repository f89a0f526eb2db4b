"""Whole copies of a database file: made beside the place where they are to stand, checked, and moved there at once."""

import os
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlalchemy import create_engine
from sqlalchemy.pool import StaticPool

from bots.engine.storage.records import StoreError
from bots.engine.storage.schema import version_in
from bots.engine.storage.sqlite import CURES, store_errors

PATIENCE = 5.0
"""Seconds to wait for another program that keeps the file from being read."""
LEFT_AFTER = 3600.0
"""Seconds without a write after which an unfinished copy is one that a killed process left."""
STEP = 2048
"""Pages that are copied between two looks at whether Ctrl-C was pressed."""
BESIDE = ("-wal", "-shm", "-journal")
"""What SQLite writes beside a database file, by the end of its name."""

_UNFINISHED = ".partial"
_OF_THE_COPY = ("SQLITE_FULL", "SQLITE_IOERR_WRITE", "SQLITE_IOERR_FSYNC", "SQLITE_READONLY", "SQLITE_CANTOPEN")


@contextmanager
def unfinished(target: Path, name: str) -> Iterator[Path]:
    """An empty file beside `target`, readable by its owner only, which is gone when the block ends.

    What killed processes left of earlier ones is removed first. `name`: of what is written, for errors.

    Raises:
        StoreError: there can be no file there.
    """
    with file_errors(name):
        for left in target.parent.glob(f"{_plain(target.name)}.*{_UNFINISHED}*"):
            with suppress(FileNotFoundError):
                if time.time() - left.stat().st_mtime > LEFT_AFTER:
                    left.unlink()
        handle, path = tempfile.mkstemp(prefix=f"{target.name}.", suffix=_UNFINISHED, dir=target.parent)
        os.close(handle)
    try:
        yield Path(path)
    finally:
        for end in ("", *BESIDE):
            Path(f"{path}{end}").unlink(missing_ok=True)


def copy_database(
    source: Path, copy: Path, *, source_name: str, copy_name: str, patience: float, unused: bool = False
) -> None:
    """Copy what the database at `source` holds at one moment, also while others write to it.

    `unused`: nobody writes to it, and its folder may be one that cannot be written.

    Raises:
        StoreError: one of the two files cannot be used.
    """
    how = "mode=ro&immutable=1" if unused else "mode=rw"
    with store_errors(source_name):
        origin = sqlite3.connect(
            f"{source.absolute().as_uri()}?{how}", uri=True, timeout=patience, isolation_level=None
        )
    with closing(origin):
        with store_errors(source_name):
            origin.execute("BEGIN")
            origin.execute("SELECT count(*) FROM sqlite_master").fetchall()  # from here on it sees that one moment
        with closing(connected(copy)) as target, copy_errors(source_name, copy_name):
            origin.backup(target, pages=STEP)


def checked(copy: Path, name: str, *, copy_name: str) -> int:
    """The version of a copy that is whole, a database of Parley's, and from now on one file.

    `name`: of what it is a copy of, for errors.

    Raises:
        StoreError: it is damaged, is no database of Parley's, or one of a newer version.
    """
    with closing(connected(copy)) as connection, copy_errors(name, copy_name):
        connection.execute("PRAGMA journal_mode = DELETE").fetchall()
        if connection.execute("PRAGMA integrity_check(1)").fetchall() != [("ok",)]:
            raise StoreError(f"{name} {CURES['SQLITE_CORRUPT']}.")
        engine = create_engine("sqlite://", creator=lambda: connection, poolclass=StaticPool)
        with store_errors(name), engine.connect() as sql:
            version = version_in(sql)
    if not version:
        raise StoreError(f"{name} is an empty database; there is nothing in it.")
    return version


@contextmanager
def copy_errors(source_name: str, copy_name: str) -> Iterator[None]:
    """Translate what SQLite raises while it copies, by whose fault it is."""
    try:
        yield
    except (sqlite3.Error, UnicodeDecodeError) as error:
        code = getattr(error, "sqlite_errorname", "")
        with store_errors(copy_name if code.startswith(_OF_THE_COPY) else source_name):
            raise


@contextmanager
def file_errors(name: str) -> Iterator[None]:
    """Translate what the system says of a file. `name`: of that file."""
    try:
        yield
    except FileNotFoundError:
        raise StoreError(f"{name} cannot be made because its directory does not exist; make the directory.") from None
    except PermissionError:
        raise StoreError(f"{name} {CURES['SQLITE_PERM']}.") from None
    except OSError as error:
        reason = error.strerror or "unknown error"
        raise StoreError(f"{name} cannot be written ({reason}); free some space, or name another place.") from None


def is_same_file(path: Path, database: Path) -> bool:
    """Whether a path, by whatever links, leads to a database or to what SQLite and Parley write beside it."""
    ours = [Path(f"{database}{end}") for end in ("", *BESIDE, ".lock")]
    return any(path.resolve() == each or (path.exists() and each.exists() and path.samefile(each)) for each in ours)


def sync_folder(folder: Path) -> None:
    """Have it on the disk that files in a folder have other names now; a system that cannot do that is left alone."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def connected(path: Path) -> sqlite3.Connection:
    """A connection to a copy that begins no transaction by itself."""
    return sqlite3.connect(path, timeout=PATIENCE, isolation_level=None, check_same_thread=False)


def _plain(name: str) -> str:
    """The name as a pattern that matches it alone."""
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in name)
