"""What a start makes of the questions that an earlier run left, in SQL.

| the answer | then |
|---|---|
| has not begun, or waits for its turn | it is given, as if the question had come now |
| was under way when the program died, for the first time and less than two minutes ago | it is given anew, in place |
| was cut by the end of the program less than two minutes ago | the same |
| has said all, and only its last frame may be missing | that is shown (`reply/recovery.py`) |
| otherwise, or one that went on with an older one | it is ended as interrupted (`reply/recovery.py`) |
"""

from dataclasses import dataclass

from sqlalchemy import Connection, update

from bots.engine.seam.values import Incoming, ToInteraction
from bots.engine.storage import inbox, replies, spending
from bots.engine.storage.inbox import Unanswered
from bots.engine.storage.records import OpenReply
from bots.engine.storage.replies import UNDER_WAY, WAITS
from bots.engine.storage.schema import INBOX

FRESH = 120.0
"""Seconds after the end of the program within which an answer that it cut off is given anew without being asked."""

MOST_CRASHES = 2
"""Crashes over one question after which it is not asked any more, and the owner is told."""

MOST_STARTS = 5
"""Starts that may find a question whose answer has not begun: beginning it may be what kills the program."""


@dataclass(frozen=True, slots=True)
class Left:
    """What an earlier run left: questions whose answers have not begun, and those with an answer that is given.

    `deadly`: the questions over which the program has died too often, which are not asked any more; `silent`: those of
    them whose answers never began, so that nothing stands there which says so.
    """

    unbegun: tuple[Unanswered, ...] = ()
    begun: tuple[tuple[Unanswered, OpenReply], ...] = ()
    deadly: tuple[Incoming, ...] = ()
    silent: tuple[Incoming, ...] = ()


def left(sql: Connection, at: float) -> Left:
    """Sort what an earlier run left, and count over which questions it has died. What was reserved is settled.

    Each answer appears once, with the first of the messages to which it is.
    """
    in_flight = {reply.key: reply for reply in replies.left_open(sql)}
    found = inbox.unanswered(sql)
    lived = max([one.at for one in found] + [reply.renewed for reply in in_flight.values()], default=0.0)
    unbegun, begun, deadly, silent = [], dict[int, tuple[Unanswered, OpenReply]](), [], []
    for one in found:
        reply = in_flight.get(one.reply) if one.reply is not None else None
        if reply is not None and reply.last is not None:
            continue
        died = reply.state == UNDER_WAY if reply is not None else one.reply is None
        crashes = one.crashes + died
        if died:
            sql.execute(update(INBOX).where(INBOX.c.key == one.key).values(crashes=crashes))
        if one.reply is None and crashes < MOST_STARTS:
            unbegun.append(one)
        elif reply is None:
            inbox.end(sql, (one.key,))
        elif reply.state == UNDER_WAY and crashes >= MOST_CRASHES:
            deadly.append(one.incoming)
        elif reply.key not in begun and _goes_on(one.incoming, reply, at, lived):
            begun[reply.key] = one, reply
            spending.settle_for_another(sql, reply.reservation, sent=reply.state != WAITS)
        if one.reply is None and crashes >= MOST_STARTS:
            silent.append(one.incoming)
    return Left(tuple(unbegun), tuple(begun.values()), (*deadly, *silent), tuple(silent))


def _goes_on(incoming: Incoming, reply: OpenReply, at: float, lived: float) -> bool:
    target = reply.target
    if isinstance(target, ToInteraction) and target.expires <= at:
        return False
    if reply.state == WAITS:
        return True
    goes_on = incoming.again is not None and incoming.again.behind is not None
    since = lived if reply.state == UNDER_WAY else reply.renewed
    return not goes_on and at - since < FRESH
