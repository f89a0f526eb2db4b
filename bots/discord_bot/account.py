"""The bot's account: who it is, what Discord lets it read, and why a sign-in fails."""

from dataclasses import dataclass

from bots.discord_bot.reading import Me
from bots.discord_bot.transport import Transport

_MESSAGE_CONTENT = 1 << 18 | 1 << 19
"""The flags of the Message Content intent: approved, or switched on for a bot in few servers."""

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


async def sign_in(transport: Transport) -> Account:
    """Ask Discord who the bot is.

    Raises:
        WrongToken: trying again cannot help.
        PlatformError: the call failed.
    """
    user = await transport.call("GET", "/users/@me")
    app = await transport.call("GET", "/applications/@me")
    return Account(
        Me(str(user["id"]), str(app["id"]), bool(app.get("flags", 0) & _MESSAGE_CONTENT)),
        str(user["username"]),
        bool(app.get("interactions_endpoint_url")),
    )
