"""What somebody replies to on Telegram: read for that answer, and never of those who do not want it."""

import asyncio
from pathlib import Path

from bots.engine.conversation.chains import HEAD
from bots.engine.language.phrases import say
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.telegram_api import TelegramApi
from tests.program import SPEED, model, on_telegram, running
from tests.waiting import until

ADA, BOB, GROUP = 1001, 1002, -100


def everything(folder: Path) -> bytes:
    """All that the database holds, with its log."""
    return b"".join(path.read_bytes() for path in folder.glob("parley.db*"))


async def test_what_is_replied_to_is_read_and_not_kept(tmp_path: Path) -> None:
    """With what was selected by hand before the question; after an opt-out it is not read any more."""
    async with ChatCompletions(text="Aye.") as llm, TelegramApi(speed=SPEED) as api:
        api.group(GROUP, admins=(ADA,))
        ada, bob = api.user(ADA), api.user(BOB)
        async with running(model(llm) | on_telegram(api, ADA) | {"PARLEY_ACCESS__OPEN": "true"}, tmp_path):
            said = bob.writes("The reef is at noon", chat=GROUP)
            ada.writes("@parley_bot true?", chat=GROUP, reply_to=said)
            await until(lambda: len(llm.requests) == 1 and len(api.replies(GROUP)) == 1)
            kept = await asyncio.to_thread(everything, tmp_path)
            await until(lambda: api.replies(GROUP)[0].text == "Aye.")
            part = {"text": "Aye", "position": 0, "is_manual": True}
            ada.writes("Why?", chat=GROUP, reply_to=api.replies(GROUP)[0].id, quote=part)
            await until(lambda: len(llm.requests) == 2 and len(api.replies(GROUP)) == 2)
            bob.writes("/privacy")
            await until(lambda: api.replies(BOB))
            bob.presses(say("unread_button"), api.replies(BOB)[0])
            await until(lambda: say("privacy_unread") in api.replies(BOB)[0].text)
            ada.writes("@parley_bot and now?", chat=GROUP, reply_to=said)
            await until(lambda: len(llm.requests) == 3)

    asked = [[message["content"] for message in request["messages"]] for request in llm.requests]
    assert asked[0] == [f"{HEAD}\n\nA:\n```\nThe reef is at noon\n```\n\ntrue?"]
    assert asked[1] == ["true?", "Aye.", "> Aye\n\nWhy?"]
    assert "reef" not in str(asked[2])
    assert b"reef" not in kept
