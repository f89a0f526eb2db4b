"""The tables as the last step of `schema.MIGRATIONS` leaves them. Nothing is done: an older file has climbed before."""

revision = "0001"
down_revision = None


def upgrade() -> None:
    """New databases get the tables of today, and the stamp of the newest revision."""
