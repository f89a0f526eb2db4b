"""The story of one message, without its details: is it for us, may they, whose turn is it, answer."""

import asyncio
import logging
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import replace

from bots.engine.access.gate import Gate
from bots.engine.access.verdicts import Verdict
from bots.engine.conversation import triggers
from bots.engine.conversation.history import Conversations
from bots.engine.conversation.queue import ANSWERS_AT_ONCE, ReplyQueue
from bots.engine.delivery.notices import Notices
from bots.engine.delivery.scheduler import Scheduler
from bots.engine.delivery.sending import Sender
from bots.engine.delivery.threads import open_thread
from bots.engine.handlers.dispatch import Dispatch
from bots.engine.handlers.services import Services
from bots.engine.language.moments import opening
from bots.engine.language.phrases import say, speak
from bots.engine.owner.alerts import Alerts, place_of
from bots.engine.policy import Policy
from bots.engine.reply.answering import Answers
from bots.engine.reply.failures import Failures, broken
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.cooldown import ENDLESS, Cooldown
from bots.engine.runtime.current import Replaceable
from bots.engine.runtime.defects import fenced
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
    ToInteraction,
    Typed,
)
from bots.engine.settings.place_settings import PlaceSettings
from bots.engine.settings.table import Here
from bots.engine.spending.admission import Admission
from bots.engine.spending.ledger import Ledger
from bots.engine.spending.limits import BOT, OverBudget, Passed
from bots.engine.storage import chat_moves, exchanges, messages, replies, settings
from bots.engine.storage.exchanges import Bill
from bots.engine.storage.records import OpenReply, StoredAnswer, StoreError
from bots.engine.storage.store import Store
from bots.engine.upkeep.housekeeping import Housekeeping
from bots.text.units import whole
from provider import Catalog

log = logging.getLogger("parley")

SETTLE_WITHIN = 2.0
"""Seconds that the answers which a shutdown ends have for their last frames, however impatient it is."""


class Engine:
    """Takes what the platforms hand in (`Inbox`). Lives inside `async with`."""

    def __init__(self, store: Store, catalog: Catalog, scheduler: Scheduler, clock: Clock, policy: Policy) -> None:
        self._store = store
        self._catalog = catalog
        self._scheduler = scheduler
        self._clock = clock
        self._policy = Replaceable(policy)
        self._platforms: dict[str, Platform] = {}
        self._senders: dict[str, Sender] = {}
        self._queue = ReplyQueue(ANSWERS_AT_ONCE)
        self._conversations = Conversations(store, self._policy)
        self._notices = Notices(self._senders, self._spawn, lambda: self.gate.owners)
        self._alerts = Alerts(clock, self._notices.tell_owners, self._spawn)
        self._failures = Failures(self._alerts, clock, lambda: self.gate.owners)
        self._ledger = Ledger(store, clock, catalog, self._policy, self._budget_passed)
        self._answers = Answers(
            store,
            catalog,
            self._conversations,
            self._queue,
            clock,
            self._policy,
            self._spawn,
            self._failures,
        )
        self.gate = Gate(store, clock, self._platforms, self._notices.tell, self._alerts.tell, self._policy)
        self._admission = Admission(store, clock, self.gate, self._ledger, catalog)
        self._house = Housekeeping(store, clock, self.gate, self._platforms, self._ledger.tariff.learn, self._policy)
        self._place_settings = PlaceSettings(store, catalog, clock, self._policy, lambda: self.gate.owners)
        self._services = Services(
            store,
            catalog,
            self.gate,
            self._queue,
            clock,
            self._platforms,
            self._notices.tell,
            self._place_settings,
            self._submit,
            self._ledger,
            self._admission,
            self._house,
            self._notices,
        )
        self._dispatch = Dispatch(self._services, self._failures)
        self._tasks: set[asyncio.Task[None]] = set()
        self._sayings: set[asyncio.Task[None]] = set()
        self._told_unreadable = Cooldown(clock.now, ENDLESS)
        self._told_full = Cooldown(clock.now, ENDLESS)
        self._anew: set[int] = set()  # questions that a new answer is on its way to
        self._left: tuple[OpenReply, ...] = ()

    def attach(self, *platforms: Platform) -> None:
        """Serve these platforms too."""
        for platform in platforms:
            self._platforms[platform.name] = platform
            self._senders[platform.name] = Sender(platform, self._scheduler, self._clock)

    async def __aenter__(self) -> "Engine":
        await self.gate.load()
        await self._place_settings.load()
        await self._ledger.load()
        kept = await self._store.run(settings.values, [BOT])
        self._notices.log = place_of(kept.get((BOT, "log"), self._policy.value.log))
        self._left = await self._store.run(replies.left_open)
        self._spawn(self._house.run())
        return self

    def adopt(self, policy: Policy) -> None:
        """The config has changed: from now on these rules hold, all at once. What grows already is not touched."""
        if policy.log != self._policy.value.log:
            self._notices.log = place_of(policy.log)
        self._policy.value = policy
        self.gate.offer_code()
        self._admission.reopen()

    def alert(self, kind: str, text: str) -> None:
        """Tell the owner something, some time soon."""
        self._alerts.tell(kind, text)

    async def __aexit__(self, *_: object) -> None:
        while tasks := tuple(self._tasks):
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

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
        while self._sayings:
            await asyncio.wait(tuple(self._sayings))

    async def begin(self, place: Place) -> None:
        """Start a new conversation in a place."""
        await self._store.run(messages.begin, place, self._clock.wall())

    # What the platforms hand in.

    async def on_ready(self, platform: str) -> None:
        """The platform can be called: settle what an earlier run left half-way there."""
        mine = [reply for reply in self._left if reply.target.place.platform == platform]
        self._left = tuple(reply for reply in self._left if reply not in mine)
        for reply in mine:
            self._spawn(self._answers.settle(self._senders[platform], reply))

    async def on_message(self, incoming: Incoming) -> None:
        """Take a message; returns before it is answered."""
        origin = incoming.origin
        speak(origin.locale)
        await self._guard(self._hear(incoming), origin.target)

    async def _hear(self, incoming: Incoming) -> None:
        """Begin an answer if the message is for us."""
        origin = incoming.origin
        if not (incoming.addressed or origin.private or self._place_settings.may_listen(origin)):
            return
        if self._admission.is_shut_out(origin):
            return
        here = await self._place_settings.here(origin)
        heard = triggers.heard(incoming, here.trigger, here.prefix)
        if heard is not None:
            await self._take(replace(heard, text=whole(heard.text), quoted=whole(heard.quoted)), here)

    async def _take(self, incoming: Incoming, here: Here) -> None:
        origin = incoming.origin
        verdict = await self.gate.verdict(origin)
        if verdict is not Verdict.WELCOME:
            if not incoming.addressed:
                return  # they did not talk to us
            words = await self.gate.turn_away(origin, verdict)
            # An interaction waits for an answer each time; whoever only writes is told now and then.
            if isinstance(origin.target, ToInteraction) or not self.gate.cooling_down(origin):
                await self._turn_down(origin.target, words)
            return
        if incoming.unreadable:
            if not self._told_unreadable.holds(str(origin.place)):
                await self._turn_down(origin.target, say("unreadable"))
            return
        if not triggers.has_words(incoming):
            await self._turn_down(origin.target, say("only_text"))
            return
        linear = origin.linear or here.memory == "channel"
        if self._queue.is_full(str(origin.place) if linear else "", origin.person):
            await self._queue_is_full(origin)  # and what will not be answered is not kept either
            return
        if here.where == "thread" and self._opens_thread(incoming):
            self._spawn(self._answer_in_thread(incoming, here), sorry=origin.target)
            return
        await self._answer(incoming, here)

    async def _answer(self, incoming: Incoming, here: Here) -> None:
        if incoming.again is None:
            await self._answer_once(incoming, here, None)
            return
        stored = await self._store.run(messages.stored_answer, incoming.again.answer)
        if stored is None or stored.question in self._anew:
            return  # pressed twice, or delivered twice: one new answer
        self._anew.add(stored.question)
        task = None
        try:
            task = await self._answer_once(incoming, here, stored)
        finally:
            if task is None:
                self._anew.discard(stored.question)
            else:
                task.add_done_callback(lambda _: self._anew.discard(stored.question))

    async def _answer_once(
        self, incoming: Incoming, here: Here, stored: StoredAnswer | None
    ) -> asyncio.Task[None] | None:
        """Begin an answer, in place of `stored` where there is one; None: there will be none."""
        origin, at = incoming.origin, self._clock.wall()
        chat = not isinstance(self._platforms[origin.place.platform], ShowsOutcome)
        quote = await self._admission.admit(incoming, incoming.model or here.model, chat=chat)
        if isinstance(quote, str):
            if quote:
                await self._turn_down(origin.target, quote)
            return None
        exchange, reserved = await self._conversations.begin(
            incoming, at, here.memory, names=here.names, wanted=quote.wanted, stored=stored
        )
        charge = self._ledger.charge(quote, reserved)
        if isinstance(charge, OverBudget) or exchange is None:
            if isinstance(charge, OverBudget) and (words := self._admission.refused(origin, charge)):
                await self._turn_down(origin.target, words)
            return None
        if not self._policy.value.keep_days:
            exchange = replace(exchange, kept=False)
        if self._queue.is_full(exchange.key, origin.person):
            bill = Bill(charge.key, charge.had, origin.place, origin.person, at)
            await self._store.run(exchanges.drop, exchange.question, exchange.answer, bill)
            await self._store.erase_log()
            await self._queue_is_full(origin)
            return None
        self._told_full.end(str(origin.person))
        sender = self._senders[origin.place.platform]
        return self._spawn(self._answers.give(sender, incoming, exchange, here, charge), sorry=origin.target)

    def _opens_thread(self, incoming: Incoming) -> bool:
        origin = incoming.origin
        can = isinstance(self._platforms[origin.place.platform], Threads) and isinstance(origin.target, ToChat)
        return can and bool(origin.server) and not origin.place.thread and not incoming.again

    async def _answer_in_thread(self, incoming: Incoming, here: Here) -> None:
        """The whole exchange belongs to the new thread: what is written there goes on from it."""
        origin = incoming.origin
        target = await open_thread(self._senders[origin.place.platform], origin.target, incoming.text)
        if target is not None:
            origin = replace(origin, place=target.place, target=target, linear=True)
            incoming = replace(incoming, origin=origin, reply_to="")
        await self._answer(incoming, here)

    async def _queue_is_full(self, origin: Origin) -> None:
        if not self._told_full.holds(str(origin.person)) or isinstance(origin.target, ToInteraction):
            await self._turn_down(origin.target, say("queue_full"))

    async def _turn_down(self, target: Target, words: str) -> None:
        """Say why a message gets no answer."""
        platform = self._platforms[target.place.platform]
        if isinstance(platform, ShowsOutcome):
            platform.settled(target, complete=False, notice=words)
        else:
            await self.say(target, Response(words))

    async def on_command(self, invocation: Invocation) -> Response | Incoming:
        """Run a command."""
        return await self._dispatch.command(invocation)

    async def on_press(self, press: Press) -> Response | Incoming:
        """Do what a button says."""
        return await self._dispatch.press(press)

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

    def _budget_passed(self, passed: Passed) -> None:
        at, left = opening(passed.opens, self._clock.wall())
        subject, unit = passed.meter.subject.partition("|")[0], passed.meter.allowance
        words = say("alert_budget", subject=subject, limit=str(unit), percent=str(passed.percent), at=at, left=left)
        self._alerts.tell(f"budget {subject} {unit} {passed.percent}", words)

    async def say(self, where: Target | Surface, answer: Response) -> None:
        """Show an answer of the bot itself, some time soon; returns at once."""
        self._sayings.add(task := self._spawn(self._say(where, answer)))
        task.add_done_callback(self._sayings.discard)

    async def _say(self, where: Target | Surface, answer: Response) -> None:
        await self._notices.say(where, answer)

    def _submit(self, incoming: Incoming) -> None:
        self._spawn(self.on_message(incoming))

    def _spawn(self, work: Coroutine[None, None, None], *, sorry: Target | None = None) -> asyncio.Task[None]:
        task = asyncio.create_task(self._guard(work, sorry))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        task.add_done_callback(lambda _: work.close())  # it may have been cancelled before it began
        return task

    async def _guard(self, work: Coroutine[None, None, None], sorry: Target | None) -> None:
        """Do the work. If it fails, say so at `sorry`, the target of somebody who waits for it."""
        words = await fenced(self._stored(work), log, self._failures.defect)
        if words and sorry is not None:
            await self._turn_down(sorry, words)

    async def _stored(self, work: Coroutine[None, None, None]) -> str:
        """Do the work; returns the sentence to say if the store fails, or nothing."""
        try:
            await work
        except StoreError as error:
            return broken(error)
        return ""
