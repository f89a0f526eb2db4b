"""All that is kept of one person, in SQL: read for them, and forgotten.

Counters, limits and decisions about who may talk stay, because they are nobody's words. What the person chose for a
place that others share stays without their name.
"""

from collections.abc import Iterator

from sqlalchemy import Connection, delete, or_, select, update

from bots.engine.seam.values import Person, Place
from bots.engine.storage.attached import load_attached
from bots.engine.storage.records import Said
from bots.engine.storage.schema import CHANGES, FORGOTTEN_AT, LINES, MESSAGES, NO_TEXT, REPLIES, SETTINGS, SURFACES

_AT_ONCE = 500
"""Rows that one statement names."""


def dossier(sql: Connection, person: Person) -> tuple[Said, ...]:
    """What that person said, oldest first, as far as its text is kept."""
    answer = MESSAGES.alias("answer")
    found = sql.execute(
        select(MESSAGES, answer.c.text.label("answer"))
        .outerjoin(answer, (answer.c.parent == MESSAGES.c.row) & (answer.c.role == "assistant"))
        .where(MESSAGES.c.author == str(person))
        .order_by(MESSAGES.c.row, answer.c.row)
    )
    said: dict[int, Said] = {}
    for row in found:
        known = said.get(row.row)
        answers = (*(known.answers if known else ()), *([row.answer] if row.answer else ()))
        attached = load_attached(row.attached)
        if row.text or attached or answers:
            said[row.row] = Said(Place(row.platform, row.chat, row.thread), row.at, row.text, answers, attached)
    return tuple(said.values())


def forget(sql: Connection, person: Person, alone: Place | None) -> int:
    """Erase what the person said and the answers to it; returns the number of messages. `alone`: their private chat.

    A row with messages of others under it is emptied and loses its author, so that those keep their place.
    """
    rows = _rows(sql, person)
    _empty(sql, rows)
    _delete(sql, rows - _needed(sql, rows))
    _forget_choices(sql, person, alone)
    return len(rows)


def _rows(sql: Connection, person: Person) -> set[int]:
    mine = select(MESSAGES.c.row).where(MESSAGES.c.author == str(person))
    answers = select(MESSAGES.c.row).where(MESSAGES.c.parent.in_(mine), MESSAGES.c.role == "assistant")
    return {*sql.scalars(mine), *sql.scalars(answers)}


def _empty(sql: Connection, rows: set[int]) -> None:
    for some in _batches(rows):
        sql.execute(delete(SURFACES).where(SURFACES.c.row.in_(some)))
        sql.execute(delete(REPLIES).where(REPLIES.c.row.in_(some)))
        sql.execute(update(MESSAGES).where(MESSAGES.c.row.in_(some)).values(**NO_TEXT, author="", at=FORGOTTEN_AT))


def _needed(sql: Connection, rows: set[int]) -> set[int]:
    """The rows among these that have others under them, however far below."""
    parents: dict[int, int | None] = {}
    waiting: set[int] = set()
    for some in _batches(rows):
        where = MESSAGES.c.row.in_(some)
        parents |= {row.row: row.parent for row in sql.execute(select(MESSAGES.c.row, MESSAGES.c.parent).where(where))}
        below = or_(MESSAGES.c.parent.in_(some), MESSAGES.c.root.in_(some))
        for other in sql.execute(select(MESSAGES.c.row, MESSAGES.c.parent, MESSAGES.c.root).where(below)):
            if other.row not in rows:
                waiting |= {row for row in (other.parent, other.root) if row in rows}
    needed: set[int] = set()
    while waiting:
        row = waiting.pop()
        needed.add(row)
        parent = parents[row]
        if parent is not None and parent in rows and parent not in needed:
            waiting.add(parent)
    return needed


def _delete(sql: Connection, rows: set[int]) -> None:
    for some in _batches(rows):  # first from each other, because a row that another names cannot go
        sql.execute(update(MESSAGES).where(MESSAGES.c.row.in_(some)).values(parent=None, root=None))
    for some in _batches(rows):
        sql.execute(delete(MESSAGES).where(MESSAGES.c.row.in_(some)))


def _forget_choices(sql: Connection, person: Person, alone: Place | None) -> None:
    """Forget what the person chose for their private chat, and elsewhere that it was they who chose."""
    by = str(person)
    for table in (SETTINGS, CHANGES):
        if alone is not None:
            sql.execute(delete(table).where(table.c.scope == str(alone), table.c.by == by))
        sql.execute(update(table).where(table.c.by == by).values(by=""))
    if alone is not None:
        sql.execute(delete(LINES).where(LINES.c.platform == alone.platform, LINES.c.chat == alone.chat))


def _batches(rows: set[int]) -> Iterator[list[int]]:
    ordered = sorted(rows)
    for start in range(0, len(ordered), _AT_ONCE):
        yield ordered[start : start + _AT_ONCE]
