"""What people edit of their questions, in SQL: the new words take the place of the old ones."""

from typing import TypeVar

from sqlalchemy import Connection, and_, func, select, update

from bots.engine.seam.places import Place
from bots.engine.storage import inbox, messages, pieces, spending
from bots.engine.storage.schema import HAS_TEXT, MESSAGES, REPLIES, SURFACES
from bots.engine.storage.spending import Reserved, Wanted
from bots.engine.storage.waiting_jobs import waits
from provider.values import Hidden, Value

T = TypeVar("T")


class Edited(Value):
    """A question of which words are kept, and the message of it that was edited. `answer`: the one that is shown.

    `text`: of the message, as it is kept. `alone`: it stands under no message that is kept, so its text quotes the one
    that it replies to. `edits`: how many of the question were answered, or could be by a button. `follows`: the message
    was joined to others before it, and its text is kept as it is.
    """

    place: Place
    question: int
    answer: int
    author: str
    text: Hidden[str]
    alone: bool
    edits: int
    follows: bool = False


def find(sql: Connection, place: Place, message: str, reply_to: str) -> Edited | None:
    """The question that a message is, in its place or in the thread that was opened for it; None if it is none."""
    answer = MESSAGES.alias("answer")
    newest = (
        select(func.max(answer.c.row))
        .where(answer.c.parent == MESSAGES.c.row, answer.c.role == "assistant", answer.c.hidden == 0)
        .scalar_subquery()
    )
    where = and_(SURFACES.c.platform == place.platform, SURFACES.c.chat == place.chat)
    mine = and_(where, SURFACES.c.thread.in_((place.thread, message)), SURFACES.c.message == message)
    found = sql.execute(
        select(MESSAGES, newest.label("newest"))
        .join(SURFACES, SURFACES.c.row == MESSAGES.c.row)
        .where(mine, MESSAGES.c.role == "user", HAS_TEXT)
        .order_by(MESSAGES.c.row.desc())
        .limit(1)
    ).one_or_none()
    if found is None or found.newest is None:
        return None
    where_it_stands = Place(found.platform, found.chat, found.thread)
    alone = not reply_to or messages.find(sql, where_it_stands, reply_to) is None
    joined = pieces.load_spans(found.pieces)
    text = pieces.texts(joined, found.text).get(message, found.text)
    follows = message in {each.message for each in joined[1:]}
    return Edited(where_it_stands, found.row, found.newest, found.author, text, alone, found.edits, follows)


def reword(sql: Connection, question: int, message: str, text: str, *, counts: bool) -> None:
    """Replace the words of a message of a question, unless they were forgotten. `counts`: they are to be answered."""
    found = sql.execute(select(MESSAGES).where(MESSAGES.c.row == question, HAS_TEXT)).one_or_none()
    if found is None:
        return
    whole, spans = pieces.reworded(found.pieces, found.text, message, text)
    values = {"text": whole, "pieces": spans, "edits": found.edits + counts}
    sql.execute(update(MESSAGES).where(MESSAGES.c.row == question).values(**values))
    answers = select(MESSAGES.c.row).where(MESSAGES.c.parent == question)
    inbox.forget_words(sql, sql.scalars(select(REPLIES.c.key).where(REPLIES.c.row.in_(answers))).all())


@waits
def ask_anew(sql: Connection, question: int, message: str, text: str, wanted: Wanted[T] | None) -> Reserved[T] | None:
    """The same if there is room for a further answer; returns what was reserved for it, None if nothing is counted."""
    reserved = spending.reserve(sql, wanted) if wanted else None
    if reserved is None or reserved.reason is None:
        reword(sql, question, message, text, counts=True)
    return reserved
