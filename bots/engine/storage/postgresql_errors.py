"""What PostgreSQL and the way to it raise, as one sentence with the cure. Quotes neither a password nor content."""

from typing import Literal

from psycopg import Error, OperationalError, ProgrammingError
from sqlalchemy.exc import DBAPIError

from bots.engine.storage.records import StoreError

POOLER = (
    "is behind a connection pooler that gives each transaction another session (PgBouncer with pool_mode = transaction "
    "for example), which breaks locks and notifications; name the server itself in storage.url, or a pool with "
    "pool_mode = session"
)

LOCKED = "55P03"

CURES = {
    "08": "cannot be reached; check that PostgreSQL runs there and that this machine may connect to it",
    "25006": "is a standby that can only be read; name the primary server in storage.url",
    "25P03": "has ended a connection that did nothing inside a transaction",
    "28": "refuses the user or the password in storage.url; check both, and the server's pg_hba.conf",
    "3D000": "does not exist; make it: createdb --encoding UTF8 --template template0",
    "40": "is changed by too many at a time; if this happens often, give the server more processors or a faster disk",
    "42501": "does not let the user in storage.url do this; make that user the owner of the database",
    "53100": "cannot grow because the server's disk is full; free some space",
    "53200": "cannot do this because the server has no memory left",
    "53300": "has no connection left; raise max_connections of the server, or end other programs that use it",
    "53400": "has reached a limit that the server's configuration sets",
    LOCKED: "is locked by another program; end that one",
    "57014": "has taken too long over this, or somebody has ended it",
    "57": "is being stopped or started; start the server, or wait until it is up",
    "58": "cannot be read or written; check the server's disk",
    "option": "cannot be reached because storage.url has an option that PostgreSQL does not know",
    "pooler": POOLER,
    "XX001": "is damaged; restore a backup",
    "XX002": "is damaged; restore a backup",
}
"""The cure by SQLSTATE, or by the class that it begins with; the longest one counts."""

# A refused connection has no SQLSTATE, as libpq keeps it to itself; a server that speaks another language than English
# is told apart no further than "cannot be reached or does not let us in".
_SAID = {
    "password": "28P01",
    "pg_hba.conf": "28000",
    "role ": "28000",
    "does not exist": "3D000",
    "permission denied": "42501",
    "too many": "53300",
    "connection slots": "53300",
    "starting up": "57P03",
    "shutting down": "57P03",
    "recovery": "57P03",
    "not yet accepting": "57P03",
}
_OF_A_POOLER = ("pooling mode", "unsupported startup parameter")

Retry = Literal["always", "before the commit", "never"]


def state(error: Exception) -> str:
    """The SQLSTATE, or one that says the same; "08006" if the server was not reached."""
    cause = error.orig if isinstance(error, DBAPIError) else error
    said = str(cause).lower()
    if any(words in said for words in _OF_A_POOLER):
        return "pooler"
    if isinstance(cause, Error) and cause.sqlstate:
        return cause.sqlstate
    if isinstance(cause, ProgrammingError):
        return "option"  # the driver itself refuses it
    if not isinstance(cause, OperationalError):
        return ""
    return next((code for words, code in _SAID.items() if words in said), "08006")


def retry(error: DBAPIError) -> Retry:
    """Whether the same transaction may go through if it is tried again."""
    code = state(error)
    if code[:2] == "40" and code != "40003":
        return "always"  # it met another one, and nothing of it was kept
    if code[:2] == "08" or code in ("25P03", "53300", "57P01", "57P02", "57P03", "57P05"):
        return "before the commit"
    return "never"


def explained(name: str, error: Exception) -> StoreError:
    """The error as one sentence with its cure."""
    code = state(error)
    for family in (code, code[:2]):
        if family in CURES:
            return StoreError(f"{name} {CURES[family]}.")
    words = f"{name} refused a change ({code or type(error).__name__}); this is a fault of Parley."
    return StoreError(words, passes=False)


def unknown(name: str) -> StoreError:
    """The connection was lost after the server was told to keep a job, and before it said that it did."""
    return StoreError(
        f"{name} was lost while it kept something, and whether it is kept is unknown; look at the server's log, and at "
        "the network between the two."
    )
