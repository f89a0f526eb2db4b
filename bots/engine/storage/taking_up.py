"""What a start makes of the questions that an earlier run left, in SQL.

| the answer | then |
|---|---|
| has not begun, or waits for its turn | it is given, as if the question had come now |
| was under way when the program died, for the first time and less than two minutes ago | it is given anew, in place |
| was cut by the end of the program less than two minutes ago | the same |
| has said all, and only its last frame may be missing | that is shown (`reply/recovery.py`) |
| otherwise, or one that went on with an older one | it is ended as interrupted (`reply/recovery.py`) |
"""

from collections import defaultdict
from collections.abc import Sequence
from enum import Enum

from sqlalchemy import Connection, update

from bots.engine.seam.incoming import Incoming
from bots.engine.seam.places import ToInteraction
from bots.engine.storage import inbox, replies, spending
from bots.engine.storage.handing import Taken
from bots.engine.storage.inbox import Unanswered
from bots.engine.storage.records import OpenReply
from bots.engine.storage.replies import UNDER_WAY, WAITS
from bots.engine.storage.schema import INBOX
from provider.values import Value

FRESH = 120.0
"""Seconds after the end of the program within which an answer that it cut off is given anew without being asked."""

MOST_CRASHES = 2
"""Crashes over one question after which it is not asked any more, and the owner is told."""

MOST_TAKEOVERS = 4
"""The same where several processes share chats: one that was slow or cut off has left a question, too."""

MOST_STARTS = 5
"""Starts that may find a question whose answer has not begun: beginning it may be what kills the program."""


LOST = 60.0
"""Seconds without a note after which nobody is at an answer whose question is gone."""


class Fate(Enum):
    """What becomes of a question that an earlier run left."""

    BEGINS = "its answer begins"
    GOES_ON = "its answer is given, where it stands or in place of what stands"
    SAID = "all is said, and the last frame is shown"
    ENDED = "its answer is ended as interrupted"
    DEADLY = "the program has died over it too often: it is ended, and not asked any more"
    SILENT = "the same, and nothing stands there which says so"
    GONE = "its answer has ended already"


class Left(Value):
    """What an earlier run left: questions whose answers have not begun, and those with an answer that is given.

    `deadly`: the questions over which the program has died too often, which are not asked any more; `silent`: those of
    them whose answers never began, so that nothing stands there which says so. `over`: the answers that end.
    """

    unbegun: tuple[Unanswered, ...] = ()
    begun: tuple[tuple[Unanswered, OpenReply], ...] = ()
    deadly: tuple[Incoming, ...] = ()
    silent: tuple[Incoming, ...] = ()
    over: tuple[OpenReply, ...] = ()


def left(sql: Connection, at: float) -> Left:
    """Sort what an earlier run left, and count over which questions it has died. What was reserved is settled.

    Each answer appears once, with the first of the messages to which it is.
    """
    return _sorted(sql, inbox.unanswered(sql), replies.left_open(sql), at, nobody=True, most=MOST_CRASHES)


def left_in(sql: Connection, taken: Taken, at: float) -> Left:
    """The same for a chat that another process attended. What has not begun is not named: it is ready to begin."""
    found = [one for one in inbox.open_in(sql, taken.platform, taken.chat) if one.held <= at]
    keys = {one.reply for one in found if one.reply is not None}
    open_replies = replies.of_chat(sql, taken.platform, taken.chat, keys, at - LOST)
    left = _sorted(sql, found, open_replies, at, nobody=taken.died, most=MOST_TAKEOVERS)
    spending.settle_as_reserved(sql, [reply.reservation for reply in left.over if reply.reservation])
    return left


def _sorted(
    sql: Connection,
    found: Sequence[Unanswered],
    open_replies: Sequence[OpenReply],
    at: float,
    *,
    nobody: bool,
    most: int,
) -> Left:
    """Sort it. `nobody`: whoever was to begin what has not begun has died. `most`: crashes over one question."""
    in_flight = {reply.key: reply for reply in open_replies}
    lived = max([one.at for one in found] + [reply.renewed for reply in in_flight.values()], default=0.0)
    begun, by_fate = dict[int, tuple[Unanswered, OpenReply]](), defaultdict[Fate, list[Unanswered]](list)
    for one in found:
        reply = in_flight.get(one.reply) if one.reply is not None else None
        crashes = one.crashes + _died_over(one, reply, nobody=nobody)
        fate = _fate(one, reply, crashes, at, lived, most)
        if crashes > one.crashes and fate is not Fate.SAID:
            sql.execute(update(INBOX).where(INBOX.c.key == one.key).values(crashes=crashes))
        match fate:
            case Fate.GONE | Fate.SILENT:
                inbox.end(sql, (one.key,))
            case Fate.GOES_ON if reply is not None and reply.key not in begun:
                begun[reply.key] = one, reply
                spending.settle_for_another(sql, reply.reservation, sent=reply.state != WAITS)
        by_fate[fate].append(one)
    silent = tuple(one.incoming for one in by_fate[Fate.SILENT])
    deadly = (*(one.incoming for one in by_fate[Fate.DEADLY]), *silent)
    over = tuple(reply for reply in open_replies if reply.key not in begun)
    return Left(tuple(by_fate[Fate.BEGINS]), tuple(begun.values()), deadly, silent, over)


def _died_over(one: Unanswered, reply: OpenReply | None, *, nobody: bool) -> bool:
    """Whether the program died while it answered the question, or was about to begin. `nobody`: as in `_sorted`."""
    return reply.state == UNDER_WAY if reply is not None else one.reply is None and nobody


def _fate(one: Unanswered, reply: OpenReply | None, crashes: int, at: float, lived: float, most: int) -> Fate:
    """What becomes of a question. `reply`: its answer in flight; the others are as in `_sorted`."""
    if one.reply is None:
        return Fate.BEGINS if crashes < MOST_STARTS else Fate.SILENT
    if reply is None:
        return Fate.GONE
    if reply.last is not None:
        return Fate.SAID
    if reply.state == UNDER_WAY and crashes >= most:
        return Fate.DEADLY
    return Fate.GOES_ON if _goes_on(one.incoming, reply, at, lived) else Fate.ENDED


def _goes_on(incoming: Incoming, reply: OpenReply, at: float, lived: float) -> bool:
    target = reply.target
    if isinstance(target, ToInteraction) and target.expires <= at:
        return False
    if reply.state == WAITS:
        return True
    goes_on = incoming.again is not None and incoming.again.behind is not None
    since = lived if reply.state == UNDER_WAY else reply.renewed
    return not goes_on and at - since < FRESH
