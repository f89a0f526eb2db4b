"""The program where a platform answers calls with errors or web pages for ever, or sleeps: the next has its turn."""

from pathlib import Path

from bots.engine.language.phrases import say
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.discord_api import DiscordApi
from tests.fakes.faults import Fault
from tests.fakes.telegram_api import TelegramApi
from tests.program import PROSE, growing, model, on_discord, on_telegram, running
from tests.test_on_discord import said
from tests.waiting import until

ADA = 1001
SPEED = 100.0


async def test_a_web_page_for_every_edit_on_discord(tmp_path: Path) -> None:
    """Cloudflare's 403: the answer that grows is given up, and the next question in that conversation is answered."""
    async with ChatCompletions(text=PROSE, rate=60 * SPEED) as llm, DiscordApi(speed=SPEED) as api:
        ada = api.user("ada")
        async with running(model(llm) | on_discord(api, ada.id), tmp_path, SPEED):
            await until(lambda: api.gateway.connected)
            ada.writes("Tell me")
            channel = api.direct(ada)
            await until(lambda: said(api, channel) and growing(said(api, channel)[0].labels))
            api.faults.always("PATCH", Fault("html", 403))
            llm.text = "Indeed."
            ada.writes("And that?")
            await until(lambda: any(message.content == "Indeed." for message in said(api, channel)))
            await until(lambda: any(say("refused_rest") in message.content for message in said(api, channel)))
            api.faults.always("PATCH", None)
            await until(lambda: not any(growing(message.labels) for message in said(api, channel)))


async def test_an_error_for_every_send_on_telegram(tmp_path: Path) -> None:
    """502s in one chat hold nobody else, and that chat's next question is answered once they are over."""
    async with ChatCompletions(text="Indeed.") as llm, TelegramApi(speed=SPEED) as api:
        ada, bob = api.user(ADA), api.user(1002)
        async with running(model(llm) | on_telegram(api, ADA, 1002), tmp_path, SPEED):
            api.faults.always(f"sendMessage in {ADA}", Fault("status", 502))
            ada.writes("First")
            await until(lambda: len(api.faults.committed) > 8)
            bob.writes("Mine")
            await until(lambda: [reply.text for reply in api.replies(1002)] == ["Indeed."])
            ada.writes("Second")
            await until(lambda: len(llm.requests) == 3)  # its turn has come
            api.faults.always(f"sendMessage in {ADA}", None)
            await until(lambda: "Indeed." in [reply.text for reply in api.replies(ADA)])


async def test_a_telegram_that_sleeps_puts_up_one_copy(tmp_path: Path) -> None:
    """It does nothing for 40 s, and then all that it was asked: one answer, and one answer to a command."""
    async with ChatCompletions(text="Indeed.") as llm, TelegramApi(speed=SPEED) as api:
        ada = api.user(ADA)
        async with running(model(llm) | on_telegram(api, ADA), tmp_path, SPEED):
            await until(lambda: api.is_polled)
            api.faults.plan("sendMessage", Fault("slow", seconds=40 / SPEED), 2)
            ada.writes("/whoami")
            ada.writes("First")
            await until(lambda: len(api.replies(ADA)) == 2)
            await until(lambda: api.now() > 100)

    assert sorted(reply.text for reply in api.replies(ADA))[0] == "Indeed."
    assert len(api.replies(ADA)) == 2
