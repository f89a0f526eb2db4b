"""Sends the bot's own messages, into a chat or to a person alone."""

import asyncio
import logging
from collections.abc import Coroutine, Mapping

from bots.engine.delivery.sending import Sender
from bots.engine.runtime.tasks import Supervisor
from bots.engine.seam.errors import PlatformError
from bots.engine.seam.platform import ShowsOutcome
from bots.engine.seam.values import Person, Response, Surface, Target

log = logging.getLogger("parley")


class Notices:
    """Sends responses. `senders`: by the platform's name; platforms are added while it lives."""

    def __init__(self, senders: Mapping[str, Sender], tasks: Supervisor) -> None:
        self._senders = senders
        self._tasks = tasks
        self._on_the_way: set[asyncio.Task[object]] = set()

    async def say(self, where: Target | Surface, response: Response) -> bool:
        """Show a response, however many attempts it takes. Returns False if it was refused."""
        return await self._senders[where.place.platform].say(where, response)

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
        """Do `say` in a task of its own."""
        self._start(self.say(where, response))

    def tell(self, person: Person, response: Response) -> None:
        """Do `say_alone` in a task of its own."""
        self._start(self.say_alone(person, response))

    def turn_down(self, target: Target, words: str) -> None:
        """Say why a message gets no answer."""
        platform = self._senders[target.place.platform].platform
        if isinstance(platform, ShowsOutcome):
            platform.settled(target, complete=False, notice=words)
        else:
            self.say_soon(target, Response(words))

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
