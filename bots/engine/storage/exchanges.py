"""A question and its answer, in SQL: both begin in one transaction, and all that an answer leaves is one more.

What an answer may cost is reserved with its beginning and settled with its end, so that a kill between two jobs leaves
neither a charge without a question nor an answer that nobody paid for.
"""

from contextlib import suppress
from math import inf
from typing import Generic, TypeVar

from sqlalchemy import Connection, delete

from bots.engine.seam.places import Attempt, Person, Place, Surface, Target
from bots.engine.storage import answers, messages, names, pieces, replies, servers, spending, usage
from bots.engine.storage import inbox as in_inbox
from bots.engine.storage.periods import Spent
from bots.engine.storage.pieces import Piece, composed, spans
from bots.engine.storage.records import NOTHING_KNOWN, Attached, Facts, LastFrame, Named, StoredAnswer, Turn
from bots.engine.storage.schema import SURFACES
from bots.engine.storage.spending import Reserved, Wanted
from bots.engine.storage.waiting_jobs import waits
from bots.text.sources import Numbered
from provider.values import Hidden, Value, replace

T = TypeVar("T")


class Question(Value):
    """A question as it is to be kept, and where its answer goes.

    It stands under `reply_to` if that is kept; else under the last of its place if it `goes_on`; else, unless it is a
    reply, under the last answer to its author if they asked for that at `since` (Unix time) or later; else alone.
    `starts`: what it quotes is the message on which its thread begins, which is told to the first question there.
    `text`: under what it replies to; `alone`: elsewhere. `attached`: beside its words; `quoted`: beside those of the
    message that it replies to, for a question that stands elsewhere. `server`: its chat lies there. `apart`: one person
    sees it. `kept`: it stays after its answer. `guest`: the bot is no member of the server. `names`: what the platform
    says of names, by which those that are kept are kept up to date. `pieces`: the messages of which it was joined, in
    order, whose words end the texts; empty if it is one. `inbox`: their keys there. `reads`: its turn comes at once,
    and a model reads so many turns of its branch; 0: it may have to wait.
    """

    place: Place
    id: str
    author: Person
    text: Hidden[str]
    alone: Hidden[str]
    target: Target
    at: float
    reply_to: str = ""
    goes_on: bool = False
    since: float = inf
    starts: bool = False
    server: str = ""
    apart: bool = False
    attached: tuple[Attached, ...] = ()
    quoted: tuple[Attached, ...] = ()
    kept: bool = True
    guest: bool = False
    names: tuple[Named, ...] = ()
    pieces: tuple[Piece, ...] = ()
    inbox: tuple[int, ...] = ()
    reads: int = 0


class Begun(Value):
    """The rows of a question and of the answer to come, the first row of their tree, and the key of the reply.

    `alone`: what the question replies to is not kept. `turns`: what the model reads, if its turn comes at once.
    """

    question: int
    answer: int
    root: int
    reply: int
    alone: bool = False
    turns: tuple[Turn, ...] = ()


class Bill(Value):
    """What an answer cost. `reservation`: its key, 0 if nothing was reserved. `provider`: empty if nobody answered."""

    reservation: int
    had: Spent
    place: Place
    person: Person
    at: float
    provider: str = ""
    model: str = ""
    input_tokens: int = 0
    output_tokens: int = 0


class Beginning(Value, Generic[T]):
    """`begun`: None if there was no room, or if the question came before or is gone; then nothing was kept.

    `reserved`: None if nothing is counted.
    """

    begun: Begun | None
    reserved: Reserved[T] | None


@waits
def begin(sql: Connection, question: Question, wanted: Wanted[T] | None) -> Beginning[T]:
    """Keep a question with a place for its answer, if there is room for it and it did not come before.

    Whatever is said next stands under that place. The reply is open from here on, so that a start after a crash finds
    it, however long it waited.
    """
    place, at = question.place, question.at
    news = None if _is_gone(sql, question.inbox) else _news(sql, question)
    if news is None:
        return Beginning(None, None)
    question = news
    parent = messages.find(sql, place, question.reply_to) if question.reply_to else None
    text, attached, alone = question.text, question.attached, parent is None
    if alone:
        text, attached = question.alone, (*question.quoted, *attached)
    if parent is None and question.goes_on:
        parent = messages.last(sql, place)
        if parent is not None and question.starts:
            text, attached, alone = question.text, question.attached, False
    if parent is None and not question.reply_to:
        parent = messages.last_to(sql, place, str(question.author), question.since)
    above = messages.branch(sql, parent, question.reads - 1) if parent is not None else ()
    mine = Turn(0, "user", text, str(question.author), at, attached)
    if wanted and wanted.reading and question.reads:
        wanted = wanted.reading((*above, mine))
    reserved = spending.reserve(sql, wanted) if wanted else None
    if reserved and reserved.reason is not None:
        return Beginning(None, reserved)
    asked = messages.add_message(
        sql,
        place,
        id=question.id,
        parent=parent,
        role="user",
        text=text,
        author=str(question.author),
        at=at,
        apart=question.apart,
        attached=attached,
    )
    if len(question.pieces) > 1:
        pieces.keep(sql, place, asked, spans(question.pieces, text, len(attached)))
    root = messages.root(sql, asked)
    answer = messages.add_answer(sql, place, asked, root, at=at, apart=question.apart)
    if question.server:
        servers.lies_in(sql, place, question.server)
    if question.server and not question.guest:
        servers.seen(sql, place.platform, question.server, place, at)
    names.refresh(sql, question.names, at)
    reply = replies.open_reply(
        sql,
        question.target,
        at=at,
        row=answer,
        kept=question.kept,
        reservation=reserved.key if reserved else 0,
        inbox=question.inbox,
        state=replies.UNDER_WAY if question.reads else replies.WAITS,
    )
    turns = (*above, replace(mine, row=asked)) if question.reads and (text or attached) else ()
    return Beginning(Begun(asked, answer, root, reply, alone, turns), reserved)


@waits
def begin_anew(
    sql: Connection, answer: int, target: Target, at: float, wanted: Wanted[T] | None, inbox: tuple[int, ...] = ()
) -> Beginning[T]:
    """Begin a further answer to the question of `answer`, if there is room for it. `inbox`: as in `Question`.

    Raises:
        ValueError: there is no such answer.
    """
    if _is_gone(sql, inbox):
        return Beginning(None, None)
    reserved = spending.reserve(sql, wanted) if wanted else None
    if reserved and reserved.reason is not None:
        return Beginning(None, reserved)
    question, row = answers.anew(sql, answer, at)
    reply = replies.open_reply(sql, target, at=at, row=row, reservation=reserved.key if reserved else 0, inbox=inbox)
    return Beginning(Begun(question, row, messages.root(sql, question), reply), reserved)


@waits
def begin_more(
    sql: Connection,
    stored: StoredAnswer,
    target: Target,
    at: float,
    wanted: Wanted[T] | None,
    inbox: tuple[int, ...] = (),
) -> Beginning[T]:
    """Begin to go on with an answer, if there is room for it; it stays as it is until `go_on`.

    `inbox`: as in `Question`.
    """
    if _is_gone(sql, inbox):
        return Beginning(None, None)
    reserved = spending.reserve(sql, wanted) if wanted else None
    if reserved and reserved.reason is not None:
        return Beginning(None, reserved)
    reply = replies.open_reply(
        sql, target, at=at, row=stored.answer, reservation=reserved.key if reserved else 0, inbox=inbox
    )
    return Beginning(Begun(stored.question, stored.answer, messages.root(sql, stored.question), reply), reserved)


@waits
def take_up(sql: Connection, reply: int, at: float, wanted: Wanted[T] | None) -> Beginning[T]:
    """Begin an answer that an earlier run left, in its old place, if there is room for it and it is still asked."""
    left = replies.find(sql, reply)
    rows = answers.stored_answer(sql, left.row) if left is not None and left.row is not None else None
    if left is None or rows is None or not in_inbox.is_asked(sql, reply):
        return Beginning(None, None)
    reserved = spending.reserve(sql, wanted) if wanted else None
    if reserved and reserved.reason is not None:
        return Beginning(None, reserved)
    replies.wait(sql, reply, reserved.key if reserved else 0, at)
    root = messages.root(sql, rows.question)
    alone = messages.parent(sql, rows.question) is None
    return Beginning(Begun(rows.question, rows.answer, root, reply, alone), reserved)


@waits
def turn(sql: Connection, reply: int, tip: int, most: int, at: float) -> tuple[Turn, ...]:
    """Note that the turn of an answer has come; returns what the model reads (`messages.branch`)."""
    replies.begin(sql, reply, at)
    return messages.branch(sql, tip, most)


@waits
def suspend(sql: Connection, answer: int, reply: int, surfaces: tuple[Surface, ...], bill: Bill) -> None:
    """Leave an answer that the end of the program has cut to the next start, and keep what it has cost until now."""
    for surface in surfaces:
        _stands(sql, answer, surface)
    replies.suspend(sql, reply, surfaces, bill.at)
    settle(sql, replace(bill, had=replace(bill.had, answers=0), provider=""))


@waits
def grew(
    sql: Connection,
    answer: int,
    reply: int,
    surface: Surface,
    text: str,
    at: float,
    attempts: tuple[Attempt, ...] = (),
) -> None:
    """Note that a part of the answer stands in a new message and shows that text. `attempts`: as in `OpenReply`."""
    _stands(sql, answer, surface)
    replies.renew(sql, reply, surface, text, at, attempts)


class Words(Value):
    """All that an answer says, before its last frame is shown.

    `surfaces`: where it stands. `source`: what of it is still to be shown, or stands in the last of them. `onward`: it
    has gone on with an older one. `kept`: it stays after its end.
    """

    text: Hidden[str]
    sources: tuple[Numbered, ...]
    surfaces: tuple[Surface, ...]
    source: Hidden[str]
    last: LastFrame
    facts: Facts = NOTHING_KNOWN
    onward: bool = False
    kept: bool = True


@waits
def said(sql: Connection, answer: int, reply: int, words: Words, bill: Bill) -> None:
    """Keep all words of an answer and what they cost, before the last frame is shown: from now on nobody asks anew."""
    if words.onward:
        messages.go_on(sql, answer, words.text, None, words.sources, words.facts)
    elif words.kept:
        messages.set_text(sql, answer, words.text, None, words.sources, words.facts)
    replies.said(sql, reply, words.surfaces, words.source, words.last, bill.at)
    settle(sql, bill)


@waits
def stood(
    sql: Connection,
    answer: int,
    reply: int,
    surfaces: tuple[Surface, ...],
    open_part: str | None = None,
    forgotten: int | None = None,
) -> None:
    """Close an answer whose words are kept: its last frame stands, or is given up. The rest is as in `finish`."""
    if forgotten is not None:
        messages.let_go(sql, answer, forgotten)
    else:
        answers.show(sql, answer)
    if forgotten is None and open_part is not None:
        messages.leave_open(sql, answer, open_part)
    for surface in surfaces:
        _stands(sql, answer, surface)
    replies.close(sql, reply)


@waits
def finish(
    sql: Connection,
    answer: int,
    reply: int,
    text: str,
    surfaces: tuple[Surface, ...],
    bill: Bill,
    forgotten: int | None = None,
    open_part: str | None = None,
    sources: tuple[Numbered, ...] = (),
    facts: Facts = NOTHING_KNOWN,
) -> None:
    """Keep what was said, where it stands and what it cost: the last frame is confirmed, refused or given up.

    `forgotten`: a row whose text goes, because nothing of the exchange is to be kept; the log has to be erased then.
    `open_part`, `sources`, `facts`: as in `StoredAnswer`.
    """
    messages.set_text(sql, answer, text, open_part, sources, facts)
    if forgotten is not None:
        messages.let_go(sql, answer, forgotten)
    else:
        answers.show(sql, answer)
    _end(sql, answer, reply, surfaces, bill)


@waits
def interrupted(sql: Connection, answer: int, text: str, sources: tuple[Numbered, ...], facts: Facts) -> None:
    """Keep what people could read of an answer that a crash has cut off, in place of any older one."""
    messages.set_text(sql, answer, text, None, sources, facts)
    answers.show(sql, answer)


@waits
def give_up(sql: Connection, answer: int, reply: int, bill: Bill, forgotten: int | None = None) -> None:
    """Delete an answer that was to replace an older one and came to nothing; the older one stands as it was."""
    if forgotten is not None:
        messages.let_go(sql, forgotten)
    answers.withdraw(sql, answer)
    replies.close(sql, reply)
    settle(sql, bill)


@waits
def go_on(
    sql: Connection,
    answer: int,
    reply: int,
    text: str,
    surfaces: tuple[Surface, ...],
    bill: Bill,
    open_part: str | None = None,
    sources: tuple[Numbered, ...] = (),
    facts: Facts = NOTHING_KNOWN,
) -> None:
    """Keep the whole text of an answer that has gone on, where the new words stand and what they cost."""
    messages.go_on(sql, answer, text, open_part, sources, facts)
    _end(sql, answer, reply, surfaces, bill)


@waits
def leave(sql: Connection, reply: int, bill: Bill, before: StoredAnswer | None = None) -> None:
    """End an answer that was to go on and did not; it stands as it was, or is put back to `before`."""
    if before is not None:
        messages.go_on(sql, before.answer, before.said, before.open_part, before.sources, before.facts)
    replies.close(sql, reply)
    settle(sql, bill)


@waits
def replaced(sql: Connection, answer: int, reply: int, bill: Bill) -> None:
    """Keep what an answer has cost whose question was edited; what follows in the same row stands nowhere yet."""
    sql.execute(delete(SURFACES).where(SURFACES.c.row == answer))
    replies.reopen(sql, reply)
    settle(sql, bill)


@waits
def drop(sql: Connection, question: int, answer: int, bill: Bill) -> None:
    """Delete a question that is gone and is not answered. The log has to be erased afterwards."""
    answers.drop(sql, question, answer)
    settle(sql, bill)


def settle(sql: Connection, bill: Bill) -> None:
    """Replace what was reserved by what was spent, and count the answer."""
    if bill.reservation:
        spending.settle(sql, bill.reservation, bill.had)
    if bill.provider:
        usage.count(
            sql,
            bill.place,
            bill.person,
            provider=bill.provider,
            model=bill.model,
            at=bill.at,
            input_tokens=bill.input_tokens,
            output_tokens=bill.output_tokens,
        )


def _news(sql: Connection, question: Question) -> Question | None:
    """What of the question did not come before; None if all of it did."""
    author = str(question.author)
    if not question.pieces:
        whole = Piece(question.id, question.text)
        return None if pieces.came_before(sql, question.place, whole, author, question.alone) else question
    new = tuple(each for each in question.pieces if not pieces.came_before(sql, question.place, each, author))
    if len(new) == len(question.pieces):
        return question
    if not new:
        return None
    text = composed(new)
    attached = tuple(thing for each in new for thing in each.attached)
    return replace(question, id=new[0].message, text=text, alone=text, attached=attached, quoted=(), pieces=new)


def join(sql: Connection, question: int, more: tuple[Piece, ...], inbox: tuple[int, ...]) -> bool:
    """Append messages to a question on its way; returns False if that is gone. `inbox`: their keys there."""
    if not pieces.add_all(sql, question, more):
        return False
    if (reply := replies.of_question(sql, question)) is not None:
        for key in inbox:
            in_inbox.claim(sql, key, reply)
    return True


def _is_gone(sql: Connection, inbox: tuple[int, ...]) -> bool:
    """Whether a question of the inbox was deleted meanwhile, or its author forgotten. `inbox`: empty for another."""
    return bool(inbox) and not in_inbox.are_open(sql, inbox)


def _end(sql: Connection, answer: int, reply: int, surfaces: tuple[Surface, ...], bill: Bill) -> None:
    for surface in surfaces:
        _stands(sql, answer, surface)
    replies.close(sql, reply)
    settle(sql, bill)


def _stands(sql: Connection, answer: int, surface: Surface) -> None:
    with suppress(ValueError):  # its chat has got a new id meanwhile, and the row went to the new place
        messages.add_surface(sql, answer, surface.place, surface.id)
