"""What is around a message or an interaction: its server, the channel above its thread, titles and languages.

The library's cache knows most of that. Discord is asked about the rest, and nobody waits long for it.
"""

import asyncio
import logging
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

from bots.discord_bot.connecting import Connecting
from bots.discord_bot.errors import makes_sense
from bots.discord_bot.library import Connection, Guild
from bots.discord_bot.reading import THREADS, Surroundings, ids_in, person_of, titled
from bots.discord_bot.reading_interactions import place_of_interaction
from bots.discord_bot.transport import Transport
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.lru import LRU
from bots.engine.seam.errors import PlatformError
from bots.engine.seam.incoming import Titles
from bots.engine.seam.lookups import PATIENCE, Lookups

Json = dict[str, Any]

KNOWN_FOR = 3600.0
"""Seconds for which it is known what a channel belongs to that the cache does not know."""

SERVER_WITHIN = 5.0
"""Seconds for which a message waits for what Discord tells of its server after a start."""

log = logging.getLogger("parley.discord")


class Around:
    """Finds that, and keeps what only other events tell."""

    def __init__(self, transport: Transport, clock: Clock, connecting: Connecting) -> None:
        self._transport = transport
        self._clock = clock
        self._connecting = connecting
        self._parents = Lookups(clock, ("", ""), "what is above the channel", log, kept_for=KNOWN_FOR)
        self._locales: LRU[str, str] = LRU()
        self._started: LRU[str, bool] = LRU()  # threads whose beginning was asked for
        self._came = asyncio.Event()  # a server that was to come

    def server_came(self) -> None:
        """Note that Discord has told of a server: a message may wait for that."""
        self._came.set()

    def note_locale(self, raw: Json) -> None:
        """Note the language of a person, which only interactions name."""
        if raw.get("locale"):
            self._locales.keep(person_of(raw).id, str(raw["locale"]))

    async def surroundings(self, raw: Mapping[str, Any], connection: Connection) -> Surroundings:
        """What the cache knows of the server. Discord is asked about a thread that is older than our session.

        Messages do not name their author's language: it is that of their last command, else the server's.
        """
        locale = self._locales.get(str((raw.get("author") or {}).get("id", "")), "")
        if "guild_id" not in raw:
            return Surroundings(locale=locale)
        guild = await self._server(int(raw["guild_id"]), connection)
        here = guild.get_thread(int(raw["channel_id"])) if guild is not None else None
        parent, category = await self._above(str(raw["guild_id"]), str(here.parent_id if here else raw["channel_id"]))
        parent = str(here.parent_id) if here else parent
        if guild is None:
            return Surroundings(parent=parent, locale=locale, category=category)
        referenced: Mapping[str, Any] = raw.get("referenced_message") or {}
        role_ids, channel_ids = ids_in(f"{raw.get('content', '')} {referenced.get('content', '')}")
        roles = {id: role.name for id in role_ids if (role := guild.get_role(int(id))) is not None}
        channels = {id: found.name for id in channel_ids if (found := guild.get_channel_or_thread(int(id))) is not None}
        own = guild.self_role
        own_role = str(own.id) if own is not None else ""
        theirs = str(guild.preferred_locale)
        language = locale or theirs
        called = [guild.get_channel_or_thread(int(id)) for id in (raw["channel_id"], parent) if id]
        titles = titled(guild.name, *(each.name for each in called if each is not None))
        us = connection.user
        return Surroundings(
            parent,
            own_role,
            roles,
            channels,
            language,
            theirs,
            category=category,
            titles=titles,
            ours=here is not None and us is not None and here.owner_id == us.id,
        )

    async def _server(self, id: int, connection: Connection) -> Guild | None:
        """The server, once it has come; None if the bot is not there. After a start they come one after the other."""
        until = self._clock.now() + SERVER_WITHIN
        guild = connection.get_guild(id)
        while guild is not None and guild.unavailable and (left := until - self._clock.now()) > 0.0:
            self._came.clear()
            with suppress(TimeoutError):
                await self._clock.within(left, self._came.wait())
            guild = connection.get_guild(id)
        return guild

    async def starter(self, parent: str, raw: Json) -> Json:
        """The message from which a thread was started; nothing if it was asked for before, or if there is none.

        It has the thread's id. It stands in the channel of the thread; that of a forum's post in the thread itself.
        """
        thread = str(raw["channel_id"])
        if thread in self._started or raw["id"] == thread:
            return {}
        self._started.keep(thread, True)
        for channel in (parent, thread):
            asked = self._transport.call("GET", f"/channels/{channel}/messages/{thread}")
            try:
                found = await self._clock.within(PATIENCE, asked)
            except (PlatformError, TimeoutError) as error:
                log.debug("the beginning of a thread is not in one of its two places: %s", error)
            else:
                return dict(found) if isinstance(found, Mapping) else {}
        return {}

    async def _above(self, server: str, channel: str) -> tuple[str, str]:
        """The channel that a thread belongs to, empty if it is no thread; and the category that it is in."""
        category = self._connecting.category(server, channel)
        if category is not None:
            return "", category
        parent, category = await self._looked_up(channel)
        if not parent:
            return "", category
        category = self._connecting.category(server, parent)
        return parent, category if category is not None else (await self._looked_up(parent))[1]

    async def _looked_up(self, channel: str) -> tuple[str, str]:
        """A thread's channel, or a channel's category, as Discord says; the other is empty."""

        async def ask() -> tuple[str, str]:
            found = await self._transport.repeat("GET", f"/channels/{channel}")
            with makes_sense():
                parent = str(found.get("parent_id") or "")
                return (parent, "") if found["type"] in THREADS else ("", parent)

        return await self._parents.get(channel, ask)

    def titles_of_interaction(self, raw: Json) -> Titles:
        """What an interaction says of titles, and the server's, which it does not say."""
        server = self._connecting.called(str(raw["guild_id"])) if raw.get("guild_id") else ""
        here = str((raw.get("channel") or {}).get("name") or "")
        return Titles(server, thread=here) if place_of_interaction(raw).thread else titled(server, here)

    def category_of_interaction(self, raw: Json) -> str:
        """The category that an interaction is in: it says that itself, save in a thread. Nobody waits for it."""
        channel, place = raw.get("channel") or {}, place_of_interaction(raw)
        if not place.thread:
            return str(channel.get("parent_id") or "")
        return self._connecting.category(str(raw.get("guild_id") or 0), place.chat) or ""
