"""What is PostgreSQL's alone: transactions that meet, a server that goes away, and what is said if it is not fit."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import Iterator
from threading import Barrier, Event

import psycopg
import pytest
from sqlalchemy import Connection, event, text

from bots.engine.seam.places import Person
from bots.engine.storage import messages, owners, settings
from bots.engine.storage.records import StoreError
from bots.engine.storage.schema import METADATA
from bots.engine.storage.store import Store
from tests.bots.engine.stores import ANN, HERE, NOON, Reader, opened, said, texts
from tests.fakes.transaction_pooler import transaction_pooler
from tests.postgresql import Server
from tests.waiting import PATIENCE, until

SECRET = "hunter2"


@pytest.fixture
def database(postgresql: Server) -> Iterator[str]:
    with postgresql.database() as url:
        yield url


async def chosen(store: Store, scope: str) -> list[str]:
    return list((await store.run(settings.values, [scope])).values())


# Transactions


async def test_what_a_job_reads_stays_true_until_it_has_written(database: str) -> None:
    """Two jobs each read what the other changes, at the same time: one of them runs again, and sees it."""
    barrier, runs = Barrier(2), list[str]()

    def copy(sql: Connection, mine: str, other: str) -> None:
        found = settings.values(sql, [other])
        runs.append(mine)
        if len(runs) <= 2:
            barrier.wait(10)  # both have read
        settings.change(sql, mine, "seen", "yes" if found else "no")

    async with opened(database) as one, opened(database) as two:
        await asyncio.gather(one.run(copy, "a", "b"), two.run(copy, "b", "a"))

        assert sorted(await chosen(one, "a") + await chosen(one, "b")) == ["no", "yes"]
        assert len(runs) == 3


async def test_a_row_that_two_add_to_has_the_sum(database: str) -> None:
    """A hundred times from two programs: nothing is lost, and nobody is told of the times that they met."""

    def add(sql: Connection) -> None:
        known = settings.values(sql, ["a"]).get(("a", "count"), "0")
        settings.change(sql, "a", "count", str(int(known) + 1))

    async with opened(database) as one, opened(database) as two:
        await asyncio.gather(*(store.run(add) for _ in range(50) for store in (one, two)))

        assert await chosen(one, "a") == ["100"]


async def test_a_job_that_raises_leaves_nothing(database: str) -> None:
    """It is not tried again, and the next one has a clean connection."""
    runs = list[int]()

    def broken(sql: Connection) -> None:
        runs.append(1)
        settings.change(sql, "a", "key", "value")
        raise ValueError("no")

    async with opened(database) as store:
        with pytest.raises(ValueError, match="no"):
            await store.run(broken)

        assert await chosen(store, "a") == []
        assert len(runs) == 1


async def test_what_is_a_fault_of_parley_is_not_tried_on(database: str) -> None:
    """It would fail each time, and whoever asked would wait without an end."""

    def wrong(sql: Connection) -> None:
        sql.begin()  # a transaction has begun already

    async with opened(database) as store:
        with pytest.raises(StoreError, match="a fault of Parley") as caught:
            await store.run(wrong)

        assert not caught.value.passes


async def test_a_job_whose_caller_has_left_is_done_before_what_is_asked_for_next(database: str) -> None:
    """As with a file: whoever cancels somebody and then reads sees what they wrote."""
    barrier = Barrier(2)

    def slow(sql: Connection) -> None:
        barrier.wait(10)
        sql.execute(text("SELECT pg_sleep(0.2)"))
        settings.change(sql, "a", "key", "value")

    async with opened(database) as store:
        left = asyncio.create_task(store.run(slow))
        await asyncio.to_thread(barrier.wait, 10)
        left.cancel()
        found = await chosen(store, "a")

        assert found == ["value"]
        assert left.cancelled()


# What PostgreSQL does not keep


async def test_characters_that_it_does_not_keep_are_replaced(database: str) -> None:
    """NUL and half a surrogate pair, in words and in the keys by which they are found."""
    async with opened(database) as store:
        row = await said(store, "a\0b\ud800c🙂", id="1\0")

        assert await texts(store, row) == ["a\ufffdb\ufffdc🙂"]
        assert await store.run(messages.find, HERE, "1\0") == row


async def test_numbers_have_room(database: str) -> None:
    """Tokens of a month, and dates after January 2038, are more than 31 bits."""
    ours = {"names": [table.name for table in METADATA.sorted_tables]}
    kinds_of = text("SELECT data_type FROM information_schema.columns WHERE table_name = ANY(:names)")
    async with opened(database) as store:
        kinds = await store.run(lambda sql: set(sql.scalars(kinds_of, ours)))

        assert kinds <= {"bigint", "text", "double precision", "character varying"}


async def test_a_number_is_never_used_again(database: str) -> None:
    """Not after its row has gone, and not after a restart."""
    async with opened(database) as store:
        first = await said(store, "one")
        await store.run(messages.delete_rows, [first])
    async with opened(database) as store:
        assert await said(store, "two") > first


# A server that goes away


@pytest.fixture
def own(postgresql: Server) -> Iterator[Server]:
    """The server of all tests, up again at the end."""
    yield postgresql
    postgresql.stop()
    postgresql.start()


async def test_a_restart_of_the_server_is_waited_for(own: Server) -> None:
    """Jobs that are asked for while it is down are done when it is up, in their order."""
    async with opened(own.make("restarted"), patience=PATIENCE) as store:
        before = await said(store, "before", id="1")
        own.stop(signal.SIGQUIT)
        asked = [asyncio.create_task(said(store, f"m{number}", id=f"d{number}")) for number in range(12)]
        await asyncio.sleep(0.3)
        assert not any(each.done() for each in asked)
        own.start()
        rows = await asyncio.gather(*asked)

        assert len({before, *rows}) == 13
        assert await texts(store, before) == ["before"]


async def test_a_server_that_stays_away_is_one_sentence(own: Server) -> None:
    """For each job within its patience, however many wait; and the store works again when the server does."""
    async with opened(own.make("gone"), patience=0.3) as store:
        own.stop()
        began = asyncio.get_running_loop().time()
        found = await asyncio.gather(*(said(store, "lost") for _ in range(40)), return_exceptions=True)
        took = asyncio.get_running_loop().time() - began
        own.start()

        assert {str(each) for each in found} == {
            "The database gone on " + own.host + " cannot be reached; check that PostgreSQL runs there and that this "
            "machine may connect to it."
        }
        assert took < 10
        assert await texts(store, await said(store, "again")) == ["again"]


async def test_a_connection_that_somebody_ends_is_made_anew(database: str, postgresql: Server) -> None:
    """In the middle of a job, which then runs again from its beginning."""
    runs = list[int]()

    def job(sql: Connection) -> str:
        runs.append(1)
        settings.change(sql, "a", "key", str(len(runs)))
        if len(runs) == 1:
            with psycopg.connect(database, autocommit=True) as other:
                mine = sql.scalar(text("SELECT pg_backend_pid()"))
                other.execute("SELECT pg_terminate_backend(%s)", (mine,))
        return settings.values(sql, ["a"])["a", "key"]

    async with opened(database) as store:
        assert await store.run(job) == "2"
        assert await chosen(store, "a") == ["2"]


async def test_whether_the_last_word_arrived_is_not_guessed(database: str) -> None:
    """The connection ends while a job is being kept: it may have been, so it is not done twice."""
    runs = list[int]()

    def job(sql: Connection) -> None:
        runs.append(1)
        settings.change(sql, "a", "key", "value")

        @event.listens_for(sql, "commit")
        def end(connection: Connection) -> None:
            mine = connection.connection.driver_connection
            assert mine is not None
            mine.pgconn.finish()

    async with opened(database) as store:
        with pytest.raises(StoreError, match="whether it is kept is unknown"):
            await store.run(job)

        assert len(runs) == 1
        assert await chosen(store, "a") in ([], ["value"])


async def test_a_backup_that_reads_holds_nobody(database: str) -> None:
    """What was deleted is erased after it, and no job waits for that; the same while somebody locks a table."""
    async with opened(database, patience=PATIENCE) as store:
        await store.run(owners.claim_first, ANN, NOON)
        reader = Reader(database)
        await store.run(owners.remove, ANN)
        async with asyncio.timeout(PATIENCE / 2):
            erased = [await store.erase_log()]
        reader.close()
        with psycopg.connect(database) as other:
            other.execute("LOCK TABLE settings")
            async with asyncio.timeout(PATIENCE / 2):
                erased.append(await store.erase_log())
        async with asyncio.timeout(PATIENCE):  # the server notices a moment later that both are gone
            while not await store.erase_log():
                pass
        waits = await store.run(lambda sql: sql.scalar(text("SHOW lock_timeout")))

        assert erased == [False, False]
        assert waits == "1min"


async def test_a_job_of_ours_is_waited_for(database: str) -> None:
    """One that is under way sees what was deleted a moment ago; once it has ended, nothing of that is left."""
    began, goes_on = Event(), Event()

    def slow(sql: Connection) -> None:
        sql.scalar(text("SELECT count(*) FROM owners"))
        began.set()
        goes_on.wait(PATIENCE)

    async with opened(database) as store, opened(database) as other:
        await store.run(owners.claim_first, ANN, NOON)
        job = asyncio.ensure_future(other.run(slow))
        await until(began.is_set)
        await store.run(owners.remove, ANN)
        erasing = asyncio.ensure_future(store.erase_log())
        await asyncio.sleep(0.05)
        early = erasing.done()
        goes_on.set()
        await job
        erased = await erasing or await store.erase_log()  # on a machine that stalls

    assert not early
    assert erased


# What is wrong with it


async def refused(url: str, patience: float = 0.1) -> str:
    with pytest.raises(StoreError) as caught:
        await asyncio.to_thread(Store.open, url, patience)
    assert "\n" not in str(caught.value)
    assert SECRET not in str(caught.value) + repr(caught.value.__cause__)
    return str(caught.value)


async def test_a_database_that_is_not_there(postgresql: Server) -> None:
    """With the command that makes it."""
    assert "does not exist; make it: createdb" in await refused(postgresql.url("nowhere", password=SECRET))


async def test_a_user_that_is_not_there(postgresql: Server) -> None:
    """And the password is not quoted."""
    assert "refuses the user or the password" in await refused(postgresql.url("postgres", "ann", SECRET))


async def test_an_option_that_is_none(database: str) -> None:
    """A slip in storage.url is no fault of Parley."""
    assert "has an option" in await refused(database + "&colour=blue")


async def test_a_database_of_few_characters(postgresql: Server) -> None:
    """SQL_ASCII, which an initdb without a language makes, mangles what people write."""
    url = postgresql.make("few", "ENCODING 'SQL_ASCII' TEMPLATE template0")

    assert "keeps text as SQL_ASCII" in await refused(url)


async def test_a_database_of_another_program(postgresql: Server) -> None:
    """Its tables are left alone."""
    url = postgresql.make("photos")
    with psycopg.connect(url) as sql:
        sql.execute("CREATE TABLE photos (name text)")

    assert "holds the tables of another program" in await refused(url)


async def test_a_user_who_may_not_write(postgresql: Server) -> None:
    """What is missing is said."""
    postgresql.make("strict")
    with postgresql.connect("strict") as sql:
        sql.execute("DROP ROLE IF EXISTS reader")
        sql.execute("CREATE ROLE reader LOGIN")

    assert "make that user the owner" in await refused(postgresql.url("strict", "reader"))


async def test_a_newer_database_is_left_alone(database: str) -> None:
    """The start is refused with one sentence."""
    async with opened(database):
        pass
    with psycopg.connect(database) as sql:
        sql.execute("UPDATE parley SET version = version + 1")
    try:
        assert "newer Parley" in await refused(database)
    finally:
        with psycopg.connect(database) as sql:
            sql.execute("UPDATE parley SET version = version - 1")


async def test_tables_that_another_program_locks(database: str) -> None:
    """A job waits for its patience and no longer."""
    async with opened(database, patience=0.2) as store:
        with psycopg.connect(database) as other:
            other.execute("LOCK TABLE settings")

            with pytest.raises(StoreError, match="is locked by another program"):
                await store.run(settings.change, "a", "key", "value")


async def test_what_people_said_is_in_no_error(database: str) -> None:
    """The server quotes the values that it refuses; the store does not."""

    def clash(sql: Connection) -> None:
        for _ in range(2):
            sql.execute(text("INSERT INTO owners (platform, id, at) VALUES (:who, 'x', 1)"), {"who": SECRET})

    async with opened(database) as store:
        with pytest.raises(StoreError, match=r"refused a change \(23505\)") as caught:
            await store.run(clash)

        assert SECRET not in repr(caught.value) + repr(caught.value.__cause__)


def sessions(url: str) -> int:
    """How many sessions answer two questions of one connection."""
    with psycopg.connect(url, autocommit=True) as sql:
        found = [sql.execute("SELECT pg_backend_pid()").fetchone() for _ in range(2)]
    return len(set(found))


async def test_a_pooler_that_breaks_locks(postgresql: Server) -> None:
    """Each transaction would get another session: refused at the start, and not found out by a lost lock."""
    postgresql.make("pooled")
    async with transaction_pooler(postgresql.host, "pooled") as url:
        assert await asyncio.to_thread(sessions, url) == 2
        assert "is behind a connection pooler" in await refused(url, patience=2.0)


async def test_two_programs_make_the_tables_at_once(postgresql: Server) -> None:
    """Both start, and one of them has made them."""
    url = postgresql.make("raced")

    stores = await asyncio.gather(*(asyncio.to_thread(Store.open, url) for _ in range(4)))

    assert await stores[0].run(owners.claim_first, Person("discord", "5"), NOON)
    assert not await stores[1].run(owners.claim_first, ANN, NOON)
    for store in stores:
        await store.close()


def test_without_the_extra_the_package_is_named(tmp_path_factory: pytest.TempPathFactory) -> None:
    """With the command that installs it."""
    program = (
        "import sys; sys.modules['psycopg'] = None\n"
        "from bots.engine.storage.store import Store\n"
        "Store.open('postgresql://ann:hunter2@host/db')"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    last = ran.stderr.strip().splitlines()[-1]
    assert "the package psycopg is missing; install it: pip install 'parley-bot[postgresql]'." in last


def test_an_sqlite_file_loads_nothing_of_it() -> None:
    """Whoever has the extra pays for it only where it is used."""
    program = (
        "import sys\nfrom bots.engine.storage.store import Store\nStore.open('sqlite://')\n"
        "print({'psycopg', 'alembic'} & set(sys.modules))"
    )
    ran = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)

    assert ran.stdout.strip() == "set()"
