"""Sends the bot's own messages, into a chat or to a person alone. What a crowd can cause goes as best effort."""

import asyncio
import logging
from collections import Counter
from collections.abc import Coroutine, Mapping
from dataclasses import replace

from bots.engine.delivery.best_effort import BestEffort
from bots.engine.delivery.pacing import Priority
from bots.engine.delivery.sending import Sender
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.cooldown import COOLDOWN, Cooldown
from bots.engine.runtime.tasks import Supervisor
from bots.engine.seam.errors import PlatformError
from bots.engine.seam.platform import ShowsOutcome
from bots.engine.seam.values import Person, Place, Response, Surface, Target, ToInteraction

log = logging.getLogger("parley")


class Notices:
    """Sends responses. `senders`: by the platform's name; platforms are added while it lives."""

    def __init__(self, senders: Mapping[str, Sender], tasks: Supervisor, clock: Clock) -> None:
        self._senders = senders
        self._tasks = tasks
        self._on_the_way: set[asyncio.Task[object]] = set()
        self._waiting: Counter[Place] = Counter()  # responses that are not sent yet
        self._to_members = BestEffort(senders, tasks, clock, Priority.WORDS, "words")
        self._to_strangers = BestEffort(senders, tasks, clock, Priority.STRANGERS, "strangers")
        self._strangers = Cooldown(clock.now, COOLDOWN)

    async def say(self, where: Target | Surface, response: Response) -> bool:
        """Show a response. Returns False if it was refused.

        Of several that wait for a call, that goes first whose place has the fewest waiting before it.
        """
        self._waiting[where.place] += 1
        claim = Priority.WORDS, -float(self._waiting[where.place])
        try:
            return await replace(self._senders[where.place.platform], claim=claim).say(where, response)
        finally:
            self._waiting[where.place] -= 1
            if not self._waiting[where.place]:
                del self._waiting[where.place]

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
        """Do `say` in a task of its own; what is for a stranger is said only if there is room for it."""
        if response.to_stranger and not isinstance(where, ToInteraction):
            self._to_strangers.say(where, response)
        else:
            self._start(self.say(where, response))

    def has_room_at(self, place: Place) -> bool:
        """Whether words to somebody who may not talk would be said there."""
        return self._to_strangers.has_room(place)

    def has_room_for(self, stranger: Person, place: Place) -> bool:
        """Whether they would be said to that person there, who gets one message a minute."""
        return self.has_room_at(place) and not self._strangers.is_on(str(stranger))

    def admits(self, stranger: Person, place: Place) -> bool:
        """The same; notes that words to them follow."""
        if not self.has_room_for(stranger, place):
            return False
        self._to_strangers.expect(place)
        self._strangers.start(str(stranger))
        return True

    def tell(self, person: Person, response: Response) -> None:
        """Do `say_alone` in a task of its own."""
        self._start(self.say_alone(person, response))

    def turn_down(self, target: Target, words: str, *, stranger: bool = False) -> None:
        """Say why a message gets no answer, if there is room for it; who waits for an interaction is told always."""
        platform = self._senders[target.place.platform].platform
        if isinstance(platform, ShowsOutcome):
            platform.settled(target, complete=False, notice=words)
        elif isinstance(target, ToInteraction):
            self._start(self.say(target, Response(words)))
        elif stranger:
            self._to_strangers.say(target, Response(words))
        else:
            self._to_members.say(target, Response(words))

    def reaches(self, platform: str) -> bool:
        """Whether the bot can write on that platform."""
        return platform in self._senders

    async def said(self) -> None:
        """Wait until everything that is being sent has arrived or was refused."""
        while self._on_the_way:
            await asyncio.wait(tuple(self._on_the_way))

    def _start(self, work: Coroutine[None, None, bool]) -> None:
        task = self._tasks.start(work, "sending a response")
        self._on_the_way.add(task)
        task.add_done_callback(self._on_the_way.discard)
