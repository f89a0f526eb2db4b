"""What a command can reach: the services of the engine, each under its own name."""

from collections.abc import Mapping
from typing import Protocol

from bots.engine.access.gate import Gate
from bots.engine.conversation.queue import ReplyQueue
from bots.engine.delivery.notices import Notices
from bots.engine.owner.alerts import Alerts
from bots.engine.owner.owners import Owners
from bots.engine.runtime.clock import Clock
from bots.engine.seam.platform import Platform
from bots.engine.settings.place_settings import PlaceSettings
from bots.engine.spending.admission import Admission
from bots.engine.spending.ledger import Ledger
from bots.engine.storage.store import Store
from bots.engine.upkeep.housekeeping import Housekeeping
from provider import Catalog


class Services(Protocol):
    """What the engine is made of, as far as commands need it. `platforms` by name, those that run."""

    @property
    def store(self) -> Store: ...

    @property
    def catalog(self) -> Catalog: ...

    @property
    def gate(self) -> Gate: ...

    @property
    def queue(self) -> ReplyQueue: ...

    @property
    def clock(self) -> Clock: ...

    @property
    def platforms(self) -> Mapping[str, Platform]: ...

    @property
    def place_settings(self) -> PlaceSettings: ...

    @property
    def ledger(self) -> Ledger: ...

    @property
    def admission(self) -> Admission: ...

    @property
    def house(self) -> Housekeeping: ...

    @property
    def notices(self) -> Notices: ...

    @property
    def owners(self) -> Owners: ...

    @property
    def alerts(self) -> Alerts: ...
