"""The questions that wait are found without a look at all that came in the last day and has ended."""

from alembic import op
from sqlalchemy import column

revision = "0004"
down_revision = "0003"

OPEN = column("question").is_not(None)


def upgrade() -> None:
    """Add the index, which may be there: a table that is missing is made as of today, with all of its indices."""
    op.create_index(
        "inbox_open",
        "inbox",
        ["platform", "chat"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
        if_not_exists=True,
    )
