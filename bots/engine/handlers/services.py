"""What a command can reach: the services of the engine, each under its own name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bots.engine.access.gate import Gate
from bots.engine.conversation.queue import ReplyQueue
from bots.engine.delivery.notices import Notices
from bots.engine.runtime.clock import Clock
from bots.engine.seam.platform import Platform
from bots.engine.seam.values import Incoming, Origin, Person, Response
from bots.engine.settings.place_settings import PlaceSettings
from bots.engine.settings.scopes import Choice
from bots.engine.spending.admission import Admission
from bots.engine.spending.ledger import Ledger
from bots.engine.storage.store import Store
from bots.engine.upkeep.housekeeping import Housekeeping
from provider import Catalog


@dataclass(frozen=True, slots=True)
class Services:
    """One for the engine. `tell` writes to a person alone, some time soon. `platforms` by name, those that run.

    `submit`: hands in a message as if its platform had, some time soon.
    """

    store: Store
    catalog: Catalog
    gate: Gate
    queue: ReplyQueue
    clock: Clock
    platforms: Mapping[str, Platform]
    tell: Callable[[Person, Response], None]
    place_settings: PlaceSettings
    submit: Callable[[Incoming], None]
    ledger: Ledger
    admission: Admission
    house: Housekeeping
    notices: Notices

    async def model_here(self, origin: Origin) -> Choice:
        """The model of that place, and where the choice comes from."""
        return (await self.place_settings.here(origin)).choices["model"]
