"""What an owner does first: adding the bot where people are, and choosing what is off until somebody wants it."""

from collections.abc import Mapping
from typing import Protocol

from bots.engine.handlers import auto, searches
from bots.engine.language.phrases import money, say
from bots.engine.seam.incoming import Origin
from bots.engine.seam.platform import Platform, TakesInvitations
from bots.engine.seam.shown import Action, Button, Response


class Services(auto.Services, Protocol):
    """The services that the first steps need."""

    @property
    def platforms(self) -> Mapping[str, Platform]: ...


def invitations(platforms: Mapping[str, Platform]) -> list[str]:
    """A line for each platform that is ready, with the address that adds the bot to a server or a group there."""
    addresses = {name: each.invitation() for name, each in platforms.items() if isinstance(each, TakesInvitations)}
    return [say("first_invitation", platform=name.capitalize(), address=at) for name, at in addresses.items() if at]


async def welcome(services: Services, origin: Origin) -> Response:
    """The answer to a claim: where the bot can be added, who answers, what is off; buttons for these.

    From the claim on, "auto" stays the model that it is that day.
    """
    what_auto_is, about_auto = await auto.at_claim(services, origin.person)
    off = [say("first_limits")]
    here = await services.place_settings.here(origin)
    found = await searches.searches_here(services, origin, here)
    if found.able and not found.way.always and not here.search:
        off.insert(0, say("first_search", price=money(found.price, ".3g")))
    if here.reasoning == "off":
        off.insert(0, say("first_thoughts"))
    answering = ("", what_auto_is) if what_auto_is else ()
    lines = (say("claimed"), *invitations(services.platforms), *answering, "", say("first_off"), *off)
    rows = (about_auto, (Button(say("settings_button"), Action("set")),))
    return Response("\n".join(lines), buttons=tuple(row for row in rows if row))
