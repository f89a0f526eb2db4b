"""What a kind of database does for the store. All of it blocks."""

from collections.abc import Callable
from typing import Literal, Protocol, TypeVar, runtime_checkable

from sqlalchemy import Connection

T = TypeVar("T")

Beside = Literal["as if alone", "row by row"]
"""How a transaction counts beside others: it is tried again if it met one, or it waits for rows that others change."""


class Backend(Protocol):
    """SQLite or PostgreSQL. It is called on the thread of the database.

    `name`: with which each sentence about it begins, without a password.
    """

    name: str

    def open(self) -> None:
        """Connect, and bring the tables to the current version.

        Raises:
            StoreError: it cannot be used.
        """

    def run(
        self, job: Callable[[Connection], T], until: float, beside: Beside = "as if alone", *, lasting: bool = True
    ) -> T:
        """The result of the job, once its transaction is on the disk; if it is not `lasting`, a power cut may undo it.

        A job may run several times, each time as if the times before had not been. `until`: the monotonic time up to
        which another program, or a database that starts anew, is waited for.

        Raises:
            StoreError: the database failed; nothing of the job was kept, unless the sentence says that this is unknown.
        """

    def erase(self) -> bool:
        """Erase what jobs have deleted, as far as the database can; False if another program is in the way just now.

        If it is `Together`, no job runs meanwhile; else they do, on another thread.

        Raises:
            StoreError: the database failed.
        """

    def close(self) -> None:
        """Close the database."""


class Undone(Exception):
    """A transaction is over before its end, with all that was done in it."""


@runtime_checkable
class Together(Protocol):
    """A database that is near enough to run jobs on the thread of the event loop, several in one transaction.

    Only `keep` waits for the disk, and may be called on another thread. `begin`, then `part` for each job, then `keep`.

    What transactions have kept is in a log at first. `checkpoint` writes it to where it stays, beside jobs.
    """

    def begin(self, *, lasting: bool) -> bool:
        """Begin a transaction; False if that is not possible at once.

        `lasting`: it is to survive a power cut, and not only a crash of the program.
        """

    def part(self, job: Callable[[Connection], T]) -> T:
        """The result of a job; if it fails, what it did is undone, and what others did is not.

        Raises:
            StoreError: the database failed.
            Undone: it failed so badly that nothing is left of the transaction.
        """

    def keep(self) -> None:
        """End the transaction; all of it is kept when this returns.

        Raises:
            StoreError: the database failed; nothing was kept.
        """

    @property
    def is_checkpoint_due(self) -> bool:
        """Whether so much was written that it is time for one."""

    def checkpoint(self) -> None:
        """Write the log to where it stays, as far as no transaction needs it. On a third thread, one at a time.

        What cannot be written stays in the log, and who writes next hears why.
        """
