"""Sends frames that do not grow, and repeats each until it stands; takes messages of ours away."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import partial
from uuid import uuid4

from bots.engine.delivery.pacing import Priority
from bots.engine.delivery.scheduler import Claim, Scheduler
from bots.engine.runtime.clock import Clock
from bots.engine.seam.errors import Gone, NotSent, PlatformError, Refused, SlowDown, Unsure
from bots.engine.seam.frames import answer_frames, text_frames
from bots.engine.seam.platform import Deletes, Platform
from bots.engine.seam.rates import Budget
from bots.engine.seam.targets import next_target
from bots.engine.seam.values import Frame, Response, Surface, Target, ToChat
from bots.text.visible import is_visible

log = logging.getLogger("parley")


def new_nonce() -> str:
    """A new nonce; two sends with the same one are one message."""
    return uuid4().hex[:25]


def backoff(failures: int) -> float:
    """Seconds to wait after that many failures in a row: half a second, doubling, at most eight."""
    return float(min(8.0, 0.5 * 2 ** (min(failures, 6) - 1)))


def bare(frame: Frame) -> Frame:
    """The words and the file of a frame, without what a platform may refuse."""
    return replace(frame, entities=(), buttons=())


def frames(platform: Platform, text: str, remark: str = "") -> list[Frame]:
    """A finished text as the frames that it needs. `remark`: what the bot itself says below the end."""
    return text_frames(text, partial(platform.render, last=True, remark=remark))


def ended(platform: Platform, source: str, notice: str) -> list[Frame]:
    """The frames of a part that ends early, with the notice below it; if that is too long, the notice follows."""
    if not is_visible(source):
        return frames(platform, notice)
    first, *others = frames(platform, source)
    if others:  # text that was never shown is not shown now: only what stood there, and the notice
        return [first, *frames(platform, notice)]
    return frames(platform, source, notice)


@dataclass(frozen=True, slots=True)
class Sender:
    """What sends something to a platform: the platform, the scheduler and the clock.

    `claim`: how much its frames want to go. `beside`: what each call spends besides the platform's own budgets.
    """

    platform: Platform
    scheduler: Scheduler
    clock: Clock
    claim: Claim = (Priority.FINAL, 0.0)
    beside: tuple[Budget, ...] = ()

    async def deliver(self, where: Target | Surface, frame: Frame, *, attempts: int = 0) -> Surface | None:
        """Show one frame that does not grow, and repeat that until it stands or is refused for good.

        `attempts`: the most attempts; 0 for any number. A refused frame is tried without a reply, then as bare words.
        Returns where it stands, or None if it was refused even so, was deleted, or the attempts are used up.
        """
        if isinstance(where, ToChat) and not where.nonce:
            where = replace(where, nonce=new_nonce())
        failures = 0
        while True:
            try:
                async with self.scheduler.grant((*self.platform.budgets(where), *self.beside), lambda: self.claim):
                    return await self.platform.show(where, frame, last=True)
            except Gone:
                return None
            except Refused as error:
                log.warning("%s: a message was refused: %s", where.place, error)
                if isinstance(where, ToChat) and where.reply_to:
                    where = replace(where, reply_to="")
                elif bare(frame) != frame:
                    frame = bare(frame)
                else:
                    return None
            except SlowDown:
                continue  # the next grant comes when the server allows it
            except (NotSent, Unsure):
                failures += 1
                if failures == attempts:
                    return None
                await self.clock.sleep(backoff(failures))

    async def deliver_all(self, where: Target | Surface, shown: Sequence[Frame], *, attempts: int = 0) -> bool:
        """Show frames one after the other, the first at `where`; returns whether all of them stand."""
        stand = True
        for frame in shown:
            stand = await self.deliver(where, frame, attempts=attempts) is not None and stand
            where = next_target(where)
        return stand

    async def say(self, where: Target | Surface, response: Response) -> bool:
        """Show a response, however many attempts it takes; returns False if it was refused."""
        return await self.deliver_all(where, answer_frames(response, partial(self.platform.render, last=True)))

    async def take_away(self, surface: Surface, instead: str) -> None:
        """Delete a message of ours; if that is impossible, it shows `instead`."""
        platform = self.platform
        if isinstance(platform, Deletes):
            try:
                async with self.scheduler.grant(platform.budgets(surface), lambda: (Priority.SEALED, 0.0)):
                    await platform.delete(surface)
                return
            except PlatformError as error:
                log.info("%s: a message could not be taken away: %s", surface.place, error)
        await self.deliver(surface, Frame(instead, silent=True), attempts=3)
