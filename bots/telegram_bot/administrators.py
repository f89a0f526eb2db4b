"""Who administers a group: asked of Telegram, remembered for a minute."""

import logging

from telegram import Bot
from telegram.constants import ChatMemberStatus

from bots.engine.clock import Clock
from bots.engine.platform import PlatformError
from bots.engine.remembered import Remembered
from bots.telegram_bot.errors import telegram_errors

REMEMBER_SECONDS = 60.0
ANSWER_SECONDS = 5.0  # somebody waits for a command, and the updates behind it do too

_LARGEST = 2000
_ROLES = frozenset({ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR})

log = logging.getLogger("parley.telegram")


class Administrators:
    """The administrators of all groups, as far as anyone asked."""

    def __init__(self, bot: Bot, clock: Clock) -> None:
        self._bot = bot
        self._clock = clock
        self._known: Remembered[tuple[str, str], tuple[float, bool]] = Remembered(_LARGEST)

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
