"""Who attends which chat, which messages wait for more of theirs, and how an answer ends that has said all."""

import sqlalchemy as sa
from alembic import op

from bots.engine.storage.column_types import Integer, Text

revision = "0002"
down_revision = "0001"

ADDED = {
    "inbox": (
        sa.Column("held", sa.Float, nullable=False, server_default="0"),
        sa.Column("batch", Integer, nullable=False, server_default="0"),
    ),
    "replies": (sa.Column("ending", Text),),
}


def upgrade() -> None:
    """Nothing is attended yet, nothing waits, and no answer has come to its end.

    A file that has climbed the ladder may have got some of it there, as tables that are missing are made as of today.
    """
    op.create_table(
        "attended",
        sa.Column("platform", Text, primary_key=True),
        sa.Column("chat", Text, primary_key=True),
        sa.Column("epoch", Integer, nullable=False),
        sa.Column("attendant", Text, nullable=False),
        if_not_exists=True,
    )
    there = sa.inspect(op.get_bind())
    for table, columns in ADDED.items():
        known = {column["name"] for column in there.get_columns(table)}
        for column in columns:
            if column.name not in known:
                op.add_column(table, column)
