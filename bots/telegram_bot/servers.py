"""What Telegram says of groups: their titles and members, asked of it, and who invited the bot, from its own update."""

import logging
from functools import partial

from bots.engine.runtime.clock import Clock
from bots.engine.runtime.lru import LRU
from bots.engine.seam.incoming import About, Known
from bots.engine.seam.lookups import Lookups
from bots.telegram_bot.transport import Transport

KEPT_FOR = 600.0
"""Seconds for which a title and a number of members hold."""

log = logging.getLogger("parley.telegram")


class ServerFacts:
    """The groups, as far as Telegram was asked."""

    def __init__(self, transport: Transport, clock: Clock) -> None:
        self._transport = transport
        self._known = Lookups(clock, About(), "what is the group", log, kept_for=KEPT_FOR)
        self._inviters: LRU[str, Known] = LRU()

    def invited(self, server: str, by: Known) -> None:
        """Note who brought the bot into a group."""
        self._inviters.keep(server, by)

    def invited_by(self, server: str) -> Known | None:
        """Who did that, if it was since the start."""
        return self._inviters.get(server, None)

    async def about(self, server: str) -> About:
        """What the group is; nothing if Telegram does not say."""
        if not server.removeprefix("-").isdecimal():
            return About()
        return await self._known.get(server, partial(self._ask, int(server)))

    async def _ask(self, chat: int) -> About:
        found = await self._transport.ask("getChat", {"chat_id": chat})
        members = await self._transport.call("getChatMemberCount", {"chat_id": chat})
        count = members if isinstance(members, int) else 0
        return About(str(found.get("title") or ""), str(found.get("username") or ""), count)
