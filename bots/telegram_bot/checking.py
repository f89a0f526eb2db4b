"""What `parley check` says about Telegram."""

from bots.engine.seam.errors import PlatformError
from bots.engine.seam.platform import Finding
from bots.telegram_bot.errors import WrongToken
from bots.telegram_bot.transport import Transport


async def findings(transport: Transport) -> tuple[Finding, ...]:
    """Findings about the token, privacy mode, and a webhook that keeps updates away."""
    try:
        me = await transport.ask("getMe", {})
        webhook = (await transport.ask("getWebhookInfo", {})).get("url")
    except WrongToken:
        return (Finding(False, "Telegram: the token was refused. Take it anew from @BotFather (/mybots, API Token)."),)
    except PlatformError as error:
        return (Finding(False, f"Telegram: no answer ({error}). Check the network and telegram.api_url."),)
    found = [Finding(True, f"Telegram: the token is @{me.get('username')}'s.")]
    if me.get("can_read_all_group_messages"):
        found.append(Finding(True, "Telegram: privacy mode is off, so the bot is sent all that is said in its groups."))
    else:
        found.append(
            Finding(
                True,
                "Telegram: privacy mode is on: in groups the bot sees commands, mentions and replies to it, which is "
                "enough. To let it see all: @BotFather, /setprivacy, Disable; then add it to the group anew.",
            )
        )
    if me.get("can_join_groups") is False:
        found.append(
            Finding(True, "Telegram: the bot cannot be added to groups. To allow it: @BotFather, /setjoingroups.")
        )
    if webhook:
        found.append(Finding(False, "Telegram: a webhook is set, so nothing arrives here. Starting Parley removes it."))
    return tuple(found)
