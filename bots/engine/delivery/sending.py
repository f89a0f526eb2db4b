"""One frame that does not grow, repeated until it stands."""

import logging
from dataclasses import dataclass, replace
from uuid import uuid4

from bots.engine.delivery.pacing import Priority
from bots.engine.delivery.scheduler import Scheduler
from bots.engine.runtime.clock import Clock
from bots.engine.seam.errors import Gone, NotSent, Refused, SlowDown, Unsure
from bots.engine.seam.platform import Platform
from bots.engine.seam.values import Frame, InteractionMessage, Message, Surface, Target, ToChat, ToInteraction
from bots.text.visible import is_visible

log = logging.getLogger("parley")


def new_nonce() -> str:
    """What makes two sends the same message."""
    return uuid4().hex[:25]


def backoff(failures: int) -> float:
    """Seconds to wait after that many failures in a row: half a second, doubling, at most eight."""
    return float(min(8.0, 0.5 * 2 ** (min(failures, 6) - 1)))


def bare(frame: Frame) -> Frame:
    """The words and the file of a frame, without what a platform may refuse them for."""
    return replace(frame, entities=(), buttons=())


def frames(platform: Platform, text: str, remark: str = "") -> list[Frame]:
    """A finished text in as many frames as it takes, and below its end what the bot itself says about it."""
    found: list[Frame] = []
    while text:
        piece = platform.render(text, last=True, remark=remark)
        found.append(Frame(piece.text, piece.entities, silent=bool(found)))
        text = piece.rest
    return found


def ended(platform: Platform, source: str, notice: str) -> list[Frame]:
    """The frames of a part that ends before its time: with the notice below it, or where that is too long, after it."""
    if not is_visible(source):
        return frames(platform, notice)
    first, *others = frames(platform, source)
    if others:  # what was never shown does not begin to be: the part as it stood, and the notice
        return [first, *frames(platform, notice)]
    return frames(platform, source, notice)


@dataclass(frozen=True, slots=True)
class Sender:
    """What it takes to send something to a platform: the platform, who goes next, and the time."""

    platform: Platform
    scheduler: Scheduler
    clock: Clock

    async def deliver(self, where: Target | Surface, frame: Frame, *, attempts: int = 0) -> Surface | None:
        """Show one frame that does not grow: repeated until it stands (0 attempts: for ever) or is refused for good.

        What is refused is tried under no message, then as bare words. Returns where it stands, or None if it was
        refused even so, deleted, or the attempts are used up.
        """
        if isinstance(where, ToChat) and not where.nonce:
            where = replace(where, nonce=new_nonce())
        failures = 0
        while True:
            try:
                async with self.scheduler.grant(self.platform.budgets(where), lambda: (Priority.FINAL, 0.0)):
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
                continue  # the next grant comes when the server wants it
            except (NotSent, Unsure):
                failures += 1
                if failures == attempts:
                    return None
                await self.clock.sleep(backoff(failures))


def next_target(where: Target | Surface) -> Target:
    """Where the next message goes after one that went there."""
    match where:
        case ToInteraction():
            return replace(where, follow_up=True)
        case InteractionMessage():
            return ToInteraction(where.place, where.app, where.token, where.expires, follow_up=True)
        case Message():
            return ToChat(where.place)
        case ToChat():
            return replace(where, reply_to="")
