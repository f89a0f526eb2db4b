"""No call of an adapter follows a redirect: a token, and what people wrote, go to the platform alone."""

import aiohttp
import pytest

from bots.discord_bot.transport import Transport as Discord
from bots.engine.runtime.clock import RealClock
from bots.engine.seam.errors import Unsure
from bots.telegram_bot.transport import Transport as Telegram
from tests.bots.discord_bot.stand_in import Readings
from tests.fakes.raw_site import says, site


def moved(location: str) -> bytes:
    head = f"HTTP/1.1 307 Moved\r\nLocation: {location}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
    return head.encode()


async def test_discord() -> None:
    """Neither a call nor the gateway's websocket."""
    async with site(says(b"")) as there, site(says(moved(there.url))) as here:
        transport = Discord("a-token", api_url=here.url, clock=RealClock(), meter=Readings())
        with pytest.raises(Unsure):
            await transport.call("POST", "/channels/1/messages", payload={"content": "words"})
        with pytest.raises(aiohttp.ClientError):
            await transport.session().ws_connect(here.url)
        await transport.aclose()

        assert there.accepted == 0
        assert here.accepted == 2


async def test_telegram() -> None:
    """Whose token is a part of the address."""
    async with site(says(b"")) as there, site(says(moved(there.url))) as here:
        transport = Telegram("1:a", api_url=here.url, clock=RealClock())
        with pytest.raises(Unsure):
            await transport.call("getMe", {})
        await transport.aclose()

        assert there.accepted == 0
        assert here.accepted == 1
