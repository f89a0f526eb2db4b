"""All that is kept of one person, in SQL: read for them, and forgotten.

Counters, limits and decisions about who may talk stay, because they are nobody's words. What the person chose for a
place that others share stays without their name.
"""

import json
from collections.abc import Collection

from sqlalchemy import Connection, delete, func, select, update

from bots.engine.seam.places import Person, Place
from bots.engine.storage import inbox, messages, names, opened_threads, replies
from bots.engine.storage.attached import load_attached
from bots.engine.storage.changed import changed
from bots.engine.storage.facts import load_facts
from bots.engine.storage.notifications import announce
from bots.engine.storage.records import Said
from bots.engine.storage.schema import (
    CHANGES,
    FORGETTING,
    FORGOTTEN_AT,
    HAS_AUTHOR,
    LINES,
    MESSAGES,
    NO_TEXT,
    SETTINGS,
    SURFACES,
)
from bots.engine.storage.sources import load_sources
from bots.engine.storage.upserts import upsert

FORGOTTEN = "forgotten"
"""The topic on which all processes are told that somebody is forgotten; the words are what `forgotten_in` reads."""


def dossier(sql: Connection, person: Person) -> tuple[Said, ...]:
    """What that person said, oldest first, as far as its text is kept."""
    answer = MESSAGES.alias("answer")
    found = sql.execute(
        select(
            MESSAGES,
            answer.c.text.label("answer"),
            answer.c.sources.label("rests_on"),
            answer.c.facts.label("known"),
        )
        .outerjoin(answer, (answer.c.parent == MESSAGES.c.row) & (answer.c.role == "assistant"))
        .where(HAS_AUTHOR, MESSAGES.c.author == str(person))
        .order_by(MESSAGES.c.row, answer.c.row)
    )
    said: dict[int, Said] = {}
    for row in found:
        known = said.get(row.row)
        answers = (*(known.answers if known else ()), *([row.answer] if row.answer else ()))
        sources = (*(known.sources if known else ()), *([load_sources(row.rests_on)] if row.answer else ()))
        facts = (*(known.facts if known else ()), *([load_facts(row.known)] if row.answer else ()))
        attached = load_attached(row.attached)
        if row.text or attached or answers:
            place = Place(row.platform, row.chat, row.thread)
            said[row.row] = Said(place, row.at, row.text, answers, attached, sources, facts)
    return tuple(said.values())


def begin_forgetting(sql: Connection, person: Person, alone: Place | None) -> None:
    """Begin to erase what the person has said until now; `forget_some` does it. `alone`: their private chat.

    What they chose for that chat goes at once, and what they are called, and elsewhere that it was they who chose.
    """
    newest = sql.scalar(select(func.max(MESSAGES.c.row))) or 0
    begun = upsert(FORGETTING).values(person=str(person), newest=newest, count=0)
    sql.execute(begun.or_update({"newest": newest}))
    _forget_choices(sql, person, alone)
    names.forget_person(sql, person)
    opened_threads.forget(sql, person)
    inbox.forget_person(sql, person, alone)
    chat = (alone.platform, alone.chat, alone.thread) if alone is not None else ()
    announce(sql, FORGOTTEN, json.dumps([person.platform, person.id, *chat]))
    changed(sql, "settings")


def forgotten_in(words: str) -> tuple[Person, Place | None]:
    """Who is forgotten, and their private chat, if it is known."""
    platform, id, *chat = json.loads(words)
    return Person(platform, id), Place(*chat) if chat else None


def forget_some(sql: Connection, person: Person, most: int) -> bool:
    """Erase up to `most` questions of the person and the answers to them; returns whether there may be more.

    The newest go first, so that only others' messages can hang under a row: it is emptied and loses its author, so that
    those keep their place. All other rows are deleted. The log has to be erased at the end.
    """
    newest = sql.scalar(select(FORGETTING.c.newest).where(FORGETTING.c.person == str(person)))
    if newest is None:
        return False
    mine = select(MESSAGES.c.row).where(HAS_AUTHOR, MESSAGES.c.author == str(person), MESSAGES.c.row <= newest)
    questions = tuple(sql.scalars(mine.order_by(MESSAGES.c.row.desc()).limit(most)))
    answers = select(MESSAGES.c.row).where(MESSAGES.c.parent.in_(questions), MESSAGES.c.role == "assistant")
    rows = {*questions, *sql.scalars(answers)}
    _empty(sql, rows)
    messages.delete_rows(sql, rows - messages.needed(sql, rows))
    counted = update(FORGETTING).where(FORGETTING.c.person == str(person))
    sql.execute(counted.values(count=FORGETTING.c.count + len(rows)))
    return len(questions) == most


def end_forgetting(sql: Connection, person: Person) -> int | None:
    """Note that the person was told; returns how many messages are gone, None if somebody else has noted it."""
    mine = FORGETTING.c.person == str(person)
    count: int | None = sql.scalar(select(FORGETTING.c.count).where(mine))
    sql.execute(delete(FORGETTING).where(mine))
    return count


def being_forgotten(sql: Connection) -> tuple[Person, ...]:
    """Who wanted to be forgotten and has not been told yet that it is done."""
    people = sql.scalars(select(FORGETTING.c.person))
    return tuple(Person(*person.partition(":")[::2]) for person in people if isinstance(person, str))


def _empty(sql: Connection, rows: Collection[int]) -> None:
    sql.execute(delete(SURFACES).where(SURFACES.c.row.in_(rows)))
    replies.close_those_in(sql, rows)
    sql.execute(update(MESSAGES).where(MESSAGES.c.row.in_(rows)).values(**NO_TEXT, author="", at=FORGOTTEN_AT))


def _forget_choices(sql: Connection, person: Person, alone: Place | None) -> None:
    """Forget what the person chose for their private chat, and elsewhere that it was they who chose."""
    by = str(person)
    for table in (SETTINGS, CHANGES):
        if alone is not None:
            sql.execute(delete(table).where(table.c.scope == str(alone), table.c.by == by))
        sql.execute(update(table).where(table.c.by == by).values(by=""))
    if alone is not None:
        sql.execute(delete(LINES).where(LINES.c.platform == alone.platform, LINES.c.chat == alone.chat))
