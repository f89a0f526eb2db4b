"""What a command can reach: the services of the engine, each under its own name."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bots.engine.choices import Choice, choose, own_scope, scopes
from bots.engine.clock import Clock
from bots.engine.gate import Gate
from bots.engine.model import Answer, Origin, Person
from bots.engine.platform import Platform
from bots.engine.store import Store
from bots.engine.turns import Turns
from provider import Catalog


@dataclass(frozen=True, slots=True)
class Desk:
    """One for the engine. `tell` writes to a person alone, some time soon. `platforms` by name, those that run."""

    store: Store
    catalog: Catalog
    gate: Gate
    turns: Turns
    clock: Clock
    platforms: Mapping[str, Platform]
    tell: Callable[[Person, Answer], None]
    default_model: str

    async def model_here(self, origin: Origin) -> Choice:
        """The model of that place, and where the choice comes from."""
        around = scopes(origin)
        kept = await self.store.settings([scope for scope, _ in around])
        return choose(kept, "model", around, self.default_model)

    async def choose_model(self, origin: Origin, name: str) -> Choice:
        """Keep a choice for that place ("" undoes it) and return what holds now; see `Catalog.find` for its errors."""
        if name:
            found = await self.catalog.find(name)
            by, at = str(origin.person), self.clock.wall()
            await self.store.set_setting(own_scope(origin), "model", found, by=by, at=at)
        else:
            await self.store.clear_setting(own_scope(origin), "model")
        return await self.model_here(origin)
