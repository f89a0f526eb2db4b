"""What the bot itself may not do in a chat, and what it is not told there."""

from telegram import Bot, ChatMember, ChatMemberAdministrator, ChatMemberRestricted
from telegram.constants import ChatMemberStatus, ChatType

from bots.engine.phrases import say
from bots.engine.platform import PlatformError
from bots.telegram_bot.errors import telegram_errors

_IN_CHARGE = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)


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


async def lacks(bot: Bot, chat: str) -> tuple[str, ...]:
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
