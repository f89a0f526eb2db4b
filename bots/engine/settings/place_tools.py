"""The tools of a place: which there are, and which of them administrators have allowed there for always.

Each that is allowed is an entry of the settings, of its own.
"""

from bots.engine.runtime.clock import Clock
from bots.engine.seam.incoming import Origin
from bots.engine.settings.scopes import scope_of, scopes
from bots.engine.storage import settings
from bots.engine.storage.store import Store
from bots.engine.tools.registry import Registry

_TOOL = "tool"
"""The first word of the key of an entry that allows a tool; the tool's name follows."""
_YES = "yes"
"""The value of such an entry."""


class PlaceTools:
    """`registry`: the sources of tools that the owner has set up."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self.registry = Registry()
        self._store = store
        self._clock = clock

    async def always(self, origin: Origin) -> tuple[str, ...]:
        """The names of the tools that run there without asking, whatever they do."""
        kept = await self._store.run(settings.kept, [scope.key for scope in scopes(origin)])
        keys = (each.key.partition(" ") for each in kept if each.value == _YES)
        return tuple(sorted({name for kind, _, name in keys if kind == _TOOL and name}))

    async def allow(self, origin: Origin, name: str, reach: str) -> None:
        """Let a tool run without asking from now on, in the scope that `reach` means."""
        await self._change(origin, name, reach, _YES)

    async def ask(self, origin: Origin, name: str, reach: str) -> None:
        """Let a tool ask again before it runs."""
        await self._change(origin, name, reach, None)

    async def _change(self, origin: Origin, name: str, reach: str, value: str | None) -> None:
        by, at = str(origin.person), self._clock.wall()
        await self._store.run(settings.change, scope_of(origin, reach).key, f"{_TOOL} {name}", value, by=by, at=at)
