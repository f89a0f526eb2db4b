"""The messages of which a question was joined, in SQL: one row holds their words, and the ids of all mean that row.

A row of several says which words and which things beside them came with which message, so that one of them can leave,
or be edited, by itself. It says so in numbers alone: the words stand in the row.
"""

import json
from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, and_, delete, select, update

from bots.engine.seam.places import Place
from bots.engine.storage import messages
from bots.engine.storage.attached import dump_attached, load_attached
from bots.engine.storage.records import Attached
from bots.engine.storage.schema import MESSAGES, SURFACES
from provider.values import Hidden, Value, replace

GAP = "\n\n"
"""What stands between the words of two messages: a quote or a list ends there."""


class Piece(Value):
    """One message of a question: its id, its words, and what stood beside them.

    `continues`: the platform's client has cut one text in two before it, so its words follow on the next line.
    """

    message: str
    text: Hidden[str]
    attached: tuple[Attached, ...] = ()
    continues: bool = False


class Span(Value):
    """What of a row came with one message: `chars` of its words behind a gap of `gap`, and so many `things`."""

    message: str
    chars: int
    things: int = 0
    gap: int = 0


def composed(pieces: Iterable[Piece]) -> str:
    """The words of several messages as those of one."""
    text = ""
    for piece in pieces:
        text += _gap(text, piece) + piece.text
    return text


def spans(pieces: Sequence[Piece], text: str, things: int) -> tuple[Span, ...]:
    """Which part of `text` and of all `things` is whose; what stands before the first message's own belongs to it."""
    found, so_far = [], pieces[0].text
    for piece in pieces[1:]:
        gap = _gap(so_far, piece)
        found.append(Span(piece.message, len(piece.text), len(piece.attached), len(gap)))
        so_far += gap + piece.text
    rest = sum(each.gap + each.chars for each in found)
    first = Span(pieces[0].message, len(text) - rest, things - sum(each.things for each in found))
    return (first, *found)


def dump_spans(found: Sequence[Span]) -> str | None:
    """The JSON of the messages of a row; None if it is one."""
    return json.dumps([[each.message, each.chars, each.things, each.gap] for each in found]) if len(found) > 1 else None


def load_spans(data: str | None) -> tuple[Span, ...]:
    """What is in the JSON that `dump_spans` gave; nothing if another version has written something else."""
    try:
        return tuple(Span(str(message), *map(int, numbers)) for message, *numbers in json.loads(data)) if data else ()
    except (ValueError, TypeError, RecursionError):
        return ()


def keep(sql: Connection, place: Place, row: int, found: Sequence[Span]) -> None:
    """Note of which messages a new row was joined."""
    sql.execute(update(MESSAGES).where(MESSAGES.c.row == row).values(pieces=dump_spans(found)))
    for each in found:
        messages.add_surface(sql, row, place, each.message)


def came_before(sql: Connection, place: Place, piece: Piece, author: str, *others: str) -> bool:
    """Whether that message of a person came before, as a question or as a part of one, in these words.

    `others`: further words in which it may be kept. One of which no text is kept any more came before too.
    """
    row = messages.find(sql, place, piece.message) if piece.message else None
    if row is None:
        return False
    known = (piece.text, *others)
    if messages.is_known(sql, place, piece.message, author, known):
        return True
    found = sql.execute(select(MESSAGES).where(MESSAGES.c.row == row)).one()
    words = texts(load_spans(found.pieces), found.text).get(piece.message)
    return found.author == author and words is not None and any(words.endswith(each) for each in known)


def add(sql: Connection, question: int, piece: Piece) -> bool:
    """Append a message to a question; returns False, and does nothing, if that is gone or empty."""
    found = sql.execute(select(MESSAGES).where(MESSAGES.c.row == question, MESSAGES.c.role == "user")).one_or_none()
    if found is None or not (found.text or found.attached) or not found.author:
        return False
    before, things = _of_row(sql, question, found.pieces, found.text, found.attached)
    gap = _gap(found.text, piece)
    after = (*before, Span(piece.message, len(piece.text), len(piece.attached), len(gap)))
    values = {"text": found.text + gap + piece.text, "attached": dump_attached((*things, *piece.attached))}
    sql.execute(update(MESSAGES).where(MESSAGES.c.row == question).values(**values, pieces=dump_spans(after)))
    messages.add_surface(sql, question, Place(found.platform, found.chat, found.thread), piece.message)
    return True


def add_all(sql: Connection, question: int, new: Sequence[Piece]) -> bool:
    """Append messages to a question; returns False, and does nothing, if that is gone or empty."""
    return all(add(sql, question, piece) for piece in new)


def messages_of(sql: Connection, question: int) -> tuple[str, ...]:
    """The ids of the messages that a question consists of."""
    return tuple(sql.scalars(select(SURFACES.c.message).where(SURFACES.c.row == question)))


def leave(sql: Connection, place: Place, gone: Sequence[str]) -> tuple[int, ...]:
    """Take deleted messages out of questions of which others stay; returns the rows of those questions."""
    here = and_(SURFACES.c.platform == place.platform, SURFACES.c.chat == place.chat)
    threads = (place.thread, *gone)  # a thread has the id of the question that it was opened for
    mine = and_(here, SURFACES.c.thread.in_(threads), SURFACES.c.message.in_(gone))
    joined = select(MESSAGES).join(SURFACES, SURFACES.c.row == MESSAGES.c.row)
    rows = sql.execute(joined.where(mine, MESSAGES.c.pieces.is_not(None)).distinct()).all()
    left = []
    for found in rows:
        before = load_spans(found.pieces)
        stays = [each.message not in gone for each in before]
        if not any(stays):
            continue
        text, things, after, at, thing = "", list[Attached](), list[Span](), 0, 0
        beside = load_attached(found.attached)
        for span, keeps in zip(before, stays, strict=True):
            words = found.text[at + span.gap : at + span.gap + span.chars]
            if keeps:
                gap = found.text[at : at + span.gap] if text else ""
                text += gap + words
                things += beside[thing : thing + span.things]
                after.append(replace(span, gap=len(gap)))
            at += span.gap + span.chars
            thing += span.things
        if not (text or things):
            continue
        values = {"text": text, "attached": dump_attached(tuple(things)), "pieces": dump_spans(after)}
        sql.execute(update(MESSAGES).where(MESSAGES.c.row == found.row).values(**values))
        sql.execute(delete(SURFACES).where(mine, SURFACES.c.row == found.row))
        left.append(found.row)
    return tuple(left)


def reworded(pieces: str | None, text: str, message: str, words: str) -> tuple[str, str | None]:
    """The text of a row, and its messages, once one of them says something else; a row of one says that alone."""
    before, at, after, whole = load_spans(pieces), 0, list[Span](), ""
    if message not in {each.message for each in before}:
        return words, None
    for span in before:
        mine = words if span.message == message else text[at + span.gap : at + span.gap + span.chars]
        gap = text[at : at + span.gap]
        whole += gap + mine
        after.append(replace(span, chars=len(mine)))
        at += span.gap + span.chars
    return whole, dump_spans(after)


def texts(found: Sequence[Span], text: str) -> dict[str, str]:
    """The words of a row by the message that they came with."""
    words, at = dict[str, str](), 0
    for span in found:
        words[span.message] = text[at + span.gap : at + span.gap + span.chars]
        at += span.gap + span.chars
    return words


def _of_row(
    sql: Connection, row: int, pieces: str | None, text: str, attached: str | None
) -> tuple[tuple[Span, ...], tuple[Attached, ...]]:
    """The messages of a row so far, and what stands beside its words."""
    things = load_attached(attached)
    if before := load_spans(pieces):
        return before, things
    first = sql.scalar(select(SURFACES.c.message).where(SURFACES.c.row == row).limit(1))
    return (Span(first or "", len(text), len(things)),), things


def _gap(before: str, piece: Piece) -> str:
    if not before or not piece.text:
        return ""
    return "\n" if piece.continues else GAP
