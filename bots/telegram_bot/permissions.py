"""Who administers a group, asked of Telegram and kept for a minute; and what the bot may not do there."""

import logging
from collections.abc import Mapping
from functools import partial
from typing import Any

from bots.engine.language.phrases import say
from bots.engine.runtime.clock import Clock
from bots.engine.seam.lookups import Lookups
from bots.engine.seam.places import Person, Place
from bots.telegram_bot.transport import JSON, Transport, number

_IN_CHARGE = ("creator", "administrator")

log = logging.getLogger("parley.telegram")


class Permissions:
    """What people and the bot may do in groups, as far as it was asked."""

    def __init__(self, transport: Transport, clock: Clock) -> None:
        self._transport = transport
        self._administers = Lookups(clock, False, "who administers", log)
        self._missing: Lookups[tuple[str, ...]] = Lookups(clock, (), "what the bot may do in", log, kept_for=0.0)
        self._unheard = Lookups(clock, "", "what the bot hears in", log, kept_for=0.0)

    async def manages(self, place: Place, person: Person) -> bool:
        """Whether the person administers the chat; False if Telegram does not say."""
        if person.id == place.chat:
            return True  # in a private chat, or an administrator who writes in the name of the group
        if int(person.id) < 0:
            return False  # a channel that writes here is a member of nothing
        ask = partial(self._is_in_charge, int(place.chat), int(person.id))
        return await self._administers.get(f"{place.chat} ({person.id})", ask)

    async def reports_missing(self, server: str) -> tuple[str, ...]:
        """What the bot may not do in that group, one sentence each with its cure."""
        return await self._missing.get(server, partial(self._lacking, int(server))) if server else ()

    async def unheard(self, server: str) -> str:
        """Why messages that do not address the bot do not reach it there; empty if they do."""
        return await self._unheard.get(server, partial(self._deaf, int(server))) if server else ""

    async def _is_in_charge(self, chat: int, person: int) -> bool:
        return (await self._member(chat, person)).get("status") in _IN_CHARGE

    async def _lacking(self, server: int) -> tuple[str, ...]:
        me = await self._transport.ask("getMe", {})
        member = await self._member(server, number(me, "id"))
        found = await self._transport.ask("getChat", {"chat_id": server})
        deaf = await self.unheard(str(server))
        if not _may_write(member, found):
            return tuple(filter(None, (say("lacks_writing"), deaf)))
        return tuple(filter(None, ("" if _may_send_files(member, found) else say("lacks_files"), deaf)))

    async def _deaf(self, server: int) -> str:
        me = await self._transport.ask("getMe", {})
        if me.get("can_read_all_group_messages"):
            return ""
        # A bot that is an administrator gets every message, whatever the privacy mode.
        return "" if await self._is_in_charge(server, number(me, "id")) else say("lacks_hearing")

    async def _member(self, chat: int, person: int) -> JSON:
        return await self._transport.ask("getChatMember", {"chat_id": chat, "user_id": person})


def _may_write(member: JSON, chat: JSON) -> bool:
    if member.get("status") == "restricted":
        return _allows(member, "can_send_messages")
    if chat.get("type") == "channel":
        return member.get("status") == "administrator" and bool(member.get("can_post_messages"))
    return member.get("status") in _IN_CHARGE or _allows(chat.get("permissions"), "can_send_messages")


def _may_send_files(member: JSON, chat: JSON) -> bool:
    if member.get("status") in _IN_CHARGE:
        return True
    rights = member if member.get("status") == "restricted" else chat.get("permissions")
    return _allows(rights, "can_send_documents") and _allows(rights, "can_send_photos")


def _allows(rights: Any, what: str) -> bool:
    """Whether rights allow something. What a server does not tell of is taken for allowed: it may be too old for it."""
    return not isinstance(rights, Mapping) or rights.get(what) is not False
