"""What a kind of database does for the store. Everything here blocks, and is called on the thread of the database."""

from collections.abc import Callable
from typing import Protocol, TypeVar

from sqlalchemy import Connection

T = TypeVar("T")


class Backend(Protocol):
    """SQLite or PostgreSQL.

    `name`: with which each sentence about it begins, without a password.
    """

    name: str

    def open(self) -> None:
        """Connect, and bring the tables to the current version.

        Raises:
            StoreError: it cannot be used.
        """

    def run(self, job: Callable[[Connection], T], until: float) -> T:
        """The result of the job, once its transaction is on the disk.

        A job may run several times, each time as if the times before had not been. `until`: the monotonic time up to
        which another program, or a database that starts anew, is waited for.

        Raises:
            StoreError: the database failed; nothing of the job was kept, unless the sentence says that this is unknown.
        """

    def erase(self) -> bool:
        """Erase what jobs have deleted, as far as the database can; False if another program is in the way just now.

        Raises:
            StoreError: the database failed.
        """

    def close(self) -> None:
        """Let go of it."""
