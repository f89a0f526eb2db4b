"""Chats are handed to processes by rows of the server: who waits for whom, and for how long."""

import asyncio
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic

import pytest
from sqlalchemy import Connection

from bots.engine.seam.incoming import Incoming, Origin
from bots.engine.seam.places import Place, ToChat
from bots.engine.storage import attended
from bots.engine.storage.handing_out import HEARD_WITHIN, HandingOut
from bots.engine.storage.records import StoreError
from bots.engine.storage.urls import read
from bots.engine.storage.waiting_jobs import waits
from tests.bots.engine.stores import ANN, HERE, NOON, opened
from tests.postgresql import Server

pytestmark = pytest.mark.real_time

AT_MOST = 4.0
"""Seconds, on a machine that is busy with other tests."""


@pytest.fixture
def url(postgresql: Server) -> Iterator[str]:
    with postgresql.database() as url:
        yield url


def message(id: str, place: Place = HERE) -> Incoming:
    return Incoming(Origin(place, ANN, ToChat(place)), id, "Why?", addressed=True)


class Slow:
    """A job that commits a message, and does not end before it may."""

    def __init__(self, incoming: Incoming) -> None:
        self.incoming = incoming
        self.has_written = threading.Event()
        self.may_end = threading.Event()

    def __call__(self, sql: Connection) -> None:
        attended.commit(sql, self.incoming, NOON, 0.0, "one")
        self.has_written.set()
        assert self.may_end.wait(AT_MOST)


@contextmanager
def frozen(server: Server, application: str) -> Iterator[None]:
    """Inside the block the server's process behind the session of that name does nothing."""
    with server.connect() as sql:
        found = sql.execute("SELECT pid FROM pg_stat_activity WHERE application_name = %s", (application,)).fetchall()
    for (pid,) in found:
        os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        for (pid,) in found:
            os.kill(pid, signal.SIGCONT)
    assert found


async def test_two_who_receive_in_one_chat_do_not_wait_for_each_other(url: str) -> None:
    """Only whoever leaves the chat waits for them, so that nothing is kept in the moment in which it is left."""
    async with opened(url) as one, opened(url) as two:
        hands = HandingOut(read(url))
        await one.run(attended.commit, message("1"), NOON, 0.0, "one")
        await hands.beat()
        taken = await hands.take(["telegram"], "three")
        assert taken is not None
        await one.run(lambda sql: sql.exec_driver_sql("DELETE FROM inbox"))
        slow = Slow(message("2"))
        first = asyncio.create_task(one.run(waits(slow)))
        await asyncio.to_thread(slow.has_written.wait, AT_MOST)
        async with asyncio.timeout(AT_MOST):
            second = await two.run(attended.commit, message("3"), NOON, 0.0, "two")
        leaving = asyncio.create_task(hands.leave(taken))
        await asyncio.sleep(0.2)
        waited = not leaving.done()
        slow.may_end.set()
        await first
        left = await leaving
        await hands.aclose()

    assert second is not None
    assert waited
    assert not left


async def test_a_heartbeat_does_not_wait_for_a_server_that_hangs(url: str, postgresql: Server) -> None:
    """It is given up within a second, and the next one is taken over a session of its own."""
    hands = HandingOut(read(f"{url}&application_name=hangs"))
    await hands.beat()
    with frozen(postgresql, "hangs"):
        began = monotonic()
        with pytest.raises(StoreError):
            await hands.beat()
        took = monotonic() - began
        await hands.beat()
    await hands.aclose()

    assert HEARD_WITHIN - 0.1 <= took < AT_MOST
