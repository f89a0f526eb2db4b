"""`/models`: the models that somebody may use, to be read, a page at a time."""

from typing import Protocol

from bots.engine.access.gate import Gate
from bots.engine.handlers import choosable as choosing_among
from bots.engine.handlers.able import ABLE, narrowed
from bots.engine.handlers.choosable import Choosable, choosable
from bots.engine.handlers.model_actions import READ, Page
from bots.engine.handlers.model_summary import BETWEEN, describe
from bots.engine.handlers.paging import paged
from bots.engine.handlers.permissions import usable
from bots.engine.language.phrases import say
from bots.engine.seam import panels
from bots.engine.seam.incoming import Incoming, Invocation, Origin
from bots.engine.seam.shown import Panel, Response
from provider.model_facts import ModelFacts


class Services(choosing_among.Services, Protocol):
    """The services that the list of models needs."""

    @property
    def gate(self) -> Gate: ...


async def models(services: Services, invocation: Invocation) -> Response | Incoming:
    """`/models`: the models that can be chosen, or those of them that can do something."""
    return await models_page(services, invocation.origin, Page(READ, able=invocation.options.get("able", "")))


async def models_page(services: Services, origin: Origin, page: Page) -> Response:
    """A page of that list: what was used there lately first, then the aliases, then by provider."""
    found = await choosable(services, origin, await usable(services.gate, services.place_settings, origin))
    names = tuple(found.index.search("", found.familiar))
    if not names:
        return Response(say("models_none"))
    fitting = narrowed(services, names, page.able)
    shown = paged(fitting.names, page.number)
    head = say("models_head")
    if page.able in ABLE:
        head = say(ABLE[page.able].some if shown.items else ABLE[page.able].none)
    owner = origin.person in services.gate.owners
    lines = [head, *([""] if shown.items else [])]
    lines += [_line(services.catalog.facts(name), name, found, owner=owner) for name in shown.items]
    unknown = say("models_unknown", count=fitting.unknown) if fitting.unknown else ""
    panel = Panel("", tuple(lines), unknown, (), shown.turning(lambda number: page.at(number).action()), shown.words)
    return panels.shown(panel)


def _line(facts: ModelFacts, name: str, found: Choosable, *, owner: bool) -> str:
    shown = f"`{name}`" if facts.name == name else f"`{name}` ({facts.name})"
    mark = " ✓" if name == found.here else ""
    return BETWEEN.join(filter(None, (f"- {shown}{mark}", describe(facts, owner=owner, usual=found.usual))))
