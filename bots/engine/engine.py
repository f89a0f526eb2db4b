"""What platforms hand in (`seam/inbox.py`) goes from here to the service that handles it."""

import asyncio
import logging
from collections.abc import Coroutine
from contextlib import suppress
from functools import cached_property, partial
from typing import TYPE_CHECKING

from bots.engine.assembly import Assembly
from bots.engine.attachments.files import ReadsFiles
from bots.engine.commands.table import BY_NAME
from bots.engine.delivery.scheduler import Scheduler
from bots.engine.elsewhere import Here
from bots.engine.intake import BEHIND
from bots.engine.language.phrases import say, speak
from bots.engine.owner.open_troubles import Trouble
from bots.engine.policy import Policy
from bots.engine.runtime.clock import Clock
from bots.engine.seam.bookmarks import Bookmarks
from bots.engine.seam.claim_code import behind_claim
from bots.engine.seam.incoming import Incoming, Invocation, Origin, Press, Typed
from bots.engine.seam.places import Message, Place, Surface, Target, ToInteraction
from bots.engine.seam.platform import Platform, ShowsOutcome
from bots.engine.seam.references import without_references
from bots.engine.seam.shares import Shares, Undivided
from bots.engine.seam.shown import Response, Suggestion
from bots.engine.storage import messages
from bots.engine.storage.records import StoreError
from bots.engine.storage.store import Store
from bots.engine.tools.tool import Source
from provider import Catalog
from provider.loading import load
from provider.values import replace

if TYPE_CHECKING:
    from bots.engine.handlers.dispatch import Dispatch

log = logging.getLogger("parley")

REST_AFTER = 0.1
"""Seconds after a platform can be called until the rest is loaded: by then it is asked what people wrote."""
SETTLE_WITHIN = 5.0
"""Seconds that a shutdown leaves to the answers that it ends, for their last frames and for calls that are open.

What has not ended by then keeps its row, and the next start ends it.
"""


class Engine:
    """Takes what the platforms hand in (`Inbox`). Lives inside `async with`."""

    def __init__(
        self,
        store: Store,
        catalog: Catalog,
        scheduler: Scheduler,
        clock: Clock,
        policy: Policy,
        documents: ReadsFiles,
    ) -> None:
        self.services = Assembly(store, catalog, scheduler, clock, policy, documents)
        self._shares: Shares = Undivided()
        self._is_asked = asyncio.Event()  # a platform, for what people wrote
        self.complete = asyncio.Event()
        """The start is over, and so is what it leaves for later."""
        self.services.elsewhere.serve(
            Here(self._press, self._command, self._edited_here, self._deleted, self.services.in_order.behind)
        )

    @cached_property
    def _dispatch(self) -> "Dispatch":
        """What runs commands and buttons; see `_complete`."""
        from bots.engine.handlers.dispatch import Dispatch

        return Dispatch(self.services, self.services.gate, self.services.notices, self.services.failures)

    # From its start to its end.

    def attach(self, *platforms: Platform) -> None:
        """Serve these platforms too."""
        for platform in platforms:
            self.services.attach(platform)

    def offer(self, source: Source) -> None:
        """Offer the tools of that source, in the places that it is for, wherever they are switched on."""
        self.services.place_settings.tools.registry.add(source)

    def divide_by(self, shares: Shares) -> None:
        """Let `shares` tell platforms from now on what this process does of what only one may do."""
        self._shares = shares

    async def __aenter__(self) -> "Engine":
        here = self.services
        for each in (
            here.owners,
            here.claims,
            here.gate,
            here.alerts,
            here.troubles,
            here.withdrawals,
            here.place_settings,
            here.recovery,
            here.in_order,
            here.ledger,
        ):
            await each.load()
        here.tasks.start(here.signals.run(), "hearing other processes")
        here.tasks.start(here.others.run(), "telling other processes that this one is alive")
        if here.attending is not None:
            here.tasks.start(here.attending.run(), "attending chats")
        here.tasks.start(here.housekeeping.run(), "the housekeeping")
        here.tasks.start(here.growing.keep_noting(here.clock), "noting that answers are under way")
        here.tasks.start(here.store.keep_erasing(here.clock.sleep), "erasing the log")
        here.tasks.start(self._complete(), "completing the start")
        return self

    async def _complete(self) -> None:
        """Load what few first questions need, and ask the providers for their lists, once a platform is asked.

        It is loaded in a thread, so that the loop turns meanwhile. What somebody needs before that is loaded by them.
        Two threads cannot wait for each other here: our modules have no circle (`tests/test_imports.py`), and what they
        load of libraries is behind one door each.
        """
        await self._is_asked.wait()
        await self.services.clock.sleep(REST_AFTER)
        await asyncio.to_thread(_load_the_rest)
        self.services.tasks.start(self.services.ledger.tariff.keep_learning(), "learning prices")
        self.complete.set()

    def adopt(self, policy: Policy) -> None:
        """Replace the policy, because the config has changed. Answers that grow already keep the old one."""
        self.services.policy.value = policy
        self.services.tasks.start(self._renew_claim(), "offering the bot")
        self.services.admission.reopen()

    async def _renew_claim(self) -> None:
        try:
            await self.services.claims.renew()
        except StoreError as error:
            log.error("the code for /claim could not be kept: %s", error)

    def alert(self, kind: str, text: str, *, trouble: str = "") -> None:
        """Tell the owners something; returns at once. A `kind` is told once in ten minutes.

        `trouble`: the name of what begins with it, until `alert_end`.
        """
        self.services.alerts.tell(kind, text, trouble=Trouble(trouble) if trouble else None)

    def alert_end(self, trouble: str, text: str) -> bool:
        """Tell the owners that a trouble is over, if they were told of it; returns whether they were."""
        return self.services.alerts.over([trouble], text)

    async def begin(self, place: Place) -> None:
        """Start a new conversation in a place."""
        await self.services.store.run(messages.begin, place, self.services.clock.wall())

    async def drain(self, seconds: float) -> None:
        """Wait for the growing answers to end, then end them as interrupted, all within `seconds`."""
        clock, queue = self.services.clock, self.services.queue
        await self.services.gathering.flush_all()
        await asyncio.sleep(0)  # they take their places in the queue
        self.services.answers.close()
        self.services.in_order.close()
        with suppress(TimeoutError):
            await clock.within(max(0.0, seconds - SETTLE_WITHIN), queue.idle())
        for answer in queue.all():
            answer.stop("interrupted")
        with suppress(TimeoutError):
            await clock.within(SETTLE_WITHIN, self._last_words())

    async def _last_words(self) -> None:
        """Wait until the last frames are shown and the bot's own messages are sent."""
        await self.services.queue.idle()
        await self.services.answers.cleared()
        await self.services.notices.said()
        if self.services.attending is not None:
            await self.services.attending.handed_over()

    async def __aexit__(self, *_: object) -> None:
        await self.services.tasks.aclose()

    # What platforms ask.

    @property
    def bookmarks(self) -> Bookmarks:
        """Keeps where a platform has read to."""
        return self.services.bookmarks

    @property
    def shares(self) -> Shares:
        """Says what this process does of what only one may do."""
        return self._shares

    def may_be_ours(self, incoming: Incoming) -> bool:
        """Whether a message may be for the bot."""
        return self.services.noticing.may_be_ours(incoming)

    # What people do.

    async def on_received(self, incoming: Incoming, *, behind: bool) -> Incoming | None:
        """Commit a message that is for us before its turn; None if it came before, or could not be committed."""
        speak(incoming.origin.locale)
        if _claimed(incoming) is not None:
            return incoming
        received: Incoming | None = None

        async def commit() -> None:
            nonlocal received
            received = await self._received(incoming, BEHIND if behind else 0.0)

        await self.services.failures.guarded(commit(), incoming.origin)
        return received

    async def on_message(self, incoming: Incoming) -> None:
        """Take a message; returns once it cannot be lost. `/claim` and the code may come as words, in private."""
        speak(incoming.origin.locale)
        code = _claimed(incoming)
        if code is None:
            await self.services.failures.guarded(self._take_in(incoming), incoming.origin)
        else:
            await self._claim(incoming.origin, code)

    async def _take_in(self, incoming: Incoming) -> None:
        """Commit a message that is for us, and let it be answered behind those before it.

        One of several that does not show whether they are for us is committed once the others have come.
        """
        here = self.services
        ours = here.noticing.is_ours(incoming) or here.gathering.expects(incoming)
        received = await self._received(incoming)
        if received is not None and (received.committed or ours):
            await here.gathering.take(received)

    async def _received(self, incoming: Incoming, behind: float = 0.0) -> Incoming | None:
        """The message, committed if it is for us; None if it came before. One of a stranger is not committed.

        `behind`: seconds for which it waits at most for what stands before it.
        """
        here, platform = self.services, incoming.origin.place.platform
        here.in_order.attend_left(platform)
        if here.attending is not None:
            here.attending.serve(platform)
        if incoming.committed or not (here.noticing.is_ours(incoming) and here.noticing.is_lasting(incoming)):
            return incoming
        return await here.intake.commit(incoming, max(here.gathering.waits(incoming), behind))

    async def on_edited(self, now: Incoming | Invocation) -> None:
        """Take a message that somebody has edited; returns before it is answered anew."""
        speak(now.origin.locale)
        self.services.in_order.attend_left(now.origin.place.platform)
        await self._behind(now.origin.place)
        if isinstance(now, Incoming):
            await self.services.failures.guarded(self._edited(now), now.origin)
        elif now.name == "ask":
            # What there is to say against it was said when it was new.
            asked = await self._dispatch.command(_without_references(now))
            if isinstance(asked, Incoming):
                await self.services.failures.guarded(self._edited(asked), now.origin)

    async def _edited(self, incoming: Incoming) -> None:
        held = self.services.gathering.edited(incoming)
        if held is not None:
            await self.services.intake.reword(held)
        elif not await self.services.elsewhere.edited(incoming):
            await self._reread(incoming)

    async def _edited_here(self, incoming: Incoming) -> None:
        speak(incoming.origin.locale)
        await self.services.failures.guarded(self._reread(incoming), incoming.origin)

    async def _reread(self, incoming: Incoming) -> None:
        ours = self.services.noticing.is_ours(incoming)
        again = await self.services.edits.take(incoming) if ours else None
        if again is not None:
            await self._take_in(again)

    async def _claim(self, origin: Origin, code: str) -> None:
        said = await self.on_command(Invocation(origin, "claim", {"code": code}))
        if not isinstance(said, Response) or not said.text:
            return
        if self._is_terminal(origin.place):
            self.services.notices.turn_down(origin.target, said.text)
        else:
            self.services.notices.say_soon(origin.target, said)

    async def on_command(self, invocation: Invocation) -> Response | Incoming:
        """Run a command."""
        invocation = _without_references(invocation)
        if invocation.name != "stop":  # which waits for nothing
            await self.services.gathering.flush(invocation.origin)
        command = BY_NAME.get(invocation.name)
        if (command is None or command.waits) and not isinstance(invocation.origin.target, ToInteraction):
            await self._behind(invocation.origin.place)
        self.services.names.hear(invocation.origin, invocation.about)
        # What is held is held here, whoever attends the place.
        held = invocation.name == "stop" and self.services.gathering.holds(invocation.origin)
        said = await self.services.elsewhere.command(invocation)
        return said if said is not None and not held else await self._command(invocation)

    async def _behind(self, place: Place) -> None:
        """Wait until the answers have begun to all that came there until now, here or elsewhere."""
        await self.services.in_order.behind(place)
        await self.services.elsewhere.behind(place)

    async def _command(self, invocation: Invocation) -> Response | Incoming:
        result = await self._dispatch.command(invocation)
        if isinstance(result, Response):
            said = self.services.alerts.with_missed(invocation.origin, result)
            return await self.services.names.spelled(said, invocation.origin.place)
        return await self._begun(result)

    async def on_press(self, press: Press) -> Response | Incoming:
        """Do what a button says."""
        self.services.names.hear(press.origin)
        said = await self.services.elsewhere.press(press)
        return said if said is not None else await self._press(press)

    async def _press(self, press: Press) -> Response | Incoming:
        result = await self._begun(await self._dispatch.press(press))
        if isinstance(result, Response):
            if result.over and isinstance(press.surface, Message):
                sender = self.services.senders[press.origin.place.platform]
                self.services.tasks.start(sender.put_buttons(press.surface, ()), "taking buttons away")
            return await self.services.names.spelled(result, press.origin.place)
        return result

    async def on_typed(self, typed: Typed) -> tuple[Suggestion, ...]:
        """Values that fit what somebody types."""
        return await self._dispatch.typed(typed)

    async def _begun(self, result: Response | Incoming) -> Response | Incoming:
        """The result of a command or a press; a question is committed. What came before says nothing.

        Nothing to show if it is an answer that grows in an old message: it begins here. A terminal has no old message;
        it gets the question back.
        """
        if not isinstance(result, Incoming) or self._is_terminal(result.origin.place):
            return result
        try:
            committed = await self.services.intake.commit(result)
        except StoreError as error:
            return Response(self.services.failures.store_failed(error, result.origin))
        if committed is None:
            return Response("")
        if committed.again is None:
            return committed
        if not self.services.in_order.is_elsewhere(committed) and not self.services.messages.claims(committed.again):
            await self.services.intake.finish(committed)
            return Response(say("answer_begun"))
        self.services.in_order.overtake(committed, partial(self.services.messages.unclaim, committed.again))
        return Response(committed.again.begun, replace=bool(committed.again.begun))

    async def on_lapsed(self, incoming: Incoming) -> None:
        """Forget a question that the platform does not hand on after all."""
        await self.services.intake.finish(incoming)

    def _is_terminal(self, place: Place) -> bool:
        return isinstance(self.services.platforms[place.platform], ShowsOutcome)

    # What happens to chats and platforms.

    async def on_ready(self, platform: str) -> None:
        """Note that the platform can be called: offer the bot there, and end what an earlier run left unfinished."""
        self._is_asked.set()
        self.services.claims.offer(platform)
        self.services.health.ready(platform)
        self.services.alerts.ready()
        self.services.absences.back(platform)
        self.services.in_order.attend_left(platform)
        self.services.recovery.end_all(platform)
        if self.services.attending is not None:
            self.services.attending.serve(platform)
        self.services.tasks.start(self._tell_forgotten(platform), "telling who is forgotten")

    async def on_refused(self, platform: str) -> None:
        """Tell the owners that the platform refuses the bot's token time after time."""
        self.services.absences.refused(platform)

    async def on_held_back(self, platform: str, seconds: float) -> None:
        """Tell the owners that the bot had to connect too often."""
        self.services.absences.held_back(platform, seconds)

    def ended(self, platform: str, *, for_good: bool) -> None:
        """Tell the owners that a platform has ended while others go on. `for_good`: it is not tried again."""
        self.services.health.ended(platform)
        self.services.absences.ended(platform, for_good=for_good)

    async def _tell_forgotten(self, platform: str) -> None:
        await self._noted(self.services.forgetting.tell(platform))

    async def on_moved(self, old: Place, new: Place) -> None:
        """Move what is kept for a chat to its new id."""
        try:
            await self.services.housekeeping.moved(old, new)
            await self.services.gate.load()
            await self.services.place_settings.load()
        except StoreError as error:
            log.error("%s is %s now, and what was kept for it could not go along: %s", old, new, error)
        if self.services.policy.value.places.speaks_of(old):
            self.alert(f"moved {old}", say("alert_moved", old=str(old), new=str(new)))

    async def on_deleted(self, place: Place, messages: tuple[str, ...]) -> None:
        """Forget messages that people deleted; no question among them is answered."""
        self.services.gathering.deleted(place, messages)
        if not await self.services.elsewhere.deleted(place, messages):
            await self._deleted(place, messages)

    async def _deleted(self, place: Place, messages: tuple[str, ...]) -> None:
        await self._noted(self.services.housekeeping.deleted(place, messages))

    async def on_joined(self, platform: str, server: str, place: Place) -> None:
        """Note that the bot is in that server or group."""
        await self._noted(self.services.housekeeping.joined(platform, server, place))
        self.services.tasks.start(self.services.names.server(platform, server), "learning a server's name")

    async def on_removed(self, platform: str, server: str) -> None:
        """Note that the bot was removed from a server or group."""
        await self._noted(self.services.housekeeping.removed(platform, server))

    async def on_unblocked(self, platform: str, chat: str) -> None:
        """Note that a person can be written to again; an owner reads at once what did not reach them."""
        await self._noted(self.services.housekeeping.unblocked(platform, chat))
        self.services.alerts.ready()

    async def _noted(self, note: Coroutine[None, None, None]) -> None:
        try:
            await note
        except StoreError as error:
            log.error("what happened around the conversations could not be noted: %s", error)

    async def on_trouble(self, platform: str, trace: str) -> None:
        """Tell the owners that an update could not be handled; the log says why, under that trace."""
        self.alert(f"update {platform}", say("alert_update", platform=platform.capitalize(), trace=trace))

    async def say(self, where: Target | Surface, response: Response) -> None:
        """Show a response; returns at once, before it stands."""
        self.services.notices.say_soon(where, response)


def _load_the_rest() -> None:
    load()
    import bots.engine.handlers.dispatch  # noqa: F401


def _claimed(incoming: Incoming) -> str | None:
    """The code behind `/claim`, if a message is that: it may come as words, in private."""
    return behind_claim(incoming.text) if incoming.origin.private else None


def _without_references(invocation: Invocation) -> Invocation:
    """The command without what would stand for a name in the bot's own words."""
    options = {name: without_references(value) for name, value in invocation.options.items()}
    return invocation if options == invocation.options else replace(invocation, options=options)
