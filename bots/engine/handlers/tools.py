"""Which tools a place has, where that comes from, which of them run without asking; and the answer to a question."""

from collections.abc import Mapping
from typing import Protocol

from bots.engine.access.gate import Gate
from bots.engine.handlers import asking, settings
from bots.engine.handlers.models import RESET
from bots.engine.handlers.permissions import may_set
from bots.engine.language.phrases import say
from bots.engine.seam.incoming import Incoming, Invocation, Origin, Press
from bots.engine.seam.panels import with_words
from bots.engine.seam.shown import Response
from bots.engine.settings.place_settings import PlaceSettings
from bots.engine.settings.scopes import HERE, scope_of, unreachable
from bots.engine.settings.wording import meant
from bots.engine.tools.approvals import Approvals, Question, Verdict
from bots.engine.tools.registry import ALL, NOBODY_CHOSE, chosen
from bots.text.names import clean, shown

ALLOW, ASK = "allow", "ask"
"""The first words of a value that says of a single tool whether it runs without asking."""
ABOUT = 200
"""Characters of what a source says of itself."""
NAME = 64
"""Characters of the name of a tool: servers of models take no longer ones."""

_SIGNS: Mapping[bool, str] = {True: "✅", False: "▫️"}


class Services(Protocol):
    """The services that an answer to the question whether a tool may run needs."""

    @property
    def gate(self) -> Gate: ...

    @property
    def place_settings(self) -> PlaceSettings: ...

    @property
    def approvals(self) -> Approvals: ...


async def tools(services: settings.Services, invocation: Invocation) -> Response | Incoming:
    """`/settings tools`: what is on here, and where that comes from; or another choice."""
    origin, value = invocation.origin, invocation.options.get("value", "").strip()
    verb, _, name = value.partition(" ")
    if verb.lower() in (ALLOW, ASK) and name:
        return await _one(services, origin, name.strip(), invocation.options.get("scope", HERE), verb.lower())
    if value and (unknown := _unknown(services.place_settings, origin, value)):
        return _no_such(services.place_settings, origin, unknown)
    said = await settings.one(services, invocation)
    if not isinstance(said, Response):
        return said
    return with_words(said, "\n".join(await _lines(services.place_settings, origin)))


async def permit_pressed(services: Services, press: Press) -> Response | Incoming:
    """Allow once: the tool runs this time."""
    return await _answered(services, press, Verdict.ALLOWED, "tool_allowed")


async def permit_always_pressed(services: Services, press: Press) -> Response | Incoming:
    """Always here: the tool runs there without asking from now on."""
    question = await _asked(services, press)
    if isinstance(question, Response):
        return question
    # It is noted first: other calls of the tool may wait for that answer.
    await services.place_settings.tools.allow(press.origin, question.tool, HERE)
    question.answer(Verdict.ALLOWED)
    return Response(say("tool_always", tool=_coded(question.tool)))


async def forbid_pressed(services: Services, press: Press) -> Response | Incoming:
    """Deny: the tool does not run."""
    return await _answered(services, press, Verdict.DENIED, "tool_denied")


async def _answered(services: Services, press: Press, verdict: Verdict, said: str) -> Response:
    """Answer a question once, and say so in that phrase."""
    question = await _asked(services, press)
    if isinstance(question, Response):
        return question
    found = question.answer(verdict)
    return Response(say(said, tool=_named(question.tool)) if found else say("approval_over"))


async def _asked(services: Services, press: Press) -> Question | Response:
    """The question that a button answers, or why that person does not answer it."""
    question = services.approvals.find(press.action.argument, press.origin.place)
    if question is None:
        return Response(say("approval_over"))
    refused = await asking.not_theirs(services, press.action.name, press.origin, str(question.asker))
    return refused or question


async def _one(services: settings.Services, origin: Origin, name: str, reach: str, verb: str) -> Response:
    """Let a tool run without asking for that scope, or take that back."""
    if refused := unreachable(origin, reach) or await may_set(services.gate, origin, scope_of(origin, reach)):
        return Response(say(refused))
    here = services.place_settings.tools
    if verb == ASK:
        await here.ask(origin, name, reach)
        return Response(say("tool_asks_again", tool=_named(name)))
    if (await here.registry.toolbox(origin, ALL)).find(name) is None:
        return _no_such(services.place_settings, origin, name)
    await here.allow(origin, name, reach)
    return Response(say("tool_always", tool=_coded(name)))


async def _lines(place_settings: PlaceSettings, origin: Origin) -> list[str]:
    """A line for each source that the owner gives the place, and for what asks, what does not, and what is missing."""
    here, value = place_settings.tools, (await place_settings.here(origin)).tools
    sources = here.registry.here(origin)
    if not sources:
        return [say("tools_none")]
    on = chosen(value, (source.name for source in sources))
    lines = [f"{_SIGNS[each.name in on]} {shown(each.name)}: {shown(each.about, ABOUT)}" for each in sources]
    if value == NOBODY_CHOSE:
        return lines
    box, always = await here.registry.toolbox(origin, value), await here.always(origin)
    acts = [tool.definition.name for tool in box.tools if not tool.reads_only]
    for phrase, names in (
        ("tools_ask", [name for name in acts if name not in always]),
        ("tools_always", [name for name in acts if name in always]),
        ("tools_missing", box.missing),
    ):
        lines += [say(phrase, names=", ".join(map(_named, names)))] if names else []
    return lines


def _named(tool: str) -> str:
    """The whole name of a tool: whoever reads it may have to write it."""
    return shown(tool, NAME)


def _coded(tool: str) -> str:
    """The name of a tool as it stands in code, which shows each sign as it is."""
    return clean(tool, NAME).replace("`", "")


def _no_such(place_settings: PlaceSettings, origin: Origin, name: str) -> Response:
    names = ", ".join(shown(source.name) for source in place_settings.tools.registry.here(origin))
    return Response(say("tools_unknown", name=_named(name), names=names) if names else say("tools_none"))


def _unknown(place_settings: PlaceSettings, origin: Origin, value: str) -> str:
    """The first name in a choice that no source has; empty if all are known, or it names none."""
    words = value.lower().replace(",", " ").split()
    if len(words) == 1 and (meant("tools", words[0]) in (ALL, NOBODY_CHOSE) or words[0] in RESET):
        return ""
    names = {source.name for source in place_settings.tools.registry.here(origin)}
    return next((word for word in words if word not in names), "")
