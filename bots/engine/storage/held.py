"""What was chosen and decided, held in memory, so that a question asks the store for none of it.

Read once, and again after anything of its kind has changed, here or in another process: that is rare, and questions are
many. What nobody has chosen is held, too.
"""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Generic, TypeVar

from bots.engine.storage.changes import AsOf, Changes
from bots.engine.storage.holding import First, Holding
from bots.engine.storage.periods import start
from bots.engine.storage.records import Grant, Kept
from bots.engine.storage.schema import GRANTS, SETTINGS

V = TypeVar("V")

Read = Callable[[Sequence[str], Sequence[str], First | None], Awaitable[Holding]]
"""Reads what was chosen in scopes and decided about subjects (`holding`), from the database."""

MOST = 20_000
"""Scopes of which something is held at a time, and subjects, and people; one more, and all of that is read anew."""


class Held:
    """Holds it for the whole process."""

    def __init__(self, read: Read, changes: Changes) -> None:
        self._read = read
        self._changes = changes
        self._chosen = _Shelf[tuple[Kept, ...]]()
        self._decided = _Shelf[Grant]()
        self._new = _Shelf[bool]()

    async def kept(self, scopes: Sequence[str]) -> tuple[Kept, ...]:
        """What was chosen in these scopes. Raises StoreError."""
        return (await self.holding(scopes, (), None)).kept

    async def holding(self, scopes: Sequence[str], subjects: Sequence[str], first: First | None) -> Holding:
        """What was chosen in these scopes and decided about these subjects. `first`: as in `storage/holding.py`.

        Raises:
            StoreError: it is not held, and cannot be read.
        """
        seen = self._as_of()
        asked, whom = self._chosen.lacking(scopes), self._decided.lacking(subjects)
        chosen: tuple[Kept, ...] = ()
        new: bool | None = False
        if not (asked or whom):
            chosen = tuple(each for scope in scopes for each in self._chosen[scope])
            new = self._new.get(_day(first, chosen)) if first is not None else False
        if asked or whom or new is None:
            found = await self._read(scopes, subjects, first)
            if seen == self._as_of():
                self._keep(found, scopes, subjects, first)
            return found
        return Holding(chosen, {whom: state for whom in subjects if (state := self._decided[whom])}, new)

    def _as_of(self) -> AsOf:
        """The moment as of which all that is there now is true."""
        now = self._changes.of(SETTINGS.name, GRANTS.name)
        for shelf in (self._chosen, self._decided, self._new):
            shelf.renew(now)
        return now

    def _keep(self, found: Holding, scopes: Sequence[str], subjects: Sequence[str], first: First | None) -> None:
        for scope in scopes:
            self._chosen.put(scope, tuple(each for each in found.kept if each.scope == scope))
        for whom in subjects:
            self._decided.put(whom, found.grants.get(whom, ""))
        if first is not None:
            self._new.put(_day(first, found.kept), found.newcomer)


class _Shelf(Generic[V]):
    """Things by a text, as of some moment."""

    def __init__(self) -> None:
        self._things: dict[str, V] = {}
        self._as_of: AsOf = ()

    def renew(self, as_of: AsOf) -> None:
        """Forget all that was there before that moment."""
        if as_of != self._as_of:
            self._things.clear()
            self._as_of = as_of

    def lacking(self, keys: Iterable[str]) -> bool:
        """Whether one of these is not there."""
        return not all(key in self._things for key in keys)

    def put(self, key: str, thing: V) -> None:
        if len(self._things) >= MOST:
            self._things.clear()
        self._things[key] = thing

    def get(self, key: str) -> V | None:
        return self._things.get(key)

    def __getitem__(self, key: str) -> V:
        return self._things[key]


def _day(first: First, kept: tuple[Kept, ...]) -> str:
    """Names a person in a server on a day of the place: until its end they stay as new there as they are."""
    return f"{first.mine} {start('day', first.at + first.ahead(kept))}"
