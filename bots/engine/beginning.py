"""Begins answers: what each may cost is reserved, its question kept, a thread opened for it, and then it is given."""

import asyncio
from collections.abc import Callable, Coroutine, Mapping
from functools import partial

from bots.engine.delivery.sending import Sender
from bots.engine.delivery.threads import open_thread
from bots.engine.exchanges import Exchanges
from bots.engine.language.phrases import say
from bots.engine.questions import Ask, Decline
from bots.engine.reply.answering import Answers
from bots.engine.reply.failures import Failures
from bots.engine.seam.incoming import Incoming
from bots.engine.seam.places import ToChat
from bots.engine.seam.platform import OpensThreads, shows_outcome
from bots.engine.settings.opened_threads import OpenedThreads
from bots.engine.storage.records import OpenReply, StoredAnswer
from bots.engine.told import Told
from provider.values import replace

Giving = asyncio.Task[object]
"""The task that gives an answer."""


class Beginnings:
    """Begins answers, one after the other. An answer is given anew, or goes on, once at a time."""

    def __init__(
        self,
        senders: Mapping[str, Sender],
        threads: OpenedThreads,
        exchanges: Exchanges,
        answers: Answers,
        told: Told,
        failures: Failures,
    ) -> None:
        self._senders = senders
        self._threads = threads
        self._exchanges = exchanges
        self._answers = answers
        self._told = told
        self._failures = failures
        self._anew: set[int] = set()  # questions that are asked once more: an answer that grows has a row of its own

    async def begin(self, ask: Ask) -> Giving | None:
        """Begin an answer; returns what gives it there, or None if there will be none, or one in a new thread."""
        origin = ask.incoming.origin
        if ask.here.where == "thread" and self._opens_thread(ask.incoming):
            threaded = self._failures.see_through(partial(self._in_thread, ask), origin, ask.incoming.name)
            self._failures.begin(threaded, origin)
            return None
        return await self._answer(ask)

    async def take_up(self, ask: Ask, left: OpenReply) -> Giving | None:
        """Begin an answer that an earlier run left, where it stands; None if there will be none."""
        sender = self._sender(ask.incoming)
        begun = await self._exchanges.take_up(ask, left, chat=not shows_outcome(sender.platform))
        if begun is None:
            return None
        giving = self._answers.give(sender, ask.incoming, begun.exchange, ask.here, begun.charge, left)
        return self._failures.begin(giving, ask.incoming.origin)

    async def nothing_follows(self, incoming: Incoming) -> None:
        """End what waits for an answer: the one that was to be given anew or to go on is gone, or does so."""
        platform = self._sender(incoming).platform
        if shows_outcome(platform):
            platform.settled(incoming.origin.target, complete=False, notice=say("go_on_late"))
        await self._exchanges.let_go(incoming)

    async def _answer(self, ask: Ask) -> Giving | None:
        again = ask.incoming.again
        if again is None:
            return await self._begin(ask, None)
        stored = await self._exchanges.stored(again)
        # Another press or command was quicker, or somebody wrote on meanwhile.
        if stored is None or stored.continued or stored.question in self._anew:
            await self.nothing_follows(ask.incoming)
            return None
        self._anew.add(stored.question)
        return await until_over(self._begin(ask, stored), partial(self._anew.discard, stored.question))

    async def _begin(self, ask: Ask, stored: StoredAnswer | None) -> Giving | None:
        """Begin an answer, in place of `stored` if there is one; returns None if there will be none."""
        origin, sender = ask.incoming.origin, self._sender(ask.incoming)
        begun = await self._exchanges.begin(ask, stored, chat=not shows_outcome(sender.platform))
        if isinstance(begun, Decline):
            await self._told.decline(origin, begun)
            await self._exchanges.let_go(ask.incoming)
            return None
        if begun is None:
            await self.nothing_follows(ask.incoming)
            return None
        self._told.answered(origin)
        giving = self._answers.give(sender, ask.incoming, begun.exchange, ask.here, begun.charge)
        return self._failures.begin(giving, origin)

    def _opens_thread(self, incoming: Incoming) -> bool:
        origin, platform = incoming.origin, self._sender(incoming).platform
        can = isinstance(platform, OpensThreads) and isinstance(origin.target, ToChat)
        return can and bool(origin.server) and not origin.place.thread and not incoming.again

    async def _in_thread(self, ask: Ask) -> None:
        """Answer in a new thread; the question belongs to it too, so that what is written there goes on from it."""
        incoming, origin = ask.incoming, ask.incoming.origin
        target = await open_thread(self._sender(incoming), origin.target, incoming.text)
        if target is not None:
            await self._threads.opened(target.place, origin.person)
            origin = replace(origin, place=target.place, target=target, linear=True)
            ask = replace(ask, incoming=replace(incoming, origin=origin, reply_to=""))
        await self._answer(ask)

    def _sender(self, incoming: Incoming) -> Sender:
        return self._senders[incoming.origin.place.platform]


async def until_over(beginning: Coroutine[None, None, Giving | None], let_go: Callable[[], object]) -> Giving | None:
    """What gives the answer that begins; `let_go` is called at its end, or at once if there will be none."""
    giving = None
    try:
        giving = await beginning
    finally:
        if giving is None:
            let_go()
        else:
            giving.add_done_callback(lambda _: let_go())
    return giving
