"""One answer on one platform in memory, for the tests of the live reply."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from bots.engine.delivery.scheduler import Scheduler
from bots.engine.delivery.sending import Sender
from bots.engine.language.phrases import say
from bots.engine.reply.buttons import AnswerButtons
from bots.engine.reply.live_reply import LiveReply
from bots.engine.reply.style import ReplyStyle
from bots.engine.seam.places import Person, Place, Surface, Target, ToChat
from bots.engine.seam.shown import Action, Button, Response
from tests.fakes.memory import Call, MemoryPlatform, VirtualClock

HERE = Place("memory", "42")
ANN = Person("memory", "5")
STOP = Button(say("stop_button"), Action("stop", "1"))
WORDS = "The quick brown fox jumps over the lazy dog, and then it sleeps. "
LIVE = ReplyStyle(buttons=AnswerButtons(1, 1, kept=False), model="demo/small")


async def as_they_are(words: Response, where: Place) -> Response:
    """Words without names in them."""
    return words


@dataclass
class Stage:
    """One answer on one platform; `journal` is what was noted."""

    platform: MemoryPlatform
    live: LiveReply
    clock: VirtualClock
    journal: list[tuple[Surface, str]] = field(default_factory=list)

    async def say(self, source: str, *, per_second: float = 60.0, notice: str = "", size: int = 4) -> None:
        """The model's stream."""
        for start in range(0, len(source), size):
            await self.clock.sleep(1 / per_second)
            self.live.feed(source[start : start + size])
        self.live.finish(notice)

    async def play(self, source: str, **how: Any) -> None:  # Any: the arguments of `say`
        """Say it, and show it to its end."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self.say(source, **how))
            await self.live.show()
        await self.live.last_words()

    @property
    def calls(self) -> list[Call]:
        return self.platform.calls

    @property
    def texts(self) -> list[str]:
        return self.platform.texts(HERE)

    def times(self) -> list[float]:
        return [call.at for call in self.calls]


def stage(
    *, style: ReplyStyle = LIVE, target: Target | None = None, scheduler: Scheduler | None = None, **how: Any
) -> Stage:  # Any: the arguments of MemoryPlatform
    clock = VirtualClock()
    platform = MemoryPlatform(clock, **how)
    journal: list[tuple[Surface, str]] = []

    async def note(surface: Surface, source: str, *_: object) -> None:
        journal.append((surface, source))

    where = target or ToChat(HERE, reply_to="q1")
    live = LiveReply(Sender(platform, scheduler or Scheduler(clock), clock), where, style, note)
    return Stage(platform, live, clock, journal)
