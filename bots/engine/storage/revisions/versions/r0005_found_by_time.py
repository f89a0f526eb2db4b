"""What is forgotten is found by its time, its person or its chat, however much there is beside it."""

from alembic import op
from sqlalchemy import column, literal_column

revision = "0005"
down_revision = "0004"

ENDED = column("question").is_(None)
WITHOUT_ID = column("id") == literal_column("''")
ADDED = {
    "changes_of_person": ("changes", ["by"], None),
    "settings_of_key": ("settings", ["key", "value"], None),
    "settings_of_person": ("settings", ["by"], None),
    "inbox_ended": ("inbox", ["until"], ENDED),
    "inbox_pressed": ("inbox", ["platform", "chat"], WITHOUT_ID),
    "usage_of_person": ("usage", ["person", "day"], None),
    "usage_of_chat": ("usage", ["platform", "chat", "day"], None),
    "spending_by_time": ("spending", ["period", "start"], None),
    "names_by_time": ("names", ["seen"], None),
    "names_of": ("names", ["belongs"], None),
    "chats_of_server": ("chats", ["platform", "server"], None),
}


def upgrade() -> None:
    """Add the indices, which may be there: a table that is missing is made as of today, with all of its indices."""
    for name, (table, columns, rows) in ADDED.items():
        op.create_index(name, table, columns, sqlite_where=rows, postgresql_where=rows, if_not_exists=True)
