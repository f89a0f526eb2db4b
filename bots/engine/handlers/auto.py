"""What "auto" is, in words and buttons for owners: today's model, pinned or not."""

from typing import Protocol

from bots.engine.access.gate import Gate
from bots.engine.language.phrases import say
from bots.engine.seam.incoming import Incoming, Press
from bots.engine.seam.places import Person
from bots.engine.seam.shown import Action, Button, Response
from bots.engine.settings.place_settings import PlaceSettings
from bots.engine.settings.scopes import EVERYWHERE
from bots.text.names import literal
from provider import Catalog

PIN, UNPIN = "pin", "unpin"


class Services(Protocol):
    """The services that the words about "auto" need."""

    @property
    def catalog(self) -> Catalog: ...

    @property
    def gate(self) -> Gate: ...

    @property
    def place_settings(self) -> PlaceSettings: ...


async def at_claim(services: Services, owner: Person) -> tuple[str, tuple[Button, ...]]:
    """Pin what "auto" is, if anything is left to it; what the new owner reads of it, and their buttons."""
    if not services.place_settings.leaves_to_auto():
        return "", ()
    await services.place_settings.auto.pin(owner)
    return await what_it_is(services)


async def what_it_is(services: Services) -> tuple[str, tuple[Button, ...]]:
    """The sentence that says which model "auto" is, and the buttons for owners beside it; empty if it is none now."""
    pinned = services.place_settings.auto.model
    model = pinned or await services.catalog.answering(chat=True)
    if not model:
        return "", ()
    choose = Button(say("auto_choose_button"), Action("pick", EVERYWHERE))
    if pinned:
        return say("auto_pinned", model=literal(model)), (choose, Button(say("unpin_button"), Action(UNPIN)))
    return say("auto_today", model=literal(model)), (Button(say("pin_button"), Action(PIN)), choose)


async def pin_pressed(services: Services, press: Press) -> Response | Incoming:
    """The buttons that pin what "auto" is, and let it change again."""
    person = press.origin.person
    if person not in services.gate.owners:
        return Response(say("owner_only"))
    if press.action.name == UNPIN:
        await services.place_settings.auto.unpin(person)
    elif not await services.place_settings.auto.pin(person):
        return Response(say("auto_nothing_to_pin"))
    return Response((await what_it_is(services))[0] or say("auto_nothing_to_pin"))
