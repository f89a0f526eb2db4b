"""What `parley check` says about Telegram."""

from collections.abc import Iterator

from bots.engine.runtime.server_time import ServerTime
from bots.engine.seam.errors import PlatformError
from bots.engine.seam.platform import Finding
from bots.telegram_bot.errors import WrongToken
from bots.telegram_bot.hook import Hook, failure
from bots.telegram_bot.transport import JSON, Transport

LATELY = 3600
"""Seconds for which it matters that Telegram could not call us."""


async def findings(transport: Transport, hook: Hook | None) -> tuple[Finding, ...]:
    """Findings about the token, privacy mode, and the webhook."""
    try:
        me = await transport.ask("getMe", {})
        info = await transport.ask("getWebhookInfo", {})
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
    return (*found, *_of_the_webhook(info, hook, transport.time))


def _of_the_webhook(info: JSON, hook: Hook | None, time: ServerTime) -> Iterator[Finding]:
    if hook is None:
        if info.get("url"):
            words = "a webhook is set, so nothing arrives here. Starting Parley removes it."
            yield Finding(False, f"Telegram: {words}")
        return
    if info.get("url") != hook.url:
        yield Finding(True, f"Telegram: it is to call {hook.url}. Starting Parley tells it so.")
        return
    waiting = info.get("pending_update_count") or 0
    failed_at, why = failure(info)
    if failed_at and time.age(failed_at) < LATELY:
        minutes = round(time.age(failed_at) / 60)
        yield Finding(
            False,
            f"Telegram: it could not call {hook.url} {minutes} min ago: {why}. {waiting} updates wait. Check that the "
            f"address leads from the internet to {hook.listen} here, with a certificate that is good.",
        )
    else:
        yield Finding(True, f"Telegram: it calls {hook.url}, and {waiting} updates wait.")
