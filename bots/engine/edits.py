"""Questions that people edit. The new words take the place of the old ones; whether they are answered is a table.

| the question | then |
|---|---|
| says what it said before, or is no question that was answered | nothing |
| waits for its turn | its new words are asked then |
| is being answered | the answer ends, and the same reply is given anew |
| is being answered, and a tool that acts was called for that | its words are kept, and nothing is asked |
| was answered in a private chat 60 s ago at most, and nobody has written since | the same reply is given anew |
| was answered otherwise | a button under the reply gives it anew |
| is edited a third time, or may not be answered (`questions.py`) | its words are kept, and nothing is asked |

An answer anew counts as one, as that to a press of Again does.
"""

from collections.abc import Mapping

from bots.engine.conversation.kept import question_of
from bots.engine.conversation.together import piece_of
from bots.engine.delivery.sending import Sender
from bots.engine.exchanges import Exchanges
from bots.engine.questions import Ask, Decline, Late, Questions
from bots.engine.reply.answering import Answers
from bots.engine.reply.changes import Change
from bots.engine.seam.incoming import Again, Incoming
from bots.engine.seam.places import ToChat
from bots.engine.storage import answers, edits
from bots.engine.storage.edits import Edited
from bots.engine.storage.store import Store
from bots.engine.told import Told
from provider.values import Value, replace

MOST_EDITS = 2
"""Edits of one question that are answered, or get a button."""

AT_ONCE_WITHIN = 60.0
"""Seconds after the end of an answer in a private chat within which an edit is answered without a press."""


class _Edit(Value):
    """An edit of a question that is kept. `asked`: whether it may be answered, and with what. `text`: to be kept."""

    found: Edited
    asked: Ask | Late
    text: str

    @property
    def counts(self) -> bool:
        """Whether there is an answer left for it."""
        return self.found.edits < MOST_EDITS


class Edits:
    """Takes edited messages."""

    def __init__(
        self,
        store: Store,
        senders: Mapping[str, Sender],
        questions: Questions,
        exchanges: Exchanges,
        answers: Answers,
        told: Told,
    ) -> None:
        self._store = store
        self._senders = senders
        self._questions = questions
        self._exchanges = exchanges
        self._answers = answers
        self._told = told

    async def take(self, incoming: Incoming) -> Incoming | None:
        """Take a message as it reads now; returns the question if its answer is to be given anew like a new message."""
        edit = await self._read(incoming)
        if edit is None:
            return None
        asked = self._answers.growing(edit.found.question)
        if asked is None:
            return await self._after(edit)
        if not asked.answered or asked.acted or not edit.counts or isinstance(edit.asked, Late):
            await self._reword(edit, counts=False)
            return None
        charge = await self._exchanges.ask_anew(edit.asked, edit.found.question, edit.text)
        if isinstance(charge, Decline):
            await self._told.decline(edit.asked.incoming.origin, charge)
            return None
        if self._answers.changes.put(asked, Change(edit.asked.incoming, edit.asked.here, charge)):
            return None
        await charge.settle()  # the answer has ended meanwhile
        return await self._after(edit, reworded=True)

    async def _read(self, incoming: Incoming) -> _Edit | None:
        """The edit, if the message is a question of that person whose words have changed, and may be asked."""
        origin = incoming.origin
        if incoming.unreadable:
            return None
        found = await self._store.run(edits.find, origin.place, incoming.id, incoming.reply_to)
        if found is None or found.author != str(origin.person):
            return None
        if found.place != origin.place:  # it was answered in a thread of its own
            target = ToChat(found.place)
            origin = replace(origin, place=found.place, target=target, linear=True)
            incoming = replace(incoming, origin=origin)
        now = self._senders[origin.place.platform].clock.wall()
        decision = await self._questions.decision(incoming, now)
        if isinstance(decision, Decline):
            await self._told.decline(origin, decision)
        if not isinstance(decision, Ask | Late):
            return None
        here = decision.here
        question = question_of(decision.incoming, now, here.memory, names=here.names, kept=True)
        text = question.alone if found.alone else question.text
        if found.follows:
            text = piece_of(decision.incoming).text
        if found.text in (question.text, question.alone, text) or not text:
            return None
        return _Edit(found, decision, text)

    async def _after(self, edit: _Edit, *, reworded: bool = False) -> Incoming | None:
        """Keep the words of a question that was answered; they are answered at once, by a press, or not at all."""
        if not reworded:
            await self._reword(edit, counts=edit.counts)
        stored = await self._store.run(answers.stored_answer, edit.found.answer)
        if stored is None or not edit.counts:
            return None
        heard = edit.asked.incoming
        origin, sender = heard.origin, self._senders[heard.origin.place.platform]
        ended = self._answers.changes.ended_at(edit.found.question)
        fresh = ended is not None and sender.clock.now() - ended <= AT_ONCE_WITHIN
        if origin.private and fresh and not stored.continued and isinstance(edit.asked, Ask):
            return Incoming(
                origin, "", edit.text, addressed=True, asked=True, model=heard.model, again=Again(stored.answer)
            )
        self._answers.offer(sender, stored, heard.id)
        return None

    async def _reword(self, edit: _Edit, *, counts: bool) -> None:
        message = edit.asked.incoming.id
        await self._store.run(edits.reword, edit.found.question, message, edit.text, counts=counts)
        await self._store.erase_log()  # what somebody takes back is not to be kept there either
