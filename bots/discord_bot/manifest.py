"""Discord's row in the table of platforms."""

from base64 import urlsafe_b64decode
from dataclasses import dataclass, field
from typing import Final

from bots.engine.runtime.clock import Clock
from bots.engine.seam.manifest import HttpUrl, Manifest, Token, WebsocketUrl
from bots.engine.seam.platform import Adapter, Meter


@dataclass(frozen=True, slots=True)
class Settings:
    """Discord's settings. Discord is off while the token is empty. `gateway_url`: empty for Discord's own."""

    token: Token = field(default=Token(""), repr=False)
    api_url: HttpUrl = field(default=HttpUrl("https://discord.com/api/v10"), repr=False)
    gateway_url: WebsocketUrl = field(default=WebsocketUrl(""), repr=False)


def open_bot(settings: Settings, clock: Clock, meter: Meter) -> Adapter:
    """The bot. Its library is loaded only now."""
    from bots.discord_bot.bot import DiscordBot

    return DiscordBot(
        settings.token, api_url=settings.api_url, gateway_url=settings.gateway_url, clock=clock, meter=meter
    )


def account(settings: Settings) -> str:
    """The bot's id, with which its token begins, in base64."""
    written = settings.token.partition(".")[0]
    try:
        id = urlsafe_b64decode(written + "=" * (-len(written) % 4)).decode("ascii")
    except ValueError:
        return ""
    return id if id.isdecimal() else ""


MANIFEST: Final = Manifest(
    name="discord",
    title="Discord",
    settings=Settings,
    open=open_bot,
    account=account,
    token_shape=r"[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}",
    obtained='from https://discord.com/developers/applications, "Bot", "Reset Token"',
    variables={"DISCORD_TOKEN": "token", "DISCORD_BOT_TOKEN": "token"},
    subjects=("server", "person", "role"),
    unique_ids=True,
    secret_shapes=(r"[\w-]{23,28}\.[\w-]{6,7}\.[\w-]{27,}", r"(/(?:webhooks|interactions)/\d+/)[\w-]{20,}"),
)
