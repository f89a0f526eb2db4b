"""Replies in flight, in SQL. Each has a row until its end is confirmed, so that a start finds it after a crash."""

from typing import cast

from sqlalchemy import Connection, bindparam, delete, insert, select, update

from bots.engine.seam.values import Surface, Target
from bots.engine.storage.addresses import dump_surfaces, dump_target, load_surfaces, load_target
from bots.engine.storage.records import OpenReply
from bots.engine.storage.schema import REPLIES

_MINE = REPLIES.c.key == bindparam("mine")
# Each statement is built once: that costs more than running it.
_OPEN = insert(REPLIES)
_KNOWN = select(REPLIES.c.surfaces).where(_MINE)
_RENEW = update(REPLIES).where(_MINE)
_CLOSE = delete(REPLIES).where(_MINE)


def open_reply(sql: Connection, target: Target, *, at: float, row: int | None = None) -> int:
    """Begin a reply; returns its key, which is never used again."""
    where = {"target": dump_target(target), "surfaces": dump_surfaces(()), "row": row}
    inserted = sql.execute(_OPEN, {**where, "text": "", "opened": at, "renewed": at})
    return cast(int, inserted.inserted_primary_key[0])  # type: ignore[index]


def renew(sql: Connection, key: int, surface: Surface | None, text: str, at: float) -> None:
    """Note the part that is open now and its source. A closed reply stays closed."""
    known: str | None = sql.scalar(_KNOWN, {"mine": key})
    if known is None:
        return
    parts = _with(load_surfaces(known), surface)
    sql.execute(_RENEW, {"mine": key, "surfaces": dump_surfaces(parts), "text": text, "renewed": at})


def close(sql: Connection, key: int) -> None:
    """Close a reply: its last frame is confirmed, or refused for good. Idempotent."""
    sql.execute(_CLOSE, {"mine": key})


def left_open(sql: Connection) -> tuple[OpenReply, ...]:
    """The replies that an earlier run did not close, the oldest first."""
    return tuple(
        OpenReply(row.key, load_target(row.target), load_surfaces(row.surfaces), row.text, row.row)
        for row in sql.execute(select(REPLIES).order_by(REPLIES.c.key))
    )


def _with(parts: tuple[Surface, ...], surface: Surface | None) -> tuple[Surface, ...]:
    if surface is None:
        return parts
    if parts and (parts[-1].place, parts[-1].id) == (surface.place, surface.id):
        return (*parts[:-1], surface)
    return (*parts, surface)
