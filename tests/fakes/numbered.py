"""A platform in memory that numbers its messages, and sends twice what it is asked twice, as Telegram does."""

from collections.abc import Collection
from itertools import islice
from typing import Any

from bots.engine.runtime.clock import RealClock
from bots.engine.seam.errors import Gone
from bots.engine.seam.places import Attempt, Message, Place, Surface, Target
from bots.engine.seam.rates import Limit, Window
from bots.engine.seam.shown import Button, Frame
from provider.values import replace
from tests.fakes.memory import ROUND_TRIP, MemoryPlatform

CROWDED: tuple[Limit, ...] = (Window(4, 8.0, reserve=1),)
"""Limits of the bot by which a single answer is a crowd."""


class Numbered(MemoryPlatform):
    """`answers_after`: seconds from when a call has its effect until it is heard of. `tried`: what was looked at."""

    def __init__(self, clock: RealClock, **how: Any) -> None:  # Any: the arguments of MemoryPlatform
        super().__init__(clock, deduplicates=False, **how)
        self.answers_after = 0.0
        self.tried: list[str] = []
        self._told = {1999}

    async def show(self, where: Target | Surface, frame: Frame, *, last: bool) -> Surface:
        surface = await super().show(where, frame, last=last)
        await self._clock.sleep(self.answers_after)
        self._told.add(_number(surface.id))
        return surface

    def attempt(self, place: Place) -> Attempt | None:
        return Attempt(place, str(max(self._told))) if self._told else None

    def heard_of(self, messages: Collection[Message]) -> None:
        self._told |= {_number(each.id) for each in messages if each.id.startswith("m")}

    async def suspects(self, attempt: Attempt) -> tuple[Message, ...]:
        behind = range(int(attempt.after) + 1, int(attempt.after) + 1000)
        untold = (Message(attempt.place, f"m{number}") for number in behind if number not in self._told)
        return tuple(islice(untold, 8))

    async def change_buttons(self, message: Message, buttons: tuple[tuple[Button, ...], ...]) -> None:
        await self._clock.sleep(ROUND_TRIP)
        stands = self.standing[message.id]
        stands.frame = replace(stands.frame, buttons=buttons)

    async def disarm(self, message: Message) -> bool:
        self.tried.append(message.id)
        await self._clock.sleep(ROUND_TRIP)
        stands = self.standing.get(message.id)
        if stands is None or stands.surface != message:
            raise Gone("there is no such message")
        had = bool(stands.frame.buttons)
        stands.frame = replace(stands.frame, buttons=())
        return had

    def begin_anew(self) -> None:
        """The program has died: the next one was told of nothing."""
        self._told = set()


def _number(id: str) -> int:
    return int(id.removeprefix("m"))
