"""What has come and is for the bot, in SQL: committed before a platform is told that it was received.

A row holds a question until its answer has ended; what stays of it, and of a command or a press, is that it came: a
platform hands out again what nobody has confirmed. `reply`: the answer in flight, once there is one.
"""

from collections.abc import Collection
from operator import attrgetter
from typing import cast

from sqlalchemy import Connection, Row, and_, bindparam, delete, func, or_, select, update

from bots.engine.seam.incoming import Incoming
from bots.engine.seam.places import InteractionMessage, Person, Place, ToInteraction
from bots.engine.storage import incoming_json
from bots.engine.storage.compiled import Compiled, inserting
from bots.engine.storage.messages import columns
from bots.engine.storage.schema import HAS_ID, HAS_NO_ID, INBOX
from provider.values import Hidden, Value, replace

KNOWN_FOR = 25 * 3600.0
"""Seconds for which a message or a command is known: Telegram hands out for a day what nobody has confirmed."""

PRESS_KNOWN_FOR = 3600.0
"""The same for a press."""

_ENDED = {"question": None, "reply": None, "author": "", "expires": 0.0}
_CAME = (
    "platform",
    "chat",
    "thread",
    "id",
    "delivery",
    "author",
    "at",
    "until",
    "expires",
    "question",
    "crashes",
    "held",
)
_ADD = Compiled(inserting(INBOX, *_CAME).or_leave().returning(INBOX.c.key))
_IS_OPEN = and_(INBOX.c.key == bindparam("mine"), INBOX.c.question.is_not(None))
_OPEN = Compiled(select(INBOX.c.key).where(_IS_OPEN))
_CLAIM = Compiled(update(INBOX).where(_IS_OPEN).values(reply=bindparam("answer")))
_REWORD = Compiled(update(INBOX).where(_IS_OPEN).values(question=bindparam("now")))
_END = Compiled(update(INBOX).where(_IS_OPEN).values(**_ENDED))
_END_OF_REPLY = Compiled(update(INBOX).where(INBOX.c.reply == bindparam("answer")).values(**_ENDED))
_HAS_ENDED = INBOX.c.question.is_(None)
_IS_KEPT = INBOX.c.question.is_not(None)
_OLD = select(INBOX.c.key).where(_HAS_ENDED, INBOX.c.until < bindparam("before")).order_by(INBOX.c.until)
_FORGET_OLD = delete(INBOX).where(INBOX.c.key.in_(_OLD.limit(bindparam("most"))))
_IS_OVER = and_(INBOX.c.expires > 0.0, INBOX.c.expires < bindparam("now"))
_EXPIRE = update(INBOX).where(_IS_KEPT, or_(_IS_OVER, INBOX.c.at < bindparam("before"))).values(**_ENDED)


class Unanswered(Value):
    """A question that is to be answered. `reply`: the key of the answer in flight; None if none has begun.

    `crashes`: how often a start found that the program had died over it. `held`, `batch`: as in the table.
    """

    key: int
    incoming: Hidden[Incoming]
    at: float
    reply: int | None
    crashes: int
    held: float = 0.0
    batch: int = 0


def commit(sql: Connection, incoming: Incoming, at: float, held: float = 0.0) -> int | None:
    """Keep a question until its answer has ended; returns its key, or None if it came before.

    `held`: until when the rest of it may come (Unix time).
    """
    origin = incoming.origin
    values = {
        **columns(origin.place),
        "id": incoming.id,
        "delivery": incoming.delivery,
        "author": str(origin.person),
        "at": at,
        "until": at + KNOWN_FOR,
        "expires": _expires(incoming),
        "question": incoming_json.dump(incoming),
        "crashes": 0,
        "held": held,
    }
    key: int | None = _ADD.value(sql, values)
    return key


def first(sql: Connection, place: Place, at: float, *, id: str = "", delivery: str = "") -> bool:
    """Note that a command (`id`) or a press (`delivery`) came; returns False if it came before."""
    until = at + (KNOWN_FOR if id else PRESS_KNOWN_FOR)
    values = {"author": "", "at": at, "until": until, "expires": 0.0, "question": None, "crashes": 0, "held": 0.0}
    return _ADD.value(sql, {**columns(place), "id": id, "delivery": delivery, **values}) is not None


def claim(sql: Connection, key: int, reply: int) -> None:
    """Note which answer in flight is that to the question."""
    _CLAIM.run(sql, {"mine": key, "answer": reply})


def are_open(sql: Connection, keys: Collection[int]) -> bool:
    """Whether any of them is still to be answered: it was not deleted, nor its author forgotten."""
    return any(_OPEN.row(sql, {"mine": key}) is not None for key in keys)


def forget_words(sql: Connection, replies: Collection[int]) -> None:
    """Forget the words of the questions to which these answers are: they are kept elsewhere as they read now."""
    for row in sql.execute(select(INBOX).where(INBOX.c.reply.in_(replies))).all():
        if (one := _read(row)) is not None:
            bare = replace(one.incoming, text="", quoted="", selected="")
            sql.execute(update(INBOX).where(INBOX.c.key == row.key).values(question=incoming_json.dump(bare)))


def reword(sql: Connection, incoming: Incoming) -> None:
    """Keep a question that still waits as it reads now."""
    _REWORD.run(sql, {"mine": incoming.committed, "now": incoming_json.dump(incoming)})


def end(sql: Connection, keys: Collection[int]) -> None:
    """End questions that get no answer. Idempotent."""
    for key in keys:
        _END.run(sql, {"mine": key})


def end_of_reply(sql: Connection, reply: int) -> None:
    """End the question to which that answer was, whatever came of it."""
    _END_OF_REPLY.run(sql, {"answer": reply})


def is_asked(sql: Connection, reply: int) -> bool:
    """Whether a question to which that answer in flight is was neither deleted nor forgotten."""
    mine = select(INBOX.c.key).where(INBOX.c.reply == reply, INBOX.c.question.is_not(None))
    return sql.scalar(mine.limit(1)) is not None


def unanswered(sql: Connection) -> tuple[Unanswered, ...]:
    """The questions that an earlier run did not come to the end of, in the order in which they came."""
    # Ordered here: for an order by key SQLite would read the whole table, and not the index of open questions.
    found = sorted(sql.execute(select(INBOX).where(INBOX.c.question.is_not(None))).all(), key=attrgetter("key"))
    return tuple(one for row in found if (one := _read(row)) is not None)


def open_in(sql: Connection, platform: str, chat: str) -> tuple[Unanswered, ...]:
    """The questions in a chat, and in all that lies in it, that are still to be answered, in order."""
    here = and_(INBOX.c.platform == platform, INBOX.c.chat == chat, INBOX.c.question.is_not(None))
    found = sql.execute(select(INBOX).where(here).order_by(INBOX.c.key)).all()
    return tuple(one for row in found if (one := _read(row)) is not None)


def open_questions(sql: Connection) -> int:
    """How many questions are kept until their answers have ended: those that grow and those that wait."""
    return sql.scalar(select(func.count()).select_from(INBOX).where(INBOX.c.question.is_not(None))) or 0


def drop_unreadable(sql: Connection) -> int:
    """End questions that cannot be read, because another version wrote them for example; returns how many."""
    found = sql.execute(select(INBOX).where(INBOX.c.question.is_not(None))).all()
    keys = [row.key for row in found if _read(row) is None]
    sql.execute(update(INBOX).where(INBOX.c.key.in_(keys)).values(**_ENDED))
    return len(keys)


def unbegun_of(sql: Connection, person: Person) -> tuple[Unanswered, ...]:
    """What that person has asked and no answer has begun to."""
    return tuple(one for one in unanswered(sql) if one.reply is None and str(one.incoming.origin.person) == str(person))


def forget_old(sql: Connection, at: float, most: int) -> bool:
    """Forget up to `most` of what does not come again any more; returns whether there may be more."""
    return sql.execute(_FORGET_OLD, {"before": at, "most": most}).rowcount == most


def expire(sql: Connection, at: float, before: float) -> None:
    """End questions whose token has expired by `at`, and those from before the other time. Few are open."""
    sql.execute(_EXPIRE, {"now": at, "before": before})


def forget_person(sql: Connection, person: Person, alone: Place | None) -> None:
    """Forget what that person asked. `alone`: their private chat, of which nothing is known any more."""
    sql.execute(update(INBOX).where(_IS_KEPT, INBOX.c.author == str(person)).values(**_ENDED))  # others have none
    if alone is not None:
        purge(sql, alone.platform, alone.chat)


def forget_messages(sql: Connection, place: Place, messages: tuple[str, ...]) -> bool:
    """End the questions among these messages of a chat, which people deleted; returns whether there were any."""
    here = and_(INBOX.c.platform == place.platform, INBOX.c.chat == place.chat, INBOX.c.id.in_(messages))
    ended = sql.execute(update(INBOX).where(here, INBOX.c.question.is_not(None)).values(**_ENDED))
    return ended.rowcount > 0


def purge(sql: Connection, platform: str, chat: str) -> None:
    """Forget all that came in a chat."""
    for has_id in (HAS_ID, HAS_NO_ID):
        sql.execute(delete(INBOX).where(INBOX.c.platform == platform, INBOX.c.chat == chat, has_id))


def purge_some(sql: Connection, platform: str, chats: Collection[str], most: int) -> bool:
    """Forget up to `most` of what came in these chats; returns whether there may be more."""
    here = and_(INBOX.c.platform == platform, INBOX.c.chat.in_(chats))
    found = (select(INBOX.c.key).where(here, has_id).limit(most) for has_id in (HAS_ID, HAS_NO_ID))
    return any(sql.execute(delete(INBOX).where(INBOX.c.key.in_(each))).rowcount == most for each in found)


def move(sql: Connection, old: Place, new: Place) -> None:
    """Move what waits in a chat to its new id. That something came is not moved: there the messages count anew."""
    here = and_(INBOX.c.platform == old.platform, INBOX.c.chat == old.chat)
    for row in sql.execute(select(INBOX).where(here, INBOX.c.question.is_not(None))).all():
        one = _read(row)
        if one is None:
            continue
        moved = incoming_json.dump(_moved(one.incoming, new.chat))
        sql.execute(update(INBOX).where(INBOX.c.key == row.key).values(chat=new.chat, id="", question=moved))
    purge(sql, old.platform, old.chat)


def _moved(incoming: Incoming, chat: str) -> Incoming:
    origin = incoming.origin
    target = replace(origin.target, place=replace(origin.target.place, chat=chat))
    server = chat if origin.server == origin.place.chat else origin.server
    origin = replace(origin, place=replace(origin.place, chat=chat), target=target, server=server)
    again = incoming.again
    if again is not None and again.surface is not None:
        surface = replace(again.surface, place=replace(again.surface.place, chat=chat))
        again = replace(again, surface=surface)
    return replace(incoming, origin=origin, again=again)


def _read(row: Row[tuple[object, ...]]) -> Unanswered | None:
    try:
        incoming = incoming_json.load(cast(str, row.question))
    except ValueError:
        return None
    if str(incoming.origin.place) != str(Place(row.platform, row.chat, row.thread)):
        return None
    incoming = replace(incoming, committed=row.key)
    return Unanswered(row.key, incoming, row.at, row.reply, row.crashes, row.held, row.batch)


def _expires(incoming: Incoming) -> float:
    """When the first token in a question expires (Unix time); 0 if there is none."""
    surface = incoming.again.surface if incoming.again else None
    held = [incoming.origin.target, *([surface] if surface else ())]
    return min((each.expires for each in held if isinstance(each, ToInteraction | InteractionMessage)), default=0.0)
