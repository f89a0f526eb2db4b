"""What `parley check` says about Discord."""

from bots.discord_bot.account import ELSEWHERE, NO_CONTENT, NO_SERVERS, WRONG_TOKEN, sign_in
from bots.discord_bot.errors import WrongToken
from bots.discord_bot.menu import FOR_SERVERS
from bots.discord_bot.transport import Transport
from bots.engine.seam.errors import PlatformError
from bots.engine.seam.platform import Finding


async def findings(transport: Transport) -> tuple[Finding, ...]:
    """Findings about the token, the intent, and whether commands reach this bot."""
    try:
        account = await sign_in(transport)
    except WrongToken:
        return (Finding(False, f"Discord: {WRONG_TOKEN}"),)
    except PlatformError as error:
        return (Finding(False, f"Discord: cannot be reached ({error}); check the network and api_url"),)
    found = [Finding(True, f"Discord: the token is that of {account.name}")]
    if account.me.reads_content:
        found.append(Finding(True, "Discord: the Message Content intent is on"))
    else:
        found.append(Finding(False, f"Discord: {NO_CONTENT}"))
    if account.interactions_elsewhere:
        found.append(Finding(False, f"Discord: {ELSEWHERE}"))
    if FOR_SERVERS not in account.installed:
        found.append(Finding(False, f"Discord: {NO_SERVERS}"))
    return tuple(found)
