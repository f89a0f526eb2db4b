"""Knows what people, servers and places are called, and puts that into the bot's own words as they go out.

Whoever runs a command is heard, which stays in memory and is forgotten with the next start. What something that is kept
names (a decision, a choice, a limit, a question to the owner) is kept: see docs/privacy.md. Nobody's name is kept
because they ask a model something.
"""

import logging
from collections.abc import Collection, Mapping

from bots.engine.names.commands import linked
from bots.engine.names.wording import Wording
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.lru import LRU
from bots.engine.runtime.tasks import Supervisor
from bots.engine.seam.incoming import About, Known, Origin
from bots.engine.seam.places import Person, Place
from bots.engine.seam.platform import KnowsServers, LinksCommands, Platform
from bots.engine.seam.references import references_in, spelled, to_person, to_place, to_server
from bots.engine.seam.shown import Response
from bots.engine.storage import names
from bots.engine.storage.records import Named, StoreError
from bots.engine.storage.store import Store
from provider.values import replace

log = logging.getLogger("parley")

KEPT_AGAIN_AFTER = 3600.0
"""Seconds after which a name that has not changed is written once more, because it was seen again."""


class Names:
    """All names. `platforms`: those that are served."""

    def __init__(self, store: Store, clock: Clock, platforms: Mapping[str, Platform], tasks: Supervisor) -> None:
        self._store = store
        self._clock = clock
        self._platforms = platforms
        self._tasks = tasks
        self._heard: LRU[str, Named] = LRU()
        self._kept: LRU[str, tuple[Named, float]] = LRU()

    def hear(self, origin: Origin, about: tuple[Known, ...] = ()) -> None:
        """Note in memory who speaks and where, and the people whom their words are about."""
        for each in named(origin, about):
            self._heard.keep(each.subject, each)

    def keep(self, origin: Origin, about: tuple[Known, ...] = ()) -> None:
        """Keep them, because something that is kept names them. Returns at once."""
        self.keep_all(named(origin, about))

    def keep_all(self, found: Collection[Named]) -> None:
        """Keep these names. Returns at once."""
        now = self._clock.now()
        news = []
        for each in found:
            self._heard.keep(each.subject, each)
            known, until = self._kept.get(each.subject, (each, now))
            if each != known or until <= now:
                self._kept.keep(each.subject, (each, now + KEPT_AGAIN_AFTER))
                news.append(each)
        if news:
            self._tasks.start(self._write(news), "keeping names")

    def keep_known(self, known: Known) -> None:
        """Keep what somebody is called who did not speak."""
        self.keep_all((Named(str(to_person(known.person)), known.name, known.handle),))

    async def server(self, platform: str, server: str) -> About:
        """What its platform says of a server or group now; its name is kept. Raises nothing."""
        there = self._platforms.get(platform)
        about = await there.about_server(server) if isinstance(there, KnowsServers) else About()
        if about.name:
            self.keep_all((Named(str(to_server(platform, server)), about.name, about.handle),))
        return about

    async def locale(self, person: Person) -> str:
        """The language of somebody's client; empty if it is not known."""
        key = str(to_person(person))
        heard = self._heard.get(key, None)
        if heard is not None and heard.locale:
            return heard.locale
        found = (await self._read([key])).get(key)
        return found.locale if found is not None else ""

    def forget(self, person: Person, alone: Place | None) -> None:
        """Forget in memory what the person is called; the store forgets with all else that is kept of them.

        `alone`: their private chat, if it is known.
        """
        for subject in (to_person(person), *((to_place(alone),) if alone is not None else ())):
            self._heard.forget(str(subject))
            self._kept.forget(str(subject))

    async def forget_all(self) -> None:
        """Forget in memory what everybody is called: whom another process has forgotten may not have been heard."""
        self._heard, self._kept = LRU(), LRU()

    async def spelled(self, words: Response, where: Place) -> Response:
        """The words with what each reference in them stands for, for those who read them there.

        Commands that they name can be pressed where the platform has that. Whose name cannot be had is called by their
        number. Raises nothing.
        """
        meant, platform = references_in(words.text), self._platforms.get(where.platform)
        if not meant and not isinstance(platform, LinksCommands):
            return words
        # A place that has no title of its own may be called like the group that it is.
        keys = {str(each) for each in meant}
        keys |= {str(to_server(each.platform, each.id)) for each in meant if each.kind == "place"}
        wording = Wording(await self.find(keys) if keys else {}, platform, where)

        def written(text: str) -> str:
            said = spelled(text, wording.called)
            return linked(said, platform.command) if isinstance(platform, LinksCommands) else said

        panel = words.panel
        if panel is not None:  # its words are the text, which is for platforms without panels
            panel = replace(panel, lines=tuple(map(written, panel.lines)), about=written(panel.about))
        return replace(words, text=written(words.text), panel=panel)

    async def find(self, keys: Collection[str]) -> Mapping[str, Named]:
        """What these are called, by their keys, and the people and servers to which they belong."""
        found = {key: heard for key in keys if (heard := self._heard.get(key, None)) is not None and heard.name}
        wanted = set(keys) - found.keys() | {each.belongs for each in found.values() if each.belongs} - found.keys()
        return {**await self._read(sorted(wanted)), **found} if wanted else found

    async def _read(self, keys: Collection[str]) -> Mapping[str, Named]:
        try:
            return await self._store.run(names.find, keys)
        except StoreError as error:
            log.warning("names could not be read: %s", error)
            return {}

    async def _write(self, news: Collection[Named]) -> None:
        try:
            await self._store.run(names.keep, news, self._clock.wall())
        except StoreError as error:
            log.warning("names could not be kept: %s", error)


def named(origin: Origin, about: tuple[Known, ...] = ()) -> tuple[Named, ...]:
    """What an origin says of names: of the person, the server and the place; those without a name are left out."""
    me, titles, place = to_person(origin.person), origin.titles, origin.place
    platform = place.platform
    found = [Named(str(me), origin.name, origin.handle, locale=origin.locale)]
    found += [Named(str(to_person(each.person)), each.name, each.handle) for each in about]
    if origin.private:
        found.append(Named(str(to_place(place)), origin.name, belongs=str(me)))
    elif origin.server:
        server = str(to_server(platform, origin.server))
        found.append(Named(server, titles.server))
        if origin.server != place.chat:
            found.append(Named(str(to_place(replace(place, thread=""))), titles.chat, belongs=server))
        if place.thread:
            found.append(Named(str(to_place(place)), titles.thread, belongs=server))
    return tuple(each for each in found if each.name)
