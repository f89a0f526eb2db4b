"""An answer while it grows: the model is read and the platform written to side by side, and what came is kept."""

import asyncio
from contextlib import suppress
from functools import partial
from typing import Protocol

from bots.engine.conversation.asked import Asked, Ended
from bots.engine.conversation.queue import ReplyQueue, Running
from bots.engine.conversation.together import keys
from bots.engine.delivery.sending import Sender
from bots.engine.language.phrases import say
from bots.engine.reply.asking import Asking, Result
from bots.engine.reply.journal import StoreJournal
from bots.engine.reply.keeping import Keeping, is_kept
from bots.engine.reply.knowing import facts_of
from bots.engine.reply.known_words import details
from bots.engine.reply.live_reply import LiveReply
from bots.engine.reply.measuring import Measure
from bots.engine.reply.openings import Openings
from bots.engine.reply.orphans import disarm
from bots.engine.reply.reading import Reader
from bots.engine.reply.shape import Beginning, style_of
from bots.engine.reply.slot import NOTHING_BEFORE, Before
from bots.engine.reply.style import Delivery, ReplyDefaults
from bots.engine.reply.versions import Versions
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.current import Current
from bots.engine.runtime.tasks import Supervisor
from bots.engine.seam.places import Surface, ToInteraction
from bots.engine.seam.shown import Frame
from bots.engine.spending.ledger import Charge
from bots.engine.storage import inbox, replies
from bots.engine.storage.records import StoreError
from bots.engine.storage.store import Store

NOTED_EVERY = 15.0
"""Seconds between two notes that the program is at the answers that are under way."""


class HasStyle(Protocol):
    """The part of the policy that is read here."""

    @property
    def style(self) -> ReplyDefaults:
        """How answers look unless somebody chose otherwise."""


class Growing:
    """Lets answers grow, each from its turn to its last frame, and keeps them."""

    def __init__(
        self,
        store: Store,
        queue: ReplyQueue,
        policy: Current[HasStyle],
        tasks: Supervisor,
        reader: Reader,
        keeping: Keeping,
    ) -> None:
        self._store = store
        self._queue = queue
        self._policy = policy
        self._tasks = tasks
        self._reader = reader
        self._keeping = keeping
        self._begun = asyncio.Event()
        self.closing = False
        """Whether the bot goes down, so that every further answer ends at once as interrupted."""

    async def keep_noting(self, clock: Clock) -> None:
        """Note now and then that the program is at what is under way, so that a start knows when it died."""
        while True:
            await self._begun.wait()
            await clock.sleep(NOTED_EVERY)
            if running := [answer.key for answer in self._queue.all()]:
                with suppress(StoreError):
                    await self._store.run(replies.alive, running, clock.wall())
            else:
                self._begun.clear()

    async def grown(
        self, asking: Asking, asked: Asked, began: Beginning, versions: Versions, openings: Openings
    ) -> tuple[LiveReply, Result]:
        """The answer, once all of it is shown or its question is gone or has changed, and what is known of it."""
        sender, exchange = asking.sender, asking.exchange
        standing, others = began
        asked.affords = partial(_affords, asking.charge)
        journal = StoreJournal(self._store, sender.clock, self._tasks, exchange.reply, exchange.answer, asking.attempts)
        live = LiveReply(
            sender,
            asking.origin.target,
            style_of(asking, self._policy.value.style, versions),
            journal,
            standing,
            Before(exchange.onward.said, exchange.onward.sources) if exchange.onward else NOTHING_BEFORE,
        )
        live.opens_by(openings.part)
        live.opens(asked.opening)
        live.begins(partial(self._take_away, sender, *others))
        result = Result(_measure(asking))
        if keys(asking.incoming):  # what is not committed ends with the program
            live.ends(partial(self._words_kept, live, asking, result, asked))
            live.sends(journal.sends)
        await self._grow(live, asking, asked, result)
        self._take_away(sender, *live.stale)
        if live.attempts:
            self._tasks.start(disarm(self._store, sender, live.attempts), "taking buttons away")
        return live, result

    def shown(self, asking: Asking, result: Result) -> None:
        """Note that the answer stands."""
        self._reader.shown(asking, result)

    async def replaced(self, live: LiveReply, asking: Asking, result: Result) -> None:
        """Keep what an answer has cost that another replaces before its end."""
        await self._keeping.replaced(asking, result)
        result.measure.outcome = "replaced"
        _count(asking, live, result)

    async def ended(self, live: LiveReply, asking: Asking, asked: Asked, result: Result) -> None:
        """Keep an answer that has ended, or leave it to the next start, or take it away with its question."""
        _count(asking, live, result)
        if _is_cut(asking, asked) and not await is_kept(result):
            await self._keeping.suspend(live, asking, result)
        elif live.delivery is Delivery.WITHDRAWN:
            await self.drop(asking, () if live.untouched else live.surfaces, result)
        else:
            await self._keeping.keep(live, asking, result)

    async def drop(self, asking: Asking, surfaces: tuple[Surface, ...], result: Result | None = None) -> None:
        """Take away what was shown for a question that is gone, and what was kept of it."""
        sender, target = asking.sender, asking.origin.target
        for surface in surfaces:
            self._tasks.start(sender.take_away(surface, say("stopped")), "taking a message away")
        if isinstance(target, ToInteraction) and not surfaces and not asking.incoming.again:
            frame = Frame(say("stopped"))  # until something stands there, Discord shows that the bot is thinking
            self._tasks.start(sender.deliver(target, frame, attempts=3), "saying that nothing comes")
        await self._keeping.drop(asking, result or Result(_measure(asking)))

    def _take_away(self, sender: Sender, *surfaces: Surface) -> None:
        """Take away, in tasks of their own, messages that others have replaced."""
        for surface in surfaces:
            self._tasks.start(sender.take_away(surface, say("older_part")), "taking a message away")

    async def _words_kept(self, live: LiveReply, asking: Asking, result: Result, asked: Asked) -> bool:
        """Keep all words before the last frame, unless the end of the program has cut the answer: it is given anew."""
        if _is_cut(asking, asked):
            return False
        return await self._keeping.say(live, asking, result)

    async def _grow(self, live: LiveReply, asking: Asking, asked: Asked, result: Result) -> None:
        """Read and show side by side; either may end the other."""
        origin = asking.origin
        if asking.here.details:
            live.closes_with(lambda: details(facts_of(asking, live, result)))
        async with asyncio.TaskGroup() as group:
            acts = partial(self._acts, asking, asked)
            reader = group.create_task(self._reader.read(live, asking, result, acts))

            def end(by: Ended) -> None:
                if live.finish(say(by)):
                    result.measure.outcome = "interrupted" if by == "interrupted" else "stopped"
                live.hurry()
                reader.cancel()

            def stop(by: Ended) -> None:
                asked.stopped = by
                if live.pace.want():  # words have come that nobody has read: the reader's next step comes first
                    asyncio.get_running_loop().call_soon(end, by)
                else:
                    end(by)

            def withdraw() -> None:
                if asking.exchange.onward and asked.deleted:
                    stop("stopped")  # what stands was finished before
                elif live.withdraw(words=asked.deleted or asked.changed):
                    live.hurry()
                    reader.cancel()

            running = Running(asking.exchange.reply, origin.place, origin.person, stop, live.hurry, asking.exchange.key)
            self._begun.set()
            with self._queue.running(running):
                if self.closing or asked.stopped:
                    stop(asked.stopped or "interrupted")
                with asked.ended_by(withdraw):
                    await live.show()
            reader.cancel()

    async def _acts(self, asking: Asking, asked: Asked) -> None:
        """Note that a tool that acts is called: neither an edit nor what joins the question asks it anew, nor a start.

        Raises:
            StoreError: this cannot be noted.
        """
        if asked.acted:
            return
        if mine := keys(asking.incoming):
            await self._store.run(inbox.end, mine)
        asked.acted = True


def _is_cut(asking: Asking, asked: Asked) -> bool:
    """Whether the end of the program has ended an answer that the next start gives anew: nothing was done for it."""
    lasts = bool(keys(asking.incoming)) and not asking.exchange.onward
    return asked.stopped == "interrupted" and lasts and not asked.acted


async def _affords(charge: Charge, more: int) -> bool:
    """Whether there is room for one more request that reads so many tokens more; if so, it is reserved."""
    return await charge.again(more) is None


def _measure(asking: Asking) -> Measure:
    """The measure of an answer that begins."""
    clock = asking.sender.clock
    return Measure(clock.now, asking.incoming.taken_at or clock.now(), asking.charge)


def _count(asking: Asking, live: LiveReply, result: Result) -> None:
    """Count an answer that has ended."""
    platform = asking.origin.place.platform
    over = result.measure.over(platform, result.asked, live.delivery, live.first_words_at)
    asking.sender.scheduler.meters.answered(over)
