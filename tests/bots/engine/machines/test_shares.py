"""Several processes divide what only one may do at a time, and take over what another one leaves."""

import asyncio
import threading
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager

import psycopg
import pytest

from bots.engine.machines import shares
from bots.engine.machines.shares import SharesOfServer, divided
from bots.engine.seam.shares import Share
from bots.engine.storage import session_shares
from bots.engine.storage.session_shares import SharesOfSession
from bots.engine.storage.shares import Holdings, Wish, fair
from bots.engine.storage.urls import read
from tests.postgresql import Server
from tests.waiting import PATIENCE, until

pytestmark = pytest.mark.real_time

THING = "discord 1"


@pytest.fixture
def database(postgresql: Server) -> Iterator[str]:
    with postgresql.database() as url:
        yield url


@asynccontextmanager
async def one_more(url: str, parts: int) -> AsyncIterator[Share]:
    """A process that wants its share."""
    async with divided(url) as all_, all_.of(THING, parts) as share:
        yield share


async def hands_over(*processes: Share) -> None:
    """Each lets go of what others should have, as soon as it is told."""

    async def one(share: Share) -> None:
        while True:
            await share.changed()
            for part in share.surplus:
                share.let_go(part)

    async with asyncio.TaskGroup() as group:
        for share in processes:
            group.create_task(one(share))


async def test_parts_are_divided_and_never_shared(database: str) -> None:
    """The first one has all until there is another; then each has its share, and who ends leaves it to the others."""
    async with AsyncExitStack() as stack:
        first = await stack.enter_async_context(one_more(database, 5))
        await until(lambda: len(first.parts) == 5)
        async with one_more(database, 5) as second:
            handing = asyncio.create_task(hands_over(first, second))
            await until(lambda: len(second.parts) == 2)
            both = first.parts & second.parts
            together = first.parts | second.parts
        await until(lambda: len(first.parts) == 5)
        handing.cancel()

    assert both == set()
    assert together == {0, 1, 2, 3, 4}


async def test_one_part_stays_where_it_is(database: str) -> None:
    """A second process waits for it, and gets it once the first one has ended."""
    async with one_more(database, 1) as second, divided(database) as all_, all_.of("telegram 1", 1) as other:
        await until(lambda: second.parts and other.parts)
        async with one_more(database, 1) as late:
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.3):
                    await until(lambda: late.parts)
            surplus = second.surplus

    assert surplus == set()


def end_sessions(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as sql:
        sql.execute(
            "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
            "WHERE application_name LIKE 'process %' AND datname = current_database()"
        )


async def test_the_end_of_a_session_is_heard_without_asking(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another process may have its locks at once, so nobody waits for the next turn, or until the lease is over."""
    monkeypatch.setattr(shares, "EVERY", PATIENCE)
    monkeypatch.setattr(shares, "LEASE", 2 * PATIENCE)
    async with one_more(database, 2) as share:
        await until(lambda: len(share.parts) == 2)
        end_sessions(database)
        await until(lambda: not share.parts, PATIENCE / 2)
        left = share.parts

    assert left == set()


async def test_a_session_that_is_lost_loses_all_at_once_and_takes_what_is_free(database: str) -> None:
    """The server was started anew: for a moment nothing is ours, and then the same again."""
    seen: list[frozenset[int]] = []
    async with one_more(database, 2) as share:
        await until(lambda: len(share.parts) == 2)
        await share.changed()
        end_sessions(database)
        while len(seen) < 2:
            await share.changed()
            seen.append(share.parts)

    assert seen == [frozenset(), frozenset({0, 1})]


async def test_what_a_stopped_process_had_is_taken_over(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says nothing any more, so the server ends its session; it holds nothing when it wakes."""
    monkeypatch.setattr(session_shares, "SILENT", 1)
    stopped = SharesOfSession(read(database))
    await asyncio.to_thread(stopped.turn, [Wish(THING, 1)])

    async with one_more(database, 1) as share:
        await until(lambda: share.parts)

        with pytest.raises(Exception, match="database"):
            await asyncio.to_thread(stopped.turn, [Wish(THING, 1)])
        assert (await asyncio.to_thread(stopped.turn, [Wish(THING, 1)]))[THING].held == set()
    stopped.close()


class Hangs:
    """A server that answers the first turn, and then nothing until it is released."""

    def __init__(self) -> None:
        self.released = threading.Event()
        self._turns = 0

    def turn(self, wishes: Sequence[Wish]) -> Mapping[str, Holdings]:
        self._turns += 1
        if self._turns > 1:
            self.released.wait()
        return {wish.name: Holdings(frozenset(range(wish.parts)), wish.parts) for wish in wishes}

    @property
    def socket(self) -> None:
        return None

    def close(self) -> None:
        """Nothing is open."""


async def test_what_is_ours_ends_before_the_server_can_give_it_away() -> None:
    """A network that swallows everything tells nobody, so the clock does."""
    passed = 0.0
    server = Hangs()
    ours = SharesOfServer(server, lambda: passed)
    async with ours.of(THING, 1) as share:
        await share.changed()
        before = share.parts
        passed = session_shares.SILENT
        await share.changed()
        after = share.parts
        server.released.set()
    await ours.aclose()

    assert before == {0}
    assert after == set()


class Breaks:
    """A server of which every second turn breaks in a way that nobody foresaw; each waits until it may begin."""

    def __init__(self) -> None:
        self.may_turn = threading.Semaphore()
        self.closed = 0
        self._turns = 0

    def turn(self, wishes: Sequence[Wish]) -> Mapping[str, Holdings]:
        self.may_turn.acquire()
        self._turns += 1
        if self._turns % 2 == 0:
            raise RuntimeError
        return {wish.name: Holdings(frozenset(range(wish.parts)), wish.parts) for wish in wishes}

    @property
    def socket(self) -> None:
        return None

    def close(self) -> None:
        self.closed += 1


async def test_a_defect_does_not_leave_everything_to_others_for_ever(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What was held is let go of, and wanted again."""
    monkeypatch.setattr(shares, "EVERY", 0.05)
    server, seen = Breaks(), list[frozenset[int]]()
    ours = SharesOfServer(server)
    async with ours.of(THING, 1) as share:
        while len(seen) < 3:
            await share.changed()
            seen.append(share.parts)
            server.may_turn.release()
        closed = server.closed
        server.may_turn.release(1000)
    await ours.aclose()

    assert seen == [{0}, frozenset(), {0}]
    assert closed
    assert "a defect in Parley" in caplog.text


class Broken(Breaks):
    """A server of which each turn breaks; after the fourth in another way."""

    def turn(self, wishes: Sequence[Wish]) -> Mapping[str, Holdings]:
        raise KeyError if self.closed > 3 else RuntimeError


async def test_a_defect_that_lasts_is_told_once(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """And again when it is another one."""
    monkeypatch.setattr(shares, "EVERY", 0.01)
    server = Broken()
    ours = SharesOfServer(server)
    async with ours.of(THING, 1):
        await until(lambda: server.closed > 8)
    await ours.aclose()

    assert [("KeyError" in record.message, "RuntimeError" in record.message) for record in caplog.records] == [
        (False, True),
        (True, False),
    ]


@pytest.mark.parametrize(("parts", "processes", "each"), [(1, 3, 1), (16, 3, 6), (16, 1, 16), (2, 0, 2)])
def test_a_fair_share(parts: int, processes: int, each: int) -> None:
    """So many at most that nothing is left over."""
    assert fair(parts, processes) == each
