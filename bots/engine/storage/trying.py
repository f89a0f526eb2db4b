"""Whether the database takes something and answers, in SQL: jobs that change nothing and touch nothing held."""

from sqlalchemy import Connection, select, update

from bots.engine.storage.schema import VERSION


def write(sql: Connection) -> None:
    """Write the version of the database once more, which reaches the disk as any change does."""
    sql.execute(update(VERSION).values(version=VERSION.c.version))


def read(sql: Connection) -> None:
    """Read it."""
    sql.scalar(select(VERSION.c.version))
