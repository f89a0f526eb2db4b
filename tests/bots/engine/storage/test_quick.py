"""Quick jobs: together in one transaction, none at another's cost, and none that grows with what is kept."""

import asyncio
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event, text

from bots.engine.seam.incoming import Incoming, Origin
from bots.engine.seam.places import Attempt, Message, ToChat
from bots.engine.storage import attended, exchanges, grants, holding, inbox, messages, replies, settings, spending
from bots.engine.storage.database import COMPANY
from bots.engine.storage.exchanges import Bill, Question, Words
from bots.engine.storage.holding import First
from bots.engine.storage.periods import Counted, Spent
from bots.engine.storage.quick import QUICK
from bots.engine.storage.records import LastFrame, StoreError
from bots.engine.storage.spending import Wanted
from bots.engine.storage.store import Store
from provider.values import replace
from tests.bots.engine.house import open_database
from tests.bots.engine.stores import ANN, HERE, NOON, file_of, opened

SUBJECTS = (Counted("bot|all"), Counted("telegram:42|shared"), Counted("telegram:42|telegram:5"))
WANTED: Wanted[str] = Wanted(SUBJECTS, Spent(1, 2000, 0.01), NOON, lambda before: None)


def incoming(id: str) -> Incoming:
    return Incoming(Origin(HERE, ANN, ToChat(HERE, id), server="9"), id, "Why?", addressed=True)


def question(id: str, **more: Any) -> Question:  # Any: fields of Question
    return Question(HERE, id, ANN, "Why?", "Why?", ToChat(HERE, id), NOON, server="9", **more)


@pytest.fixture
async def file(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'parley.db'}"


async def test_one_that_fails_takes_no_other_along(store: Store) -> None:
    """Before and behind it all is kept, and of what it did nothing is."""
    first = asyncio.ensure_future(store.run(inbox.commit, incoming("1"), NOON))
    wrong = asyncio.ensure_future(store.run(exchanges.begin_anew, 77, ToChat(HERE), NOON, WANTED))
    last = asyncio.ensure_future(store.run(inbox.commit, incoming("2"), NOON))

    with pytest.raises(ValueError, match="no answer 77"):
        await wrong
    assert (await first, await last) == (1, 2)
    assert await store.run(spending.counts, SUBJECTS, NOON) == {}
    assert await store.run(spending.settle_all) == 0


async def test_they_keep_their_order_among_others(store: Store) -> None:
    """One that takes its time stands between those that were asked for before and behind it."""
    key = await store.run(replies.open_reply, ToChat(HERE), at=NOON)
    part = Message(HERE, "2")
    said = [
        asyncio.ensure_future(store.run(replies.renew, key, part, "a", NOON)),
        asyncio.ensure_future(store.run(replies.find, key)),
        asyncio.ensure_future(store.run(replies.renew, key, part, "b", NOON)),
        asyncio.ensure_future(store.run(replies.find, key)),
    ]

    found = await asyncio.gather(*said)

    assert [each.text for each in found if each is not None] == ["a", "b"]


async def test_another_program_that_writes_is_waited_for(file: str) -> None:
    """Not by the event loop; and whoever waits in vain hears why."""
    async with opened(file, patience=1.0) as store:
        other = sqlite3.connect(file_of(file) or "", isolation_level=None)
        other.execute("BEGIN IMMEDIATE")
        waits = asyncio.ensure_future(store.run(inbox.commit, incoming("1"), NOON))
        before = asyncio.get_running_loop().time()
        await asyncio.sleep(0.05)
        late = asyncio.get_running_loop().time() - before
        with pytest.raises(StoreError, match="locked by another program"):
            await waits
        waits = asyncio.ensure_future(store.run(inbox.commit, incoming("1"), NOON))
        await asyncio.sleep(0.05)
        other.execute("COMMIT")

        assert await waits == 1
        other.close()
    assert late < 0.8


@contextmanager
def traced() -> Iterator[list[str]]:
    """All that SQLite is asked."""
    seen: list[str] = []

    def listen(connection: sqlite3.Connection, _: object) -> None:
        connection.set_trace_callback(seen.append)

    event.listen(Engine, "connect", listen)
    try:
        yield seen
    finally:
        event.remove(Engine, "connect", listen)


def synced(seen: list[str]) -> list[str]:
    return [words for words in seen if "synchronous" in words or words == "COMMIT"]


async def test_only_notes_do_not_wait_for_the_disk(file: str) -> None:
    """A question is on the disk before anybody is told so; how far an answer has come need not be."""
    with traced() as seen:
        async with opened(file) as store:
            key = await store.run(replies.open_reply, ToChat(HERE), at=NOON)
            seen.clear()
            await store.run(replies.renew, key, Message(HERE, "2"), "On", NOON)
            noted = synced(seen)
            seen.clear()
            await store.run(inbox.commit, incoming("1"), NOON)
            committed = synced(seen)
            seen.clear()
            await asyncio.gather(
                store.run(replies.renew, key, Message(HERE, "2"), "On and", NOON),
                store.run(inbox.commit, incoming("2"), NOON),
            )
            both = synced(seen)

    assert noted == ["PRAGMA synchronous = NORMAL", "COMMIT"]
    assert committed == ["PRAGMA synchronous = FULL", "COMMIT"]
    assert both == ["COMMIT"]


async def test_what_may_wait_goes_along_with_others(file: str) -> None:
    """It is done before what is asked for later, in the same transaction, and holds up nobody."""
    with traced() as seen:
        async with opened(file) as store:
            key = await store.run(replies.open_reply, ToChat(HERE), at=NOON)
            seen.clear()
            note = asyncio.ensure_future(store.run_along(replies.renew, key, Message(HERE, "2"), "On", NOON))
            await asyncio.sleep(0)
            before = list(seen)
            await store.run(replies.attempt, key, (Attempt(HERE, "4"),), NOON)
            await note
            together = [each for each in seen if each == "COMMIT"]
            found = await store.run(replies.find, key)

    assert (before, together) == ([], ["COMMIT"])
    assert found is not None
    assert (found.text, found.attempts) == ("On", (Attempt(HERE, "4"),))


@pytest.mark.looptime
async def test_what_may_wait_does_so_for_a_moment() -> None:
    """Then it is done by itself, with all that came meanwhile."""
    store = Store(open_database())
    key = await store.run(replies.open_reply, ToChat(HERE), at=NOON)
    began = asyncio.get_running_loop().time()
    first = asyncio.ensure_future(store.run_along(replies.renew, key, Message(HERE, "2"), "On", NOON))
    await asyncio.sleep(COMPANY / 2)
    second = asyncio.ensure_future(store.run_along(replies.renew, key, Message(HERE, "2"), "On and", NOON))

    await asyncio.gather(first, second)

    assert asyncio.get_running_loop().time() - began == pytest.approx(COMPANY)
    found = await store.run(replies.find, key)
    assert found is not None
    assert found.text == "On and"
    await store.close()


async def test_a_close_waits_for_no_company(url: str) -> None:
    """What may wait is done when the store is closed."""
    store = Store.open(url)
    key = await store.run(replies.open_reply, ToChat(HERE), at=NOON)
    note = asyncio.ensure_future(store.run_along(replies.renew, key, Message(HERE, "2"), "On", NOON))
    await asyncio.sleep(0)
    await store.close()

    await note

    async with opened(url) as again:
        found = await again.run(replies.find, key)
    assert found is not None
    assert found.text == "On"


async def test_a_full_disk_fails_what_does_not_fit_alone(file: str) -> None:
    """What was asked for together is tried one by one: a short note goes through, and a long one is told why not."""
    async with opened(file) as store:
        key = await store.run(replies.open_reply, ToChat(HERE), at=NOON)
        pages = await store.run(lambda sql: sql.scalar(text("PRAGMA page_count")))
        await store.run(lambda sql: sql.scalar(text(f"PRAGMA max_page_count = {pages + 1}")))
        short = asyncio.ensure_future(store.run(replies.renew, key, Message(HERE, "2"), "On", NOON))
        long = asyncio.ensure_future(store.run(replies.renew, key, Message(HERE, "2"), "and on " * 20_000, NOON))

        with pytest.raises(StoreError, match="disk is full"):
            await long
        await short
        found = await store.run(replies.find, key)
    assert found is not None
    assert found.text == "On"


async def everything(store: Store) -> None:
    """All quick jobs, each in the way that asks most."""
    keys = [await store.run(inbox.commit, incoming(id), NOON) for id in ("1", "2", "3")]
    assert keys == [1, 2, 3]
    await store.run(inbox.first, HERE, NOON, delivery="7")
    begun = (await store.run(exchanges.begin, question("1", goes_on=True, inbox=(1,)), WANTED)).begun
    assert begun is not None
    await store.run(exchanges.begin, question("2", reply_to="1", inbox=(2,)), WANTED)
    await store.run(exchanges.begin, question("4", since=NOON - 600), WANTED)
    await store.run(inbox.end, (3,))
    await store.run(exchanges.turn, begun.reply, begun.question, 40, NOON)
    await store.run(replies.begin, begun.reply, NOON)
    await store.run(replies.attempt, begun.reply, (Attempt(HERE, "4", "stop|1"),), NOON)
    await store.run(spending.extend, 1, Spent(0, 10, 0.0), NOON, lambda before: None)
    await store.run(exchanges.grew, begun.answer, begun.reply, Message(HERE, "5"), "Be", NOON)
    await store.run(replies.renew, begun.reply, Message(HERE, "5"), "Because", NOON)
    await store.run(messages.note_sources, begun.answer, ())
    bill = Bill(1, Spent(1, 900, 0.001), HERE, ANN, NOON, "demo", "small", 800, 100)
    words = Words("Because", (), (Message(HERE, "5"),), "Because", LastFrame("", 0))
    await store.run(exchanges.said, begun.answer, begun.reply, words, bill)
    await store.run(exchanges.stood, begun.answer, begun.reply, (Message(HERE, "5"),))
    bill = replace(bill, reservation=2)
    await store.run(exchanges.finish, begun.answer, begun.reply, "Because", (Message(HERE, "5"),), bill)
    first = First("telegram:42|all", "telegram:42|telegram:5", NOON, lambda kept: 0)
    await store.run(holding.holding, ["bot", "telegram:42"], ["telegram:person:5", "telegram:chat:42"], first)


async def test_none_reads_a_whole_table() -> None:
    """By SQLite's own plans: each row is found by a key or an index, so a million of them cost hardly more than ten."""
    with traced() as seen:
        async with opened("sqlite://") as store:
            seen.clear()
            await everything(store)
            words = {each for each in seen if each.startswith(("SELECT", "INSERT", "UPDATE", "DELETE", "WITH"))}
            plans = await store.run(lambda sql: {each: plan(sql, each) for each in words})

    assert len(words) > 30
    assert {each: lines for each, lines in plans.items() if any(is_scan(line) for line in lines)} == {}


async def test_open_questions_are_found_without_those_that_ended() -> None:
    """By SQLite's own plans: what came in the last day stays, and only the index of what is open is read."""
    with traced() as seen:
        async with opened("sqlite://") as store:
            await store.run(inbox.commit, incoming("1"), NOON)
            seen.clear()
            for job in (inbox.unanswered, inbox.open_questions, inbox.drop_unreadable):
                await store.run(job)
            await store.run(attended.ready, HERE.platform, HERE.chat, NOON, ())
            await store.run(inbox.forget_messages, HERE, ("1",))
            words = {each for each in seen if "question IS NOT NULL" in each}
            plans = await store.run(lambda sql: {each: plan(sql, each) for each in words})

    assert len(plans) == 4
    assert {each: lines for each, lines in plans.items() if "INDEX inbox_open" not in lines[0]} == {}


def plan(sql: Connection, words: str) -> list[str]:
    driver: Any = sql.connection.dbapi_connection
    return [line for *_, line in driver.execute(f"EXPLAIN QUERY PLAN {words.replace('Inf', '9e999')}")]


FEW = ("path", "anon_1", "replies")
"""What may be walked through: rows that were found before, and the answers that are given just now."""


def is_scan(line: str) -> bool:
    return line.startswith("SCAN ") and line.split()[1] not in FEW


async def test_what_was_chosen_is_read_once(store: Store) -> None:
    """And again when any of it has changed, whoever changed it: nobody needs to say so."""
    reads = 0

    class Reads:
        def failed(self, job: str, error: StoreError, seconds: float) -> None:
            pass

        def worked(self, job: str, seconds: float) -> None:
            nonlocal reads
            reads += job == "holding"

    store.report_to(Reads())

    async def chosen() -> list[str]:
        found = await store.held.holding(["bot", "telegram:42"], ["telegram:person:5"], None)
        return [*(each.value for each in found.kept), *found.grants.values()]

    first = [await chosen(), await chosen()]
    once = reads
    await store.run(settings.change, "telegram:42", "model", "demo/demo", by=str(ANN), at=NOON)
    second = [await chosen(), await chosen()]
    await store.run(grants.decide, "telegram:person:5", "denied", by=str(ANN), at=NOON)
    third = await chosen()
    await store.run(settings.change, "telegram:42", "model", None, by=str(ANN), at=NOON)
    fourth = await chosen()

    assert (first, once) == ([[], []], 1)
    assert second == [["demo/demo"], ["demo/demo"]]
    assert (third, fourth, reads) == (["demo/demo", "denied"], ["denied"], 4)


async def test_what_changes_while_it_is_read_is_not_held(store: Store) -> None:
    """A choice that comes in the same moment as the reading holds for the next question."""
    reading = asyncio.ensure_future(store.held.kept(["telegram:42"]))
    await asyncio.sleep(0)
    changing = asyncio.ensure_future(
        store.run(settings.change, "telegram:42", "model", "demo/demo", by=str(ANN), at=NOON)
    )
    await asyncio.gather(reading, changing)

    assert [each.value for each in await store.held.kept(["telegram:42"])] == ["demo/demo"]


def test_all_quick_jobs_are_looked_at() -> None:
    """The plans are those of all of them; what only varies one of these needs no plan of its own."""
    looked_at = {
        exchanges.begin,
        exchanges.finish,
        exchanges.grew,
        exchanges.said,
        exchanges.stood,
        exchanges.turn,
        holding.holding,
        inbox.commit,
        inbox.end,
        inbox.first,
        messages.note_sources,
        replies.attempt,
        replies.begin,
        replies.renew,
        spending.extend,
    }
    varied = {
        exchanges.begin_anew,
        exchanges.begin_more,
        exchanges.go_on,
        exchanges.join,
        exchanges.leave,
        exchanges.replaced,
        spending.settle,
    }

    assert looked_at | varied == QUICK
