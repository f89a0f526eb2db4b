"""Replies in flight, in SQL. Each has a row until its end is confirmed, so that a start finds it after a crash.

| state | |
|---|---|
| WAITS | its turn has not come: nobody was asked |
| UNDER_WAY | a model is asked; `renewed` says when it was last known to be |
| ENDED_GENTLY | it was cut by the end of the program, and says so |
"""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, Row, Update, and_, bindparam, delete, func, not_, or_, select, update

from bots.engine.seam.places import Attempt, Surface, Target
from bots.engine.storage import inbox as in_inbox
from bots.engine.storage.addresses import dump_surfaces, dump_target, load_attempts, load_surfaces, load_target
from bots.engine.storage.compiled import Compiled, inserting
from bots.engine.storage.records import LastFrame, OpenReply
from bots.engine.storage.schema import INBOX, MESSAGES, REPLIES
from bots.engine.storage.waiting_jobs import hold, waits
from provider.values import asdict

WAITS, UNDER_WAY, ENDED_GENTLY = 0, 1, 2

_MINE = REPLIES.c.key == bindparam("mine")


def _change(*names: str) -> Update:
    return update(REPLIES).where(_MINE).values({name: bindparam(f"new_{name}") for name in names})


_VALUES = ("target", "surfaces", "row", "kept", "text", "opened", "renewed", "state", "reservation")
_OPEN = Compiled(inserting(REPLIES, *_VALUES).returning(REPLIES.c.key))
_KNOWN = Compiled(select(REPLIES.c.surfaces).where(_MINE))
_RENEW = Compiled(_change("surfaces", "text", "renewed"))
_ATTEMPT = Compiled(_change("surfaces", "renewed"))
_WAIT = Compiled(_change("state", "reservation", "renewed"))
_SUSPEND = Compiled(_change("surfaces", "state", "renewed"))
_SAID = Compiled(_change("surfaces", "text", "ending", "renewed"))
_REOPEN = Compiled(_change("ending"))
_BEGIN = Compiled(_change("state", "renewed"))
_CLOSE = Compiled(delete(REPLIES).where(_MINE))


def open_reply(
    sql: Connection,
    target: Target,
    *,
    at: float,
    row: int | None = None,
    kept: bool = True,
    reservation: int = 0,
    inbox: Collection[int] = (),
    state: int = WAITS,
) -> int:
    """Begin a reply; returns its key, which is never used again. `kept`: what is said stays after its end.

    `reservation`: what it may cost. `inbox`: the keys of its question there. `state`: as in the table above.
    """
    where = {"target": dump_target(target), "surfaces": dump_surfaces(()), "row": row, "kept": int(kept)}
    values = {"text": "", "opened": at, "renewed": at, "state": state, "reservation": reservation}
    key: int = _OPEN.value(sql, {**where, **values})
    for question in inbox:
        in_inbox.claim(sql, question, key)
    return key


def of_question(sql: Connection, question: int) -> int | None:
    """The newest reply in flight to the question in that row; None if there is none."""
    answers = select(MESSAGES.c.row).where(MESSAGES.c.parent == question)
    newest: int | None = sql.scalar(select(func.max(REPLIES.c.key)).where(REPLIES.c.row.in_(answers)))
    return newest


def renew(
    sql: Connection, key: int, surface: Surface | None, text: str, at: float, attempts: tuple[Attempt, ...] = ()
) -> None:
    """Note the part that is open now and its source; `attempts`: as in `OpenReply`. A closed reply stays closed."""
    known: str | None = _KNOWN.value(sql, {"mine": key})
    if known is None:
        return
    parts = _with(load_surfaces(known), surface)
    stands = dump_surfaces(parts, attempts)
    _RENEW.run(sql, {"mine": key, "new_surfaces": stands, "new_text": text, "new_renewed": at})


def attempt(sql: Connection, key: int, attempts: tuple[Attempt, ...], at: float) -> None:
    """Note the messages of which nobody knows whether they stand, before the last of them is sent."""
    known: str | None = _KNOWN.value(sql, {"mine": key})
    if known is not None:
        stands = dump_surfaces(load_surfaces(known), attempts)
        _ATTEMPT.run(sql, {"mine": key, "new_surfaces": stands, "new_renewed": at})


def begin(sql: Connection, key: int, at: float) -> None:
    """Note that the turn of a reply has come: a model is asked now."""
    _BEGIN.run(sql, {"mine": key, "new_state": UNDER_WAY, "new_renewed": at})


@waits
def take_seat(sql: Connection, question: int, person: str, most: int, at: float) -> bool:
    """Note that the turn of the answer to that question has come, unless `most` to that person are under way."""
    hold(sql, f"answers to {person}")
    answer, asked = MESSAGES.alias(), MESSAGES.alias()
    under_way = (
        select(func.count())
        .select_from(REPLIES)
        .join(answer, answer.c.row == REPLIES.c.row)
        .join(asked, asked.c.row == answer.c.parent)
        .where(REPLIES.c.state == UNDER_WAY, asked.c.author == person, asked.c.row != question)
    )
    if (sql.scalar(under_way) or 0) >= most:
        return False
    if (mine := of_question(sql, question)) is not None:
        begin(sql, mine, at)
    return True


def wait(sql: Connection, key: int, reservation: int, at: float) -> None:
    """Let a reply of an earlier run wait for its turn again. `reservation`: as in `open_reply`."""
    _WAIT.run(sql, {"mine": key, "new_state": WAITS, "new_reservation": reservation, "new_renewed": at})


def suspend(sql: Connection, key: int, surfaces: tuple[Surface, ...], at: float) -> None:
    """Leave a reply that the end of the program has cut to the next start. `surfaces`: where it stands."""
    values = {"new_surfaces": dump_surfaces(surfaces), "new_state": ENDED_GENTLY, "new_renewed": at}
    _SUSPEND.run(sql, {"mine": key, **values})


def said(sql: Connection, key: int, surfaces: tuple[Surface, ...], text: str, last: LastFrame, at: float) -> None:
    """Note that all words are kept. `text`: what is still to be shown, or stands in the last of the messages."""
    values = {"new_surfaces": dump_surfaces(surfaces), "new_text": text, "new_ending": json.dumps(asdict(last))}
    _SAID.run(sql, {"mine": key, "new_renewed": at, **values})


def reopen(sql: Connection, key: int) -> None:
    """Take that back: other words follow."""
    _REOPEN.run(sql, {"mine": key, "new_ending": None})


def alive(sql: Connection, keys: Collection[int], at: float) -> None:
    """Note that the program is at those of these replies that are under way."""
    mine = and_(REPLIES.c.state == UNDER_WAY, REPLIES.c.key.in_(keys))
    sql.execute(update(REPLIES).where(mine).values(renewed=at))


def close(sql: Connection, key: int) -> None:
    """Close a reply, and with it its question: its last frame is confirmed, refused or given up. Idempotent."""
    _CLOSE.run(sql, {"mine": key})
    in_inbox.end_of_reply(sql, key)


def close_those_in(sql: Connection, rows: Collection[int]) -> None:
    """Close the replies that stand in these rows."""
    for key in sql.scalars(select(REPLIES.c.key).where(REPLIES.c.row.in_(rows))).all():
        close(sql, key)


def find(sql: Connection, key: int) -> OpenReply | None:
    """The reply with that key; None if it is closed, or cannot be read."""
    row = sql.execute(select(REPLIES).where(_MINE), {"mine": key}).one_or_none()
    return None if row is None else _read(row)


def left_open(sql: Connection) -> tuple[OpenReply, ...]:
    """The replies that an earlier run did not close, the oldest first, as far as they can be read."""
    found = sql.execute(select(REPLIES).order_by(REPLIES.c.key)).all()
    return tuple(reply for row in found if (reply := _read(row)) is not None)


def of_chat(sql: Connection, platform: str, chat: str, keys: Collection[int], before: float) -> tuple[OpenReply, ...]:
    """The open replies with those keys, and those in that chat that answer no question any more since `before`."""
    asked = select(INBOX.c.key).where(INBOX.c.reply == REPLIES.c.key).exists()
    of_reply = MESSAGES.c.row == REPLIES.c.row
    here = select(MESSAGES.c.row).where(of_reply, MESSAGES.c.platform == platform, MESSAGES.c.chat == chat).exists()
    lost = and_(REPLIES.c.renewed < before, here, not_(asked))
    found = sql.execute(select(REPLIES).where(or_(REPLIES.c.key.in_(keys), lost)).order_by(REPLIES.c.key)).all()
    return tuple(reply for row in found if (reply := _read(row)) is not None)


def drop_unreadable(sql: Connection) -> int:
    """Drop replies that cannot be read, because another version wrote them for example; returns how many."""
    keys = [row.key for row in sql.execute(select(REPLIES)).all() if _read(row) is None]
    for key in keys:
        close(sql, key)
    return len(keys)


def _read(row: Row[Any]) -> OpenReply | None:
    if not isinstance(row.text, str) or not isinstance(row.row, int | None):
        return None
    try:
        target, surfaces, attempts = load_target(row.target), load_surfaces(row.surfaces), load_attempts(row.surfaces)
        last = LastFrame(**json.loads(row.ending)) if row.ending is not None else None
    except (ValueError, TypeError):
        return None
    return OpenReply(
        row.key,
        target,
        surfaces,
        row.text,
        row.row,
        kept=row.kept != 0,
        state=row.state,
        renewed=row.renewed,
        reservation=row.reservation,
        last=last,
        attempts=attempts,
        opened=row.opened,
    )


def _with(parts: tuple[Surface, ...], surface: Surface | None) -> tuple[Surface, ...]:
    if surface is None:
        return parts
    if parts and (parts[-1].place, parts[-1].id) == (surface.place, surface.id):
        return (*parts[:-1], surface)
    return (*parts, surface)
