"""Questions as they are kept, each with a place for its answer: under what they answer, reworded, joined, forgotten."""

from math import inf
from typing import Protocol, TypeVar

from bots.engine.attachments.kinds import attached, quoted
from bots.engine.conversation.chains import is_of_others
from bots.engine.conversation.exchange import Exchange
from bots.engine.conversation.quoting import with_quote
from bots.engine.conversation.read_ahead import ReadAhead
from bots.engine.conversation.speakers import clean_name
from bots.engine.conversation.together import keys, piece_of, pieces_of
from bots.engine.names.names import named
from bots.engine.runtime.current import Current
from bots.engine.seam.incoming import Again, Incoming, Origin
from bots.engine.seam.places import ToChat, ToInteraction
from bots.engine.settings.table import Memory
from bots.engine.storage import answers, edits, exchanges, inbox
from bots.engine.storage.exchanges import Bill, Question
from bots.engine.storage.records import OpenReply, StoredAnswer
from bots.engine.storage.schema import MESSAGES
from bots.engine.storage.spending import Reserved, Wanted
from bots.engine.storage.store import Store
from provider.values import replace

T = TypeVar("T")

GOES_ON_FOR = 600.0
"""Seconds after a question among others for which the next one of the same person goes on from its answer."""

WORDLESS = "(about the message above)"
"""What is kept of a question that has no words of its own, because the message that it points at is not kept."""


class KeepsConversations(Protocol):
    """The part of the policy that is read here."""

    @property
    def max_turns(self) -> int:
        """Messages of a conversation that the model reads."""

    @property
    def keep_days(self) -> int:
        """The days for which text is kept; 0: nothing beyond the answer."""


class KeptQuestions:
    """Keeps questions. All raise StoreError if the database failed."""

    def __init__(self, store: Store, policy: Current[KeepsConversations]) -> None:
        self._store = store
        self._policy = policy

    def keeps(self, memory: Memory = "reply") -> bool:
        """Whether what is said stays in the store after its answer."""
        return memory != "off" and self._policy.value.keep_days > 0

    async def begin(
        self,
        incoming: Incoming,
        at: float,
        memory: Memory = "reply",
        *,
        names: bool = False,
        wanted: Wanted[T] | None = None,
        stored: StoredAnswer | None = None,
        at_once: bool = False,
    ) -> tuple[Exchange | None, Reserved[T] | None]:
        """Keep a question and a place for its answer, if there is room for `wanted`.

        Returns the exchange, None if there is no room, and what was reserved. `memory`: the question goes on from what
        it replies to, or among others from their last answer ("reply"), or from the last message there ("channel"), or
        stands alone and is not kept ("off").
        `names`: the model reads who said what. `stored`: the answer that is to be given anew or to go on. `at_once`:
        its turn comes at once, so that its branch is read in the same job.
        """
        origin, as_of = incoming.origin, self._store.changes.of(MESSAGES.name)
        onward = stored if incoming.again is not None and incoming.again.behind is not None else None
        if stored is None:
            kept = self.keeps(memory)
            question = question_of(incoming, at, memory, names=names, kept=kept)
            question = replace(question, reads=max(1, self._policy.value.max_turns) if at_once else 0)
            beginning = await self._store.run(exchanges.begin, question, wanted)
            apart = question.apart
        elif onward is not None:
            beginning = await self._store.run(exchanges.begin_more, onward, origin.target, at, wanted, keys(incoming))
            apart, kept = onward.apart, self.keeps()
        else:
            beginning = await self._store.run(
                exchanges.begin_anew, stored.answer, origin.target, at, wanted, keys(incoming)
            )
            apart, kept = stored.apart, self.keeps()
        begun = beginning.begun
        if begun is None:
            return None, beginning.reserved
        exchange = Exchange(
            begun.question,
            begun.answer,
            begun.root,
            begun.reply,
            _key(origin, memory, begun.root, apart=apart),
            at,
            kept=kept,
            anew=stored is not None and onward is None,
            onward=onward,
            alone=begun.alone,
            ahead=ReadAhead(begun.turns, as_of),
        )
        return exchange, beginning.reserved

    async def reword(self, question: int, message: str, text: str, wanted: Wanted[T] | None) -> Reserved[T] | None:
        """Replace the words of a question's message that was edited, if there is room for `wanted`.

        Returns what was reserved.
        """
        reserved = await self._store.run(edits.ask_anew, question, message, text, wanted)
        await self._store.erase_log()
        return reserved

    async def join(self, question: int, incoming: Incoming) -> bool:
        """Append a message to a question that is kept; returns False if that is gone."""
        pieces = tuple(map(piece_of, pieces_of(incoming)))
        return await self._store.run(exchanges.join, question, pieces, keys(incoming))

    async def let_go(self, incoming: Incoming) -> None:
        """Forget a question that is committed and gets no answer."""
        if committed := keys(incoming):
            await self._store.run(inbox.end, committed)
            await self._store.erase_log()

    async def drop(self, exchange: Exchange, bill: Bill) -> None:
        """Forget a question that gets no answer after all. `bill`: its cost. An answer that was to go on stays."""
        if exchange.onward:
            await self._store.run(exchanges.leave, exchange.reply, bill)
            return
        await self._store.run(exchanges.drop, exchange.question, exchange.answer, bill)
        await self._store.erase_log()

    async def take_up(
        self, incoming: Incoming, at: float, memory: Memory, *, left: OpenReply, wanted: Wanted[T] | None
    ) -> tuple[Exchange | None, Reserved[T] | None]:
        """Begin an answer that an earlier run left, as `begin` does; None if its question is gone."""
        origin, again = incoming.origin, incoming.again
        beginning = await self._store.run(exchanges.take_up, left.key, at, wanted)
        begun = beginning.begun
        if begun is None:
            return None, beginning.reserved
        stored = await self._store.run(answers.stored_answer, begun.answer)
        onward = stored if again is not None and again.behind is not None else None
        exchange = Exchange(
            begun.question,
            begun.answer,
            begun.root,
            begun.reply,
            _key(origin, memory, begun.root, apart=stored is not None and stored.apart),
            left.opened,
            kept=left.kept,
            anew=again is not None and onward is None,
            onward=onward,
            alone=begun.alone,
        )
        return exchange, beginning.reserved

    async def stored(self, again: Again) -> StoredAnswer | None:
        """The answer that is to be given anew or to go on; None if it is gone or has gone on already."""
        return as_pressed(await self._store.run(answers.stored_answer, again.answer), again)


def as_pressed(stored: StoredAnswer | None, again: Again) -> StoredAnswer | None:
    """The answer, if it stands as it did when somebody asked for more of it, or for another one in its place."""
    if stored is None or again.behind is None:
        return stored
    return stored if stored.open_part is not None and len(stored.said) == again.behind else None


def question_of(incoming: Incoming, at: float, memory: Memory, *, names: bool, kept: bool) -> Question:
    """The question as it is to be kept; `alone` quotes the message that it replies to, unless others wrote that.

    What of it was selected by hand stands before the question wherever it is asked.
    """
    origin = incoming.origin
    apart = isinstance(origin.target, ToInteraction) and origin.target.private
    others = is_of_others(incoming)
    words = WORDLESS if others and not (incoming.text.strip() or incoming.selected.strip()) else incoming.text
    text = _named(origin, words) if names else words
    lately = memory == "reply" and not _is_line(origin, memory, apart=apart) and isinstance(origin.target, ToChat)
    return Question(
        origin.place,
        incoming.id,
        origin.person,
        with_quote(incoming.selected, text),
        with_quote(incoming.selected if others else incoming.quoted, text),
        origin.target,
        at,
        reply_to="" if memory == "off" else incoming.reply_to,
        goes_on=memory != "off" and _is_line(origin, memory, apart=apart),
        since=at - GOES_ON_FOR if lately else inf,
        starts=incoming.starts,
        server=origin.server,
        apart=apart,
        attached=tuple(each for piece in pieces_of(incoming) for each in attached(piece)),
        quoted=() if others else quoted(incoming),
        kept=kept,
        guest=origin.guest,
        names=named(origin),
        pieces=tuple(map(piece_of, incoming.pieces)),
        inbox=keys(incoming),
    )


def _key(origin: Origin, memory: Memory, root: int, *, apart: bool) -> str:
    """What names the conversation: the place where all of it is one line, else its tree there."""
    return str(origin.place) if _is_line(origin, memory, apart=apart) else f"{origin.place}#{root}"


def _is_line(origin: Origin, memory: Memory, *, apart: bool) -> bool:
    return (origin.linear or memory == "channel") and not apart


def _named(origin: Origin, text: str) -> str:
    return f"{clean_name(origin.name) or origin.person.id}: {text}"
