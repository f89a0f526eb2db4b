"""Conversations as trees of messages, in SQL: each message hangs under the one that it answers, in its own place."""

from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    Table,
    and_,
    bindparam,
    case,
    delete,
    func,
    not_,
    select,
    update,
)

from bots.engine.seam.places import Message, Place
from bots.engine.storage.attached import dump_attached, load_attached
from bots.engine.storage.compiled import Compiled, inserting
from bots.engine.storage.facts import dump_facts
from bots.engine.storage.records import NOTHING_KNOWN, Attached, Facts, Turn
from bots.engine.storage.schema import (
    DUE_AT,
    FORGOTTEN_AT,
    HAS_ATTACHED,
    HAS_AUTHOR,
    HAS_TEXT,
    LINES,
    MESSAGES,
    NO_TEXT,
    SURFACES,
)
from bots.engine.storage.sources import dump_sources
from bots.engine.storage.upserts import upsert
from bots.text.sources import Numbered
from provider.contract import Role

_LATELY = 50
"""The newest questions of a person among which their last one in a place is looked for."""


def _branch_query() -> Select[Any]:
    above = MESSAGES.alias("above")
    names = ("row", "parent", "role", "text", "author", "at", "attached")
    newest = select(*(MESSAGES.c[name] for name in names), case((_is_empty(MESSAGES), 0), else_=1).label("taken"))
    path = newest.where(MESSAGES.c.row == bindparam("tip")).cte("path", recursive=True)
    taken = path.c.taken + case((_is_empty(above), 0), else_=1)
    step = select(*(above.c[name] for name in names), taken).join(path, above.c.row == path.c.parent)
    path = path.union_all(step.where(path.c.taken < bindparam("most")))
    # A parent is always older than its child, so the order of the rows is the order of the branch.
    read = ("row", "role", "text", "author", "at", "attached")
    return select(*(path.c[name] for name in read)).where(not_(_is_empty(path))).order_by(path.c.row)


def _is_empty(table: FromClause) -> ColumnElement[bool]:
    """The rows of which a model reads nothing."""
    return and_(table.c.text == "", table.c.attached.is_(None))


def _here(table: Table) -> ColumnElement[bool]:
    """The rows of the place whose `columns` a statement is given."""
    return and_(*(table.c[name] == bindparam(name) for name in ("platform", "chat", "thread")))


def _line_begins() -> ColumnElement[int]:
    """The last row before the current line of a place."""
    return func.coalesce(select(LINES.c.after).where(_here(LINES)).scalar_subquery(), 0)


def _last_query() -> Select[Any]:
    after = _line_begins()
    newest = select(MESSAGES.c.row).where(
        _here(MESSAGES),
        MESSAGES.c.apart == 0,
        MESSAGES.c.hidden == 0,
        MESSAGES.c.row > after,  # follows from the next line, and bounds the search
        func.coalesce(MESSAGES.c.root, MESSAGES.c.row) > after,
    )
    return newest.order_by(MESSAGES.c.row.desc()).limit(1)


def _last_to_query() -> Select[Any]:
    """The newest answer to the newest question that somebody asked in a place, among the last ones of that person."""
    lately = (
        select(MESSAGES)
        .where(HAS_AUTHOR, MESSAGES.c.author == bindparam("author"))
        .order_by(MESSAGES.c.row.desc())
        .limit(_LATELY)
        .subquery()
    )
    asked = select(lately.c.row).where(
        *(lately.c[name] == bindparam(name) for name in ("platform", "chat", "thread")),
        lately.c.apart == 0,
        lately.c.at >= bindparam("since"),
        lately.c.row > _line_begins(),
    )
    newest = asked.order_by(lately.c.row.desc()).limit(1).scalar_subquery()
    shown = (MESSAGES.c.role == "assistant", MESSAGES.c.hidden == 0)
    answers = select(MESSAGES.c.row).where(MESSAGES.c.parent == newest, *shown)
    return answers.order_by(MESSAGES.c.row.desc()).limit(1)


_BRANCH = Compiled(_branch_query())
_LAST = Compiled(_last_query())
_LAST_TO = Compiled(_last_to_query())
_FIND = Compiled(select(SURFACES.c.row).where(_here(SURFACES), SURFACES.c.message == bindparam("message")))
_KNOWN = Compiled(
    select(MESSAGES.c.role, MESSAGES.c.author, MESSAGES.c.text)
    .join(SURFACES, SURFACES.c.row == MESSAGES.c.row)
    .where(_here(SURFACES), SURFACES.c.message == bindparam("message"))
)
_ROOT = select(func.coalesce(MESSAGES.c.root, MESSAGES.c.row)).where(MESSAGES.c.row == bindparam("mine"))
_ROOT_HERE = Compiled(_ROOT.where(_here(MESSAGES)))
_ROOT_ANYWHERE = Compiled(_ROOT)
_PLACED = ("platform", "chat", "thread")
_SAID = ("parent", "root", "role", "text", "author", "at", "apart", "attached")
_ADD = Compiled(inserting(MESSAGES, *_PLACED, *_SAID).returning(MESSAGES.c.row))
_SET_TEXT = Compiled(
    update(MESSAGES)
    .where(MESSAGES.c.row == bindparam("mine"), MESSAGES.c.at != FORGOTTEN_AT)
    .values(**{name: bindparam(name) for name in ("text", "open_part", "sources", "facts")}, attached=None)
)
_STANDS = inserting(SURFACES, *_PLACED, "message", "row")
_ANEW = SURFACES.c.row != _STANDS.excluded.row
_POINT = Compiled(_STANDS.or_update({"row": _STANDS.excluded.row}, where=_ANEW))


def in_place(table: Table, place: Place) -> ColumnElement[bool]:
    """The rows of that place, and of no other."""
    columns = table.c
    return and_(columns.platform == place.platform, columns.chat == place.chat, columns.thread == place.thread)


def columns(place: Place) -> dict[str, str]:
    """A place's values for a table that has its columns."""
    return {"platform": place.platform, "chat": place.chat, "thread": place.thread}


def add_message(
    sql: Connection,
    place: Place,
    *,
    id: str,
    parent: int | None,
    role: Role,
    text: str,
    author: str,
    at: float,
    apart: bool = False,
    attached: tuple[Attached, ...] = (),
) -> int:
    """Keep a message under the row that it answers; returns its row.

    `id`: the platform's, empty where there is none yet.
    `apart`: one person alone sees it; it is part of no line.
    The same message once more (an update that is delivered again) gives the row that it has; with another text, or
    other things beside it, it becomes a new row, which its id means from then on.

    Raises:
        ValueError: the parent stands in another place.
    """
    known = find(sql, place, id) if id else None
    if known is not None and _is_same(sql, known, role, author, text, attached):
        return known
    root = None if parent is None else _root_in(sql, place, parent)
    values: dict[str, Any] = {"parent": parent, "root": root, "role": role, "text": text, "author": author, "at": at}
    values |= {"apart": int(apart), "attached": dump_attached(attached)}
    row: int = _ADD.value(sql, {**columns(place), **values})
    if id:
        _point(sql, place, id, row)
    return row


def add_answer(sql: Connection, place: Place, question: int, root: int, *, at: float, apart: bool) -> int:
    """Keep a place for the answer to that question, in the tree with that root; returns its row."""
    values: dict[str, Any] = {"parent": question, "root": root, "role": "assistant", "text": "", "author": "", "at": at}
    values |= {"apart": int(apart), "attached": None}
    row: int = _ADD.value(sql, {**columns(place), **values})
    return row


def add_surface(sql: Connection, row: int, place: Place, message: str) -> None:
    """Note that a message of the platform stands for the row.

    Raises:
        ValueError: the row stands in another place.
    """
    _root_in(sql, place, row)
    _point(sql, place, message, row)


def find(sql: Connection, place: Place, message: str) -> int | None:
    """The row that a message of the platform stands for; None if it was not for us."""
    found: int | None = _FIND.value(sql, {**columns(place), "message": message})
    return found


def ours_among(sql: Connection, place: Place, messages: Collection[str]) -> set[str]:
    """The messages among these of the platform, in all of the place's chat, that stand for a row."""
    here = SURFACES.c.platform == place.platform, SURFACES.c.chat == place.chat
    return set(sql.scalars(select(SURFACES.c.message).where(*here, SURFACES.c.message.in_(messages))))


def newest(sql: Connection, platform: str, rows: int) -> tuple[Message, ...]:
    """The messages of a platform that stand for the newest rows, so many of them, whoever wrote them."""
    lately = select(MESSAGES.c.row).where(
        MESSAGES.c.row > select(func.max(MESSAGES.c.row) - rows).scalar_subquery()
    )  # by row: SQLite would look at all of the platform
    here = SURFACES.c.platform == platform, SURFACES.c.row.in_(lately)
    found = sql.execute(select(SURFACES.c.chat, SURFACES.c.thread, SURFACES.c.message).where(*here))
    return tuple(Message(Place(platform, chat, thread), message) for chat, thread, message in found)


def is_known(sql: Connection, place: Place, message: str, author: str, texts: Collection[str]) -> bool:
    """Whether that message is a question that came before: in one of these texts, or with a text that is erased."""
    if not message:
        return False
    found = _KNOWN.row(sql, {**columns(place), "message": message})
    return found is not None and found[:2] == ("user", author) and found[2] in ("", *texts)


def begin(sql: Connection, place: Place, at: float) -> None:
    """Start a new line: what was said before, and late answers to it, are no longer `last`."""
    after = sql.scalar(select(func.max(MESSAGES.c.row))) or 0
    statement = upsert(LINES).values(**columns(place), after=after, at=at)
    sql.execute(statement.or_update({"after": after, "at": at}))


def last(sql: Connection, place: Place) -> int | None:
    """The newest row of the current line; an answer to an older line, however late, is not part of it.

    A message that only one person has seen is not part of it either, because others write there too.
    """
    newest: int | None = _LAST.value(sql, columns(place))
    return newest


def last_to(sql: Connection, place: Place, author: str, since: float) -> int | None:
    """The answer to that person's last question there that all could see; None unless it was asked since then.

    None too if a new line has begun after it.
    """
    newest: int | None = _LAST_TO.value(sql, {**columns(place), "author": author, "since": since})
    return newest


def branch(sql: Connection, row: int, limit: int) -> tuple[Turn, ...]:
    """What was said from the root to that row, root first: the newest `limit` turns that hold anything."""
    if limit < 1:
        return ()
    found = _BRANCH.rows(sql, {"tip": row, "most": limit})
    return tuple(
        Turn(row, role, text, author, at, load_attached(attached)) for row, role, text, author, at, attached in found
    )


def root(sql: Connection, row: int) -> int:
    """The first row of its tree, which names the conversation.

    Raises:
        ValueError: there is no such row.
    """
    found: int | None = _ROOT_ANYWHERE.value(sql, {"mine": row})
    if found is None:
        raise ValueError(f"There is no message {row}.")
    return found


def parent(sql: Connection, row: int) -> int | None:
    """The row that a message answers; None if it answers none that is kept."""
    found: int | None = sql.scalar(select(MESSAGES.c.parent).where(MESSAGES.c.row == row))
    return found


def set_text(
    sql: Connection,
    row: int,
    text: str,
    open_part: str | None = None,
    sources: tuple[Numbered, ...] = (),
    facts: Facts = NOTHING_KNOWN,
) -> None:
    """Replace the text of a row, and with it all that is kept of it, unless its person was forgotten meanwhile.

    `open_part`, `sources`, `facts`: as in `StoredAnswer`.
    """
    values = {"text": text, "open_part": open_part, "sources": dump_sources(sources), "facts": dump_facts(facts)}
    _SET_TEXT.run(sql, {"mine": row, **values})


def leave_open(sql: Connection, row: int, open_part: str) -> None:
    """Note that an answer may go on, unless it was forgotten meanwhile. `open_part`: as in `set_text`."""
    sql.execute(update(MESSAGES).where(MESSAGES.c.row == row, HAS_TEXT).values(open_part=open_part))


def note_sources(sql: Connection, row: int, sources: tuple[Numbered, ...]) -> None:
    """Keep what an answer rests on that still grows, unless its person was forgotten meanwhile."""
    mine = update(MESSAGES).where(MESSAGES.c.row == row, MESSAGES.c.at != FORGOTTEN_AT)
    sql.execute(mine.values(sources=dump_sources(sources)))


def note_attached(sql: Connection, row: int, attached: tuple[Attached, ...]) -> None:
    """Keep what was read of what stood beside the words of a question, unless it was forgotten meanwhile.

    More of it may have come meanwhile, or some of it may be gone.
    """
    now = {(each.kind, each.reference, each.name): each for each in attached}
    kept = load_attached(sql.scalar(select(MESSAGES.c.attached).where(MESSAGES.c.row == row, HAS_ATTACHED)))
    merged = tuple(now.get((each.kind, each.reference, each.name), each) for each in kept)
    sql.execute(update(MESSAGES).where(MESSAGES.c.row == row, HAS_ATTACHED).values(attached=dump_attached(merged)))


def go_on(
    sql: Connection,
    row: int,
    text: str,
    open_part: str | None = None,
    sources: tuple[Numbered, ...] = (),
    facts: Facts = NOTHING_KNOWN,
) -> None:
    """Replace the text of an answer that has gone on, and what is known of it, unless it was forgotten meanwhile."""
    values = {"text": text, "open_part": open_part, "sources": dump_sources(sources), "facts": dump_facts(facts)}
    sql.execute(update(MESSAGES).where(MESSAGES.c.row == row, HAS_TEXT).values(**values))


def let_go(sql: Connection, *rows: int) -> None:
    """Empty rows that were kept for one answer, and let them be deleted by the next round."""
    mine = update(MESSAGES).where(MESSAGES.c.row.in_(rows), MESSAGES.c.at != FORGOTTEN_AT)
    sql.execute(mine.values(**NO_TEXT, at=DUE_AT))


def needed(sql: Connection, rows: Collection[int]) -> set[int]:
    """The rows among these that have others under them, however far below."""
    found = sql.execute(select(MESSAGES.c.row, MESSAGES.c.parent).where(MESSAGES.c.row.in_(rows)))
    parents: dict[int, int | None] = {row.row: row.parent for row in found}
    below = select(MESSAGES.c.parent).where(MESSAGES.c.parent.in_(rows), MESSAGES.c.row.not_in(rows))
    waiting = set(sql.scalars(below))
    above: set[int] = set()
    while waiting:
        row = waiting.pop()
        above.add(row)
        parent = parents[row]
        if parent is not None and parent in parents and parent not in above:
            waiting.add(parent)
    return above


def delete_rows(sql: Connection, rows: Collection[int]) -> None:
    """Delete rows of which no answer is in flight; what hangs under them stands alone from then on."""
    sql.execute(delete(SURFACES).where(SURFACES.c.row.in_(rows)))
    sql.execute(update(MESSAGES).where(MESSAGES.c.parent.in_(rows)).values(parent=None))
    sql.execute(delete(MESSAGES).where(MESSAGES.c.row.in_(rows)))


def _is_same(sql: Connection, row: int, role: Role, author: str, text: str, attached: tuple[Attached, ...]) -> bool:
    found = sql.execute(select(MESSAGES).where(MESSAGES.c.row == row)).one()
    beside = [each.reference for each in load_attached(found.attached)]
    return (found.role, found.author, found.text, beside) == (role, author, text, [each.reference for each in attached])


def _root_in(sql: Connection, place: Place, row: int) -> int:
    found: int | None = _ROOT_HERE.value(sql, {**columns(place), "mine": row})
    if found is None:
        raise ValueError(f"There is no message {row} in {place}: nothing crosses from one place to another.")
    return found


def _point(sql: Connection, place: Place, message: str, row: int) -> None:
    _POINT.run(sql, {**columns(place), "message": message, "row": row})
