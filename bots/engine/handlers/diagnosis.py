"""What the bot itself is missing in a place, each with its cure."""

from collections.abc import Mapping
from typing import Protocol

from bots.engine.access.gate import Gate
from bots.engine.language.phrases import cure, say
from bots.engine.seam.incoming import Origin
from bots.engine.seam.platform import FiltersMessages, Platform, ReportsMissing
from provider import Catalog


class Services(Protocol):
    """The services that a look at the bot itself needs."""

    @property
    def platforms(self) -> Mapping[str, Platform]: ...

    @property
    def catalog(self) -> Catalog: ...

    @property
    def gate(self) -> Gate: ...


async def shortcomings(services: Services, origin: Origin, model: str) -> list[str]:
    """Sentences about what the platform keeps from the bot there, and about providers that only the owner can mend.

    Owners read which provider it is, and the cure.
    """
    found: list[str] = []
    platform = services.platforms[origin.place.platform]
    if isinstance(platform, ReportsMissing):
        found += await platform.reports_missing(origin.place, origin.server)
    refused = {name: error for name, error in services.catalog.silent().items() if error.for_owner}
    if origin.person in services.gate.owners:
        found += [say("lacks_provider", provider=name, cure=cure(error)) for name, error in refused.items()]
    elif services.catalog.facts(model).name.partition("/")[0] in refused:
        found.append(say("lacks_provider_here"))
    return found


async def unheard(services: Services, origin: Origin) -> str:
    """Why messages that do not address the bot do not reach it there; empty if they do."""
    platform = services.platforms[origin.place.platform]
    return await platform.unheard(origin.place, origin.server) if isinstance(platform, FiltersMessages) else ""
