"""The bot's own words: into a chat, to a person alone, to the owner."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Mapping
from dataclasses import replace

from bots.engine.delivery.sending import Sender, frames, next_target
from bots.engine.seam.errors import PlatformError
from bots.engine.seam.values import Person, Place, Response, Surface, Target, ToChat

log = logging.getLogger("parley")


class Notices:
    """`spawn` starts work that nobody waits for, in the engine's task group."""

    def __init__(
        self,
        senders: Mapping[str, Sender],
        spawn: Callable[[Coroutine[None, None, None]], object],
        owners: Callable[[], frozenset[Person]],
    ) -> None:
        self._senders = senders
        self._spawn = spawn
        self._owners = owners
        self.log: Place | None = None
        """Where the owner reads what the bot has to tell; None: in a private chat."""

    async def say(self, where: Target | Surface, answer: Response) -> bool:
        """Show an answer until it stands; False where it was refused."""
        sender = self._senders[where.place.platform]
        parts = frames(sender.platform, answer.text)
        stands = True
        for number, frame in enumerate(parts):
            last = number == len(parts) - 1
            target = next_target(where) if number else where
            frame = replace(frame, buttons=answer.buttons if last else (), file=answer.file if last else None)
            stands = await sender.deliver(target, frame) is not None and stands
        return stands

    def tell(self, person: Person, answer: Response) -> None:
        """Write to a person alone, some time soon."""
        self._spawn(self._say_to(person, answer))

    async def _say_to(self, person: Person, answer: Response) -> None:
        await self._say_alone(person, answer)

    async def tell_owners(self, answer: Response) -> bool:
        """In the log channel; where there is none or it refuses, to each owner alone. Whether it stands anywhere."""
        where = self.log
        if where is not None and where.platform in self._senders and await self.say(ToChat(where), answer):
            return True
        reached = await asyncio.gather(*(self._say_alone(owner, answer) for owner in self._owners()))
        return any(reached)

    async def _say_alone(self, person: Person, answer: Response) -> bool:
        sender = self._senders.get(person.platform)
        if sender is None:
            return False
        try:
            target = await sender.platform.private_chat(person)
        except PlatformError as error:
            log.warning("%s cannot be written to: %s", person, error)
            return False
        return await self.say(target, answer)
