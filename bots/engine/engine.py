"""The inbox of the engine: what platforms hand in goes to whoever does it."""

import logging
from collections.abc import Coroutine
from contextlib import suppress

from bots.engine.assembly import Assembly
from bots.engine.delivery.scheduler import Scheduler
from bots.engine.handlers.dispatch import Dispatch
from bots.engine.language.phrases import say, speak
from bots.engine.policy import Policy
from bots.engine.runtime.clock import Clock
from bots.engine.seam.platform import Platform, ShowsOutcome
from bots.engine.seam.values import Incoming, Invocation, Place, Press, Response, Surface, Target, Typed
from bots.engine.storage import messages
from bots.engine.storage.records import StoreError
from bots.engine.storage.store import Store
from provider import Catalog

log = logging.getLogger("parley")

SETTLE_WITHIN = 2.0
"""Seconds that the answers which a shutdown ends have for their last frames, however impatient it is."""


class Engine:
    """Takes what the platforms hand in (`Inbox`). Lives inside `async with`."""

    def __init__(self, store: Store, catalog: Catalog, scheduler: Scheduler, clock: Clock, policy: Policy) -> None:
        self.services = Assembly(store, catalog, scheduler, clock, policy)
        self._dispatch = Dispatch(self.services, self.services.gate, self.services.notices, self.services.failures)

    # From its start to its end.

    def attach(self, *platforms: Platform) -> None:
        """Serve these platforms too."""
        for platform in platforms:
            self.services.attach(platform)

    async def __aenter__(self) -> "Engine":
        here = self.services
        for each in (here.owners, here.alerts, here.troubles, here.place_settings, here.ledger, here.recovery):
            await each.load()
        here.tasks.start(here.house.run(), "the housekeeping")
        here.tasks.start(here.ledger.tariff.keep_learning(), "learning prices")
        return self

    def adopt(self, policy: Policy) -> None:
        """The config has changed: from now on these rules hold, all at once. What grows already is not touched."""
        self.services.policy.value = policy
        self.services.owners.offer_code()
        self.services.admission.reopen()

    def alert(self, kind: str, text: str) -> None:
        """Tell the owner something, some time soon."""
        self.services.alerts.tell(kind, text)

    async def begin(self, place: Place) -> None:
        """Start a new conversation in a place."""
        await self.services.store.run(messages.begin, place, self.services.clock.wall())

    async def drain(self, seconds: float) -> None:
        """Let the answers that grow come to their end for so long, then end them as interrupted."""
        clock, queue = self.services.clock, self.services.queue
        self.services.answers.close()
        with suppress(TimeoutError):
            await clock.within(seconds, queue.idle())
        for answer in queue.all():
            answer.stop(say("interrupted"))
        with suppress(TimeoutError):
            await clock.within(max(seconds, SETTLE_WITHIN), self._last_words())

    async def _last_words(self) -> None:
        """The answers that were ended stand, and what the bot itself had to say is said."""
        await self.services.queue.idle()
        await self.services.notices.said()

    async def __aexit__(self, *_: object) -> None:
        await self.services.tasks.aclose()

    # What people do.

    async def on_message(self, incoming: Incoming) -> None:
        """Take a message; returns before it is answered."""
        speak(incoming.origin.locale)
        await self.services.messages.take(incoming)

    async def on_command(self, invocation: Invocation) -> Response | Incoming:
        """Run a command."""
        return self._begun(await self._dispatch.command(invocation))

    async def on_press(self, press: Press) -> Response | Incoming:
        """Do what a button says."""
        return self._begun(await self._dispatch.press(press))

    async def on_typed(self, typed: Typed) -> tuple[str, ...]:
        """Values that fit what somebody types."""
        return await self._dispatch.typed(typed)

    def _begun(self, answer: Response | Incoming) -> Response | Incoming:
        """An answer that is given anew, or goes on, grows in its old place: beside that a chat has nothing to show."""
        if isinstance(answer, Incoming) and answer.again is not None and not self._is_terminal(answer.origin.place):
            self.services.tasks.start(self.on_message(answer), "an answer anew")
            return Response("")
        return answer

    def _is_terminal(self, place: Place) -> bool:
        return isinstance(self.services.platforms[place.platform], ShowsOutcome)

    # What happens to chats and platforms.

    async def on_ready(self, platform: str) -> None:
        """The platform can be called: settle what an earlier run left half-way there."""
        self.services.recovery.settle_all(platform)

    async def on_moved(self, old: Place, new: Place) -> None:
        """A chat changed its id; what was kept for it goes along."""
        try:
            await self.services.house.moved(old, new)
            await self.services.place_settings.load()
        except StoreError as error:
            log.error("%s is %s now, and what was kept for it could not go along: %s", old, new, error)

    async def on_deleted(self, place: Place, messages: tuple[str, ...]) -> None:
        """Messages were deleted by people; what was kept of them goes too, and no question among them is answered."""
        await self._noted(self.services.house.deleted(place, messages))

    async def on_joined(self, platform: str, server: str, place: Place) -> None:
        """The bot is in that server or group."""
        await self._noted(self.services.house.joined(platform, server, place))

    async def on_removed(self, platform: str, server: str) -> None:
        """The bot was removed from a server or group."""
        await self._noted(self.services.house.removed(platform, server))

    async def _noted(self, note: Coroutine[None, None, None]) -> None:
        try:
            await note
        except StoreError as error:
            log.error("what happened around the conversations could not be noted: %s", error)

    async def on_trouble(self, platform: str, trace: str) -> None:
        """An update could not be handled; the log says why, under that trace."""
        self.alert(f"update {platform}", say("alert_update", platform=platform, trace=trace))

    async def say(self, where: Target | Surface, answer: Response) -> None:
        """Show an answer of the bot itself, some time soon; returns at once."""
        self.services.notices.say_soon(where, answer)
