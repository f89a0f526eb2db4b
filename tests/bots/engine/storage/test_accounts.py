"""A second token on the same database is another bot, with tables of its own."""

import pytest

from bots.discord_bot import manifest as discord
from bots.engine.seam.manifest import Token
from bots.engine.storage import accounts, settings
from bots.engine.storage.accounts import Accounts, database_of
from bots.engine.storage.bot_schemas import chosen
from bots.engine.storage.locks import lock_of
from bots.engine.storage.records import StoreError
from bots.engine.storage.store import Store
from bots.telegram_bot import manifest as telegram
from tests.bots.engine.stores import NOON, opened
from tests.postgresql import Server

ONE: Accounts = {"telegram": "111"}
BOTH: Accounts = {"telegram": "111", "discord": "5"}
OTHER: Accounts = {"telegram": "222"}
MIXED: Accounts = {"telegram": "222", "discord": "5"}
LANGUAGE = ("telegram:42", "language")


@pytest.mark.parametrize(
    ("known", "mine", "schema"),
    [
        ({}, ONE, "public"),
        ({"public": {}}, ONE, "public"),  # as an older version left it
        ({"public": ONE}, ONE, "public"),
        ({"public": ONE}, BOTH, "public"),  # a platform was added
        ({"public": BOTH}, ONE, "public"),  # another machine serves the other platform
        ({"public": {"discord": "5"}}, ONE, "public"),
        ({"public": ONE}, OTHER, "parley_telegram_222"),
        ({"public": ONE, "parley_telegram_222": OTHER}, OTHER, "parley_telegram_222"),
        ({"public": ONE, "parley_discord_5": MIXED}, {"telegram": "222"}, "parley_discord_5"),
        ({"public": {"a_b": "1"}}, {"a_b": 'x";--é'}, "parley_a_b_x_____"),
        ({"parley_telegram_222": None, "public": ONE}, ONE, "public"),  # cannot be read, and ours can
        ({"parley_telegram_333": None, "public": ONE}, OTHER, "parley_telegram_222"),  # its name is another bot's
    ],
)
def test_whose_the_tables_are_is_a_table(known: dict[str, Accounts | None], mine: Accounts, schema: str) -> None:
    """Another bot is one that has another account where the first has one, too."""
    assert chosen("The database", mine, known) == schema


def test_a_bot_with_one_token_of_another_is_refused() -> None:
    """Its answers would stand in two places; the sentence says which token is which."""
    with pytest.raises(StoreError, match="same account on discord and another one on telegram"):
        chosen("The database x", MIXED, {"public": BOTH})


@pytest.mark.parametrize("unreadable", ["public", "parley_telegram_222", "parley_discord_5"])
def test_a_bot_whose_tables_may_be_those_that_nobody_can_read_is_refused(unreadable: str) -> None:
    """It would begin anew beside them."""
    with pytest.raises(StoreError, match=f'schema "{unreadable}" which cannot be read'):
        chosen("The database x", OTHER, {"public": ONE, unreadable: None})


def test_what_a_token_says_of_its_bot() -> None:
    """Both platforms write the bot's id into it; what is no token says nothing."""
    assert telegram.account(telegram.Settings(token=Token("123456:AAH-abc"))) == "123456"
    assert discord.account(discord.Settings(token=Token("MTIzNDU2Nzg5MDEyMzQ1Njc4.GabcDE.x"))) == "123456789012345678"
    assert telegram.account(telegram.Settings(token=Token("test"))) == ""
    assert discord.account(discord.Settings(token=Token("tést.é"))) == ""


def test_a_file_is_of_one_bot() -> None:
    """Nobody else uses it, and whose it is is not asked."""
    assert database_of("sqlite:///parley.db", ONE) == "sqlite:///parley.db"


@pytest.fixture
def url(postgresql: Server) -> str:
    return postgresql.make("bots")


async def begun(url: str, mine: Accounts) -> tuple[str, Store]:
    found = database_of(url, mine)
    store = Store.open(found)
    assert await store.run(accounts.note, mine, NOON) == ()
    return found, store


async def test_two_bots_share_nothing_on_one_database(url: str) -> None:
    """Neither what is chosen nor a lock; a second start of each finds its own. An older database is the first one's."""
    async with opened(url) as older:
        await older.run(settings.change, *LANGUAGE, "es", by="telegram:1", at=NOON)
    first, one = await begun(url, ONE)
    second, other = await begun(url, OTHER)
    try:
        mine, theirs = lock_of(first), lock_of(second)
        assert mine is not None
        assert theirs is not None
        taken = [await each.take(NOON) for each in (mine, theirs)]
        await mine.release()
        await theirs.release()
        found = [(await store.run(settings.values, [LANGUAGE[0]])).get(LANGUAGE) for store in (one, other)]
        await other.run(settings.change, *LANGUAGE, "en", by="telegram:1", at=NOON)
    finally:
        await one.close()
        await other.close()
    async with opened(database_of(url, OTHER)) as again:
        kept = (await again.run(settings.values, [LANGUAGE[0]])).get(LANGUAGE)

    assert first == url
    assert taken == [None, None]
    assert found == ["es", None]
    assert kept == "en"
    assert database_of(url, BOTH) == url


async def test_tables_of_others_that_cannot_be_read_keep_no_bot_from_starting(url: str, postgresql: Server) -> None:
    """Another program's, whose table has the same name, and those that a user may not read."""
    with postgresql.connect("bots") as sql:
        sql.execute("CREATE SCHEMA parley_telegram_333; CREATE TABLE parley_telegram_333.settings (x int)")
        sql.execute("DROP ROLE IF EXISTS guest; CREATE ROLE guest LOGIN; GRANT ALL ON SCHEMA public TO guest")
        sql.execute(
            "CREATE SCHEMA parley_telegram_444; CREATE TABLE parley_telegram_444.settings (scope text, key text)"
        )
    guest = postgresql.url("bots", "guest")
    first, one = await begun(guest, ONE)
    await one.close()
    again = database_of(guest, ONE)
    with postgresql.connect("bots") as sql:
        sql.execute("DROP OWNED BY guest; DROP ROLE guest")

    assert first == again == guest


async def test_who_begins_second_on_an_empty_database_is_told(url: str) -> None:
    """Both had found it empty; nothing of the second is kept."""
    async with opened(url) as store:
        await store.run(accounts.note, ONE, NOON)
        others = await store.run(accounts.note, {**OTHER, "discord": "5"}, NOON)
        kept = await store.run(settings.values, [accounts.SCOPE])

    assert others == ("telegram",)
    assert set(kept.values()) == {"111"}
