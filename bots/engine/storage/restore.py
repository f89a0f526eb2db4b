"""A backup becomes the database again: checked before anything is touched, and in its place at one moment.

At every moment there is a whole database under the name: the one that stood there, or the restored one.
"""

import os
import shutil
import sqlite3
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import BinaryIO

from bots.engine.storage.copies import (
    BESIDE,
    PATIENCE,
    checked,
    copy_database,
    file_errors,
    is_same_file,
    sync_folder,
    unfinished,
)
from bots.engine.storage.extra import Server, server
from bots.engine.storage.file_lock import FileLock
from bots.engine.storage.records import StoreError
from bots.engine.storage.sqlite import store_errors
from bots.engine.storage.urls import is_server, path_of
from provider.values import Value

_SQLITE = b"SQLite format 3\0"
_COMPRESSED = {b"\x1f\x8b": "gunzip -c", b"\x28\xb5\x2f\xfd": "zstd -dc", b"\xfd7zXZ": "xz -dc", b"BZh": "bunzip2 -c"}
_UNREADABLE = ("SQLITE_NOTADB", "SQLITE_CORRUPT", "SQLITE_IOERR", "SQLITE_READONLY", "SQLITE_CANTOPEN")
"""What SQLite says of a database that cannot be made one file because it is broken."""


class Restored(Value):
    """The path of the database, the version that it has now, and where what stood there before is; empty: nowhere."""

    database: str
    version: int
    before: str


def restore(url: str, source: Path, now: float, patience: float = PATIENCE) -> Restored:
    """Put the backup in the file `source`, which stays as it is, in the place of the database.

    `now`: Unix time. `patience`: seconds to wait for another program that uses one of them.

    Raises:
        StoreError: a bot uses the database, `source` is no backup that this program can use, or there is no room.
    """
    database, name = _database(url, patience), f"The backup {source}"
    if not source.exists():
        raise StoreError(f"{name} does not exist; name the file that parley backup wrote.")
    if source.is_dir():
        raise StoreError(f"{name} is a directory; name the file that parley backup wrote.")
    if isinstance(database, Path) and is_same_file(source, database):
        raise StoreError(f"{name} is the database itself, or lies beside it for SQLite; name another file.")
    try:
        with source.open("rb") as content:
            if not source.is_file():  # a pipe that a shell gave a name
                return restore_from(url, content, now)
            _check_kind(content.read(len(_SQLITE)), name)
    except OSError as error:
        raise StoreError(f"{name} cannot be read ({error.strerror}).") from None

    def fill(copy: Path) -> None:
        _check_length(source, name)
        used = any(Path(f"{source}{end}").exists() for end in BESIDE)
        copy_database(
            source, copy, source_name=name, copy_name=f"The database {database}", patience=patience, unused=not used
        )

    return _restored(database, name, fill, now, patience)


def restore_from(url: str, content: BinaryIO, now: float) -> Restored:
    """Put the backup that a stream brings in the place of the database.

    Raises:
        StoreError: as `restore` does.
    """
    database, name = _database(url, PATIENCE), "The backup from standard input"

    def fill(copy: Path) -> None:
        first = content.read(len(_SQLITE))
        _check_kind(first, name)
        with file_errors(f"The database {database}"), copy.open("wb") as file:
            file.write(first)
            shutil.copyfileobj(content, file, 1 << 20)
            file.flush()
            os.fsync(file.fileno())
        _check_length(copy, name)

    return _restored(database, name, fill, now, PATIENCE)


def _database(url: str, patience: float) -> "Path | Server":
    if is_server(url):
        return server(url, patience)
    path = path_of(url)
    if not path:
        raise StoreError("The database is in memory, where nothing can be restored; name a file in storage.url.")
    return Path(path).resolve()


def _check_kind(first: bytes, name: str) -> None:
    """Check by its first bytes that it may be a database.

    Raises:
        StoreError: it is none, which has a cure of its own if it is compressed.
    """
    if first == _SQLITE:
        return
    tool = next((tool for sign, tool in _COMPRESSED.items() if first.startswith(sign)), "")
    if tool:
        raise StoreError(f"{name} is compressed; unpack it on the way: {tool} FILE | parley restore -")
    if not first:
        raise StoreError(f"{name} is empty; take another one.")
    raise StoreError(f"{name} is no SQLite database; name the file that parley backup wrote.")


def _check_length(file: Path, name: str) -> None:
    """Check that the file consists of whole pages: SQLite does not mind if some bytes at the end are missing.

    Raises:
        StoreError: it does not.
    """
    with file.open("rb") as content:
        said = int.from_bytes(content.read(18)[16:], "big")  # https://www.sqlite.org/fileformat2.html#page_size
    if file.stat().st_size % (65_536 if said == 1 else said or 1):
        raise StoreError(f"{name} is damaged: its end is missing; take another one.")


def _restored(
    database: "Path | Server", name: str, fill: Callable[[Path], None], now: float, patience: float
) -> Restored:
    named = f"The database {database}"
    if not isinstance(database, Path):
        beside = Path(tempfile.gettempdir(), "parley.db")
        with unfinished(beside, f"The copy beside {beside}") as copy:
            fill(copy)
            checked(copy, name, copy_name=named)
            version = database.fill_from(copy)
        return Restored(str(database), version, "")
    with _alone(database, now), unfinished(database, named) as copy:
        fill(copy)
        version = checked(copy, name, copy_name=named)
        with file_errors(named):
            _own_like(copy, database if database.exists() else database.parent)
        before = _set_aside(database, now, patience)
        with file_errors(named):
            copy.replace(database)
        sync_folder(database.parent)
    return Restored(str(database), version, before)


@contextmanager
def _alone(database: Path, now: float) -> Iterator[None]:
    """Keep every bot off the database inside the block.

    Raises:
        StoreError: one uses it.
    """
    lock, file = FileLock(str(database)), Path(f"{database}.lock")
    new = not file.exists()
    with file_errors(f"The database {database}"):
        holder = lock.take(now)
        if new:
            _own_like(file, database.parent)
    if holder is not None:
        raise StoreError(f"The database {database} is in use by another Parley ({holder}); stop that one first.")
    try:
        yield
    finally:
        lock.release()


def _own_like(file: Path, other: Path) -> None:
    """Give the file to the user whom the other belongs to: whoever restores as root is not the one who runs the bot."""
    if sys.platform != "win32" and os.geteuid() == 0:
        there = other.stat()
        os.chown(file, there.st_uid, there.st_gid)


def _set_aside(database: Path, now: float, patience: float) -> str:
    """Keep what stands there, and all that SQLite wrote beside it, under another name too; returns that name."""
    if not any(Path(f"{database}{end}").exists() for end in ("", *BESIDE)):
        return ""
    if database.exists():
        _make_one_file(database, patience)
    kept = _free(f"{database}.before-{datetime.fromtimestamp(now, UTC):%Y%m%d-%H%M%S}")
    with file_errors(f"The file {kept}"):
        if database.exists():
            _link(database, kept)
        for end in BESIDE:  # SQLite would take it for a part of the restored one
            with suppress(FileNotFoundError):
                Path(f"{database}{end}").rename(f"{kept}{end}")
    return str(kept)


def _make_one_file(database: Path, patience: float) -> None:
    """Write into the database what stands in its log; one that is damaged stays as it is.

    Raises:
        StoreError: another program uses it.
    """
    try:
        with closing(sqlite3.connect(database, timeout=patience, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE").fetchall()
    except sqlite3.Error as error:
        if not getattr(error, "sqlite_errorname", "").startswith(_UNREADABLE):
            with store_errors(f"The database {database}"):
                raise


def _free(path: str) -> Path:
    return next(each for number in count() if not os.path.lexists(each := Path(f"{path}-{number}" if number else path)))


def _link(database: Path, kept: Path) -> None:
    try:
        os.link(database, kept)
    except (OSError, NotImplementedError):  # a file system without links
        try:
            shutil.copy2(database, kept)
        except OSError:
            kept.unlink(missing_ok=True)
            raise
