"""Jobs that wait for rows that others change at the same time, where all other jobs are tried again after a meeting.

A job is one of these if each row that it decides by is either one that it locks, or one that only the process changes
that attends its chat. Every question runs them, all count in the same few rows, and to try again does not help there:
who comes anew meets the next one. On SQLite one job runs at a time, and nothing is different.
"""

from collections.abc import Callable
from typing import TypeVar

from sqlalchemy import Connection, text

_HOLD = text("SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ':' || :name, 0))")

Job = TypeVar("Job", bound=Callable[..., object])

_WAITING: set[object] = set()


def waits(job: Job) -> Job:
    """Let a job wait for rows."""
    _WAITING.add(job)
    return job


def is_waiting(job: object) -> bool:
    """Whether a job waits for rows."""
    return job in _WAITING


def hold(sql: Connection, name: str) -> None:
    """Wait until no other transaction of this bot holds that name, and hold it until the end of this one."""
    if is_beside_others(sql):
        sql.execute(_HOLD, {"name": name})


def is_beside_others(sql: Connection) -> bool:
    """Whether other transactions may run at the same time."""
    return sql.dialect.name == "postgresql"
