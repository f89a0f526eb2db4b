"""Which bot the tables belong to: its id on each platform, by which one token is told from another."""

from collections.abc import Mapping

from sqlalchemy import Connection

from bots.engine.storage import settings
from bots.engine.storage.extra import postgresql
from bots.engine.storage.urls import is_server, read

Accounts = Mapping[str, str]
"""The bot's id by platform, as far as the tokens tell it."""

SCOPE = "accounts"
"""Where they are kept among the settings, each under its platform."""


def database_of(url: str, accounts: Accounts, patience: float = 5.0) -> str:
    """`storage.url` for the bot with these accounts: on a server, its tables are apart from those of other bots.

    `patience`: seconds for which the server is waited for. Blocks.

    Raises:
        StoreError: the URL or the server cannot be used, or the tables belong to a bot with some of the accounts only.
    """
    if not accounts or not is_server(url):
        return url
    named = read(url)
    found = postgresql("bot_schemas").of_bot(named, accounts, patience)
    return url if found == named else str(found.render_as_string(hide_password=False))


def note(sql: Connection, accounts: Accounts, at: float) -> tuple[str, ...]:
    """Keep whose the tables are; returns the platforms on which another bot was quicker, and keeps nothing then."""
    kept = {key: value for (_, key), value in settings.values(sql, [SCOPE]).items()}
    others = tuple(sorted(platform for platform, id in accounts.items() if kept.get(platform, id) != id))
    for platform, id in accounts.items() if not others else ():
        settings.change(sql, SCOPE, platform, id, at=at)
    return others


def forget(sql: Connection) -> None:
    """Forget whose the tables are, so that the next bot which starts on them may be another one."""
    for _, platform in settings.values(sql, [SCOPE]):
        settings.change(sql, SCOPE, platform, None)
