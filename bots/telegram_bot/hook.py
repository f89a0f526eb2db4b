"""Where Telegram calls us: the address, the secret that it shows, and what it says of how its calls went. Pure."""

import hmac

from bots.telegram_bot.errors import plain
from bots.telegram_bot.transport import JSON
from provider.values import Value


class Hook(Value):
    """`url`: where Telegram calls; `listen`: where that arrives, as "host:port"."""

    url: str
    listen: str


def secret_of(token: str) -> str:
    """What Telegram shows with each call. All processes with the token know it, and nobody else."""
    return hmac.new(token.encode(), b"webhook", "sha256").hexdigest()


def failure(info: JSON) -> tuple[int, str]:
    """When Telegram failed last to call us, in Unix time, and what it says of that; 0 if it has not failed."""
    at = info.get("last_error_date")
    return (at, plain(str(info.get("last_error_message") or "it does not say why"))) if isinstance(at, int) else (0, "")
