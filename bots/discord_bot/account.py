"""Who the bot is, what Discord lets it read, and what is wrong where it is not let in."""

from dataclasses import dataclass

from bots.discord_bot.errors import Denied
from bots.discord_bot.reading import Me
from bots.discord_bot.transport import Rest
from bots.engine.seam.errors import PlatformError

_MESSAGE_CONTENT = 1 << 18 | 1 << 19
"""The application's flags for the Message Content intent: approved, or switched on for a bot in few servers."""

NO_CONTENT = (
    "the Message Content intent is off, so replies without a ping arrive empty; "
    "switch it on under Bot at https://discord.com/developers/applications"
)
WRONG_TOKEN = (
    "Discord refuses the token; copy a new one (Bot, Reset Token at https://discord.com/developers/applications) "
    "into DISCORD_TOKEN or [discord] token"
)
ELSEWHERE = (
    "the application has an Interactions Endpoint URL, so commands and buttons do not reach this bot; "
    "empty that field under General Information at https://discord.com/developers/applications"
)


@dataclass(frozen=True, slots=True)
class Account:
    """The bot's account. `interactions_elsewhere`: Discord sends commands and buttons to a web server instead."""

    me: Me
    name: str
    interactions_elsewhere: bool


def is_wrong_token(error: PlatformError) -> bool:
    """Whether trying again cannot help, because nobody is let in with this token."""
    return isinstance(error, Denied) and error.status == 401


async def sign_in(rest: Rest) -> Account:
    """Ask who we are.

    Raises:
        PlatformError: as every call; `is_wrong_token` tells the one that stays.
    """
    user = await rest.call("GET", "/users/@me")
    app = await rest.call("GET", "/applications/@me")
    return Account(
        Me(str(user["id"]), str(app["id"]), bool(app.get("flags", 0) & _MESSAGE_CONTENT)),
        str(user["username"]),
        bool(app.get("interactions_endpoint_url")),
    )
