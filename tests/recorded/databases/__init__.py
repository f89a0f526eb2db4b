"""Filled databases of every older version, written by the code of that version."""

from pathlib import Path

FOLDER = Path(__file__).parent


def recording(version: int, revision: str = "") -> Path:
    """Where the database of a version, or of a later revision, is kept, as the SQL that makes it again."""
    return FOLDER / (f"revision_{revision}.sql" if revision else f"version_{version:02}.sql")
