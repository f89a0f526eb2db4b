"""What Discord says of servers: names and members from its events, or asked; who invited the bot from audit logs."""

import logging
from collections.abc import Mapping
from functools import partial
from typing import Any

from bots.discord_bot.errors import Denied, makes_sense
from bots.discord_bot.reading import PLATFORM, Me, about, name_of
from bots.discord_bot.transport import Transport
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.lru import LRU
from bots.engine.seam.incoming import About, Known
from bots.engine.seam.lookups import Lookups
from bots.engine.seam.places import Person

BOT_ADDED = 28
"""Discord's number for the line of an audit log that says who added a bot."""

KEPT_FOR = 600.0
"""Seconds for which a name and a number of members hold that were asked for."""

NEWEST = 25
"""Lines that are looked through: bots are rarely added."""

log = logging.getLogger("parley.discord")


class ServerFacts:
    """The servers, as far as an event told of them or Discord was asked."""

    def __init__(self, transport: Transport, clock: Clock) -> None:
        self._transport = transport
        self._told: LRU[str, About] = LRU()
        self._asked = Lookups(clock, About(), "what is the server", log, kept_for=KEPT_FOR)
        self._inviters = Lookups[Known | None](clock, None, "who invited the bot to", log)

    def note(self, raw: Mapping[str, Any]) -> None:
        """Note what an event says of a server; one that tells no members leaves their number as it was."""
        server, new = str(raw["id"]), about(raw)
        known = self._told.get(server, About())
        self._told.keep(server, About(new.name or known.name, members=new.members or known.members))

    async def about(self, server: str) -> About:
        """What is known of a server. Discord is asked where its events go to another process."""
        known = self._told.get(server, About())
        if known.name or not server.isdigit():
            return known
        return await self._asked.get(server, partial(self._ask, server))

    async def _ask(self, server: str) -> About:
        try:
            found = await self._transport.repeat("GET", f"/guilds/{server}?with_counts=true")
        except Denied:
            return About()  # the bot is not there
        with makes_sense():
            return about(found)

    async def invited_by(self, server: str, me: Me | None) -> Known | None:
        """Who added the bot; None if the bot may not read the audit log, or if the log does not go back so far."""
        if me is None:
            return None
        return await self._inviters.get(server, partial(self._inviter, server, me.id))

    async def _inviter(self, server: str, me: str) -> Known | None:
        path = f"/guilds/{server}/audit-logs?action_type={BOT_ADDED}&limit={NEWEST}"
        try:
            found = await self._transport.repeat("GET", path)
        except Denied:
            return None  # few give a bot the right to read it
        with makes_sense():
            lines = [line for line in found["audit_log_entries"] if line.get("target_id") == me]
            users = {user["id"]: user for user in found.get("users") or ()}
            if not lines or lines[0].get("user_id") not in users:
                return None
            user = users[lines[0]["user_id"]]
            return Known(Person(PLATFORM, user["id"]), name_of(user, {}), str(user.get("username") or ""))
