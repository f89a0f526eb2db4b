"""Sends the bot's own messages, into a chat or to a person alone. What a crowd can cause goes as best effort."""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Coroutine, Mapping

from bots.engine.delivery.best_effort import BestEffort, Spelled
from bots.engine.delivery.pacing import Priority
from bots.engine.delivery.sending import Sender
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.cooldown import COOLDOWN, Cooldown
from bots.engine.runtime.tasks import Supervisor
from bots.engine.seam.errors import Gone, PlatformError
from bots.engine.seam.places import Person, Place, Surface, Target, ToInteraction
from bots.engine.seam.platform import shows_outcome
from bots.engine.seam.shown import Response
from provider.values import replace

log = logging.getLogger("parley")

Unsaid = Callable[[Place, str], None]
"""Called with the place in which something could not be said, and with the platform's reason."""


class Notices:
    """Sends responses. `senders`: by the platform's name; platforms are added while it lives. `spelled`: adds names."""

    def __init__(self, senders: Mapping[str, Sender], tasks: Supervisor, clock: Clock, spelled: Spelled) -> None:
        self._senders = senders
        self._spelled = spelled
        self._tasks = tasks
        self._on_the_way: set[asyncio.Task[object]] = set()
        self._waiting: Counter[Place] = Counter()  # responses that are not sent yet
        self._efforts: dict[tuple[str, Priority], BestEffort] = {}
        self._strangers = Cooldown(clock.now, COOLDOWN)
        self._unsaid: Unsaid = lambda place, reason: None

    def report_to(self, unsaid: Unsaid) -> None:
        """Call `unsaid` from now on if words of `say_soon` cannot be shown."""
        self._unsaid = unsaid

    async def say(self, where: Target | Surface, response: Response) -> bool:
        """Show a response. Returns False if it was refused, was deleted or is given up.

        Of several that wait for a call, that goes first whose place has the fewest waiting before it.
        """
        return await self.put(where, response) is not None

    async def put(self, where: Target | Surface, response: Response) -> Surface | None:
        """Do `say`; returns the first message of it, or None as `say` returns False."""
        said = await self._said(where, response)
        return None if isinstance(said, PlatformError) else said

    async def _said(self, where: Target | Surface, response: Response) -> Surface | PlatformError:
        """Do `say`; returns the first message of it, or why that is impossible."""
        self._waiting[where.place] += 1
        claim = Priority.WORDS, -float(self._waiting[where.place])
        try:
            response = await self._spelled(response, where.place)
            return await replace(self._senders[where.place.platform], claim=claim).say(where, response)
        except PlatformError as error:
            log.warning("%s: words of the bot's own are given up: %s", where.place, error)
            return error
        finally:
            self._waiting[where.place] -= 1
            if not self._waiting[where.place]:
                del self._waiting[where.place]

    async def _say_or_report(self, where: Target | Surface, response: Response) -> None:
        said = await self._said(where, response)
        if isinstance(said, PlatformError) and not isinstance(said, Gone):
            self._unsaid(where.place, str(said))

    async def say_alone(self, person: Person, response: Response) -> bool:
        """Write to a person alone. Returns False if that is impossible."""
        sender = self._senders.get(person.platform)
        if sender is None:
            return False
        try:
            target = await sender.platform.private_chat(person)
        except PlatformError as error:
            log.warning("%s cannot be written to: %s", person, error)
            return False
        return await self.say(target, response)

    def say_soon(self, where: Target | Surface, response: Response) -> None:
        """Do `say` in a task of its own, and tell the owner if it fails.

        What is for a stranger is said only if there is room for it.
        """
        if response.to_stranger and not isinstance(where, ToInteraction):
            self._to_strangers(where.place).say(where, response)
        else:
            self.begin(self._say_or_report(where, response))

    def has_room_at(self, place: Place) -> bool:
        """Whether words to somebody who may not talk would be said there."""
        return self._to_strangers(place).has_room(place)

    def has_room_for(self, stranger: Person, place: Place) -> bool:
        """Whether they would be said to that person there, who gets one message a minute."""
        return self.has_room_at(place) and not self._strangers.is_on(str(stranger))

    def admits(self, stranger: Person, place: Place) -> bool:
        """The same; notes that words to them follow."""
        if not self.has_room_for(stranger, place):
            return False
        self._to_strangers(place).expect(place)
        self._strangers.start(str(stranger))
        return True

    def tell(self, person: Person, response: Response) -> None:
        """Do `say_alone` in a task of its own."""
        self.begin(self.say_alone(person, response))

    def turn_down(self, target: Target, words: str, *, stranger: bool = False) -> None:
        """Say why a message gets no answer, if there is room for it; who waits for an interaction is told always."""
        platform = self._senders[target.place.platform].platform
        if shows_outcome(platform):
            platform.settled(target, complete=False, notice=words)
        elif isinstance(target, ToInteraction):
            self.begin(self._say_or_report(target, Response(words)))
        elif stranger:
            self._to_strangers(target.place).say(target, Response(words))
        else:
            self._to_members(target.place).say(target, Response(words))

    def _to_members(self, place: Place) -> BestEffort:
        return self._effort(place.platform, Priority.WORDS)

    def _to_strangers(self, place: Place) -> BestEffort:
        return self._effort(place.platform, Priority.STRANGERS)

    def _effort(self, platform: str, priority: Priority) -> BestEffort:
        """What says words of that priority there: what is said on one platform takes no room from another."""
        if (platform, priority) not in self._efforts:
            self._efforts[platform, priority] = BestEffort(
                self._senders[platform], self._tasks, priority, self._spelled
            )
        return self._efforts[platform, priority]

    def is_waited_for(self, target: Target) -> bool:
        """Whether somebody waits there until they are answered: an interaction does, and so does a terminal."""
        if isinstance(target, ToInteraction):
            return True
        return shows_outcome(self._senders[target.place.platform].platform)

    def reaches(self, platform: str) -> bool:
        """Whether the bot can write on that platform."""
        return platform in self._senders

    async def said(self) -> None:
        """Wait until everything that is being sent has arrived or was refused."""
        while self._on_the_way:
            await asyncio.wait(tuple(self._on_the_way))

    def begin(self, work: Coroutine[None, None, object]) -> asyncio.Task[object]:
        """Send something in a task of its own, for which `said` waits."""
        task = self._tasks.start(work, "sending a response")
        self._on_the_way.add(task)
        task.add_done_callback(self._on_the_way.discard)
        return task
