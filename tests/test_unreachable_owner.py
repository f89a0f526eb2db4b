"""An owner to whom the bot cannot write: nobody is told that they were asked, and they miss nothing."""

from pathlib import Path

import pytest

from bots.engine.language.phrases import say
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.discord_api import DiscordApi
from tests.fakes.discord_checks import Refusal
from tests.fakes.telegram_api import TelegramApi
from tests.program import SPEED, model, on_discord, on_telegram, running, unlinked
from tests.waiting import until

ADA, BOB = 1001, 1002
HEAD = say("alert_missed")


async def test_on_discord(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Direct messages are closed: what happened stands under a command's answer, for the owner alone."""
    async with ChatCompletions() as llm, DiscordApi(speed=SPEED) as api:
        ada, bob, eve = api.user("ada"), api.user("bob"), api.user("eve")
        home, abroad = api.guild(ada, owner=ada), api.guild(bob, eve, owner=bob)
        api.refuse_channel[api.direct(ada)] = Refusal(403, 50007, "Cannot send messages to this user")
        async with running(model(llm) | on_discord(api, ada.id), tmp_path):
            await until(lambda: api.gateway.connected and "No owner can be reached" in caplog.text)
            eve.writes("hello", channel=abroad.channel, mention=True)
            await until(lambda: len(api.world.standing(abroad.channel)) == 2)
            by_slash = eve.slash("usage", channel=abroad.channel)
            asked = ada.slash("whoami", channel=home.channel)
            again = ada.slash("whoami", channel=home.channel)
            await until(lambda: by_slash.original and asked.original and again.original)
            refused = api.world.messages[by_slash.original].content
            shown = api.world.messages[asked.original]
            second = api.world.messages[again.original]

    assert [api.world.standing(abroad.channel)[1].content, refused] == [say("not_open")] * 2
    wants = say("wants_server", person=f"eve (<@{eve.id}>)", server="#\u2060general in “server” (3 members)")
    texts = {unlinked(shown.content), unlinked(second.content)}
    [told] = [text for text in texts if HEAD in text]
    assert wants in told
    assert told.endswith(say("alert_missed_asks"))
    assert shown.seen_by == ada.id
    assert sum(f"discord:person:{eve.id} wants to use me" in line for line in caplog.messages) == 1


async def test_on_telegram(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """The owner has blocked the bot; what they missed comes when they unblock it."""
    async with ChatCompletions() as llm, TelegramApi(speed=SPEED) as api:
        ada, bob = api.user(ADA), api.user(BOB)
        ada.removes_the_bot()
        async with running(model(llm) | on_telegram(api, ADA), tmp_path):
            await until(lambda: api.is_polled)
            bob.writes("hello")
            await until(lambda: api.replies(BOB))
            ada.adds_the_bot(ADA)
            await until(lambda: api.replies(ADA))

    assert [reply.text for reply in api.replies(BOB)] == [say("not_open")]
    assert "No owner can be reached" in caplog.text
    [told] = [reply.text for reply in api.replies(ADA)]
    assert told.startswith(HEAD)
    assert say("wants_person", person=f"Person ({BOB})") in told
