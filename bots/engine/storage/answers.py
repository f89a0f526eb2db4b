"""Answers under their questions, in SQL: found, given anew, taken back."""

from typing import cast

from sqlalchemy import Connection, and_, delete, insert, or_, select, update

from bots.engine.seam.values import Person, Place
from bots.engine.storage import replies
from bots.engine.storage.attached import load_attached
from bots.engine.storage.messages import in_place
from bots.engine.storage.records import StoredAnswer
from bots.engine.storage.schema import HAS_TEXT, MESSAGES, NO_TEXT, SURFACES
from bots.engine.storage.sources import load_sources

_RECENT = 500
"""The newest messages of a place, among which the last answer to somebody is looked for."""


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
    newer = and_(MESSAGES.c.parent == found.parent, MESSAGES.c.row > answer, MESSAGES.c.role == "assistant", HAS_TEXT)
    follows = select(MESSAGES.c.row).where(or_(MESSAGES.c.parent == answer, newer))
    followed = sql.scalar(follows.limit(1)) is not None
    parts = sql.scalars(select(SURFACES.c.message).where(in_place(SURFACES, place), SURFACES.c.row == answer))
    in_order = tuple(sorted(parts, key=lambda message: (len(message), message)))  # ids are numbers that grow
    return StoredAnswer(
        place,
        answer,
        found.parent,
        found.asker,
        found.asked,
        found.text,
        followed,
        bool(found.apart),
        in_order,
        found.open_part,
        load_attached(found.beside),
        load_sources(found.sources),
    )


def last_answer(sql: Connection, place: Place, asker: Person) -> int | None:
    """The newest answer to that person that all could see, among the newest messages of a place."""
    newest = select(MESSAGES).where(in_place(MESSAGES, place)).order_by(MESSAGES.c.row.desc()).limit(_RECENT).subquery()
    question = MESSAGES.alias("question")
    mine = select(newest.c.row).join(question, question.c.row == newest.c.parent)
    mine = mine.where(newest.c.role == "assistant", newest.c.apart == 0, question.c.author == str(asker))
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
    values = {**old, **NO_TEXT, "at": at}
    del values["row"]
    row = cast(int, sql.execute(insert(MESSAGES).values(**values)).inserted_primary_key[0])  # type: ignore[index]
    return cast(int, old["parent"]), row


def older(sql: Connection, answer: int) -> StoredAnswer | None:
    """The answer that this one was to replace; None if it is the first to its question."""
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


def _older(sql: Connection, answer: int) -> int | None:
    one = MESSAGES.alias("one")
    siblings = select(MESSAGES.c.row).join(one, MESSAGES.c.parent == one.c.parent)
    siblings = siblings.where(one.c.row == answer, MESSAGES.c.row < answer, MESSAGES.c.role == "assistant")
    return sql.scalar(siblings.order_by(MESSAGES.c.row.desc()).limit(1))
