"""Each bot has tables of its own: those of a second token on the same database stand in a schema of its own.

| what the tables of a schema belong to | they are |
|---|---|
| a bot with one of our accounts, and with no other account where we have one | ours |
| a bot with one of our accounts, and with another one where we have one, too | nobody's: it is refused |
| bots with other accounts where we have one | another bot's |
| nobody, as an older version made them, or none stand there | ours, in "public" alone |
| nobody knows, as they cannot be read, and no others are ours | refused, unless their schema's name is another bot's |
"""

import logging
import re
from collections.abc import Mapping
from contextlib import closing
from typing import Any

import psycopg
from psycopg.sql import SQL, Identifier
from sqlalchemy import URL

from bots.engine.storage.accounts import SCOPE, Accounts
from bots.engine.storage.postgresql_errors import explained
from bots.engine.storage.records import StoreError
from bots.engine.storage.urls import connecting, name_of

PUBLIC = "public"

PREFIX = "parley_"
"""The beginning of the name of another bot's schema; a platform and the bot's id there follow."""

log = logging.getLogger("parley")

_KEY = 0x_7061_726C_6570
"""The number of the lock under which a schema is chosen and made."""

_WITH_TABLES = (
    "SELECT schemaname FROM pg_tables WHERE tablename = 'settings' "
    "AND (schemaname = 'public' OR starts_with(schemaname, %s)) ORDER BY schemaname"
)


def of_bot(url: URL, accounts: Accounts, patience: float) -> URL:
    """The URL with the schema of the bot with these accounts, which is made if there is none.

    Raises:
        StoreError: the server cannot be used, or its tables belong to a bot with some of the accounts only.
    """
    try:
        with closing(psycopg.connect(**connecting(url, patience))) as session, session.transaction():
            session.execute("SELECT pg_advisory_xact_lock(%s)", (_KEY,))
            schema = chosen(name_of(url), accounts, _known(session))
            if schema == PUBLIC:
                return url
            session.execute(SQL("CREATE SCHEMA IF NOT EXISTS {}").format(Identifier(schema)))
    except psycopg.Error as error:
        raise explained(name_of(url), error) from None
    options = url.query.get("options", "")
    return url.update_query_dict({"options": f"{options} -csearch_path={schema}".strip()})


def chosen(database: str, accounts: Accounts, known: Mapping[str, Accounts | None]) -> str:
    """The schema of the bot with these accounts. `known`: whose the tables in each schema are; None: nobody can say.

    Raises:
        StoreError: they belong to a bot with some of the accounts only, or ours may be some that nobody can read.
    """
    for schema, theirs in known.items():
        if theirs is None:
            continue
        same = sorted(platform for platform, id in accounts.items() if theirs.get(platform) == id)
        other = sorted(platform for platform, id in accounts.items() if theirs.get(platform, id) != id)
        if same and other:
            raise StoreError(
                f"{database} belongs to a bot with the same account on {same[0]} and another one on {other[0]}; give "
                f"this one the same token for {other[0]}, or name another database in storage.url."
            )
        if same:
            return schema
    for schema, theirs in known.items():
        if theirs is None and _may_be_of(accounts, schema):
            raise StoreError(
                f'{database} has tables in the schema "{schema}" which cannot be read, and which may be of this bot; '
                "let its user read them, or name another database in storage.url."
            )
    public = known.get(PUBLIC) or {}
    if all(public.get(platform, id) == id for platform, id in accounts.items()):
        return PUBLIC
    return _named(*min(accounts.items()))


def _named(platform: str, id: str) -> str:
    """The name of the schema that a bot with that account gets."""
    return PREFIX + re.sub(r"\W", "_", f"{platform}_{id}", flags=re.ASCII)


def _may_be_of(accounts: Accounts, schema: str) -> bool:
    """Whether the name of a schema leaves it open that it is of the bot with these accounts."""
    mine = [_named(platform, id) for platform, id in accounts.items() if schema.startswith(_named(platform, ""))]
    return not mine or schema in mine


def _known(session: "psycopg.Connection[Any]") -> Mapping[str, Accounts | None]:
    found: dict[str, Accounts | None] = {}
    for (schema,) in session.execute(_WITH_TABLES, (PREFIX,)).fetchall():
        query = SQL("SELECT key, value FROM {}.settings WHERE scope = %s").format(Identifier(schema))
        try:
            with session.transaction():
                found[schema] = dict(session.execute(query, (SCOPE,)).fetchall())
        except psycopg.ProgrammingError as error:  # another owner's, or another program's
            log.warning('the tables in the schema "%s" cannot be read: %s', schema, type(error).__name__)
            found[schema] = None
    return found
