"""The tables and functions of Procrastinate, which hands chats to processes (`handing_out.py`), by its own SQL.

Which of its migrations the tables have had is kept as a comment on one of them, because the library keeps it nowhere.

| the tables | then |
|---|---|
| are not there | they are made as of the installed library |
| have had all of its migrations | nothing |
| have not had the last of them | those run; no process of an older version may run then |
| have had one that it does not know | it is older than they are: refused |
"""

from collections.abc import Mapping, Sequence
from importlib.resources import files

from sqlalchemy import Connection, text

from bots.engine.storage.schema import VersionError

BEFORE = "03.04.00_50_post_add_retry_failed_job_procedure"
"""What the tables have had that nobody has noted anything on: they were made by Procrastinate 3.10."""

_KEY = 0x_7061_726C_656A
"""The number of the lock under which that is done."""

_LOCK, _UNLOCK = text("SELECT pg_advisory_lock(:key)"), text("SELECT pg_advisory_unlock(:key)")
_THERE = text(
    "SELECT to_regclass('procrastinate_jobs') IS NOT NULL, "
    "obj_description(to_regclass('procrastinate_jobs'), 'pg_class')"
)


def upgrade(sql: Connection, migrations: Mapping[str, str] | None = None) -> None:
    """Bring the tables to the version of the installed library. One process does that at a time.

    `sql`: each statement is a transaction, and so is each migration: what one adds to a type only the next can use.
    `migrations`: the library's, by name, in their order.

    Raises:
        VersionError: they are of a newer one.
    """
    migrations = migrations if migrations is not None else installed()
    sql.execute(_LOCK, {"key": _KEY})
    try:
        for name, statements in _missing(sql, migrations):
            note = f"COMMENT ON TABLE procrastinate_jobs IS '{name}'"
            sql.execution_options(no_parameters=True).exec_driver_sql(f"{statements};\n{note}")
    finally:
        if not sql.invalidated:
            sql.execute(_UNLOCK, {"key": _KEY})


def _missing(sql: Connection, migrations: Mapping[str, str]) -> Sequence[tuple[str, str]]:
    """What the tables have not had, each with the name of the last migration that they have had after it."""
    newest = max(migrations)
    is_there, had = sql.execute(_THERE).one()
    if not is_there:
        return [(newest, files("procrastinate.sql").joinpath("schema.sql").read_text())]
    had = had or BEFORE
    if had not in migrations:
        raise VersionError(
            f"has tables of a newer version of the library procrastinate (they have had {had}, this one knows "
            f"{newest}); install the newer Parley again"
        )
    return [(name, statements) for name, statements in migrations.items() if name > had]


def installed() -> Mapping[str, str]:
    """The migrations of the installed library, each as one text of several statements."""
    found = (each for each in files("procrastinate.sql").joinpath("migrations").iterdir() if each.name.endswith(".sql"))
    return {each.name.removesuffix(".sql"): each.read_text() for each in sorted(found, key=lambda each: each.name)}
