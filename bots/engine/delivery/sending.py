"""Sends frames that do not grow, and repeats each until it stands or is given up; takes messages of ours away."""

import logging
from collections.abc import Collection
from functools import partial
from uuid import uuid4

from bots.engine.delivery.pacing import Priority
from bots.engine.delivery.patience import ATTEMPTS, LATER, WITHIN, Less, Patience
from bots.engine.delivery.rendering import rendered
from bots.engine.delivery.scheduler import Scheduler
from bots.engine.delivery.waiting import Claim
from bots.engine.runtime.backoff import backoff
from bots.engine.runtime.clock import Clock
from bots.engine.seam.errors import Gone, Late, NotSent, PlatformError, Refused, SlowDown, Unsure
from bots.engine.seam.frames import answer_frames, text_frames
from bots.engine.seam.places import Attempt, Message, Surface, Target, ToChat, ToInteraction
from bots.engine.seam.platform import ChangesButtons, Deletes, FindsAttempts, Platform, Reacts
from bots.engine.seam.rates import Budget
from bots.engine.seam.shown import Button, Frame, Response
from bots.engine.seam.targets import next_target
from bots.text.sources import NOTHING_CITED, Cited
from bots.text.visible import is_visible
from provider.values import Value, replace

log = logging.getLogger("parley")

SELDOM = 60.0
"""Seconds between two attempts at what nobody waits for."""

REACTION_ATTEMPTS = 3
"""Attempts to put an emoji on a message, or to take it away."""

BUTTON_ATTEMPTS = 3
"""Attempts to change the buttons under a message whose text stays."""


def new_nonce() -> str:
    """A new nonce; two sends with the same one are one message."""
    return uuid4().hex[:25]


def pause_after(failures: int) -> float:
    """Seconds to wait after that many failures in a row: half a second, doubling, at most eight."""
    return backoff(failures, 0.5, 8.0)


def _pause(error: SlowDown | NotSent | Unsure, failures: int, *, later: bool) -> float:
    """Seconds until the next attempt. For what a 429 has closed the scheduler waits."""
    pause = error.retry_after if isinstance(error, SlowDown) else 0.0
    if later:
        return max(pause, pause_after(failures) if failures < ATTEMPTS else SELDOM)
    return 0.0 if pause else pause_after(failures)


def bare(frame: Frame) -> Frame:
    """The words and the file of a frame, without what a platform may refuse."""
    return replace(frame, entities=(), buttons=(), panel=None)


def frames(platform: Platform, text: str, remark: str = "", cited: Cited = NOTHING_CITED) -> list[Frame]:
    """A finished text as the frames that it needs. `remark`: what the bot itself says below the end."""
    return text_frames(text, partial(rendered, platform, last=True, remark=remark, cited=cited))


def ended(platform: Platform, source: str, notice: str, cited: Cited = NOTHING_CITED) -> list[Frame]:
    """The frames of a part that ends early, with the notice below it; if that is too long, the notice follows."""
    if not is_visible(source):
        return frames(platform, notice)
    first, *others = frames(platform, source, cited=replace(cited, below=()))
    if others:  # text that was never shown is not shown now: only what stood there, and the notice
        return [first, *frames(platform, notice)]
    return frames(platform, source, notice, cited)


class Sender(Value):
    """What sends something to a platform: the platform, the scheduler and the clock.

    `claim`: how much its frames want to go. `beside`: what each call spends besides the platform's own budgets.
    """

    platform: Platform
    scheduler: Scheduler
    clock: Clock
    claim: Claim = (Priority.FINAL, 0.0)
    beside: tuple[Budget, ...] = ()

    async def deliver(
        self, where: Target | Surface, frame: Frame, *, attempts: int = 0, later: bool = False
    ) -> Surface | None:
        """Do `send`; returns where it stands, or None if it was refused, was deleted or is given up."""
        try:
            return await self.send(where, frame, attempts=attempts, later=later)
        except Gone:
            return None
        except PlatformError as error:
            log.warning("%s: a message was given up: %s", where.place, error)
            return None

    async def send(self, where: Target | Surface, frame: Frame, *, attempts: int = 0, later: bool = False) -> Surface:
        """Show one frame that does not grow, and repeat that until it stands; returns where.

        `attempts`: the most attempts; 0 for as many as the patience with a text allows. `later`: nobody waits for it,
        so it goes after all that somebody waits for, seldom and for hours. A refused frame is tried without a reply,
        then as bare words. A file whose upload may be under way is not sent again.

        Raises:
            PlatformError: it was refused even so, was deleted, or is given up.
        """
        if isinstance(where, ToChat) and not where.nonce:
            where = replace(where, nonce=new_nonce())
        sends = isinstance(where, ToChat) or (isinstance(where, ToInteraction) and where.follow_up)
        claim = (Priority.WORDS, 0.0) if later else self.claim
        patience, failures = Patience(LATER if later else WITHIN), 0
        while True:
            began = self.clock.now()
            try:
                async with self.scheduler.grant((*self.platform.budgets(where), *self.beside), lambda: claim):
                    began = self.clock.now()
                    return await self.platform.show(where, frame, last=True)
            except Refused as error:
                log.warning("%s: a message was refused: %s", where.place, error)
                if isinstance(where, ToChat) and where.reply_to:
                    where = replace(where, reply_to="")
                elif bare(frame) != frame:
                    frame = bare(frame)
                else:
                    raise
            except (SlowDown, NotSent, Unsure) as error:
                failures += later or not isinstance(error, SlowDown)
                less = patience.failed(error, began, self.clock.now(), sends=sends)
                under_way = frame.file is not None and isinstance(error, Late)
                if (
                    (under_way and isinstance(where, ToChat | ToInteraction))
                    or failures == attempts > 0
                    or less is Less.NOTHING
                ):
                    raise
                await self.clock.sleep(_pause(error, failures, later=later))

    async def say(self, where: Target | Surface, response: Response) -> Surface:
        """Show a response, the first of its frames at `where`; returns where that one stands. Raises as `send`."""
        first, *others = answer_frames(response, partial(self.platform.render, last=True))
        shown = await self.send(where, first)
        for frame in others:
            where = next_target(where)
            await self.send(where, frame)
        return shown

    async def put_buttons(self, message: Message, buttons: tuple[tuple[Button, ...], ...]) -> None:
        """Show these buttons under a message of ours, if the platform can do that without its text."""
        platform = self.platform
        if not isinstance(platform, ChangesButtons):
            return
        for failures in range(1, BUTTON_ATTEMPTS + 1):
            try:
                async with self.scheduler.grant(platform.budgets(message), lambda: self.claim):
                    await platform.change_buttons(message, buttons)
                return
            except (SlowDown, NotSent, Unsure) as error:
                log.info("%s: buttons could not be shown: %s", message.place, error)
                await self.clock.sleep(_pause(error, failures, later=False))
            except PlatformError as error:
                log.info("%s: buttons could not be shown: %s", message.place, error)
                return

    def heard_of(self, messages: Collection[Message]) -> None:
        """Let the platform know of messages that are not looked for."""
        if isinstance(self.platform, FindsAttempts):
            self.platform.heard_of(messages)

    async def suspects(self, attempt: Attempt) -> tuple[Message, ...]:
        """The messages of which one may be that; none if they are not to be had now."""
        try:
            return await self.platform.suspects(attempt) if isinstance(self.platform, FindsAttempts) else ()
        except PlatformError as error:
            log.info("%s: a message that nobody has heard of is not found: %s", attempt.place, error)
            return ()

    async def disarm(self, message: Message) -> bool:
        """Take the buttons of a message away that may be ours; returns whether it is known to have had some."""
        platform = self.platform
        if not isinstance(platform, FindsAttempts):
            return False
        unheard = False  # a call may have taken them: then none are left
        for failures in range(1, BUTTON_ATTEMPTS + 1):
            try:
                async with self.scheduler.grant(platform.budgets(message), lambda: (Priority.WORDS, 0.0)):
                    return await platform.disarm(message) or unheard
            except (SlowDown, NotSent, Unsure) as error:
                unheard |= isinstance(error, Unsure)
                await self.clock.sleep(_pause(error, failures, later=False))
            except PlatformError:  # it is somebody else's, or none
                return False
        return False

    async def react(self, message: Message, emoji: str, *, on: bool) -> bool | None:
        """Put an emoji on somebody's message, or take it away; returns whether that is done, None if nobody knows."""
        platform = self.platform
        if not isinstance(platform, Reacts):
            return False
        for failures in range(1, REACTION_ATTEMPTS + 1):
            try:
                async with self.scheduler.grant(platform.reaction_budgets(message), lambda: (Priority.WORDS, 0.0)):
                    await platform.react(message, emoji, on=on)
                return True
            except (SlowDown, NotSent, Unsure) as error:
                log.info("%s: a reaction could not be shown: %s", message.place, error)
                if failures < REACTION_ATTEMPTS:
                    await self.clock.sleep(_pause(error, failures, later=False))
            except PlatformError as error:
                log.info("%s: a reaction could not be shown: %s", message.place, error)
                return False
        return None

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
