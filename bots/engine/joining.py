"""What becomes of a question while another one is on its way: it joins that, takes its place, waits, or is ignored."""

from collections.abc import Mapping
from typing import Literal, Protocol

from bots.engine.attachments.bounds import Bounds
from bots.engine.attachments.kinds import tokens
from bots.engine.conversation.kept import KeptQuestions
from bots.engine.conversation.queue import ReplyQueue
from bots.engine.conversation.together import belongs, joined, pieces_of
from bots.engine.delivery.sending import Sender
from bots.engine.questions import Ask
from bots.engine.runtime.current import Current
from bots.engine.seam.incoming import Incoming
from bots.engine.seam.platform import shows_outcome
from bots.engine.spending.ledger import tokens as text_tokens
from bots.engine.spending.limits import Limits

Became = Literal["asked", "joined", "ignored"]
"""asked: it is a question of its own. joined: it is part of the one on its way. ignored: the place is busy."""


class HasLimits(Protocol):
    """The part of the policy that is read here."""

    @property
    def bounds(self) -> Bounds:
        """How much of what people send is read."""

    @property
    def limits(self) -> Limits:
        """What the config says about limits."""


class Joining:
    """Looks at what is on its way. In a terminal nothing joins it: what is typed ahead waits."""

    def __init__(
        self, senders: Mapping[str, Sender], queue: ReplyQueue, kept: KeptQuestions, policy: Current[HasLimits]
    ) -> None:
        self._senders = senders
        self._queue = queue
        self._kept = kept
        self._policy = policy

    async def admit(self, ask: Ask) -> Became:
        """What becomes of the question. What a command asks, or a press, is never ignored."""
        incoming = ask.incoming
        if shows_outcome(self._senders[incoming.origin.place.platform].platform):
            return "asked"
        if await self._joins(incoming):
            return "joined"
        return "asked" if incoming.again or self._makes_room(ask) or incoming.asked else "ignored"

    async def _joins(self, incoming: Incoming) -> bool:
        """Let a message join the question on its way that it belongs to; returns False if there is none.

        Until it is kept no words of an answer are shown. A request that was sent without it is dropped.
        """
        asked = self._queue.to_join(incoming)
        if asked is None or not belongs(incoming, asked.incoming, most=self._policy.value.limits.input_characters):
            return False
        with asked.opening.held():
            if asked.answered and asked.affords and not await asked.affords(self._reads(incoming)):
                return False
            if not asked.takes_more:
                return False
            ids = {each.id for each in pieces_of(incoming)}
            asked.messages |= ids
            before = asked.incoming
            if not await self._kept.join(asked.question, incoming):
                return False
            asked.incoming = joined(before, incoming)
            asked.ask_again()
        return True

    def _makes_room(self, ask: Ask) -> bool:
        """Do what the place says about a question that comes while it is busy; returns whether it is to be asked."""
        origin, here = ask.incoming.origin, ask.here
        line = origin.linear or here.memory == "channel"
        if here.busy == "queue" or not self._queue.is_busy(origin.place, origin.person, line=line):
            return True
        if here.busy == "replace":
            self._queue.give_up(origin.place, origin.person, "stopped_for_next")
        return here.busy == "replace"

    def _reads(self, incoming: Incoming) -> int:
        """An estimate of what the model reads of a message."""
        things = (*incoming.attachments, *incoming.quoted_attachments)
        return text_tokens(incoming.text) + tokens(things, self._policy.value.bounds.count)
