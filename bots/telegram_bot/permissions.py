"""Who administers a group, asked of Telegram and remembered for a minute; and what the bot may not do there."""

import logging

from telegram import Bot, ChatMember, ChatMemberAdministrator, ChatMemberRestricted
from telegram.constants import ChatMemberStatus, ChatType

from bots.engine.language.phrases import say
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.lru import LRU
from bots.engine.seam.errors import PlatformError
from bots.telegram_bot.errors import telegram_errors

REMEMBER_SECONDS = 60.0
ANSWER_SECONDS = 5.0  # somebody waits for a command, and the updates behind it do too

_LARGEST = 2000
_ROLES = frozenset({ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR})

log = logging.getLogger("parley.telegram")

_IN_CHARGE = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)


class Administrators:
    """The administrators of all groups, as far as anyone asked."""

    def __init__(self, bot: Bot, clock: Clock) -> None:
        self._bot = bot
        self._clock = clock
        self._known: LRU[tuple[str, str], tuple[float, bool]] = LRU(_LARGEST)

    async def include(self, chat: str, person: str) -> bool:
        """Whether that person administers that group; False where Telegram does not say, which is not remembered."""
        until, known = self._known.get((chat, person), (0.0, False))
        if self._clock.now() < until:
            return known
        if int(person) < 0:
            return False  # a channel that speaks here is a member of nothing
        try:
            with telegram_errors():
                member = await self._bot.get_chat_member(int(chat), int(person), read_timeout=ANSWER_SECONDS)
        except PlatformError as error:
            log.warning("cannot tell who administers %s: %s", chat, error)
            return False
        answer = member.status in _ROLES
        self._known.keep((chat, person), (self._clock.now() + REMEMBER_SECONDS, answer))
        return answer


async def unheard(bot: Bot, chat: str) -> str:
    """Why talk that does not address the bot does not reach it there; empty: it does."""
    try:
        with telegram_errors():
            me = await bot.get_me()
            if me.can_read_all_group_messages:
                return ""
            member = await bot.get_chat_member(int(chat), me.id)
    except PlatformError:
        return ""
    # Administrators hear everything, whatever privacy mode says.
    return "" if member.status in _IN_CHARGE else say("lacks_hearing")


async def reports_missing(bot: Bot, chat: str) -> tuple[str, ...]:
    """One sentence each, with its cure."""
    try:
        with telegram_errors():
            me = await bot.get_me()
            member = await bot.get_chat_member(int(chat), me.id)
            found = await bot.get_chat(int(chat))
    except PlatformError:
        return ()
    allowed = found.permissions
    by_default = allowed is None or bool(allowed.can_send_messages)
    deaf = await unheard(bot, chat)
    if not _may_write(member, channel=found.type == ChatType.CHANNEL, by_default=by_default):
        return tuple(filter(None, (say("lacks_writing"), deaf)))
    files_by_default = allowed is None or bool(allowed.can_send_documents and allowed.can_send_photos)
    files = "" if _may_send_files(member, by_default=files_by_default) else say("lacks_files")
    return tuple(filter(None, (files, deaf)))


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
