"""The bot's account: who it is, what Discord lets it read, and why a sign-in fails."""

from typing import Any

from bots.discord_bot.errors import makes_sense
from bots.discord_bot.menu import FOR_PEOPLE, FOR_SERVERS
from bots.discord_bot.reading import Me
from bots.discord_bot.transport import Transport
from provider.values import Value

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
NO_SERVERS = (
    "the application cannot be installed in servers, so most commands are missing; "
    "switch on Guild Install under Installation at https://discord.com/developers/applications"
)


class Account(Value):
    """The bot's account. `interactions_elsewhere`: Discord sends commands and buttons to a web server instead.

    `installed`: for whom the application can be installed, servers or people; no command may be for others.
    """

    me: Me
    name: str
    interactions_elsewhere: bool
    installed: frozenset[int]


async def sign_in(transport: Transport) -> Account:
    """Ask Discord who the bot is.

    Raises:
        WrongToken: Discord refuses the token.
        PlatformError: the call failed.
    """
    user = await transport.call("GET", "/users/@me")
    app = await transport.call("GET", "/applications/@me")
    with makes_sense():
        return Account(
            Me(str(user["id"]), str(app["id"]), bool(app.get("flags", 0) & _MESSAGE_CONTENT)),
            str(user["username"]),
            bool(app.get("interactions_endpoint_url")),
            _installed(app),
        )


def _installed(app: dict[str, Any]) -> frozenset[int]:
    """What the application's settings say; if they say nothing, both are tried."""
    said = app.get("integration_types_config")
    return frozenset(map(int, said)) if said else frozenset({FOR_SERVERS, FOR_PEOPLE})
