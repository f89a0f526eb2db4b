"""What an owner does first: adding the bot where people are, and choosing what is off until somebody wants it."""

from collections.abc import Mapping
from typing import Protocol

from bots.engine.language.phrases import say
from bots.engine.seam.platform import Platform, TakesInvitations
from bots.engine.seam.values import Action, Button, Origin, Response
from bots.engine.settings.place_settings import PlaceSettings


class Services(Protocol):
    """The services that the first steps need."""

    @property
    def platforms(self) -> Mapping[str, Platform]: ...

    @property
    def place_settings(self) -> PlaceSettings: ...


def invitations(platforms: Mapping[str, Platform]) -> list[str]:
    """A line for each platform that is ready, with the address that adds the bot to a server or a group there."""
    addresses = {name: each.invitation() for name, each in platforms.items() if isinstance(each, TakesInvitations)}
    return [say("first_invitation", platform=name.capitalize(), address=at) for name, at in addresses.items() if at]


async def welcome(services: Services, origin: Origin) -> Response:
    """The answer to a claim: where the bot can be added, what is off, and a button that leads to the settings."""
    off = [say("first_limits")]
    if (await services.place_settings.here(origin)).reasoning == "off":
        off.insert(0, say("first_thoughts"))
    lines = (say("claimed"), *invitations(services.platforms), "", say("first_off"), *off)
    return Response("\n".join(lines), buttons=((Button(say("settings_button"), Action("set")),),))
