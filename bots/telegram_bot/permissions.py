"""Who administers a group, asked of Telegram and kept for a minute; and what the bot may not do there."""

import logging

from telegram import Bot, ChatMember, ChatMemberAdministrator, ChatMemberRestricted
from telegram.constants import ChatMemberStatus, ChatType

from bots.engine.language.phrases import say
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.lru import LRU
from bots.engine.seam.errors import PlatformError
from bots.engine.seam.values import Person, Place
from bots.telegram_bot.errors import telegram_errors

KEPT_FOR = 60.0
"""Seconds for which it is kept who administers a group."""

PATIENCE = 5.0
"""Seconds to wait for Telegram: somebody waits for a command, and so do the updates behind it."""

_LARGEST = 2000
_IN_CHARGE = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)

log = logging.getLogger("parley.telegram")


class Permissions:
    """What people and the bot may do in groups, as far as it was asked."""

    def __init__(self, bot: Bot, clock: Clock) -> None:
        self._bot = bot
        self._clock = clock
        self._known: LRU[tuple[str, str], tuple[float, bool]] = LRU(_LARGEST)

    async def manages(self, place: Place, person: Person) -> bool:
        """Whether the person administers the chat; False if Telegram does not say, which is not kept."""
        if person.id == place.chat:
            return True  # in a private chat, or an administrator who writes in the name of the group
        return await self._administers(place.chat, person.id)

    async def _administers(self, chat: str, person: str) -> bool:
        until, known = self._known.get((chat, person), (0.0, False))
        if self._clock.now() < until:
            return known
        if int(person) < 0:
            return False  # a channel that writes here is a member of nothing
        try:
            with telegram_errors():
                member = await self._bot.get_chat_member(int(chat), int(person), read_timeout=PATIENCE)
        except PlatformError as error:
            log.warning("cannot tell who administers %s: %s", chat, error)
            return False
        answer = member.status in _IN_CHARGE
        self._known.keep((chat, person), (self._clock.now() + KEPT_FOR, answer))
        return answer

    async def reports_missing(self, server: str) -> tuple[str, ...]:
        """What the bot may not do in that group, one sentence each with its cure."""
        if not server:
            return ()
        try:
            with telegram_errors():
                me = await self._bot.get_me()
                member = await self._bot.get_chat_member(int(server), me.id)
                found = await self._bot.get_chat(int(server))
        except PlatformError:
            return ()
        allowed = found.permissions
        by_default = allowed is None or bool(allowed.can_send_messages)
        deaf = await self.unheard(server)
        if not _may_write(member, channel=found.type == ChatType.CHANNEL, by_default=by_default):
            return tuple(filter(None, (say("lacks_writing"), deaf)))
        files_by_default = allowed is None or bool(allowed.can_send_documents and allowed.can_send_photos)
        files = "" if _may_send_files(member, by_default=files_by_default) else say("lacks_files")
        return tuple(filter(None, (files, deaf)))

    async def unheard(self, server: str) -> str:
        """Why messages that do not address the bot do not reach it there; empty if they do."""
        if not server:
            return ""
        try:
            with telegram_errors():
                me = await self._bot.get_me()
                if me.can_read_all_group_messages:
                    return ""
                member = await self._bot.get_chat_member(int(server), me.id)
        except PlatformError:
            return ""
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
