"""Telegram's row in the table of platforms."""

from dataclasses import dataclass, field
from typing import Final

from bots.engine.runtime.clock import Clock
from bots.engine.seam.manifest import HttpUrl, ListenAddress, Manifest, PublicUrl, Token
from bots.engine.seam.platform import Adapter, Meter


@dataclass(frozen=True, slots=True)
class Settings:
    """Telegram's settings. Telegram is off while the token is empty.

    `webhook`: where Telegram calls us, instead of being asked for updates; empty: it is asked. `webhook_listen`: where
    what it sends there arrives.
    """

    token: Token = field(default=Token(""), repr=False)
    api_url: HttpUrl = field(default=HttpUrl("https://api.telegram.org"), repr=False)
    webhook: PublicUrl = field(default=PublicUrl(""))
    webhook_listen: ListenAddress = field(default=ListenAddress("127.0.0.1:9465"))


def open_bot(settings: Settings, clock: Clock, meter: Meter) -> Adapter:
    """The bot. Its modules are loaded only now."""
    from bots.telegram_bot.bot import TelegramBot
    from bots.telegram_bot.hook import Hook

    hook = Hook(settings.webhook, settings.webhook_listen) if settings.webhook else None
    return TelegramBot(settings.token, api_url=settings.api_url, clock=clock, hook=hook)


def account(settings: Settings) -> str:
    """The bot's id, with which its token begins."""
    id = settings.token.partition(":")[0]
    return id if id.isdecimal() else ""


MANIFEST: Final = Manifest(
    name="telegram",
    title="Telegram",
    settings=Settings,
    open=open_bot,
    account=account,
    token_shape=r"\d{6,}:[\w-]{30,}",
    obtained='from @BotFather, "/newbot"',
    variables={"TELEGRAM_TOKEN": "token", "TELEGRAM_BOT_TOKEN": "token"},
    subjects=("chat", "person"),
    example="-100123456789",
    secret_shapes=(r"(?<!\d)\d{6,}(?::|%3A)[\w-]{30,}",),
    quoting_loggers=("telegram",),  # it logs whole updates that it cannot read
)
