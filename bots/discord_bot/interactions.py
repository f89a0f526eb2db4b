"""Answers interactions. Each is acknowledged within three seconds; after that there are minutes to answer it."""

import asyncio
import logging
from collections.abc import Coroutine, Mapping
from functools import partial
from typing import Any, TypeVar

from bots.discord_bot.errors import Denied
from bots.discord_bot.limits import ACKNOWLEDGED_WITHIN, CHOICE, CHOICES, PANEL_TEXT, TEXT
from bots.discord_bot.payloads import EPHEMERAL, editing, form, sending
from bots.discord_bot.reading import PLATFORM, Me
from bots.discord_bot.reading_interactions import (
    AUTOCOMPLETE,
    COMMAND,
    COMPONENT,
    FORM,
    STARTING,
    Scene,
    is_lifted,
    read_command,
    read_form,
    read_press,
    read_typed,
)
from bots.discord_bot.transport import SEND, Transport
from bots.engine.language.phrases import say, speak
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.defects import log_defect
from bots.engine.seam.errors import Gone, Late, NotSent, PlatformError, SlowDown, Unsure
from bots.engine.seam.frames import answer_frames
from bots.engine.seam.inbox import Inbox
from bots.engine.seam.incoming import Incoming, Press
from bots.engine.seam.places import ToChat, ToInteraction
from bots.engine.seam.shown import File, Frame, Response, Suggestion
from bots.engine.seam.targets import next_target
from bots.text.to_discord import to_discord
from provider.values import Value, replace

T = TypeVar("T")

RENDER = partial(to_discord, last=True, limit=TEXT)
"""Renders the first message of finished words."""

PANEL_RENDER = partial(to_discord, last=True, limit=PANEL_TEXT)
"""The same for the words of a panel, which is one message."""

PATIENCE = 2.0
"""Seconds that a command may take before it is deferred."""

DEADLINE = ACKNOWLEDGED_WITHIN - 0.2
"""Seconds after which no further attempt is made to acknowledge."""

ATTEMPT = 1.2

LONGEST_WAIT = 60.0
"""Seconds: if Discord asks for a longer pause, a command's answer is given up."""

REPLY, DEFER, DEFER_UPDATE, UPDATE, SUGGEST, OPEN_FORM = 4, 5, 6, 7, 8, 9

_ACKNOWLEDGED = 40060

log = logging.getLogger("parley.discord")


class Responding:
    """Takes interactions and answers each of them."""

    def __init__(self, transport: Transport, clock: Clock) -> None:
        self._transport = transport
        self._clock = clock

    async def take(self, raw: Mapping[str, Any], me: Me, inbox: Inbox, scene: Scene) -> None:
        """Acknowledge, run and answer one interaction. `scene`: what it does not say itself."""
        slip = _Slip(self._transport, self._clock, raw, me.app)
        speak(str(raw.get("locale") or ""))
        if raw["type"] == COMMAND:
            await self._command(slip, raw, me, inbox, scene)
        elif raw["type"] == COMPONENT:
            await self._press(slip, read_press(raw, me, self._clock.wall(), scene), inbox, DEFER_UPDATE)
        elif raw["type"] == FORM:
            await self._press(slip, read_form(raw, me, self._clock.wall(), scene), inbox, DEFER)
        elif raw["type"] == AUTOCOMPLETE:
            await self._typed(slip, raw, inbox, scene)

    async def _command(self, slip: "_Slip", raw: Mapping[str, Any], me: Me, inbox: Inbox, scene: Scene) -> None:
        invocation = read_command(raw, me, self._clock.wall(), scene)
        target = invocation.origin.target
        public = invocation.name in STARTING and isinstance(target, ToInteraction) and not target.private
        flags = 0 if public else EPHEMERAL
        result = await self._patiently(inbox.on_command(invocation), inbox, slip, DEFER, flags)
        if isinstance(result, _Failed):
            result = Response(say("failed_inside"))
        if isinstance(result, Incoming):
            await self._start(slip, result, inbox, public=public, guest=scene.guest)
        elif result.form is not None and not slip.deferred:
            await slip.acknowledge(OPEN_FORM, form(result.form))
        elif result.text or result.file is not None:
            await self._reply(slip, result, public)
        else:
            await self._say_nothing(slip)

    async def _say_nothing(self, slip: "_Slip") -> None:
        """Acknowledge the interaction, and no more."""
        if slip.pressed:
            slip.deferred = slip.deferred or await slip.acknowledge(DEFER_UPDATE)
        elif slip.deferred or await slip.acknowledge(DEFER, {"flags": EPHEMERAL}):
            await slip.delete()

    async def _start(self, slip: "_Slip", incoming: Incoming, inbox: Inbox, *, public: bool, guest: bool) -> None:
        """Hand on the question that a command became. `public`: everybody sees its deferral, if there was one."""
        origin = incoming.origin
        target = origin.target
        if not isinstance(target, ToInteraction):  # the answer goes elsewhere
            if slip.deferred or await slip.acknowledge(DEFER, {"flags": EPHEMERAL}):
                await slip.delete()
        elif slip.deferred and not public and not target.private:
            await slip.delete()
            target = next_target(target)
        elif not slip.deferred and not await slip.acknowledge(DEFER, {"flags": EPHEMERAL} if target.private else None):
            if target.private or guest:
                await inbox.on_lapsed(incoming)
                return
            target = ToChat(origin.place)  # the token is useless; an answer that all may read can go to the channel
        await inbox.on_message(replace(incoming, origin=replace(origin, target=target)))

    async def _reply(self, slip: "_Slip", answer: Response, public: bool) -> None:
        """Answer a command. `public`: everybody sees its deferral, if there was one."""
        first, *others = _frames(answer)
        if first.file is not None and not slip.deferred:  # its upload may take longer than an acknowledgement
            public = not answer.private
            slip.deferred = await slip.acknowledge(DEFER, None if public else {"flags": EPHEMERAL})
        if not slip.deferred:
            await slip.acknowledge(REPLY, sending(first, private=answer.private), first.file)
        elif public and answer.private:
            if not await slip.delete():
                return  # Discord puts the next message in the place of the deferral, where everybody would read it
            await slip.follow_up(first, private=True)
        else:
            await slip.fill(first)
        for frame in others:
            await slip.follow_up(frame, private=answer.private)

    async def _press(self, slip: "_Slip", press: Press, inbox: Inbox, kind: int) -> None:
        """Answer a pressed button, or a form. `kind`: the response that announces a model's answer."""
        waiting, flags = (DEFER_UPDATE, 0) if slip.pressed else (DEFER, EPHEMERAL)
        answer = await self._patiently(inbox.on_press(press), inbox, slip, waiting, flags)
        if isinstance(answer, _Failed):
            answer = Response(say("failed_inside"))
        if isinstance(answer, Incoming):
            await self._begin(slip, answer, inbox, kind)
            return
        if answer.form is not None and not slip.deferred and kind != DEFER:
            await slip.acknowledge(OPEN_FORM, form(answer.form))
            return
        if answer.form is not None:  # a form must open at once, and it is too late for that
            answer = Response(say("form_too_late"))
        if not answer.text and answer.file is None:
            await self._say_nothing(slip)
            return
        if not slip.pressed:
            await self._reply(slip, answer, public=False)
            return
        first, *others = _frames(answer)
        if first.file is not None and not slip.deferred:
            slip.deferred = await slip.acknowledge(DEFER_UPDATE)
        if answer.replace and slip.deferred:
            await slip.fill(first)
        elif answer.replace:
            await slip.acknowledge(UPDATE, editing(first, lifted=slip.lifted), first.file)
        elif slip.deferred:
            await slip.follow_up(first, private=answer.private)
        else:
            await slip.acknowledge(REPLY, sending(first, private=answer.private), first.file)
        for frame in others:
            await slip.follow_up(frame, private=answer.private)

    async def _begin(self, slip: "_Slip", incoming: Incoming, inbox: Inbox, kind: int) -> None:
        """Hand on the question that a press became, once the press is acknowledged."""
        target = incoming.origin.target
        if not isinstance(target, ToInteraction):
            if not slip.deferred:
                await slip.acknowledge(DEFER_UPDATE)
        elif slip.deferred:  # it was deferred as an update, so the answer is a further message
            target = next_target(target)
        elif not await slip.acknowledge(kind, {"flags": EPHEMERAL} if kind == DEFER and target.private else None):
            await inbox.on_lapsed(incoming)
            return
        await inbox.on_message(replace(incoming, origin=replace(incoming.origin, target=target)))

    async def _typed(self, slip: "_Slip", raw: Mapping[str, Any], inbox: Inbox, scene: Scene) -> None:
        typed = read_typed(raw, scene)
        offered: tuple[Suggestion, ...] = ()
        if typed is not None:
            found = await self._patiently(inbox.on_typed(typed), inbox, slip, None, 0)
            offered = () if isinstance(found, _Failed) else found
        fitting = [each for each in offered if 0 < len(each.value) <= CHOICE][:CHOICES]
        choices = [{"name": (each.label or each.value)[:CHOICE], "value": each.value} for each in fitting]
        await slip.acknowledge(SUGGEST, {"choices": choices})

    async def _patiently(
        self, work: Coroutine[Any, Any, T], inbox: Inbox, slip: "_Slip", kind: int | None, flags: int
    ) -> "T | _Failed":
        """The engine's answer. If it takes long, the interaction is deferred as `kind`, or given up if that is None."""
        task = asyncio.create_task(work)
        try:
            done, _ = await asyncio.wait({task}, timeout=self._clock.real(PATIENCE))
            if not done and kind is not None:
                slip.deferred = await slip.acknowledge(kind, {"flags": flags} if flags else None)
                await asyncio.wait({task})
        finally:
            if not task.done():
                task.cancel()
                await asyncio.wait({task})
        if task.cancelled():
            return _Failed("")
        if (error := task.exception()) is not None:
            failed = _Failed(log_defect(log, "a defect in Parley, in an interaction", error))
            await inbox.on_trouble(PLATFORM, failed.trace)
            return failed
        return task.result()


class _Failed(Value):
    """The engine failed; the log says why, under `trace`."""

    trace: str


def _frames(answer: Response) -> list[Frame]:
    """The messages of an answer. A panel is one, whatever it says: `panels.container` makes it fit."""
    if answer.panel is None:
        return answer_frames(answer, RENDER)
    text = PANEL_RENDER(answer.text).text
    return [Frame(text, (), answer.buttons, answer.file, answer.silent, panel=answer.panel, private=answer.private)]


class _Slip:
    """The way to answer one interaction.

    `pressed`: it came from a message. `lifted`: that message consists of components. `deferred`: it was.
    """

    def __init__(self, transport: Transport, clock: Clock, raw: Mapping[str, Any], app: str) -> None:
        self._transport = transport
        self._clock = clock
        self._callback = f"/interactions/{raw['id']}/{raw['token']}/callback"
        self._webhook = f"/webhooks/{app}/{raw['token']}"
        self.pressed = bool(raw.get("message"))
        self.lifted = is_lifted(raw)
        self._until = clock.now() + DEADLINE
        self.deferred = False

    async def acknowledge(self, kind: int, data: dict[str, Any] | None = None, file: File | None = None) -> bool:
        """Answer the interaction itself; returns whether Discord took it. A repeated call does no harm."""
        payload = {"type": kind} if data is None else {"type": kind, "data": data}
        while (left := self._until - self._clock.now()) > 0.0:
            try:
                await self._transport.call(
                    "POST", self._callback, payload=payload, file=file, as_bot=False, answer=min(ATTEMPT, left)
                )
            except (NotSent, Unsure):
                await self._clock.sleep(0.1)
            except SlowDown as wait:
                if wait.retry_after >= left:
                    break
                await self._clock.sleep(wait.retry_after)
            except Denied as error:
                if error.code == _ACKNOWLEDGED:
                    return True
                log.warning("an interaction was not taken: %s", error)
                return False
            except PlatformError as error:
                log.warning("an interaction was not taken: %s", error)
                return False
            else:
                return True
        log.warning("an interaction could not be acknowledged in time")
        return False

    async def fill(self, frame: Frame) -> None:
        """Replace the deferred response, or the pressed message."""
        payload = editing(frame, lifted=self.lifted)
        await self._calmly("PATCH", f"{self._webhook}/messages/@original", payload, frame.file)

    async def follow_up(self, frame: Frame, *, private: bool) -> None:
        """Send a further message."""
        await self._calmly("POST", self._webhook, sending(frame, private=private), frame.file)

    async def delete(self) -> bool:
        """Delete the deferred response; returns whether it is gone."""
        return await self._calmly("DELETE", f"{self._webhook}/messages/@original", None)

    async def _calmly(self, method: str, path: str, payload: dict[str, Any] | None, file: File | None = None) -> bool:
        """Call Discord after the acknowledgement: wait as it says, and repeat a call that was lost and does no harm.

        Returns whether it was done, or the message is gone by itself.
        """
        for attempt in range(1, 4):
            try:
                await self._transport.call(
                    method, path, payload=payload, file=file, as_bot=False, answer=SEND if method == "POST" else 0.0
                )
            except SlowDown as wait:
                if wait.retry_after > LONGEST_WAIT:
                    break
                await self._clock.sleep(wait.retry_after)
            except (NotSent, Unsure) as error:
                if method == "POST" or (file is not None and isinstance(error, Late)):
                    break
                await self._clock.sleep(float(attempt))
            except PlatformError as error:
                log.warning("an answer to an interaction was refused: %s", error)
                return isinstance(error, Gone)
            else:
                return True
        log.warning("an answer to an interaction was lost")
        return False
