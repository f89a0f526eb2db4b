"""The tables, and the upgrade of a database of an older version.

A change is made here and in a new file in `revisions/versions/`, which brings an older database of both kinds to the
same shape with Alembic's operations; its number goes to the end of REVISIONS. A new database gets the tables as they
stand here. A file of the time before that climbs MIGRATIONS first.

An index of some rows says which for SQLite, and `postgresql.py` says the same to PostgreSQL: a word about it here would
load all that SQLAlchemy has for that.
"""

from collections.abc import Callable, Mapping, Sequence
from importlib import import_module

from sqlalchemy import (
    Column,
    Connection,
    Float,
    ForeignKey,
    Index,
    MetaData,
    String,
    Table,
    insert,
    inspect,
    literal_column,
    select,
    update,
)

from bots.engine.storage.column_types import Integer, Text
from bots.engine.storage.creating import create

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        "ALTER TABLE messages ADD COLUMN apart INTEGER DEFAULT '0' NOT NULL",
        "CREATE INDEX messages_of_parent ON messages (parent)",
        "CREATE INDEX messages_of_root ON messages (root)",
        "CREATE INDEX surfaces_of_row ON surfaces (row)",
    ),
    ("ALTER TABLE messages ADD COLUMN open_part TEXT",),
    (
        "ALTER TABLE messages ADD COLUMN attached TEXT",
        "CREATE INDEX messages_with_attached ON messages (at) WHERE attached IS NOT NULL",
    ),
    (  # a new table, because SQLite cannot add AUTOINCREMENT to one, or take a foreign key away
        "CREATE TABLE messages_anew ("
        '"row" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, platform TEXT NOT NULL, chat TEXT NOT NULL, '
        "thread TEXT NOT NULL, parent INTEGER, root INTEGER, role TEXT NOT NULL, author TEXT NOT NULL, "
        "text TEXT NOT NULL, at FLOAT NOT NULL, apart INTEGER DEFAULT '0' NOT NULL, open_part TEXT, attached TEXT, "
        'FOREIGN KEY(parent) REFERENCES messages ("row"))',
        'INSERT INTO messages_anew SELECT "row", platform, chat, thread, parent, root, role, author, text, at, apart, '
        "open_part, attached FROM messages",
        "DROP TABLE messages",
        "ALTER TABLE messages_anew RENAME TO messages",
        "CREATE INDEX messages_of_parent ON messages (parent)",
        'CREATE INDEX messages_of_place ON messages (platform, chat, thread, "row")',
        "CREATE INDEX messages_by_time ON messages (at)",
        "CREATE INDEX messages_of_author ON messages (author, \"row\") WHERE author != ''",
    ),
    ("ALTER TABLE replies ADD COLUMN kept INTEGER DEFAULT '1' NOT NULL",),
    (),  # the table of names
    (  # a server's part of what all may have together is counted by itself, by the days of the bot
        "CREATE TABLE IF NOT EXISTS spending ("
        "subject TEXT NOT NULL, period TEXT NOT NULL, start INTEGER NOT NULL, answers INTEGER NOT NULL, "
        "tokens INTEGER NOT NULL, dollars FLOAT NOT NULL, PRIMARY KEY (subject, period, start)) WITHOUT ROWID",
        "INSERT INTO spending (subject, period, start, answers, tokens, dollars) "
        "SELECT substr(subject, 1, length(subject) - 3) || 'shared', period, start, answers, tokens, dollars "
        "FROM spending WHERE subject LIKE '%|all' AND subject != 'bot|all'",
    ),
    ("UPDATE grants SET state = 'both' WHERE state = 'allowed' AND subject LIKE '%:role:%'",),
    (  # until now everybody could choose any model for a private chat
        "ALTER TABLE settings ADD COLUMN older INTEGER DEFAULT '0' NOT NULL",
        "UPDATE settings SET older = 1 WHERE key = 'model'",
    ),
    ("ALTER TABLE messages ADD COLUMN edits INTEGER DEFAULT '0' NOT NULL",),
    (),  # the table of bookmarks
    ("ALTER TABLE messages ADD COLUMN pieces TEXT",),
    ("ALTER TABLE messages ADD COLUMN sources TEXT",),
    (  # which commands and presses came is known by the inbox; until now for two days
        "CREATE TABLE IF NOT EXISTS delivered ("
        "platform TEXT NOT NULL, chat TEXT NOT NULL, thread TEXT NOT NULL, id TEXT NOT NULL, at FLOAT NOT NULL, "
        "PRIMARY KEY (platform, chat, thread, id)) WITHOUT ROWID",
        'CREATE TABLE IF NOT EXISTS inbox ("key" INTEGER NOT NULL PRIMARY KEY AUTOINCREMENT, platform TEXT NOT NULL, '
        "chat TEXT NOT NULL, thread TEXT NOT NULL, id TEXT NOT NULL, delivery TEXT NOT NULL, author TEXT NOT NULL, "
        "at FLOAT NOT NULL, until FLOAT NOT NULL, expires FLOAT NOT NULL, question TEXT, reply INTEGER, "
        "crashes INTEGER NOT NULL)",
        "CREATE UNIQUE INDEX IF NOT EXISTS inbox_once ON inbox (platform, chat, thread, id) WHERE id != ''",
        "CREATE UNIQUE INDEX IF NOT EXISTS inbox_deliveries ON inbox (platform, delivery) WHERE delivery != ''",
        "CREATE INDEX IF NOT EXISTS inbox_of_reply ON inbox (reply)",
        "INSERT INTO inbox (platform, chat, thread, id, delivery, author, at, until, expires, crashes) "
        "SELECT platform, chat, thread, id, '', '', at, at + 90000.0, 0.0, 0 FROM delivered",
        "DROP TABLE delivered",
        "ALTER TABLE replies ADD COLUMN state INTEGER DEFAULT '0' NOT NULL",
        "ALTER TABLE replies ADD COLUMN reservation INTEGER DEFAULT '0' NOT NULL",
    ),
)
"""Statements by version: the first entry leads from version 1 to 2. It has ended: what changes now is a revision."""

REVISIONS = ("0001", "0002", "0003", "0004", "0005")
"""The revisions in their order, so that nothing has to be loaded where a database has had them all."""


class VersionError(Exception):
    """This version cannot use the database; `str()` says why and what to do."""


METADATA = MetaData()

STAMP = Table("alembic_version", MetaData(), Column("version_num", String(32), primary_key=True))
"""Where Alembic keeps the last revision that a database has had. It is Alembic's, so it is none of our tables."""

VERSION = Table("parley", METADATA, Column("version", Integer, nullable=False))


def _place(*, key: bool = False) -> tuple[Column[str], ...]:
    return tuple(Column(name, Text, nullable=False, primary_key=key) for name in ("platform", "chat", "thread"))


SETTINGS = Table(
    "settings",
    METADATA,
    Column("scope", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("value", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Float, nullable=False),
    Column("older", Integer, nullable=False, server_default="0"),  # 1: a model from before it was asked who may use it
)
Index("settings_of_key", SETTINGS.c.key, SETTINGS.c.value)
Index("settings_of_person", SETTINGS.c.by)

CHANGES = Table(
    "changes",
    METADATA,
    Column("row", Integer, primary_key=True),
    Column("scope", Text, nullable=False),
    Column("key", Text, nullable=False),
    Column("old", Text),  # NULL: nothing was chosen there
    Column("new", Text),
    Column("by", Text, nullable=False),
    Column("at", Float, nullable=False),
    sqlite_autoincrement=True,  # a button names a change, so its number is never used again
)
Index("changes_of_scope", CHANGES.c.scope, CHANGES.c.row)
Index("changes_of_person", CHANGES.c.by)

OWNERS = Table(
    "owners",
    METADATA,
    Column("platform", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("at", Float, nullable=False),
)

GRANTS = Table(
    "grants",
    METADATA,
    Column("subject", Text, primary_key=True),
    Column("state", Text, nullable=False),
    Column("by", Text, nullable=False),
    Column("at", Float, nullable=False),
)

MESSAGES = Table(
    "messages",
    METADATA,
    Column("row", Integer, primary_key=True),
    *_place(),
    Column("parent", ForeignKey("messages.row")),  # NULL: it answers none, or one that is kept no more
    Column("root", Integer),  # the first row of its tree, which may be gone; NULL: this one is it
    Column("role", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("text", Text, nullable=False),  # empty: not known yet, or forgotten
    Column("at", Float, nullable=False),
    Column("apart", Integer, nullable=False, server_default="0"),  # 1: seen by one person only, never part of a line
    Column("open_part", Text),  # of an answer that may go on, the source of its last message; empty: in another one
    Column("attached", Text),  # JSON of what stood beside the words of a question, and of what was read of it
    Column("edits", Integer, nullable=False, server_default="0"),  # of a question, those that were answered
    Column("pieces", Text),  # JSON of the messages of which a question was joined; NULL: it is one
    Column("sources", Text),  # JSON of what an answer rests on
    Column("facts", Text),  # JSON of what else is known of an answer
    Column("hidden", Integer, nullable=False, server_default="0"),  # 1: another answer to the same question is shown
    sqlite_autoincrement=True,  # lines and buttons name rows, and old rows go: a number is never used again
)
Index("messages_of_parent", MESSAGES.c.parent)  # SQLite looks for rows that name a deleted one
Index("messages_of_place", MESSAGES.c.platform, MESSAGES.c.chat, MESSAGES.c.thread, MESSAGES.c.row)

NO_TEXT: Mapping[str, str | None] = {
    "text": "",
    "open_part": None,
    "attached": None,
    "pieces": None,
    "sources": None,
    "facts": None,
}
"""The values of a message of which nothing is kept any more that was said."""

FORGOTTEN_AT = 0.0
"""The time of a message whose person was forgotten. Its row stays, empty, for the messages under it."""

DUE_AT = 1.0
"""The time of a message that was kept for its answer alone: older than any real one, so it goes in the next round."""

HAS_TEXT = MESSAGES.c.text != ""
HAS_ATTACHED = MESSAGES.c.attached.is_not(None)
HAS_AUTHOR = MESSAGES.c.author != literal_column("''")  # a literal, because SQLite matches no bound value with an index
Index("messages_by_time", MESSAGES.c.at)
Index("messages_of_author", MESSAGES.c.author, MESSAGES.c.row, sqlite_where=HAS_AUTHOR)

FORGETTING = Table(
    "forgetting",
    METADATA,
    Column("person", Text, primary_key=True),
    Column("newest", Integer, nullable=False),  # later messages are not meant
    Column("count", Integer, nullable=False),  # the messages that are gone so far
)
"""Who is being forgotten, so that a start goes on with it after a crash."""

SURFACES = Table(
    "surfaces",
    METADATA,
    *_place(key=True),
    Column("message", Text, primary_key=True),  # the platform's id
    Column("row", ForeignKey("messages.row"), nullable=False),
    sqlite_with_rowid=False,
)

Index("surfaces_of_row", SURFACES.c.row)

HAS_ID = literal_column("id") != literal_column("''")
HAS_DELIVERY = literal_column("delivery") != literal_column("''")

INBOX = Table(
    "inbox",
    METADATA,
    Column("key", Integer, primary_key=True),
    *_place(),
    Column("id", Text, nullable=False),  # the platform's, of a message or a command; may be empty
    Column("delivery", Text, nullable=False),  # as in `Incoming`; may be empty
    Column("author", Text, nullable=False),  # of a question that waits
    Column("at", Float, nullable=False),
    Column("until", Float, nullable=False),  # after that it does not come again
    Column("expires", Float, nullable=False),  # of the first token in it; 0 if there is none
    Column("question", Text),  # JSON; NULL: there is nothing to do for it
    Column("reply", Integer),  # the answer in flight to it; NULL: none has begun
    Column("crashes", Integer, nullable=False),  # starts that found that the program had died over it
    Column("held", Float, nullable=False, server_default="0"),  # until then the rest of it may come; 0: it is all there
    Column("batch", Integer, nullable=False, server_default="0"),  # the key of the first message of its question; 0: it
    sqlite_autoincrement=True,  # the order in which all came
)
_ONCE = (INBOX.c.platform, INBOX.c.chat, INBOX.c.thread, INBOX.c.id)
Index("inbox_once", *_ONCE, unique=True, sqlite_where=HAS_ID)
_HANDED_OUT = (INBOX.c.platform, INBOX.c.delivery)
Index("inbox_deliveries", *_HANDED_OUT, unique=True, sqlite_where=HAS_DELIVERY)
Index("inbox_of_reply", INBOX.c.reply)
_OPEN = INBOX.c.question.is_not(None)
Index("inbox_open", INBOX.c.platform, INBOX.c.chat, sqlite_where=_OPEN)
Index("inbox_ended", INBOX.c.until, sqlite_where=INBOX.c.question.is_(None))
HAS_NO_ID = literal_column("id") == literal_column("''")
Index("inbox_pressed", INBOX.c.platform, INBOX.c.chat, sqlite_where=HAS_NO_ID)

ATTENDED = Table(
    "attended",
    METADATA,
    Column("platform", Text, primary_key=True),
    Column("chat", Text, primary_key=True),  # with all that lies in it
    Column("epoch", Integer, nullable=False),  # raised by whoever begins to attend it
    Column("attendant", Text, nullable=False),  # the process that does; empty: nobody
)
"""Chats that several processes hand to each other; rows stay, so that an epoch never comes again."""

BOOKMARKS = Table(
    "bookmarks",
    METADATA,
    Column("platform", Text, primary_key=True),
    Column("bookmark", Text, nullable=False),  # the platform's own words; of nobody
    Column("at", Float, nullable=False),
)

LINES = Table(
    "lines",
    METADATA,
    *_place(key=True),
    Column("after", Integer, nullable=False),  # only trees whose root is a later row belong to the current line
    Column("at", Float, nullable=False),
)

REPLIES = Table(
    "replies",
    METADATA,
    Column("key", Integer, primary_key=True),
    Column("target", Text, nullable=False),
    Column("surfaces", Text, nullable=False),
    Column("row", ForeignKey("messages.row")),
    Column("text", Text, nullable=False),
    Column("opened", Float, nullable=False),
    Column("renewed", Float, nullable=False),
    Column("kept", Integer, nullable=False, server_default="1"),  # 0: nothing that was said stays after its end
    Column("state", Integer, nullable=False, server_default="0"),  # as in `storage/replies.py`
    Column("reservation", Integer, nullable=False, server_default="0"),  # what it may cost; 0: nothing is counted
    Column("ending", Text),  # JSON of what its last frame says; NULL: not all of its words are kept yet
    sqlite_autoincrement=True,  # a key is never used again: a late renewal must not reach another reply
)

USAGE = Table(
    "usage",
    METADATA,
    Column("day", Integer, primary_key=True, autoincrement=False),  # since 1970-01-01, UTC
    *_place(key=True),
    Column("person", Text, primary_key=True),
    Column("provider", Text, primary_key=True),
    Column("model", Text, primary_key=True),
    Column("answers", Integer, nullable=False),
    Column("input_tokens", Integer, nullable=False),
    Column("output_tokens", Integer, nullable=False),
)
Index("usage_of_person", USAGE.c.person, USAGE.c.day)
Index("usage_of_chat", USAGE.c.platform, USAGE.c.chat, USAGE.c.day)

SPENDING = Table(
    "spending",
    METADATA,
    Column("subject", Text, primary_key=True),  # a scope and a holder: "bot|all", "telegram:42|telegram:5"
    Column("period", Text, primary_key=True),
    Column("start", Integer, primary_key=True, autoincrement=False),  # of its date: when that date began in UTC
    Column("answers", Integer, nullable=False),
    Column("tokens", Integer, nullable=False),
    Column("dollars", Float, nullable=False),
    sqlite_with_rowid=False,
)
Index("spending_by_time", SPENDING.c.period, SPENDING.c.start)

RESERVATIONS = Table(
    "reservations",
    METADATA,
    Column("key", Integer, primary_key=True),
    Column("subjects", Text, nullable=False),  # JSON, as of `Counted`: older ones say nothing of minutes
    Column("at", Float, nullable=False),
    Column("answers", Integer, nullable=False),
    Column("tokens", Integer, nullable=False),
    Column("dollars", Float, nullable=False),
    sqlite_autoincrement=True,
)

SERVERS = Table(
    "servers",
    METADATA,
    Column("platform", Text, primary_key=True),
    Column("server", Text, primary_key=True),
    Column("chat", Text, nullable=False),  # where the bot could speak
    Column("thread", Text, nullable=False),
    Column("joined", Float, nullable=False),
    Column("removed", Float, nullable=False),  # 0: the bot is there
)

NAMES = Table(
    "names",
    METADATA,
    Column("subject", Text, primary_key=True),  # a reference's key: "discord:person:5", "telegram:place:-100:7"
    Column("name", Text, nullable=False),
    Column("handle", Text, nullable=False),  # by which everybody finds them; may be empty
    Column("belongs", Text, nullable=False),  # the key of the server of a place, or of the person of a private chat
    Column("locale", Text, nullable=False),  # of a person; empty if it is not known
    Column("seen", Float, nullable=False),
    sqlite_with_rowid=False,
)
Index("names_by_time", NAMES.c.seen)
Index("names_of", NAMES.c.belongs)

CHATS = Table(
    "chats",
    METADATA,
    Column("platform", Text, primary_key=True),
    Column("chat", Text, primary_key=True),
    Column("server", Text, nullable=False),
)
Index("chats_of_server", CHATS.c.platform, CHATS.c.server)


def _revise(sql: Connection) -> None:
    # Not above: Alembic takes longer to load than all else here, and a database that is up to date needs none of it.
    import_module("bots.engine.storage.revising").revise(sql)


def upgrade(
    sql: Connection,
    migrations: Sequence[Sequence[str]] = MIGRATIONS,
    revisions: Sequence[str] = REVISIONS,
    revise: Callable[[Connection], None] = _revise,
) -> None:
    """Bring the database to the current version, within the transaction of the caller; foreign keys are off.

    `revise`: runs the revisions behind the one that the database is stamped with.

    Raises:
        VersionError: the database comes from a newer version or does not say from which, or is another program's.
    """
    version = version_in(sql, migrations, revisions)
    current = 1 + len(migrations)
    if not version:
        create(sql, (*METADATA.sorted_tables, STAMP))
        sql.execute(insert(VERSION).values(version=current))
        sql.execute(insert(STAMP).values(version_num=revisions[-1]))
        return
    for statement in (statement for step in migrations[version - 1 :] for statement in step):
        sql.exec_driver_sql(statement)
    if version < current:
        METADATA.create_all(sql)
        sql.execute(update(VERSION).values(version=current))
    if not inspect(sql).has_table(STAMP.name):
        STAMP.create(sql)
        sql.execute(insert(STAMP).values(version_num=revisions[0]))
    if sql.scalar(select(STAMP.c.version_num)) != revisions[-1]:
        revise(sql)


def version_in(
    sql: Connection, migrations: Sequence[Sequence[str]] = MIGRATIONS, revisions: Sequence[str] = REVISIONS
) -> int:
    """The version of the database; 0 if it has no tables.

    Raises:
        VersionError: as `upgrade` does.
    """
    current, tables = 1 + len(migrations), inspect(sql).get_table_names()
    if VERSION.name not in tables:
        if tables:
            raise VersionError("holds the tables of another program; name another one in storage.url")
        return 0
    version = sql.scalar(select(VERSION.c.version))
    if not isinstance(version, int) or version < 1:
        raise VersionError(
            "does not say which version of Parley wrote it (the table parley has lost its row); restore a backup "
            "(parley restore FILE), or move it away and Parley starts with an empty one"
        )
    if version > current:
        raise VersionError(
            f"was written by a newer Parley (its version is {version}, this program knows {current}); "
            "install the newer Parley again, or restore a backup from before it (parley restore FILE)"
        )
    stamped = sql.scalar(select(STAMP.c.version_num)) if STAMP.name in tables else revisions[0]
    if stamped not in revisions:
        raise VersionError(
            f"was written by a newer Parley (its revision is {stamped}, this program knows {revisions[-1]}); "
            "install the newer Parley again, or restore a backup from before it (parley restore FILE)"
        )
    return version
