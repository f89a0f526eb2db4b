"""Answers under their questions, in SQL: found, given anew, taken back."""

from collections.abc import Collection
from typing import cast

from sqlalchemy import Connection, and_, bindparam, delete, insert, select, update

from bots.engine.seam.places import Person, Place
from bots.engine.storage import replies
from bots.engine.storage.attached import load_attached
from bots.engine.storage.compiled import Compiled
from bots.engine.storage.facts import load_facts
from bots.engine.storage.messages import add_surface, delete_rows, in_place
from bots.engine.storage.records import StoredAnswer
from bots.engine.storage.schema import HAS_TEXT, MESSAGES, NO_TEXT, REPLIES, SURFACES
from bots.engine.storage.sources import load_sources

MOST = 5
"""Answers to one question that are kept: the one that is shown, and others."""

_RECENT = 500
"""The newest messages of a place, among which the last answer to somebody is looked for."""


_ONE = MESSAGES.alias("one")
_OTHERS = (
    select(MESSAGES.c.row)
    .join(_ONE, MESSAGES.c.parent == _ONE.c.parent)
    .where(_ONE.c.row == bindparam("mine"), MESSAGES.c.row != _ONE.c.row, MESSAGES.c.role == "assistant")
)
_ASK_OTHERS = Compiled(_OTHERS)


def stored_answer(sql: Connection, answer: int) -> StoredAnswer | None:
    """The answer in that row, with its question and its messages; None if there is none."""
    question = MESSAGES.alias("question")
    found = sql.execute(
        select(
            MESSAGES,
            question.c.author.label("asker"),
            question.c.text.label("asked"),
            question.c.attached.label("beside"),
        )
        .join(question, question.c.row == MESSAGES.c.parent)
        .where(MESSAGES.c.row == answer, MESSAGES.c.role == "assistant")
    ).one_or_none()
    if found is None:
        return None
    place = Place(found.platform, found.chat, found.thread)
    followed = sql.scalar(select(MESSAGES.c.row).where(MESSAGES.c.parent == answer).limit(1)) is not None
    parts = sql.scalars(select(SURFACES.c.message).where(in_place(SURFACES, place), SURFACES.c.row == answer))
    in_order = tuple(sorted(parts, key=lambda message: (len(message), message)))  # ids are numbers that grow
    return StoredAnswer(
        place,
        answer,
        found.parent,
        found.asker,
        found.asked,
        found.text,
        followed or bool(found.hidden),
        bool(found.apart),
        in_order,
        found.open_part,
        load_attached(found.beside),
        load_sources(found.sources),
        load_facts(found.facts),
        bool(found.hidden),
        found.at,
    )


def last_answer(sql: Connection, place: Place, asker: Person) -> int | None:
    """The newest answer to that person that all could see, among the newest messages of a place."""
    newest = select(MESSAGES).where(in_place(MESSAGES, place)).order_by(MESSAGES.c.row.desc()).limit(_RECENT).subquery()
    question = MESSAGES.alias("question")
    mine = select(newest.c.row).join(question, question.c.row == newest.c.parent)
    mine = mine.where(newest.c.role == "assistant", newest.c.apart == 0, newest.c.hidden == 0)
    mine = mine.where(question.c.author == str(asker))
    return sql.scalar(mine.order_by(newest.c.row.desc()).limit(1))


def anew(sql: Connection, answer: int, at: float) -> tuple[int, int]:
    """Keep a place for a further answer to the question of `answer`; returns the question's row and its own.

    Raises:
        ValueError: there is no such answer.
    """
    found = sql.execute(select(MESSAGES).where(MESSAGES.c.row == answer, MESSAGES.c.role == "assistant")).mappings()
    old = found.one_or_none()
    if old is None:
        raise ValueError(f"There is no answer {answer}.")
    values = {**old, **NO_TEXT, "at": at, "hidden": 0}
    del values["row"]
    row = cast(int, sql.execute(insert(MESSAGES).values(**values)).inserted_primary_key[0])  # type: ignore[index]
    return cast(int, old["parent"]), row


def versions(sql: Connection, question: int) -> tuple[StoredAnswer, ...]:
    """The answers to a question of which words are kept, the oldest first."""
    mine = select(MESSAGES.c.row).where(MESSAGES.c.parent == question, MESSAGES.c.role == "assistant", HAS_TEXT)
    found = (stored_answer(sql, row) for row in sql.scalars(mine.order_by(MESSAGES.c.row)).all())
    return tuple(each for each in found if each is not None)


def turn(sql: Connection, answer: int, message: str) -> bool:
    """Show that one of the answers to its question in that message, which alone holds it.

    What was said under another one stands under it from then on. Returns False, and changes nothing, if it is gone or
    while a further answer to the question is under way.
    """
    question = sql.scalar(select(MESSAGES.c.parent).where(MESSAGES.c.row == answer, HAS_TEXT))
    if question is None or replies.of_question(sql, question) is not None:
        return False
    others = _others(sql, answer)
    later = and_(MESSAGES.c.parent.in_(others), MESSAGES.c.row > answer)  # a parent is always older than its child
    sql.execute(update(MESSAGES).where(later).values(parent=answer))
    place = sql.execute(select(MESSAGES.c.platform, MESSAGES.c.chat, MESSAGES.c.thread).where(MESSAGES.c.row == answer))
    sql.execute(delete(SURFACES).where(SURFACES.c.row.in_([*others, answer])))
    add_surface(sql, answer, Place(*place.one()), message)
    show(sql, answer)
    return True


def shown(sql: Connection, answer: int) -> int:
    """The answer that is shown of those to the same question."""
    return _older(sql, answer) or answer


def show(sql: Connection, answer: int) -> None:
    """Let the answer be the one that is shown of those to its question: what is said next goes on from it.

    Nothing changes if it has no words. Of more than `MOST` with words the oldest are deleted.
    """
    if not (others := _others(sql, answer)) or not sql.scalar(select(MESSAGES.c.text).where(MESSAGES.c.row == answer)):
        return
    sql.execute(update(MESSAGES).where(MESSAGES.c.row.in_(others)).values(hidden=1))
    sql.execute(update(MESSAGES).where(MESSAGES.c.row == answer).values(hidden=0))
    kept = sql.scalars(
        select(MESSAGES.c.row).where(MESSAGES.c.row.in_(others), HAS_TEXT).order_by(MESSAGES.c.row)
    ).all()
    if len(kept) >= MOST:
        delete_rows(sql, kept[: 1 + len(kept) - MOST])


def erased_with(sql: Connection, rows: Collection[int]) -> tuple[int, ...]:
    """The rows to erase because messages of these were deleted.

    An answer in whose place another is shown, or grows, keeps its words: what was deleted is left over from it. The
    other versions go with the one that is shown.
    """
    mine = select(MESSAGES.c.row, MESSAGES.c.role, MESSAGES.c.hidden).where(MESSAGES.c.row.in_(rows))
    found: set[int] = set()
    for each in sql.execute(mine).all():
        others = _others(sql, each.row) if each.role == "assistant" else ()
        growing = select(REPLIES.c.key).where(REPLIES.c.row.in_(others), REPLIES.c.text != "").limit(1)
        if each.hidden or (others and sql.scalar(growing) is not None):
            continue
        found |= (
            {each.row, *sql.scalars(_OTHERS.where(MESSAGES.c.hidden == 1), {"mine": each.row})}
            if each.role == "assistant"
            else {each.row}
        )
    return tuple(found)


def older(sql: Connection, answer: int) -> StoredAnswer | None:
    """The answer that this one was to replace, which is shown until it has; None if it is the first to its question."""
    row = _older(sql, answer)
    return None if row is None else stored_answer(sql, row)


def withdraw(sql: Connection, answer: int) -> None:
    """Delete an answer that came to nothing; what was said under it meanwhile moves under the one before."""
    before = _older(sql, answer)
    if before is None:
        return
    sql.execute(update(MESSAGES).where(MESSAGES.c.parent == answer).values(parent=before))
    sql.execute(update(SURFACES).where(SURFACES.c.row == answer).values(row=before))  # it stands there again
    replies.close_those_in(sql, [answer])
    sql.execute(delete(MESSAGES).where(MESSAGES.c.row == answer))


def drop(sql: Connection, question: int, answer: int) -> None:
    """Delete a question that will not be answered, with the place of that answer; older answers to it stay.

    A row with others under it is emptied instead, so that their branch stays whole. The log has to be erased
    afterwards.
    """
    if _older(sql, answer) is not None:
        withdraw(sql, answer)
        return
    for row in (answer, question):
        sql.execute(delete(SURFACES).where(SURFACES.c.row == row))
        replies.close_those_in(sql, [row])
        sql.execute(update(MESSAGES).where(MESSAGES.c.row == row).values(**NO_TEXT, author=""))
        if sql.scalar(select(MESSAGES.c.row).where(MESSAGES.c.parent == row).limit(1)) is None:
            sql.execute(delete(MESSAGES).where(MESSAGES.c.row == row))


def _others(sql: Connection, answer: int) -> list[int]:
    """The other answers to the same question."""
    return [row for (row,) in _ASK_OTHERS.rows(sql, {"mine": answer})]


def _older(sql: Connection, answer: int) -> int | None:
    shown = _OTHERS.where(MESSAGES.c.hidden == 0).order_by(MESSAGES.c.row.desc()).limit(1)
    return sql.scalar(shown, {"mine": answer})
