"""The settings of every place: what holds, who changed what, and taking a change back."""

from collections.abc import Callable, Iterable, Mapping

from bots.engine.runtime.clock import Clock
from bots.engine.runtime.current import Current
from bots.engine.seam.incoming import Origin
from bots.engine.seam.places import ToChat, ToInteraction
from bots.engine.settings.choosing import choose
from bots.engine.settings.known_models import KnownModels
from bots.engine.settings.model_rights import KnowsOwners, ModelRights, SettingsPolicy
from bots.engine.settings.offered_models import NotOffered, Usable
from bots.engine.settings.opened_threads import OpenedThreads
from bots.engine.settings.pinned_auto import PinnedAuto
from bots.engine.settings.place_tools import PlaceTools
from bots.engine.settings.scopes import Choice, Scope, scope_of, scopes
from bots.engine.settings.table import BY_KEY, Here, Locked, Trigger, is_readable, resolve, trigger_of
from bots.engine.settings.zone_guess import guess
from bots.engine.storage import settings
from bots.engine.storage.records import Change, Kept
from bots.engine.storage.store import Store
from provider import Catalog
from provider.catalog import AUTO
from provider.values import Value, replace

LOADED = ("trigger", "language")
"""The settings that are known before the store is asked."""

LINES = 10
"""Changes that the history shows."""


Changed = Callable[[Origin, Scope, Change, str], object]
"""Called with who chose something and where, for which scope, with the change, and with the locale to say it in."""


class Chosen(Value):
    """What a change keeps, and for which scope; an empty value: nothing any more."""

    scope: Scope
    value: str


class PlaceSettings:
    """The settings of all places. `load` it once."""

    def __init__(
        self,
        store: Store,
        catalog: Catalog,
        clock: Clock,
        policy: Current[SettingsPolicy],
        owners: KnowsOwners,
    ) -> None:
        self._store = store
        self._catalog = catalog
        self._clock = clock
        self._policy = policy
        self._triggers: Mapping[tuple[str, str], str] = {}  # those that were chosen, by scope and key
        self._spoken: Mapping[str, Kept] = {}  # the languages that were chosen, by scope
        self.rights = ModelRights(catalog, policy, owners)
        """Whose which model is."""
        self.known_models = KnownModels(store, catalog, clock)
        self.auto = PinnedAuto(store, catalog, clock)
        self.threads = OpenedThreads(store, clock)
        self.tools = PlaceTools(store, clock)
        self._changed: Changed = lambda origin, scope, change, locale: None

    def report_to(self, changed: Changed) -> None:
        """Call `changed` from now on when somebody has chosen something for a place."""
        self._changed = changed

    async def load(self) -> None:
        """Read what must be known before the store is asked. Call it again after a chat moved.

        Which messages are for the bot in which scopes, and in which it speaks which language.
        """
        triggers = await self._store.run(settings.kept_with, "trigger")
        self._triggers = {(each.scope, each.key): each.value for each in triggers if is_readable(each)}
        self._spoken = {each.scope: each for each in await self._store.run(settings.kept_with, "language")}
        await self.auto.load()
        await self.threads.load()

    def language(self, origin: Origin) -> str:
        """The locale in which to answer a command or a press there. Does not ask the store."""
        kept = [self._spoken[scope] for scope, _ in scopes(origin) if scope in self._spoken]
        return spoken_to(origin, self.resolve(origin, kept).language, alone=isinstance(origin.target, ToInteraction))

    def language_for_all(self, origin: Origin) -> str:
        """The locale in which to say what everybody there reads, even if a command or a press led to it."""
        return self.language(replace(origin, target=ToChat(origin.place)))

    def trigger(self, origin: Origin) -> tuple[Trigger, str]:
        """Which messages are for the bot there, and what they begin with if that is it. Does not ask the store."""
        policy = self._policy.value
        chosen = choose(self._triggers, "trigger", scopes(origin), policy.defaults["trigger"], policy.places)
        return trigger_of(chosen.value)

    def leaves_to_auto(self) -> bool:
        """Whether the config names no default model, so that "auto" finds one."""
        return self._policy.value.defaults["model"] == AUTO

    async def here(self, origin: Origin) -> Here:
        """Every setting that holds there."""
        return self.resolve(origin, await self._store.held.kept([scope for scope, _ in scopes(origin)]))

    def resolve(self, origin: Origin, kept: Iterable[Kept]) -> Here:
        """Every setting that holds there, from what the store keeps for its scopes."""
        policy, kept = self._policy.value, tuple(kept)
        found = resolve(
            kept, scopes(origin), policy.defaults, lambda each: self.rights.is_usable(each, origin, kept), policy.places
        )
        return found if found["timezone"] else found.with_zone(_zone_of(origin))

    async def model(self, origin: Origin) -> Choice:
        """The model that answers there, and where that choice comes from."""
        return (await self.here(origin)).choices["model"]

    def is_locked(self, origin: Origin, key: str, scope: Scope) -> bool:
        """Whether the config keeps a setting there against every choice for that scope."""
        around = scopes(origin)
        return scope in around[: self._policy.value.places.open_from(around, key)]

    async def change(self, origin: Origin, key: str, value: str, reach: str) -> Chosen:
        """Keep a value for the scope that `reach` means; an empty value removes the choice.

        Raises:
            Unfit, ModelNotFound, NotOffered: the value cannot be chosen.
            Locked: no value can; the choice that stands there can still be removed.
        """
        scope = scope_of(origin, reach)
        if value and self.is_locked(origin, key, scope):
            raise Locked
        kept: str | None = None
        if value:
            kept = (
                await self.rights.pick(value, await self.choosable(origin))
                if key == "model"
                else BY_KEY[key].read(value)
            )
        by, at = str(origin.person), self._clock.wall()
        if await self._store.run(settings.change, scope[0], key, kept, by=by, at=at):
            await self._report(origin, scope, key)
        if key in LOADED:
            await self.load()
        return Chosen(scope, kept or "")

    async def _report(self, origin: Origin, scope: Scope, key: str) -> None:
        """Tell of what that person has just changed."""
        newest = await self._store.run(settings.newest, scope.key, key)
        if newest is not None and newest.by == str(origin.person):
            self._changed(origin, scope, newest, self.language_for_all(origin))

    async def history(self, origin: Origin) -> tuple[Change, ...]:
        """The newest changes of what holds there."""
        return await self._store.run(settings.history, [scope for scope, _ in scopes(origin)], LINES)

    async def change_here(self, origin: Origin, row: int) -> tuple[Change, Scope] | None:
        """A change of something that holds there, and its scope; None if there is no such change."""
        found = await self._store.run(settings.find, row)
        scope = next((scope for scope in scopes(origin) if found and scope[0] == found.scope), None)
        return (found, scope) if found and scope else None

    async def undo(self, origin: Origin, change: Change, first: Change | None = None) -> bool:
        """Take a change back; returns False if the value has changed since.

        `first`: go back to what held before this earlier change of the same value. That is not reported: whoever takes
        back several at once says so where they were said.

        Raises:
            NotOffered: the earlier value is no longer offered to that person.
            Locked: the config has locked the place.
        """
        if any(self.is_locked(origin, change.key, scope) for scope in scopes(origin) if scope.key == change.scope):
            raise Locked
        old = change.old if first is None else first.old
        if change.key == "model" and old:
            among = await self.choosable(origin)
            if not self.rights.is_among(old, among):
                raise NotOffered(among)
        by, at = str(origin.person), self._clock.wall()
        done = await self._store.run(settings.undo, change.row, by=by, at=at, first=first.row if first else 0)
        scope = next((scope for scope in scopes(origin) if scope.key == change.scope), None)
        if done and first is None and scope is not None:
            await self._report(origin, scope, change.key)
        if done and change.key in LOADED:
            await self.load()
        return done

    async def usable(self, origin: Origin, *, manages: bool) -> Usable:
        """The models that the person may name there for a question. `manages`: they are an administrator there."""
        if self.rights.are_all(origin, manages=manages):
            return Usable()
        return self.rights.usable(origin, await self.model(origin))

    async def choosable(self, origin: Origin) -> Usable:
        """The models that the person may choose for the place, if they may choose there at all.

        In a private chat, which is theirs alone, these are the ones that they may use.
        """
        return await self.usable(origin, manages=False) if origin.private else self.rights.choosable(origin)


def spoken_to(origin: Origin, chosen: str, *, alone: bool) -> str:
    """The locale in which to speak to that person there.

    `chosen`: the language for everybody there; empty for none. `alone`: nobody else sees what is said; then somebody
    among others is spoken to in their own.
    """
    if alone and not origin.private:
        return origin.locale or chosen
    return chosen or origin.locale


def _zone_of(origin: Origin) -> Choice:
    """The time zone of a place for which nobody chose one: that of its language, else UTC."""
    guessed = guess(origin.locale if origin.private else origin.server_locale)
    return Choice(guessed, "source_guessed") if guessed else Choice("UTC", "source_unguessed")
