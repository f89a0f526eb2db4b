"""The program on Telegram calls groups and people by their names, with links that notify nobody."""

from pathlib import Path

from bots.engine.language.phrases import say
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.telegram_api import TelegramApi
from tests.program import SPEED, model, on_telegram, running

ADA, BOB, GROUP = 1001, 1002, -100500


async def test_the_owner_reads_who_asks_and_where(tmp_path: Path) -> None:
    """By name, with a link where there is an @name; what was allowed is in the list at once."""
    async with ChatCompletions() as llm, TelegramApi(speed=SPEED) as api:
        ada, bob = api.user(ADA), api.user(BOB)
        api.world.faces[BOB] = {"first_name": "Bob", "last_name": "_Bo_", "username": "bob_99"}
        group = api.group(GROUP)
        group.title, group.members = "Chess **Club**", 1234
        async with running(model(llm) | on_telegram(api, ADA), tmp_path):
            await api.until(lambda: api.is_polled)
            bob.writes("hello @parley_bot", chat=GROUP)
            await api.until(lambda: api.replies(ADA))
            (question,) = api.replies(ADA)
            asked, entities = question.text, list(question.entities)
            ada.presses(say("allow_button"), question)
            await api.until(lambda: "Allowed" in question.text)
            ada.writes("/servers")
            await api.until(lambda: len(api.replies(ADA)) == 2)
            servers = api.replies(ADA)[1].text

    assert asked == (
        "Bob _Bo_ (@\u2060bob_99) wants to use me in “Chess **Club**” (1,234 members). Allow everyone there?"
    )
    assert [(each["type"], each.get("url")) for each in entities] == [("text_link", "https://t.me/bob_99")]
    assert "1. “Chess **Club**” (1,234 members): ✅ allowed" in servers


async def test_an_invitation_is_one_quiet_line(tmp_path: Path) -> None:
    """With who it was, and when the bot leaves."""
    async with ChatCompletions() as llm, TelegramApi(speed=SPEED) as api:
        api.user(ADA)
        bob = api.user(BOB)
        api.world.faces[BOB] = {"first_name": "Bob"}
        api.group(GROUP).bot_status = "left"
        async with running(model(llm) | on_telegram(api, ADA), tmp_path):
            await api.until(lambda: api.is_polled)
            bob.adds_the_bot(GROUP)
            await api.until(lambda: api.replies(ADA))
            (line,) = api.replies(ADA)
            sent = next(call.given for call in api.calls if call.method == "sendMessage")

    assert line.text.startswith(f"📨 Bob ({BOB}) added me to “Group” (3 members). I leave it at ")
    assert sent["disable_notification"]
    assert [button["text"] for row in line.buttons for button in row] == [say("allow_button")]
