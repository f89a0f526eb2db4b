"""A backup: one file with all that the database holds at one moment, taken while the bot goes on."""

import os
import tempfile
from contextlib import closing
from pathlib import Path
from typing import BinaryIO

from bots.engine.storage.copies import (
    PATIENCE,
    checked,
    connected,
    copy_database,
    file_errors,
    is_same_file,
    sync_folder,
    unfinished,
)
from bots.engine.storage.extra import Server, server
from bots.engine.storage.file_lock import FileLock
from bots.engine.storage.records import StoreError
from bots.engine.storage.schema import BOOKMARKS, DUE_AT, INBOX, REPLIES, RESERVATIONS
from bots.engine.storage.sqlite import store_errors
from bots.engine.storage.urls import is_server, path_of
from provider.values import Value

GOES_ON = (REPLIES.name, RESERVATIONS.name, BOOKMARKS.name)
"""The tables of what is under way in a running bot. A backup of that moment must not bring it back to life."""

_BY_TOKEN = """(target || surfaces) LIKE '%"token":%'"""
"""Answers that are reached by an interaction's token, which is in no backup."""

_READ_AT_ONCE = 1 << 20


class Backup(Value):
    """What was backed up: the path of the database, its version, and the size of the copy in bytes."""

    database: str
    version: int
    size: int


def back_up(url: str, target: Path, *, overwrite: bool, patience: float = PATIENCE) -> Backup:
    """Write the backup into the file `target`, which only its owner can read, or which is not there afterwards.

    `patience`: seconds to wait for another program that keeps the database from being read.

    Raises:
        StoreError: one of the two cannot be used, or `target` exists and may not be overwritten.
    """
    source, name = _source(url, patience), f"The backup {target}"
    if target.is_dir():
        raise StoreError(f"{name} would be a directory; name a file in it.")
    if isinstance(source, Path) and is_same_file(target, source):
        raise StoreError(f"{name} would be the database itself; name another file.")
    if target.exists() and not target.is_file():
        raise StoreError(f"{name} would be no ordinary file; name one, or write - for standard output.")
    if os.path.lexists(target) and not overwrite:
        raise StoreError(f"{name} exists already; name another file, or say --force to replace it.")
    with unfinished(target, name) as copy:
        version = _copied(source, copy, name, patience)
        size = copy.stat().st_size
        with file_errors(name):
            if overwrite:
                copy.replace(target)  # in place of a link, never into the file that it names
            else:
                _put(copy, target, name)
        sync_folder(target.parent)
    return Backup(str(source), version, size)


def back_up_to(url: str, out: BinaryIO) -> Backup:
    """Write the backup to an open stream; whatever was made on the way is gone again.

    Raises:
        StoreError: the database cannot be used, or there is no room for a copy beside it.
        OSError: the stream cannot take it.
    """
    source = _source(url, PATIENCE)
    beside = source if isinstance(source, Path) else Path(tempfile.gettempdir(), "parley.db")
    name = f"The copy beside {beside}"
    with unfinished(beside, name) as copy:
        version = _copied(source, copy, name, PATIENCE)
        with copy.open("rb") as content:
            copy.unlink()  # a reader may take its time, and nobody is to find it after a kill
            size = 0
            while block := content.read(_READ_AT_ONCE):
                out.write(block)
                size += len(block)
        out.flush()
    return Backup(str(source), version, size)


def _source(url: str, patience: float) -> "Path | Server":
    if is_server(url):
        return server(url, patience)
    path = path_of(url)
    if not path:
        raise StoreError("The database is in memory; there is nothing to back up.")
    if not Path(path).exists():
        raise StoreError(f"The database {path} does not exist; there is nothing to back up. Check storage.url.")
    return Path(path).resolve()


def _copied(source: "Path | Server", copy: Path, name: str, patience: float) -> int:
    """Make the copy; returns the version of the database."""
    if isinstance(source, Path):
        running = FileLock(str(source)).holder() is not None
        copy_database(source, copy, source_name=f"The database {source}", copy_name=name, patience=patience)
    else:
        running = source.is_in_use()
        source.copy_to(copy)
    version = checked(copy, f"The database {source}", copy_name=name)
    _let_go_of_answers(copy, name, running=running)
    return version


def _put(copy: Path, target: Path, name: str) -> None:
    """Give the copy its name, which nothing has; a file that came there meanwhile stays."""
    try:
        os.link(copy, target)
    except FileExistsError:
        raise StoreError(f"{name} exists already; name another file, or say --force to replace it.") from None
    except (OSError, NotImplementedError):  # a file system without links
        copy.rename(target)


def _let_go_of_answers(copy: Path, name: str, *, running: bool) -> None:
    """Take out of a copy what goes on in a bot that was `running`: it ends there, so nobody is to end it again.

    Of one that does not run, only what an interaction's token leads to. What was said so far of each answer is kept as
    the answer, if anything of it is to be kept.
    """
    which = "TRUE" if running else _BY_TOKEN
    with store_errors(name), closing(connected(copy)) as connection:
        connection.execute("PRAGMA secure_delete = ON").fetchall()
        tables = {table for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        columns = {column for _, column, *_ in connection.execute("PRAGMA table_info(replies)")}
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(
            "UPDATE messages SET text = (SELECT replies.text FROM replies WHERE replies.row = messages.row) "
            f"WHERE text = '' AND row IN (SELECT row FROM replies WHERE {which})"
        )
        if "kept" in columns:
            answers = f"SELECT row FROM replies WHERE kept = 0 AND {which}"
            connection.execute(
                "UPDATE messages SET at = ? "
                f"WHERE row IN ({answers}) OR row IN (SELECT parent FROM messages WHERE row IN ({answers}))",
                (DUE_AT,),
            )
        if INBOX.name in tables:  # that they came is still to be known
            over = "TRUE" if running else f"expires > 0 OR reply IN (SELECT key FROM replies WHERE {which})"
            connection.execute(f"UPDATE inbox SET question = NULL, author = '', expires = 0, reply = NULL WHERE {over}")
        connection.execute(f"DELETE FROM replies WHERE {which}")
        if running:
            for table in tables.intersection(GOES_ON):
                connection.execute(f"DELETE FROM {table}")
        connection.execute("COMMIT")
