"""What `parley check` says about Discord."""

from bots.discord_bot.account import ELSEWHERE, NO_CONTENT, WRONG_TOKEN, is_wrong_token, sign_in
from bots.discord_bot.transport import Rest
from bots.engine.seam.errors import PlatformError
from bots.engine.seam.platform import Finding


async def findings(rest: Rest) -> tuple[Finding, ...]:
    """What `parley check` says about Discord."""
    try:
        account = await sign_in(rest)
    except PlatformError as error:
        cure = WRONG_TOKEN if is_wrong_token(error) else f"cannot be reached ({error}); check the network and api_url"
        return (Finding(False, f"Discord: {cure}"),)
    found = [Finding(True, f"Discord: the token is that of {account.name}")]
    if account.me.reads_content:
        found.append(Finding(True, "Discord: the Message Content intent is on"))
    else:
        found.append(Finding(False, f"Discord: {NO_CONTENT}"))
    if account.interactions_elsewhere:
        found.append(Finding(False, f"Discord: {ELSEWHERE}"))
    return tuple(found)
