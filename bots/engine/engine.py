"""The story of one message, without its details: is it for us, may they, whose turn is it, answer."""

import asyncio
import logging
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import replace

from bots.engine.assembly import Assembly
from bots.engine.delivery.scheduler import Scheduler
from bots.engine.delivery.threads import open_thread
from bots.engine.handlers.dispatch import Dispatch
from bots.engine.language.phrases import say, speak
from bots.engine.policy import Policy
from bots.engine.questions import Ask, Decline, decide
from bots.engine.runtime.clock import Clock
from bots.engine.seam.platform import Platform, ShowsOutcome, Threads
from bots.engine.seam.values import (
    Incoming,
    Invocation,
    Origin,
    Place,
    Press,
    Response,
    Surface,
    Target,
    ToChat,
    Typed,
)
from bots.engine.spending.admission import over_budget
from bots.engine.spending.ledger import FREE
from bots.engine.spending.limits import OverBudget
from bots.engine.storage import chat_moves, exchanges, messages, replies
from bots.engine.storage.exchanges import Bill
from bots.engine.storage.records import OpenReply, StoredAnswer, StoreError
from bots.engine.storage.store import Store
from bots.engine.told import Told
from provider import Catalog

log = logging.getLogger("parley")

SETTLE_WITHIN = 2.0
"""Seconds that the answers which a shutdown ends have for their last frames, however impatient it is."""


class Engine:
    """Takes what the platforms hand in (`Inbox`). Lives inside `async with`."""

    def __init__(self, store: Store, catalog: Catalog, scheduler: Scheduler, clock: Clock, policy: Policy) -> None:
        services = Assembly(store, catalog, scheduler, clock, policy)
        self.owners = services.owners
        self.gate = services.gate
        self._services = services
        self._store = store
        self._clock = clock
        self._policy = services.policy
        self._platforms = services.platforms
        self._senders = services.senders
        self._tasks = services.tasks
        self._queue = services.queue
        self._conversations = services.conversations
        self._notices = services.notices
        self._alerts = services.alerts
        self._failures = services.failures
        self._answers = services.answers
        self._recovery = services.recovery
        self._admission = services.admission
        self._ledger = services.ledger
        self._house = services.house
        self._place_settings = services.place_settings
        self._dispatch = Dispatch(services, services.gate, services.notices, services.failures)
        self._questions = services.questions
        self._told = Told(clock, services.gate)
        self._anew: set[int] = set()  # questions that a new answer is on its way to
        self._left: tuple[OpenReply, ...] = ()

    def attach(self, *platforms: Platform) -> None:
        """Serve these platforms too."""
        for platform in platforms:
            self._services.attach(platform)

    async def __aenter__(self) -> "Engine":
        await self.owners.load()
        await self._alerts.load()
        await self._place_settings.load()
        await self._ledger.load()
        self._left = await self._store.run(replies.left_open)
        self._tasks.start(self._house.run(), "the housekeeping")
        self._tasks.start(self._ledger.tariff.keep_learning(), "learning prices")
        return self

    def adopt(self, policy: Policy) -> None:
        """The config has changed: from now on these rules hold, all at once. What grows already is not touched."""
        self._policy.value = policy
        self.owners.offer_code()
        self._admission.reopen()

    def alert(self, kind: str, text: str) -> None:
        """Tell the owner something, some time soon."""
        self._alerts.tell(kind, text)

    async def __aexit__(self, *_: object) -> None:
        await self._tasks.aclose()

    async def drain(self, seconds: float) -> None:
        """Let the answers that grow come to their end for so long, then end them as interrupted."""
        self._answers.close()
        with suppress(TimeoutError):
            await self._clock.within(seconds, self._queue.idle())
        for answer in self._queue.all():
            answer.stop(say("interrupted"))
        with suppress(TimeoutError):
            await self._clock.within(max(seconds, SETTLE_WITHIN), self._last_words())

    async def _last_words(self) -> None:
        """The answers that were ended stand, and what the bot itself had to say is said."""
        await self._queue.idle()
        await self._notices.said()

    async def begin(self, place: Place) -> None:
        """Start a new conversation in a place."""
        await self._store.run(messages.begin, place, self._clock.wall())

    # What the platforms hand in.

    async def on_ready(self, platform: str) -> None:
        """The platform can be called: settle what an earlier run left half-way there."""
        mine = [reply for reply in self._left if reply.target.place.platform == platform]
        self._left = tuple(reply for reply in self._left if reply not in mine)
        for reply in mine:
            self._tasks.start(self._recovery.settle(self._senders[platform], reply), "ending an interrupted answer")

    async def on_message(self, incoming: Incoming) -> None:
        """Take a message; returns before it is answered."""
        origin = incoming.origin
        speak(origin.locale)
        await self._failures.guarded(self._hear(incoming), origin.target)

    async def _hear(self, incoming: Incoming) -> None:
        """Begin an answer if the message is for us."""
        origin = incoming.origin
        if not self._questions.may_be_ours(incoming) or self._admission.is_shut_out(origin):
            return
        facts = await self._questions.facts(origin)
        decision = decide(incoming, facts)
        if isinstance(decision, Decline) and decision.reason == "stranger":
            decision = decide(incoming, replace(facts, verdict=await self.gate.let_in(origin, facts.verdict)))
        match decision:
            case Decline("stranger", ""):
                pass
            case Decline("stranger"):
                await self.gate.turn_away(origin, facts.verdict)
                self._decline(origin, decision)
            case Decline():
                self._decline(origin, decision)
            case Ask() if decision.here.where == "thread" and self._opens_thread(decision.incoming):
                self._failures.begin(self._answer_in_thread(decision), origin.target)
            case Ask():
                await self._answer(decision)

    def _decline(self, origin: Origin, decline: Decline) -> bool:
        """Say why there is no answer, unless that was said just now; whether it is said."""
        news = self._told.is_news(origin, decline.reason)
        if news:
            self._notices.turn_down(origin.target, decline.words)
        return news

    async def _answer(self, ask: Ask) -> None:
        again = ask.incoming.again
        if again is None:
            await self._begin(ask, None)
            return
        stored = await self._store.run(messages.stored_answer, again.answer)
        if stored is None or stored.question in self._anew:
            return  # pressed twice, or delivered twice: one new answer
        self._anew.add(stored.question)
        task = None
        try:
            task = await self._begin(ask, stored)
        finally:
            if task is None:
                self._anew.discard(stored.question)
            else:
                task.add_done_callback(lambda _: self._anew.discard(stored.question))

    async def _begin(self, ask: Ask, stored: StoredAnswer | None) -> asyncio.Task[object] | None:
        """Begin an answer, in place of `stored` where there is one; None: there will be none."""
        incoming, here, at = ask.incoming, ask.here, self._clock.wall()
        origin = incoming.origin
        chat = not isinstance(self._platforms[origin.place.platform], ShowsOutcome)
        model = incoming.model or here.model
        quote = FREE if ask.free else await self._admission.quote(incoming, model, ask.limits, chat=chat)
        exchange, reserved = await self._conversations.begin(
            incoming, at, here.memory, names=here.names, wanted=quote.wanted, stored=stored
        )
        charge = self._ledger.charge(quote, reserved)
        if isinstance(charge, OverBudget):
            if self._decline(origin, Decline("budget", over_budget(charge, at))):
                self._admission.shut_out(origin, charge)
            return None
        if exchange is None:
            return None
        if not self._policy.value.keep_days:
            exchange = replace(exchange, kept=False)
        if self._queue.is_full(exchange.key, origin.person):  # and what will not be answered is not kept either
            bill = Bill(charge.key, charge.had, origin.place, origin.person, at)
            await self._store.run(exchanges.drop, exchange.question, exchange.answer, bill)
            await self._store.erase_log()
            self._decline(origin, Decline("full", say("queue_full")))
            return None
        self._told.answered(origin)
        sender = self._senders[origin.place.platform]
        return self._failures.begin(self._answers.give(sender, incoming, exchange, here, charge), origin.target)

    def _opens_thread(self, incoming: Incoming) -> bool:
        origin = incoming.origin
        can = isinstance(self._platforms[origin.place.platform], Threads) and isinstance(origin.target, ToChat)
        return can and bool(origin.server) and not origin.place.thread and not incoming.again

    async def _answer_in_thread(self, ask: Ask) -> None:
        """The whole exchange belongs to the new thread: what is written there goes on from it."""
        incoming, origin = ask.incoming, ask.incoming.origin
        target = await open_thread(self._senders[origin.place.platform], origin.target, incoming.text)
        if target is not None:
            origin = replace(origin, place=target.place, target=target, linear=True)
            ask = replace(ask, incoming=replace(incoming, origin=origin, reply_to=""))
        await self._answer(ask)

    async def on_command(self, invocation: Invocation) -> Response | Incoming:
        """Run a command."""
        return self._begun(await self._dispatch.command(invocation))

    async def on_press(self, press: Press) -> Response | Incoming:
        """Do what a button says."""
        return self._begun(await self._dispatch.press(press))

    async def on_typed(self, typed: Typed) -> tuple[str, ...]:
        """Values that fit what somebody types."""
        return await self._dispatch.typed(typed)

    async def on_moved(self, old: Place, new: Place) -> None:
        """A chat changed its id; what was kept for it goes along."""
        self._queue.moved(old, new)
        try:
            await self._store.run(chat_moves.move, old, new)
            await self._place_settings.load()
        except StoreError as error:
            log.error("%s is %s now, and what was kept for it could not go along: %s", old, new, error)

    async def on_deleted(self, place: Place, messages: tuple[str, ...]) -> None:
        """Messages were deleted by people; what was kept of them goes too, and no question among them is answered."""
        self._queue.withdraw(place, messages)
        await self._noted(self._house.deleted(place, messages))

    async def on_joined(self, platform: str, server: str, place: Place) -> None:
        """The bot is in that server or group."""
        await self._noted(self._house.joined(platform, server, place))

    async def on_removed(self, platform: str, server: str) -> None:
        """The bot was removed from a server or group."""
        await self._noted(self._house.removed(platform, server))

    async def _noted(self, note: Coroutine[None, None, None]) -> None:
        try:
            await note
        except StoreError as error:
            log.error("what happened around the conversations could not be noted: %s", error)

    async def on_trouble(self, platform: str, trace: str) -> None:
        """An update could not be handled; the log says why, under that trace."""
        self._alerts.tell(f"update {platform}", say("alert_update", platform=platform, trace=trace))

    async def say(self, where: Target | Surface, answer: Response) -> None:
        """Show an answer of the bot itself, some time soon; returns at once."""
        self._notices.say_soon(where, answer)

    def _begun(self, answer: Response | Incoming) -> Response | Incoming:
        """An answer that is given anew grows in its old place: beside that the platform has nothing to show."""
        if isinstance(answer, Incoming) and answer.again is not None:
            self._tasks.start(self.on_message(answer), "an answer anew")
            return Response("")
        return answer
