"""No job does more in a large store than in a small one: counted in the steps of SQLite's own machine, not in seconds.

The tables grow twentyfold, all but those of what is under way: once with chats, and once in one chat, in which others
speak. What a job is about stays what it was: one person, one message, one page. A job that does more all the same is
named, with its reason.
"""

import inspect
import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import StaticPool

from bots.engine.seam.incoming import Incoming, Origin
from bots.engine.seam.places import Attempt, Message, Person, Place, ToChat
from bots.engine.storage import (
    accounts,
    answers,
    attended,
    bookmarks,
    chat_moves,
    edits,
    exchanges,
    grants,
    holding,
    inbox,
    lists,
    messages,
    names,
    old_messages,
    opened_threads,
    opt_outs,
    owners,
    personal_data,
    pieces,
    replies,
    rounds,
    servers,
    settings,
    spending,
    taking_up,
    trying,
    usage,
)
from bots.engine.storage.exchanges import Bill, Question, Words
from bots.engine.storage.handing import Taken
from bots.engine.storage.holding import First
from bots.engine.storage.lists import Older
from bots.engine.storage.periods import Counted, Spent
from bots.engine.storage.pieces import Piece
from bots.engine.storage.records import Facts, LastFrame, Named, StoredAnswer
from bots.engine.storage.schema import METADATA, upgrade
from bots.engine.storage.spending import Wanted

SMALL, LARGE = 30, 600
"""Chats of each store; in each a question and its answer, twice."""

OTHERS = 1_000
"""Questions of others in one chat of the third store."""

NOON = 1_800_000_000.0
DAY = 86_400.0
AGE = 50 * DAY
"""Over so long everything came, evenly."""

HERE, ANN = Place("discord", "chat 7"), Person("discord", "7")
MINE = str(Place("discord", "chat 7"))
WANTED: Wanted[str] = Wanted(
    (Counted("bot|all"), Counted(f"{MINE}|{ANN}")), Spent(1, 9, 0.1), NOON, lambda before: None
)
QUESTION, ANSWER, LATER, LAST = 29, 30, 31, 32
"""The rows of that chat."""


def fill(sql: Connection, chats: int, others: int) -> None:
    """Put a row of each kind for each chat, and further questions into one; what is under way is one answer."""
    tables: dict[str, list[dict[str, Any]]] = {name: [] for name in METADATA.tables}
    for chat in range(chats):
        at = NOON - AGE + AGE * chat / chats
        place = {"platform": "discord", "chat": f"chat {chat}", "thread": ""}
        here, person, first = f"discord:chat {chat}", f"discord:{chat}", 4 * chat + 1
        for row in range(first, first + 4):
            above = {"parent": row - 1, "root": first} if row > first else {"parent": None, "root": None}
            who = {"role": "user", "author": person} if row % 2 else {"role": "assistant", "author": ""}
            tables["messages"].append({**place, **above, **who, "row": row, "text": "Words", "at": at})
            tables["surfaces"].append({**place, "message": f"m{row}", "row": row})
        came = {"author": "", "at": at, "until": at + DAY, "expires": 0.0, "question": None, "crashes": 0}
        tables["inbox"].append({**place, **came, "id": f"m{first}", "delivery": ""})
        tables["inbox"].append({**place, **came, "id": "", "delivery": f"press {chat}"})
        for period in ("minute", "day", "month"):
            spent = {"answers": 1, "tokens": 9, "dollars": 0.1}
            tables["spending"].append({"subject": f"{here}|{person}", "period": period, "start": int(at), **spent})
        had = {"answers": 1, "input_tokens": 9, "output_tokens": 9, "provider": "demo", "model": "small"}
        tables["usage"].append({**place, **had, "day": int(at // DAY) - 60, "person": person})
        called = {"name": "Ann", "handle": "", "locale": "", "seen": at}
        tables["names"].append({**called, "subject": f"discord:person:{chat}", "belongs": ""})
        tables["names"].append({**called, "subject": f"discord:place:chat {chat}", "belongs": f"discord:server:{chat}"})
        by = {"by": person, "at": at}
        tables["settings"].append({**by, "scope": here, "key": "model", "value": "demo/small"})
        tables["settings"].append({**by, "scope": f"{here}:1", "key": "opener", "value": person})
        tables["changes"].append({**by, "scope": here, "key": "model", "old": None, "new": "demo/small"})
        tables["lines"].append({**place, "after": first + 1, "at": at})
        tables["chats"].append({"platform": "discord", "chat": f"chat {chat}", "server": f"{chat}"})
        there = {"platform": "discord", "server": f"{chat}", "chat": f"chat {chat}", "thread": ""}
        tables["servers"].append({**there, "joined": at, "removed": 0.0})
        tables["attended"].append({"platform": "discord", "chat": f"chat {chat}", "epoch": 1, "attendant": ""})
        tables["grants"].append({**by, "subject": f"discord:person:{chat}", "state": "allowed"})
    for number in range(others):
        row, person, at = 10_000 + number, f"discord:other {number}", NOON - AGE + AGE * number / others
        place = {"platform": "discord", "chat": HERE.chat, "thread": "" if number % 2 else f"thread {number}"}
        alone = {"parent": None, "root": None, "role": "user"}
        tables["messages"].append({**place, **alone, "author": person, "row": row, "text": "Words", "at": at})
        tables["surfaces"].append({**place, "message": f"m{row}", "row": row})
        came = {"author": "", "at": at, "until": at + DAY, "expires": 0.0, "question": None, "crashes": 0}
        tables["inbox"].append({**place, **came, "id": f"m{row}", "delivery": ""})
        spent = {"answers": 1, "tokens": 9, "dollars": 0.1}
        tables["spending"].append({"subject": f"{MINE}|{person}", "period": "month", "start": int(at), **spent})
    replies.open_reply(sql, ToChat(HERE), at=NOON, row=LAST)
    for name, rows in tables.items():
        if rows:
            sql.execute(METADATA.tables[name].insert(), rows)


@contextmanager
def filled(chats: int, others: int = 0) -> Iterator[Connection]:
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"isolation_level": None})
    with engine.connect() as sql:
        upgrade(sql)
        sql.exec_driver_sql("PRAGMA foreign_keys = ON")
        sql.exec_driver_sql("BEGIN")
        sql.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        fill(sql, chats, others)
        sql.exec_driver_sql("COMMIT")
        yield sql
    engine.dispose()


def question(id: str, **more: Any) -> Question:
    return Question(HERE, id, ANN, "Why?", "Why?", ToChat(HERE, id), NOON, server="7", **more)


def incoming(id: str) -> Incoming:
    return Incoming(Origin(HERE, ANN, ToChat(HERE, id), server="7"), id, "Why?", addressed=True)


BILL = Bill(1, Spent(1, 9, 0.1), HERE, ANN, NOON, "demo", "small", 9, 9)
SHOWN = (Message(HERE, "s1"),)
OLDER = Older("discord:person:7@discord:server:7", "discord-server:7", "discord:person:7")
FIRST = First(f"{MINE}|all", f"{MINE}|{ANN}", NOON, lambda kept: 0)
ORIGIN = Origin(HERE, ANN, ToChat(HERE), server="7")


def stored(sql: Connection) -> StoredAnswer:
    found = answers.stored_answer(sql, ANSWER)
    assert found is not None
    return found


Job = Callable[[Connection], object]


def together(*jobs: Job) -> Job:
    """All of them, one after the other."""

    def job(sql: Connection) -> None:
        for each in jobs:
            each(sql)

    return job


JOBS: dict[str, Job] = {
    # A question and its answer.
    "inbox.commit": lambda sql: inbox.commit(sql, incoming("q"), NOON),
    "inbox.first": lambda sql: inbox.first(sql, HERE, NOON, delivery="7"),
    "inbox.end": lambda sql: inbox.end(sql, [1]),
    "inbox.reword": lambda sql: inbox.reword(sql, incoming("q")),
    "inbox.open_questions": inbox.open_questions,
    "inbox.drop_unreadable": inbox.drop_unreadable,
    "inbox.unbegun_of": lambda sql: inbox.unbegun_of(sql, ANN),
    "exchanges.begin": lambda sql: exchanges.begin(sql, question("q", goes_on=True, reads=40), WANTED),
    "exchanges.begin, a reply": lambda sql: exchanges.begin(sql, question("q", reply_to=f"m{LAST}"), WANTED),
    "exchanges.begin, later": lambda sql: exchanges.begin(sql, question("q", since=0.0), WANTED),
    "exchanges.begin_anew": lambda sql: exchanges.begin_anew(sql, ANSWER, ToChat(HERE), NOON, WANTED),
    "exchanges.begin_more": lambda sql: exchanges.begin_more(sql, stored(sql), ToChat(HERE), NOON, WANTED),
    "exchanges.take_up": lambda sql: exchanges.take_up(sql, 1, NOON, WANTED),
    "exchanges.begin, of several messages": lambda sql: exchanges.begin(
        sql, question("p1", pieces=(Piece("p1", "Why?"), Piece("p2", "And?"))), WANTED
    ),
    "exchanges.begin, gone on with": together(
        lambda sql: inbox.commit(sql, incoming("q"), NOON),
        lambda sql: exchanges.begin(sql, question("q", inbox=(10**6,)), WANTED),
    ),
    "spending.settle_for_another": lambda sql: spending.settle_for_another(sql, 1, sent=True),
    "replies.wait": lambda sql: replies.wait(sql, 1, 0, NOON),
    "exchanges.turn": lambda sql: exchanges.turn(sql, 1, LATER, 40, NOON),
    "exchanges.suspend": lambda sql: exchanges.suspend(sql, LAST, 1, SHOWN, BILL),
    "exchanges.grew": lambda sql: exchanges.grew(sql, LAST, 1, SHOWN[0], "Be", NOON),
    "exchanges.said": lambda sql: exchanges.said(
        sql, LAST, 1, Words("Because", (), SHOWN, "Because", LastFrame("", 0)), BILL
    ),
    "exchanges.stood": lambda sql: exchanges.stood(sql, LAST, 1, SHOWN),
    "exchanges.finish": lambda sql: exchanges.finish(sql, LAST, 1, "Because", SHOWN, BILL, QUESTION),
    "exchanges.interrupted": lambda sql: exchanges.interrupted(sql, LAST, "Be", (), Facts()),
    "exchanges.give_up": lambda sql: exchanges.give_up(sql, LAST, 1, BILL),
    "exchanges.go_on": lambda sql: exchanges.go_on(sql, LAST, 1, "Because", SHOWN, BILL, "Because"),
    "exchanges.leave": lambda sql: exchanges.leave(sql, 1, BILL, stored(sql)),
    "exchanges.replaced": lambda sql: exchanges.replaced(sql, LAST, 1, BILL),
    "exchanges.drop": lambda sql: exchanges.drop(sql, LATER, LAST, BILL),
    "exchanges.join": lambda sql: exchanges.join(sql, LATER, (Piece("p1", "and"),), (1,)),
    "messages.newest": lambda sql: messages.newest(sql, "discord", 5),
    "messages": together(
        lambda sql: messages.find(sql, HERE, "m29"),
        lambda sql: messages.last(sql, HERE),
        lambda sql: messages.note_attached(sql, QUESTION, ()),
        lambda sql: messages.note_sources(sql, ANSWER, ()),
        lambda sql: messages.leave_open(sql, ANSWER, "Wor"),
        lambda sql: messages.parent(sql, ANSWER),
    ),
    "messages.begin": lambda sql: messages.begin(sql, HERE, NOON),
    "replies.alive": lambda sql: replies.alive(sql, [1], NOON),
    "replies.attempt": lambda sql: replies.attempt(sql, 1, (Attempt(HERE, "4", "stop|1"),), NOON),
    "replies.take_seat": lambda sql: replies.take_seat(sql, LATER, str(ANN), 2, NOON),
    "replies.left_open": replies.left_open,
    "replies.drop_unreadable": replies.drop_unreadable,
    "spending.counts": lambda sql: spending.counts(sql, WANTED.subjects, NOON),
    "spending.extend": lambda sql: spending.extend(sql, 1, Spent(0, 10, 0.0), NOON, lambda before: None),
    "spending.settle_all": spending.settle_all,
    "holding.holding": lambda sql: holding.holding(sql, ["bot", MINE], [OLDER.holder], FIRST),
    "trying.read": trying.read,
    "trying.write": trying.write,
    "attended.attendant": lambda sql: attended.attendant(sql, HERE),
    "attended.ready": lambda sql: attended.ready(sql, HERE.platform, HERE.chat, NOON, ()),
    # A start.
    "taking_up.left": lambda sql: taking_up.left(sql, NOON),
    "taking_up.left_in": lambda sql: taking_up.left_in(sql, Taken(1, "discord", "chat 7", 1, died=True), NOON),
    "bookmarks": together(
        lambda sql: bookmarks.kept(sql, "discord"),
        lambda sql: bookmarks.change(sql, "discord", lambda before: "1", NOON),
    ),
    "accounts": together(lambda sql: accounts.note(sql, {"discord": "1"}, NOON), lambda sql: accounts.forget(sql)),
    # What people ask for.
    "answers": together(
        lambda sql: answers.older(sql, ANSWER),
        lambda sql: answers.shown(sql, ANSWER),
        lambda sql: answers.versions(sql, QUESTION),
        lambda sql: answers.turn(sql, ANSWER, "m30"),
        lambda sql: answers.withdraw(sql, ANSWER),
    ),
    "edits.find": lambda sql: edits.find(sql, HERE, "m29", ""),
    "edits.ask_anew": lambda sql: edits.ask_anew(sql, QUESTION, "m29", "Why not?", WANTED),
    "pieces.messages_of": lambda sql: pieces.messages_of(sql, QUESTION),
    "pieces.came_before": lambda sql: pieces.came_before(sql, HERE, Piece("m29", "Words"), str(ANN)),
    "servers.forget_messages": lambda sql: servers.forget_messages(sql, HERE, ("m31",)),
    "settings": together(
        lambda sql: settings.change(sql, MINE, "model", "demo/large", by=str(ANN), at=NOON),
        lambda sql: settings.history(sql, [MINE], 9),
        lambda sql: settings.newest(sql, MINE, "model"),
        lambda sql: settings.revise(sql, MINE, "told", lambda before: "yes", NOON),
        lambda sql: settings.undo(sql, 8, by=str(ANN), at=NOON),
        lambda sql: settings.values(sql, [MINE]),
    ),
    "lists.change": lambda sql: lists.change(sql, MINE, "talk 7", "in", OLDER, by=str(ANN), at=NOON),
    "lists.said_by": lambda sql: lists.said_by(sql, MINE, "talk 7", OLDER.subject),
    "grants": together(
        lambda sql: grants.grant(sql, OLDER.holder),
        lambda sql: grants.since(sql, OLDER.holder),
        lambda sql: grants.question(sql, OLDER.holder),
        lambda sql: grants.ask(sql, "discord:person:new", NOON),
        lambda sql: grants.decide(sql, OLDER.holder, "denied", by=str(ANN), at=NOON),
        lambda sql: grants.forget(sql, OLDER.holder),
    ),
    "owners": together(
        lambda sql: owners.claimed(sql),
        lambda sql: owners.claim_first(sql, ANN, NOON),
        lambda sql: owners.code(sql, "ABC", lambda kept: False, NOON),
        lambda sql: owners.add(sql, Person("discord", "8"), NOON),
        lambda sql: owners.remove(sql, ANN),
    ),
    "opened_threads.keep": lambda sql: opened_threads.keep(sql, Place("discord", "chat 7", "9"), ANN, NOON),
    "opt_outs": together(
        lambda sql: opt_outs.choose(sql, ANN, out=True, at=NOON), lambda sql: opt_outs.among(sql, [ANN])
    ),
    "names": together(
        lambda sql: names.keep(sql, [Named("discord:person:7", "Ann", "", "", "")], NOON),
        lambda sql: names.find(sql, ["discord:person:7"]),
        lambda sql: names.of_person(sql, ANN),
    ),
    "usage.by": lambda sql: usage.by(sql, ANN, date(1970, 1, 1)),
    "usage.here": lambda sql: usage.here(sql, ORIGIN, date(1970, 1, 1)),
    "usage.server": lambda sql: usage.server(sql, ORIGIN, date(1970, 1, 1)),
    "usage.lately": lambda sql: usage.lately(sql, HERE, NOON, 9),
    "personal_data": together(
        lambda sql: personal_data.dossier(sql, ANN),
        lambda sql: personal_data.begin_forgetting(sql, ANN, None),
        lambda sql: personal_data.being_forgotten(sql),
        lambda sql: personal_data.forget_some(sql, ANN, 5),
        lambda sql: personal_data.end_forgetting(sql, ANN),
    ),
    # What is done now and then, a page at a time.
    "old_messages.forget": lambda sql: old_messages.forget(sql, NOON, NOON - DAY, 5),
    "old_messages.forget_needless": lambda sql: old_messages.forget_needless(sql, old_messages.NEWEST, 5),
    "old_messages.forget_lines": lambda sql: old_messages.forget_lines(sql, NOON, old_messages.FIRST, 5),
    "inbox.forget_old": lambda sql: inbox.forget_old(sql, NOON, 5),
    "inbox.expire": lambda sql: inbox.expire(sql, NOON, NOON - DAY),
    "spending.forget_old": lambda sql: spending.forget_old(sql, NOON, 5),
    "usage.forget_old": lambda sql: usage.forget_old(sql, NOON + 90 * DAY, 5),
    "names.forget_old": lambda sql: names.forget_old(sql, NOON + 90 * DAY, 5),
    "rounds": together(
        lambda sql: rounds.begin(sql, "me", NOON, 9.0), lambda sql: rounds.end(sql, "me", NOON, NOON + 1)
    ),
    "servers": together(
        lambda sql: servers.joined(sql, "discord", "new", HERE, NOON),
        lambda sql: servers.removed(sql, "discord", "7", NOON),
        lambda sql: servers.back(sql, "discord", "7"),
        lambda sql: servers.forget_tokens(sql, NOON),
    ),
    "inbox.purge_some": lambda sql: inbox.purge_some(sql, "discord", [HERE.chat], 1),
    "usage.purge_some": lambda sql: usage.purge_some(sql, "discord", [HERE.chat], 1),
    "spending.purge_some": lambda sql: spending.purge_some(sql, [MINE], 2),
    "servers.purge_some": lambda sql: servers.purge_some(sql, "discord", "7", 3),
}

GROWS: dict[str, tuple[Job, str]] = {
    "messages.ours_among": (
        lambda sql: messages.ours_among(sql, HERE, ["m29"]),
        "the messages of a chat in all of its threads, for a button under an answer that is not known",
    ),
    "answers.last_answer": (
        lambda sql: answers.last_answer(sql, HERE, ANN),
        "500 of the newest messages of a place are looked at, of which a small one has fewer",
    ),
    "personal_data.begin_forgetting": (
        lambda sql: personal_data.begin_forgetting(sql, ANN, HERE),
        "all that came in a private chat within a day: what one person can write",
    ),
    "servers.purge_chats": (
        lambda sql: servers.purge_chats(sql, "discord", "7", 5),
        "all that is left of some chats, after `purge_some`, which is not done here",
    ),
    "bookmarks.active_places": (
        lambda sql: bookmarks.active_places(sql, "discord", NOON, 5),
        "2,000 of the newest messages are looked at, of which a small store has fewer",
    ),
    "chat_moves.move": (
        lambda sql: chat_moves.move(sql, HERE, Place("discord", "new")),
        "all of a group that becomes a supergroup moves at once, because it goes on under its new id",
    ),
    "servers.purge": (
        lambda sql: servers.purge(sql, "discord", "7"),
        "decisions about members are found by their end, and the rest is gone by `purge_some` and `purge_chats`",
    ),
    "servers.memberships": (servers.memberships, "all servers are asked for, by housekeeping and by the owner's list"),
    "usage.by_server": (
        lambda sql: usage.by_server(sql, NOON - 60 * DAY),
        "the sum of a day, for the owner's overview",
    ),
    "opened_threads.openers": (
        lambda sql: opened_threads.openers(sql, 0.0),
        "all are held in memory, and are read at the start",
    ),
    "settings.kept_with": (lambda sql: settings.kept_with(sql, "opener"), "all of a key are held, read at the start"),
    "grants.decided": (lambda sql: grants.decided(sql, 5), "the newest decisions, for the owner's list"),
    "grants.allowed": (grants.allowed, "a server and the people of its decisions, when the bot comes into one"),
    "lists.older": (
        lambda sql: lists.older(sql, "@discord:server:7"),
        "decisions are found by their end; there are few",
    ),
}
"""Jobs that do more in a large store, and why that may be."""


def steps(sql: Connection, job: Job) -> int:
    """What a job takes of SQLite's machine; it is undone."""
    driver = sql.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    taken = 0

    def count() -> None:
        nonlocal taken
        taken += 1

    driver.execute("BEGIN")
    driver.set_progress_handler(count, 1)
    try:
        job(sql)
    finally:
        driver.set_progress_handler(None, 1)
        driver.execute("ROLLBACK")
    return taken


Stores = tuple[Connection, Connection, Connection]


@pytest.fixture(scope="module")
def stores() -> Iterator[Stores]:
    """A small one, one of many chats, and one with a large chat."""
    with filled(SMALL) as small, filled(LARGE) as large, filled(SMALL, OTHERS) as deep:
        yield small, large, deep


def grows(stores: Stores, job: Job) -> bool:
    few, *many = (steps(store, job) for store in stores)
    return max(many) > 1.2 * few + 50


@pytest.mark.parametrize("name", JOBS)
def test_a_job_does_no_more_in_a_large_store(name: str, stores: Stores) -> None:
    """Whatever is kept beside what it is about."""
    assert not grows(stores, JOBS[name])


@pytest.mark.parametrize("name", GROWS)
def test_what_is_named_does_more(name: str, stores: Stores) -> None:
    """Else it has no place in that list; this also shows that the count can fail."""
    assert grows(stores, GROWS[name][0])


NOT_LOOKED_AT = {
    "attended.commit": "its words are PostgreSQL's",
    "attended.release": "its words are PostgreSQL's",
    "attended.want": "its words are PostgreSQL's",
    "fences.hold": "its words are PostgreSQL's",
    "job_tables.upgrade": "its words are PostgreSQL's",
    "changed.tell_tables": "its words are PostgreSQL's",
    "changes.taken": "asks for nothing",
    "changes.untold": "asks for nothing",
    "compiled.run": "runs what it is given",
    "creating.create": "a new database",
    "schema.upgrade": "a start",
    "schema.version_in": "a start",
    "revising.revise": "a start",
    "transfer.is_empty": "a restored backup",
    "transfer.mend": "a restored backup",
}


def jobs_of_the_program() -> dict[Any, str]:
    """All public functions of a connection, by their code."""
    folder = Path(import_module("bots.engine.storage").__file__ or "").parent
    found = {}
    for path in sorted(folder.glob("*.py")):
        module = import_module(f"bots.engine.storage.{path.stem}")
        for name, each in vars(module).items():
            is_ours = inspect.isfunction(each) and each.__module__ == module.__name__ and not name.startswith("_")
            if is_ours and next(iter(inspect.signature(each).parameters), "") == "sql":
                found[each.__code__] = f"{path.stem}.{name}"
    return found


def test_every_job_is_looked_at(stores: Stores) -> None:
    """By itself, or as a part of another one; or it is named, with its reason."""
    known, called = jobs_of_the_program(), set[str]()

    def note(frame: Any, happens: str, _: Any) -> None:
        if happens == "call" and frame.f_code in known:
            called.add(known[frame.f_code])

    for job in (*JOBS.values(), *(job for job, _ in GROWS.values())):
        sys.setprofile(note)
        try:
            steps(stores[0], job)
        finally:
            sys.setprofile(None)

    assert set(known.values()) - called == set(NOT_LOOKED_AT)
