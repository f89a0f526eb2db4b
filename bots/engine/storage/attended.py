"""Which process attends a chat, which of its questions that one may begin, and who is told of a new one, in SQL.

A message whose rest may still come is held by the process that received it; that one lets it go, with the others of its
question, by giving them one batch. If it dies, its time passes.
"""

from collections.abc import Collection

from sqlalchemy import Connection, and_, bindparam, select, text, update

from bots.engine.seam.incoming import Incoming
from bots.engine.seam.places import Place
from bots.engine.storage import inbox
from bots.engine.storage.inbox import Unanswered
from bots.engine.storage.notifications import announce
from bots.engine.storage.schema import ATTENDED, INBOX
from bots.engine.storage.upserts import upsert
from bots.engine.storage.waiting_jobs import waits
from provider.values import Hidden, Value

ATTEND = "attend"
"""The topic, and the name of the task: somebody is to attend a chat."""

CAME = "came"
"""The topic of what has come in a chat that is attended; the words are `named`."""

DEFER = (
    "SELECT procrastinate_defer_jobs_v1(ARRAY[ROW(CAST({queue} AS varchar), 'attend', 0, CAST({lock} AS text), "
    "CAST({lock} AS text), jsonb_build_object('platform', CAST({queue} AS text), 'chat', CAST({chat} AS text)), NULL)"
    "::procrastinate_job_to_defer_v1]) WHERE NOT EXISTS "
    "(SELECT FROM procrastinate_jobs WHERE lock = {lock} AND status IN {states})"
)
"""Defers the job of a chat, unless there is one in one of these states."""

_DEFER = text(DEFER.format(queue=":platform", lock=":lock", chat=":chat", states="('todo', 'doing')"))
_HERE = and_(ATTENDED.c.platform == bindparam("platform"), ATTENDED.c.chat == bindparam("chat"))
_ATTENDANT = select(ATTENDED.c.attendant).where(_HERE)
_SHARE = _ATTENDANT.with_for_update(read=True)
_FIRST = upsert(ATTENDED).or_leave()


def named(platform: str, chat: str) -> str:
    """A chat in one word: what is told of it, and the lock of its job."""
    return f"{platform}:{chat}"


class Ready(Value):
    """What may be begun in a chat: questions, each the messages of which it consists, in order.

    `held_until`: when the next of the messages that are held may be begun (Unix time); None if none is held. `over`:
    the keys for which nothing is left to do, of those that were begun.
    """

    questions: Hidden[tuple[tuple[Unanswered, ...], ...]]
    held_until: float | None
    over: frozenset[int] = frozenset()


def attendant(sql: Connection, place: Place) -> str:
    """The name of the process that attends the chat; empty if nobody does."""
    return sql.scalar(_ATTENDANT, {"platform": place.platform, "chat": place.chat}) or ""


@waits
def commit(sql: Connection, incoming: Incoming, at: float, held: float, me: str) -> int | None:
    """Keep a question as `inbox.commit` does, and let its chat be attended. `me`: the process that receives it."""
    key = inbox.commit(sql, incoming, at, held)
    if key is not None:
        want(sql, incoming.origin.place, me)
    return key


def want(sql: Connection, place: Place, me: str = "") -> None:
    """Let the chat be attended, and its attendant know that something has come, unless that is `me`.

    The row is shared until the transaction is kept: whoever leaves the chat meanwhile waits, and sees what has come;
    whoever else receives something there does not wait.
    """
    here = {"platform": place.platform, "chat": place.chat}
    attendant: str | None = sql.scalar(_SHARE, here)
    if attendant is None:
        sql.execute(_FIRST, {**here, "epoch": 0, "attendant": ""})
        attendant = sql.scalar(_SHARE, here) or ""
    name = named(place.platform, place.chat)
    if sql.scalar(_DEFER, {**here, "lock": name}) is not None:
        announce(sql, ATTEND, place.platform)
    elif attendant not in ("", me):
        announce(sql, CAME, name, to=attendant)


@waits
def release(sql: Connection, place: Place, keys: Collection[int], me: str) -> None:
    """Let these messages be begun as one question. `me`: the process that received them."""
    batch = min(keys)
    sql.execute(update(INBOX).where(INBOX.c.key.in_(keys)).values(held=0.0, batch=batch))
    want(sql, place, me)


@waits
def ready(sql: Connection, platform: str, chat: str, at: float, begun: Collection[int]) -> Ready:
    """What may be begun in a chat, in the order in which it came, beside those keys, which were."""
    there = inbox.open_in(sql, platform, chat)
    found = [one for one in there if one.reply is None and one.key not in begun]
    held = [one.held for one in found if one.held > at]
    batches: dict[int, list[Unanswered]] = {}
    for one in found:
        if one.held <= at:
            batches.setdefault(one.batch or one.key, []).append(one)
    over = frozenset(begun).difference(one.key for one in there)
    return Ready(tuple(map(tuple, batches.values())), min(held, default=None), over)
