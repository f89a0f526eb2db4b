"""Runs the revisions of the tables that a database has not had yet, on SQLite and PostgreSQL alike, by Alembic."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

FOLDER = Path(__file__).parent / "revisions"


def configured() -> Config:
    """Where Alembic finds the revisions."""
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def revise(sql: Connection) -> None:
    """Run them, within the transaction of the caller."""
    config = configured()
    config.attributes["connection"] = sql
    command.upgrade(config, "head")
