"""An interaction is acknowledged within three seconds, whatever happens; then it is answered in peace."""

import asyncio
import secrets
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from bots.discord_bot.asking import AUTOCOMPLETE, COMMAND, COMPONENT, read_command, read_press, read_typed
from bots.discord_bot.failures import Denied
from bots.discord_bot.payloads import EPHEMERAL, editing, sending
from bots.discord_bot.reading import Me
from bots.discord_bot.rest import Rest
from bots.discord_bot.tending import describe, log
from bots.engine.clock import Clock
from bots.engine.commands import COMMANDS
from bots.engine.model import Answer, Frame, Incoming, ToChat
from bots.engine.phrases import say
from bots.engine.platform import Inbox, NotSent, PlatformError, SlowDown, Unsure
from bots.text.to_discord import to_discord

T = TypeVar("T")

PATIENCE = 2.0
"""Seconds that a command may take before it is deferred."""

DEADLINE = 2.8
"""Seconds after which trying to acknowledge is over: Discord stops listening at three."""

ATTEMPT = 1.2

REPLY, DEFER, DEFER_UPDATE, UPDATE, CHOICES = 4, 5, 6, 7, 8

_CHOICES = 25
_CHOICE_LENGTH = 100
_ACKNOWLEDGED = 40060

_PUBLIC = frozenset(command.name for command in COMMANDS if command.starts_answer)


class Responding:
    """Takes interactions and sees each to its end."""

    def __init__(self, rest: Rest, clock: Clock) -> None:
        self._rest = rest
        self._clock = clock

    async def take(self, raw: Mapping[str, Any], me: Me, inbox: Inbox) -> None:
        """Acknowledge, run and answer one interaction."""
        slip = _Slip(self._rest, self._clock, raw["id"], raw["token"], me.app)
        if raw["type"] == COMMAND:
            await self._command(slip, raw, me, inbox)
        elif raw["type"] == COMPONENT:
            await self._press(slip, raw, me, inbox)
        elif raw["type"] == AUTOCOMPLETE:
            await self._typed(slip, raw, inbox)

    async def _command(self, slip: "_Slip", raw: Mapping[str, Any], me: Me, inbox: Inbox) -> None:
        invocation = read_command(raw, me, self._clock.wall())
        public = invocation.name in _PUBLIC
        result = await self._patiently(inbox.on_command(invocation), slip, DEFER, 0 if public else EPHEMERAL)
        if isinstance(result, _Failed):
            result = Answer(say("failed_inside", trace=result.trace))
        if isinstance(result, Incoming):
            if not slip.deferred and not await slip.acknowledge(DEFER):
                place = result.origin.place
                result = replace(result, origin=replace(result.origin, target=ToChat(place)))
            await inbox.on_message(result)
        elif result.text:
            await self._reply(slip, result, public)
        elif slip.deferred or await slip.acknowledge(DEFER, {"flags": EPHEMERAL}):
            await slip.delete()

    async def _reply(self, slip: "_Slip", answer: Answer, public: bool) -> None:
        """`public`: a deferral, where there was one, was for all to see."""
        first, *others = frames(answer)
        if not slip.deferred:
            await slip.acknowledge(REPLY, sending(first, private=answer.private))
        elif public and answer.private:
            await slip.delete()
            await slip.follow_up(first, private=True)
        else:
            await slip.fill(first)
        for frame in others:
            await slip.follow_up(frame, private=answer.private)

    async def _press(self, slip: "_Slip", raw: Mapping[str, Any], me: Me, inbox: Inbox) -> None:
        press = read_press(raw, me, self._clock.wall())
        answer = await self._patiently(inbox.on_press(press), slip, DEFER_UPDATE, 0)
        if isinstance(answer, _Failed):
            answer = Answer(say("failed_inside", trace=answer.trace))
        if isinstance(answer, Incoming):
            if not slip.deferred:
                await slip.acknowledge(DEFER_UPDATE)
            await inbox.on_message(answer)
            return
        if not answer.text:
            if not slip.deferred:
                await slip.acknowledge(DEFER_UPDATE)
            return
        first, *others = frames(answer)
        if answer.replace:
            await (slip.fill(first) if slip.deferred else slip.acknowledge(UPDATE, editing(first)))
        elif slip.deferred:
            await slip.follow_up(first, private=answer.private)
        else:
            await slip.acknowledge(REPLY, sending(first, private=answer.private))
        for frame in others:
            await slip.follow_up(frame, private=answer.private)

    async def _typed(self, slip: "_Slip", raw: Mapping[str, Any], inbox: Inbox) -> None:
        typed = read_typed(raw)
        values: tuple[str, ...] = ()
        if typed is not None:
            found = await self._patiently(inbox.on_typed(typed), slip, None, 0)
            values = () if isinstance(found, _Failed) else found
        fitting = [value for value in values if 0 < len(value) <= _CHOICE_LENGTH][:_CHOICES]
        await slip.acknowledge(CHOICES, {"choices": [{"name": value, "value": value} for value in fitting]})

    async def _patiently(
        self, work: Coroutine[Any, Any, T], slip: "_Slip", kind: int | None, flags: int
    ) -> "T | _Failed":
        """The engine's answer; deferred as `kind` where it takes long (None: given up)."""
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
            failed = _Failed(secrets.token_hex(4))
            log.error("discord: trace %s: an interaction failed: %s", failed.trace, describe(error))
            return failed
        return task.result()


def frames(answer: Answer) -> list[Frame]:
    """An answer of the bot itself as messages; its buttons are under the last."""
    pieces = [to_discord(answer.text, last=True)]
    while pieces[-1].rest:
        pieces.append(to_discord(pieces[-1].rest, last=True))
    shown = [Frame(piece.text, piece.entities) for piece in pieces]
    shown[-1] = replace(shown[-1], buttons=answer.buttons)
    return shown


@dataclass(frozen=True, slots=True)
class _Failed:
    """The engine broke; the log says how, under `trace`."""

    trace: str


class _Slip:
    """One interaction's way back to Discord."""

    def __init__(self, rest: Rest, clock: Clock, interaction: str, token: str, app: str) -> None:
        self._rest = rest
        self._clock = clock
        self._callback = f"/interactions/{interaction}/{token}/callback"
        self._webhook = f"/webhooks/{app}/{token}"
        self._until = clock.now() + DEADLINE
        self.deferred = False

    async def acknowledge(self, kind: int, data: dict[str, Any] | None = None) -> bool:
        """Answer the interaction itself; whether Discord has taken it. A repeated one does no harm."""
        payload = {"type": kind} if data is None else {"type": kind, "data": data}
        while (left := self._until - self._clock.now()) > 0.0:
            try:
                await self._rest.call("POST", self._callback, payload=payload, as_bot=False, answer=min(ATTEMPT, left))
            except (NotSent, Unsure):
                await self._clock.sleep(0.1)
            except SlowDown as wait:
                if wait.retry_after >= left:
                    break
                await self._clock.sleep(wait.retry_after)
            except Denied as error:
                if error.code == _ACKNOWLEDGED:
                    return True
                log.warning("discord: an interaction was not taken: %s", error)
                return False
            except PlatformError as error:
                log.warning("discord: an interaction was not taken: %s", error)
                return False
            else:
                return True
        log.warning("discord: an interaction could not be acknowledged in time")
        return False

    async def fill(self, frame: Frame) -> None:
        """Put something in the place of the deferred response, or of the pressed message."""
        await self._calmly("PATCH", f"{self._webhook}/messages/@original", editing(frame))

    async def follow_up(self, frame: Frame, *, private: bool) -> None:
        """One more message."""
        await self._calmly("POST", self._webhook, sending(frame, private=private))

    async def delete(self) -> None:
        """Take the deferred response away."""
        await self._calmly("DELETE", f"{self._webhook}/messages/@original", None)

    async def _calmly(self, method: str, path: str, payload: dict[str, Any] | None) -> None:
        """After the acknowledgement there are minutes: wait where Discord says so, repeat what was lost."""
        for attempt in range(1, 4):
            try:
                await self._rest.call(method, path, payload=payload, as_bot=False)
            except SlowDown as wait:
                await self._clock.sleep(wait.retry_after)
            except (NotSent, Unsure):
                if method == "POST":
                    break
                await self._clock.sleep(float(attempt))
            except PlatformError as error:
                log.warning("discord: an answer to an interaction was refused: %s", error)
                return
            else:
                return
        log.warning("discord: an answer to an interaction was lost")
