"""An answer says what is known of it, and keeps its older versions: of those to one question the newest is shown."""

from alembic import op
from sqlalchemy import Column, inspect

from bots.engine.storage.column_types import Integer, Text

revision = "0003"
down_revision = "0002"


ADDED = (Column("facts", Text), Column("hidden", Integer, nullable=False, server_default="0"))


def upgrade() -> None:
    """Add what is missing; until now a newer answer took the place of the older ones."""
    known = {column["name"] for column in inspect(op.get_bind()).get_columns("messages")}
    for column in ADDED:
        if column.name not in known:
            op.add_column("messages", column)
    op.execute(
        "UPDATE messages SET hidden = 1 WHERE role = 'assistant' AND EXISTS (SELECT 1 FROM messages AS newer "
        "WHERE newer.parent = messages.parent AND newer.role = 'assistant' AND newer.text <> '' "
        'AND newer."row" > messages."row")'
    )
