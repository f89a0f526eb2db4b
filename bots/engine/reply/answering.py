"""One answer from its question to its last frame: it waits for its turn, grows, and is told of."""

import asyncio
import logging
from contextlib import AsyncExitStack, nullcontext
from functools import partial

from bots.engine.conversation.asked import Asked
from bots.engine.conversation.exchange import Exchange
from bots.engine.conversation.queue import ReplyQueue
from bots.engine.conversation.together import keys, pieces_of
from bots.engine.delivery.sending import Sender
from bots.engine.language.phrases import say
from bots.engine.reply.asking import Asking, Result
from bots.engine.reply.changes import Change, Changes
from bots.engine.reply.failures import Failures
from bots.engine.reply.finishing import WHOLE
from bots.engine.reply.growing import Growing
from bots.engine.reply.live_reply import LiveReply
from bots.engine.reply.older import OlderAnswers
from bots.engine.reply.openings import Openings
from bots.engine.reply.queue_notice import QueueNotice, Waiting
from bots.engine.reply.shape import in_place_of
from bots.engine.reply.style import Delivery
from bots.engine.runtime.tasks import Supervisor, beside
from bots.engine.seam.incoming import Incoming, Origin
from bots.engine.seam.places import Message, Person, Target, ToChat
from bots.engine.seam.platform import shows_outcome
from bots.engine.seam.shown import Frame
from bots.engine.seam.targets import next_target
from bots.engine.settings.table import Here
from bots.engine.spending.ledger import Charge
from bots.engine.spending.newcomers import is_new
from bots.engine.storage import servers
from bots.engine.storage.records import OpenReply, StoredAnswer
from bots.engine.storage.store import Store
from bots.text.visible import is_visible
from provider.values import replace

log = logging.getLogger("parley")


class Answers:
    """Gives answers."""

    def __init__(
        self,
        store: Store,
        queue: ReplyQueue,
        tasks: Supervisor,
        older: OlderAnswers,
        growing: Growing,
        failures: Failures,
    ) -> None:
        self._store = store
        self._queue = queue
        self._tasks = tasks
        self._older = older
        self._growing = growing
        self._failures = failures
        self._clearing: set[asyncio.Task[object]] = set()
        self.changes = Changes()

    def close(self) -> None:
        """End every further answer at once as interrupted: the bot goes down."""
        self._growing.closing = True

    async def cleared(self) -> None:
        """Wait until nothing shows any more that a question waits whose turn has come."""
        while self._clearing:
            await asyncio.wait(self._clearing)

    def _clears(self, notice: QueueNotice) -> None:
        if notice.clearing is not None:
            self._clearing.add(notice.clearing)
            notice.clearing.add_done_callback(self._clearing.discard)

    def growing(self, question: int) -> Asked | None:
        """The question with that row if it waits or is answered. An answer that goes on is not given anew meanwhile."""
        return self._queue.question(question)

    def offer(self, sender: Sender, stored: StoredAnswer, edited: str) -> None:
        """Put a button under an answer that gives it anew, because its question was edited. Returns at once.

        `edited`: the id of the question's message.
        """
        if stored.messages and not stored.apart:
            self.changes.offer(stored.question, edited)
            self._tasks.start(self._older.offer(sender, stored, edited), "offering an answer to an edit")

    async def give(
        self,
        sender: Sender,
        incoming: Incoming,
        exchange: Exchange,
        here: Here,
        charge: Charge,
        left: OpenReply | None = None,
    ) -> None:
        """Answer a question, as soon as its conversation, its asker and its channel are free; settle its charge.

        `left`: how far an earlier run has come; None if none has begun the answer.
        """
        is_left = False
        attempts = left.attempts if left is not None else ()
        try:
            await self._give(Asking(sender, incoming, exchange, here, charge, attempts), left)
        except asyncio.CancelledError:
            is_left = bool(keys(incoming))  # the next start gives it, and settles this
            raise
        finally:
            if not is_left:
                await charge.settle()  # unless that is done

    async def _give(self, asking: Asking, left: OpenReply | None) -> None:
        sender, incoming, exchange, here = asking.sender, asking.incoming, asking.exchange, asking.here
        platform, origin, key = sender.platform, incoming.origin, exchange.reply
        stands = left.surfaces if left is not None else ()
        openings = Openings(key, exchange.opened, stands if left is not None else None)
        queue_notice = QueueNotice(
            sender, self._waiting(asking, openings), self._store, self._tasks, stands[0] if stands else None
        )
        said = queue_notice.moved if _is_seen(asking) else _unseen

        def moved(before: int) -> None:
            exchange.ahead.drop()
            said(before)

        async with AsyncExitStack() as turn:
            channel = "" if origin.private or incoming.again else str(origin.place)
            asked = turn.enter_context(self._queue.asked(incoming, exchange.question))
            if left is not None and is_visible(left.text):  # people have read words of it, and write in that knowledge
                asked.opening.open()
            deleted = tuple(each.id for each in pieces_of(incoming) if each.id not in asked.messages)
            if deleted and asked.messages:  # before the question was kept
                await self._store.run(servers.forget_messages, origin.place, deleted)
            async with beside(queue_notice.show()):
                new = is_new(origin, sender.clock.wall())
                seat = self._queue.turn(exchange.key, origin.person, channel, moved, asked, new=new)
                await turn.enter_async_context(seat)
                waited = await queue_notice.end()
            self._clears(queue_notice)
            if asked.gone:
                await self._growing.drop(asking, (waited,) if waited else ())
                if shows_outcome(platform):
                    platform.settled(origin.target, complete=False, notice="")
                return
            if self._growing.closing and keys(incoming):
                return  # the next start gives it
            versions = await self._older.to(asking)
            began = await self._older.beginning(asking, versions, waited, stands)
            with nullcontext() if exchange.onward else self.changes.open(asked):
                while True:
                    live, result = await self._growing.grown(asking, asked, began, versions, openings)
                    follows, changes = self.changes.take(asked)
                    for each in changes:
                        turn.push_async_callback(each.charge.settle)
                    if not follows:
                        break
                    began = in_place_of(live, began)
                    if changes:
                        await self._growing.replaced(live, asking, result)
                        asking = _changed(asking, changes[-1])
                    else:
                        asking.charge.dropped()
                        asking = replace(asking, incoming=asked.incoming)
            self.changes.ended(exchange.question, sender.clock.now())
            await self._growing.ended(live, asking, asked, result)
            self._tell(asking, live, result)
        if live.delivery is Delivery.SHOWN:
            self._growing.shown(asking, result)
            self._notify(sender, origin, live, here.notify if result.ending else 0.0)
        saying = self._failures.say_in_the_end(live.last_words())
        self._tasks.start(_show_late(live, saying), "showing the last frame once more")

    def _tell(self, asking: Asking, live: LiveReply, result: Result) -> None:
        """Say to whom it may concern how the answer ended."""
        platform, origin = asking.sender.platform, asking.origin
        if live.delivery is not Delivery.SHOWN:
            log.info("%s: the answer %d was %s.", origin.place, asking.exchange.reply, live.delivery.value)
        if live.refusal:
            self._failures.refused(origin, live.refusal)
        elif live.delivery is Delivery.SHOWN:
            self._failures.shown(origin)
        if live.untouched and live.notice and not shows_outcome(platform):
            self._failures.say_apart(origin, live.notice)
        if shows_outcome(platform):
            complete = result.ending is WHOLE and live.delivery is Delivery.SHOWN
            platform.settled(origin.target, complete=complete, notice=live.notice)

    def _waiting(self, asking: Asking, openings: Openings) -> Waiting:
        """What is known of the question for what is seen of its wait."""
        origin, exchange, incoming = asking.origin, asking.exchange, asking.incoming
        message = pieces_of(incoming)[0].id if isinstance(origin.target, ToChat) else ""
        return Waiting(
            partial(openings.target, origin.target),
            Message(origin.place, message) if message else None,
            exchange.reply,
            partial(self._queue.ahead, exchange.key, origin.person),
        )

    def _notify(self, sender: Sender, origin: Origin, live: LiveReply, after: float) -> None:
        """Tell the asker that a long answer in a shared place is there, because edits notify nobody."""
        if origin.private or not after or live.seconds < after:
            return
        target = origin.target if isinstance(origin.target, ToChat) else next_target(origin.target)
        self._tasks.start(self._ping(sender, target, origin.person), "telling the asker")

    async def _ping(self, sender: Sender, target: Target, person: Person) -> None:
        await sender.deliver(target, Frame(say("ready"), ping=person.id), attempts=3)


async def _show_late(live: LiveReply, after: asyncio.Task[object]) -> None:
    await asyncio.wait((after,))
    await live.show_late()


def _is_seen(asking: Asking) -> bool:
    """Whether it is shown that the question waits: not in a terminal, nor where an older answer stands."""
    return not asking.terminal and asking.incoming.again is None


def _unseen(before: int) -> None:
    """Show nothing."""


def _changed(asking: Asking, change: Change) -> Asking:
    """The same question with its new words. A model that was chosen for the answer stays."""
    before = asking.incoming
    incoming = replace(change.incoming, origin=before.origin, again=before.again)
    incoming = replace(incoming, model=incoming.model or before.model)
    return replace(asking, incoming=incoming, here=change.here, charge=change.charge)
