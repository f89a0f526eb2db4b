"""What the bot itself lacks in a place, each with its cure."""

from bots.engine.handlers.services import Services
from bots.engine.language.phrases import say
from bots.engine.seam.platform import FiltersMessages, ReportsMissing
from bots.engine.seam.values import Origin
from provider.errors import WrongKey


async def shortcomings(services: Services, origin: Origin, model: str) -> list[str]:
    """Sentences: what the platform keeps from us there, and keys that are refused. Owners read whose keys."""
    found: list[str] = []
    platform = services.platforms[origin.place.platform]
    if isinstance(platform, ReportsMissing):
        found += await platform.reports_missing(origin.place, origin.server)
    refused = [name for name, error in services.catalog.silent().items() if isinstance(error, WrongKey)]
    if origin.person in services.gate.owners:
        found += [say("lacks_key", provider=name) for name in refused]
    elif services.catalog.standing(model).name.partition("/")[0] in refused:
        found.append(say("lacks_key_here"))
    return found


async def unheard(services: Services, origin: Origin) -> str:
    """Why messages that do not address the bot do not reach it there; empty: they do."""
    platform = services.platforms[origin.place.platform]
    return await platform.unheard(origin.place, origin.server) if isinstance(platform, FiltersMessages) else ""
