"""The lists of servers as they are kept: read, and changed by administrators."""

from collections.abc import Mapping

from bots.engine.access.lists import Lists, lists
from bots.engine.access.subjects import Subjects
from bots.engine.runtime.clock import Clock
from bots.engine.seam.incoming import Origin
from bots.engine.settings.scopes import SERVER, Scope, scope_of, scopes
from bots.engine.storage import lists as stored
from bots.engine.storage import settings
from bots.engine.storage.lists import Older
from bots.engine.storage.records import Grant
from bots.engine.storage.store import Store


class ServerLists:
    """Who may talk, who else administers, in which channels the bot answers, by server."""

    def __init__(self, store: Store, clock: Clock) -> None:
        self._store = store
        self._clock = clock

    async def here(self, origin: Origin) -> Lists:
        """The lists of a server as they hold now."""
        return lists(origin, await self._store.run(settings.kept, [scope.key for scope in scopes(origin)]))

    async def older(self, origin: Origin, subjects: Subjects) -> Mapping[str, Grant]:
        """Decisions from before there were lists, by the entry that says the same: "role:7"."""
        around = subjects.local("", origin)
        found = await self._store.run(stored.older, around)
        return {whom.removesuffix(around).partition(":")[2]: state for whom, state in found.items()}

    async def said_by(self, origin: Origin, scope: Scope, key: str, subjects: Subjects) -> str:
        """Who made the entry with that key, or the older decision about the same people; empty if nobody did."""
        return await self._store.run(stored.said_by, scope.key, key, _older(origin, key, subjects).subject)

    async def change(self, origin: Origin, scope: Scope, key: str, value: str | None, subjects: Subjects) -> None:
        """Keep an entry (None removes it), as the word of the person who speaks."""
        older, by, at = _older(origin, key, subjects), str(origin.person), self._clock.wall()
        await self._store.run(stored.change, scope.key, key, value, older, by=by, at=at)


def _older(origin: Origin, key: str, subjects: Subjects) -> Older:
    """The older decision that an entry such as "talk role:7" would replace."""
    holder = key.partition(" ")[2]
    subject = subjects.local(f"{origin.place.platform}:{holder}", origin)
    return Older(subject, scope_of(origin, SERVER).key, holder)
