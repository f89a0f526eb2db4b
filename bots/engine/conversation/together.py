"""Which messages of a person are one question, and what that question is. Pure.

| after a message of the same person in the same place comes | then |
|---|---|
| a further piece of an album, or what a client cut off a long text | one question, whichever addresses the bot |
| what was forwarded with it, within a second behind it, or what is said about a forward | the same |
| another one that came at the same time | one question, if both address the bot |
| another one that is for the bot, before a word of the answer is shown | one question |
| a reply to something else than the first or what the first replies to | a question of its own |
| a command that asks, or anything after one | a question of its own |
| anything after `/new` | a question of its own |
| what makes it longer than a question may be, or of more messages than `MOST_PIECES` | a question of its own |
| a message of somebody else | a question of its own |
"""

from collections.abc import Sequence

from bots.engine.attachments.kinds import attached
from bots.engine.conversation.quoting import with_quote
from bots.engine.seam.incoming import Incoming
from bots.engine.seam.places import Person, Place, ToChat
from bots.engine.storage.pieces import Piece, composed
from provider.values import replace

MOST_PIECES = 20
"""Messages of one question."""


def belongs(piece: Incoming, to: Incoming, *, most: int) -> bool:
    """Whether a message goes on with what the same person said there. `most`: characters of a question; 0: any."""
    if any(each.asked or each.again or each.unreadable for each in (piece, to)):
        return False
    if not (isinstance(piece.origin.target, ToChat) and isinstance(to.origin.target, ToChat)):
        return False
    before, after = pieces_of(to), pieces_of(piece)
    ids = {each.id for each in before}
    if piece.reply_to and piece.reply_to not in {*ids, *(each.reply_to for each in before)}:
        return False
    if piece.model != to.model or len(before) + len(after) > MOST_PIECES:
        return False
    return not most or len(to.text) + len(to.quoted) + len(piece.text) <= most


def joined(first: Incoming, *others: Incoming) -> Incoming:
    """Several messages as the one question that they are; it answers what the first does that addresses the bot."""
    pieces = _after_each_other([piece for each in (first, *others) for piece in pieces_of(each)])
    if len(pieces) == 1:
        return pieces[0]
    leads = next((each for each in pieces if each.addressed), pieces[0])
    return replace(
        leads,
        text=composed(map(piece_of, pieces)),
        to_us=any(each.to_us for each in pieces),
        attachments=tuple(each for piece in pieces for each in piece.attachments),
        unread=tuple(dict.fromkeys(each for piece in pieces for each in piece.unread)),
        age=min(each.age for each in pieces),
        more=pieces[-1].more,
        cut=pieces[-1].cut,
        followed=pieces[-1].followed,
        pieces=pieces,
    )


def questions(pieces: Sequence[Incoming]) -> tuple[Incoming, ...]:
    """The questions that messages of one person are which came together."""
    found: list[Incoming] = []
    for piece in pieces:
        before = found[-1] if found else None
        if before is not None and (before.more or (before.addressed and (piece.addressed or piece.more))):
            found[-1] = joined(before, piece)
        else:
            found.append(piece)
    return tuple(found)


def left_unasked(messages: Sequence[Incoming]) -> tuple[Incoming, ...]:
    """The questions that messages of several people are which waited together, in the order in which each began."""
    sent: list[list[Incoming]] = []
    last: dict[tuple[Place, Person], list[Incoming]] = {}
    for message in messages:
        whose = message.origin.place, message.origin.person
        if whose in last and belongs(message, questions(last[whose])[-1], most=0):
            last[whose].append(message)
        else:
            last[whose] = [message]
            sent.append(last[whose])
    return tuple(question for pieces in sent for question in questions(pieces))


def pieces_of(incoming: Incoming) -> tuple[Incoming, ...]:
    """The messages of which it consists."""
    return incoming.pieces or (incoming,)


def keys(incoming: Incoming) -> tuple[int, ...]:
    """The keys in the inbox of the messages of which it consists, as far as they are committed."""
    return tuple(dict.fromkeys(each.committed for each in (incoming, *incoming.pieces) if each.committed))


def piece_of(incoming: Incoming) -> Piece:
    """A message of a question, as it is kept when another one stands before it."""
    text = with_quote(incoming.selected, incoming.text).rstrip()
    return Piece(incoming.id, text, attached(incoming), continues=incoming.continues)


def _after_each_other(pieces: Sequence[Incoming]) -> tuple[Incoming, ...]:
    """The messages in order; each knows whether a client cut its text off the one before."""
    return tuple(
        replace(piece, continues=piece.continues or (number > 0 and pieces[number - 1].cut))
        for number, piece in enumerate(pieces)
    )
