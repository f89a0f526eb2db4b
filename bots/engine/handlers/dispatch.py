"""Commands, buttons, forms and typing: checks whether the person may, then calls the function behind it."""

import logging
from collections.abc import Awaitable

from bots.engine.access.gate import Gate
from bots.engine.access.roles import RANKS, Role
from bots.engine.access.verdicts import Verdict
from bots.engine.commands.command import Repeats
from bots.engine.commands.table import BY_NAME
from bots.engine.conversation.age import is_old
from bots.engine.delivery.notices import Notices
from bots.engine.handlers.completion import CHOICES, complete_model
from bots.engine.handlers.permissions import refusal
from bots.engine.handlers.registry import KINDS, PRESSES, RUNS, Services
from bots.engine.language.phrases import described, explain, say, speak
from bots.engine.reply.failures import Failures
from bots.engine.runtime.defects import fenced
from bots.engine.seam.incoming import Incoming, Invocation, Origin, Press, Typed
from bots.engine.seam.places import Place, ToInteraction
from bots.engine.seam.shown import Response, Suggestion
from bots.engine.settings.zones import fitting
from bots.engine.storage import inbox
from bots.engine.storage.records import StoreError
from provider.errors import ProviderError
from provider.values import replace

log = logging.getLogger("parley")

CLAIM = "claim"
"""The command that nothing holds back: a right code makes an owner at once, whoever else writes meanwhile."""


class Dispatch:
    """Runs every command and every button."""

    def __init__(self, services: Services, gate: Gate, notices: Notices, failures: Failures) -> None:
        self._services = services
        self._gate = gate
        self._notices = notices
        self._failures = failures

    async def command(self, invocation: Invocation) -> Response | Incoming:
        """Run a command; of somebody who may not talk only if there is room to answer them."""
        speak(self._services.place_settings.language(invocation.origin))
        if _is_over(invocation):
            return Response("")
        if self._gate.is_stranger(invocation.origin) and not self._is_heard(invocation):
            return Response("")
        return self._marked(invocation.origin, await self._fenced(self._run(invocation), invocation.origin))

    async def press(self, press: Press) -> Response | Incoming:
        """Do what a button says; for somebody who may not talk only if there is room to show it."""
        speak(self._services.place_settings.language(press.origin))
        origin = press.origin
        kind = KINDS.get(press.action.name)
        shown = kind is not None and kind.door == "anyone" and not _is_interaction(origin)
        if shown and self._gate.is_stranger(origin) and not self._notices.has_room_at(origin.place):
            return Response(say("no_room"))
        return self._marked(origin, await self._fenced(self._do(press), origin))

    async def typed(self, typed: Typed) -> tuple[Suggestion, ...]:
        """Values that fit what somebody types."""
        speak(typed.origin.locale)
        command = BY_NAME.get(typed.command)
        options = command.options if command else ()
        if command is None or not any(option.name == typed.option and option.complete for option in options):
            return ()
        try:
            if await self._gate.verdict(typed.origin) is not Verdict.WELCOME:
                return ()
            if refusal(command, typed.origin, await self._role(typed.origin, command.role)):
                return ()
            if typed.option == "zone":
                return tuple(map(Suggestion, fitting(typed.text)[:CHOICES]))
            return await complete_model(self._services, typed)
        except StoreError as error:
            self._failures.store_failed(error, typed.origin)
        except ProviderError:
            pass  # a list that cannot be read offers nothing
        return ()

    def _is_heard(self, invocation: Invocation) -> bool:
        """Whether a command of somebody who may not talk is run. Notes that they are answered.

        A claim always is, and so is an interaction, whose answer takes no call from others.
        """
        origin = invocation.origin
        always = invocation.name == CLAIM or _is_interaction(origin)
        return always or self._notices.admits(origin.person, origin.place)

    def _marked(self, origin: Origin, answer: Response | Incoming) -> Response | Incoming:
        """The answer, marked if it is for somebody who may not talk, even now."""
        if isinstance(answer, Incoming) or not self._gate.is_stranger(origin):
            return answer
        return replace(answer, to_stranger=True)

    async def _fenced(self, work: Awaitable[Response | Incoming], origin: Origin) -> Response | Incoming:
        """The result of the work, or a sentence for who asked if it breaks."""
        return await fenced(self._said(work, origin), log, lambda trace: Response(self._failures.defect(trace, origin)))

    async def _said(self, work: Awaitable[Response | Incoming], origin: Origin) -> Response | Incoming:
        """The result of the work, or a sentence for who asked if the store or a provider fails."""
        try:
            return await work
        except StoreError as error:
            return Response(self._failures.store_failed(error, origin))
        except ProviderError as error:
            return Response(explain(error))

    async def _is_first(self, place: Place, repeats: Repeats, *, id: str = "", delivery: str = "") -> bool:
        """Whether a command (`id`) or a press (`delivery`) did not come before.

        A platform delivers again what it could not confirm before a kill.
        """
        if not (id or delivery) or repeats != "noted":
            return True
        wall = self._services.clock.wall()
        return await self._services.store.run(inbox.first, place, wall, id=id, delivery=delivery)

    async def _run(self, invocation: Invocation) -> Response | Incoming:
        origin = invocation.origin
        command = BY_NAME.get(invocation.name)
        if command is None:
            return Response(say("unknown_command", name=invocation.name))
        if not await self._is_first(origin.place, command.repeats, id=invocation.id):
            return Response("")
        if command.role != "anyone":
            verdict = await self._gate.verdict(origin)
            if verdict is not Verdict.WELCOME:
                return Response(await self._gate.turn_away(origin, verdict))
        role = await self._role(origin, command.role)
        if reason := refusal(command, origin, role):
            return Response(say(reason))
        if command.role in ("manager", "owner") or command.keeps_names:
            self._services.names.keep(origin, invocation.about)
        for option in command.options:
            if option.required and not invocation.options.get(option.name, "").strip() and not _is_about(invocation):
                return Response(say("missing_option", name=command.name, example=described(command.example)))
        found = await RUNS[command.name](self._services, invocation)
        if isinstance(found, Incoming) and not found.id and invocation.id:  # it is about an older question
            found = replace(found, delivery=f"command {origin.place} {invocation.id}")
        return await self._unless_refused(found) if _is_interaction(origin) else found

    async def _do(self, press: Press) -> Response | Incoming:
        origin, kind = press.origin, KINDS.get(press.action.name)
        delivery = f"press {press.id}" if press.id else ""
        if not await self._is_first(origin.place, kind.repeats if kind else "noted", delivery=delivery):
            return Response("")
        if kind is not None and kind.door == "owners" and origin.person not in self._gate.owners:
            return Response(say("owner_only"))
        if (kind is None or kind.door == "members") and await self._gate.verdict(origin) is not Verdict.WELCOME:
            return Response(say("denied"))
        if kind is None:
            return Response(say("unknown_button"))
        if kind.keeps_names:
            self._services.names.keep(origin)
        found = await self._unless_refused(await PRESSES[kind.action](self._services, press))
        return replace(found, delivery=delivery) if isinstance(found, Incoming) else found

    async def _unless_refused(self, found: Response | Incoming) -> Response | Incoming:
        """What was found; for a question that is not answered the sentence, before all see that the bot is at it."""
        if isinstance(found, Response):
            return found
        refused = await self._services.questions.refusal(found, self._services.clock.wall())
        return Response(refused) if refused else found

    async def _role(self, origin: Origin, wanted: Role) -> Role:
        """The role of that person; the platform is asked only if the wanted role depends on it."""
        return "member" if RANKS.index(wanted) <= RANKS.index("member") else await self._gate.roles.here(origin)


def _is_about(invocation: Invocation) -> bool:
    """Whether a command has something to be about besides its own words."""
    return bool(
        invocation.quoted.strip() or invocation.attachments or invocation.quoted_attachments or invocation.unread
    )


def _is_over(invocation: Invocation) -> bool:
    """Whether a command that was old when it arrived is not run."""
    private, command = invocation.origin.private, BY_NAME.get(invocation.name)
    when = command.when_old if command else "in private"
    return is_old(invocation.age, private=private) and (when == "never" or (when == "in private" and not private))


def _is_interaction(origin: Origin) -> bool:
    return isinstance(origin.target, ToInteraction)
