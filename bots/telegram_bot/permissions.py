"""Who administers a group, asked of Telegram and kept for a minute; and what the bot may not do there."""

import logging
from functools import partial

from telegram import Bot, ChatMember, ChatMemberAdministrator, ChatMemberRestricted
from telegram.constants import ChatMemberStatus, ChatType

from bots.engine.language.phrases import say
from bots.engine.runtime.clock import Clock
from bots.engine.seam.lookups import Lookups
from bots.engine.seam.values import Person, Place
from bots.telegram_bot.errors import telegram_errors

_IN_CHARGE = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)

log = logging.getLogger("parley.telegram")


class Permissions:
    """What people and the bot may do in groups, as far as it was asked."""

    def __init__(self, bot: Bot, clock: Clock) -> None:
        self._bot = bot
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
        with telegram_errors():
            member = await self._bot.get_chat_member(chat, person)
        return member.status in _IN_CHARGE

    async def _lacking(self, server: int) -> tuple[str, ...]:
        with telegram_errors():
            me = await self._bot.get_me()
            member = await self._bot.get_chat_member(server, me.id)
            found = await self._bot.get_chat(server)
        allowed = found.permissions
        by_default = allowed is None or bool(allowed.can_send_messages)
        deaf = await self.unheard(str(server))
        if not _may_write(member, channel=found.type == ChatType.CHANNEL, by_default=by_default):
            return tuple(filter(None, (say("lacks_writing"), deaf)))
        files_by_default = allowed is None or bool(allowed.can_send_documents and allowed.can_send_photos)
        files = "" if _may_send_files(member, by_default=files_by_default) else say("lacks_files")
        return tuple(filter(None, (files, deaf)))

    async def _deaf(self, server: int) -> str:
        with telegram_errors():
            me = await self._bot.get_me()
            if me.can_read_all_group_messages:
                return ""
            member = await self._bot.get_chat_member(server, me.id)
        # A bot that is an administrator gets every message, whatever the privacy mode.
        return "" if member.status in _IN_CHARGE else say("lacks_hearing")


def _may_write(member: ChatMember, *, channel: bool, by_default: bool) -> bool:
    if isinstance(member, ChatMemberRestricted):
        return member.can_send_messages
    if channel:
        return isinstance(member, ChatMemberAdministrator) and bool(member.can_post_messages)
    return member.status in _IN_CHARGE or by_default


def _may_send_files(member: ChatMember, *, by_default: bool) -> bool:
    if isinstance(member, ChatMemberRestricted):
        return member.can_send_documents and member.can_send_photos
    return member.status in _IN_CHARGE or by_default
