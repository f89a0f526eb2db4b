"""The program on Telegram when people edit their questions."""

import asyncio
from pathlib import Path

from bots.engine.language.phrases import say
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.telegram_api import TelegramApi
from tests.program import PROSE, SPEED, growing, model, on_telegram, running
from tests.waiting import until

ADA, GROUP = 1001, -1000


def questions(llm: ChatCompletions) -> list[str]:
    """The last message of each request."""
    return [request["messages"][-1]["content"] for request in llm.requests]


async def test_edited_while_the_answer_grows(tmp_path: Path) -> None:
    """The same message is given anew."""
    async with ChatCompletions(text=PROSE, rate=20 * SPEED) as llm, TelegramApi(speed=SPEED) as api:
        ada = api.user(ADA)
        async with running(model(llm) | on_telegram(api, ADA), tmp_path):
            asked = ada.writes("Tell me of the see")
            await until(lambda: api.replies(ADA) and len(api.replies(ADA)[0].text) > 300)
            [before] = api.replies(ADA)
            llm.text = "The sea is wide."
            ada.edits(asked, "Tell me of the sea")
            await until(lambda: before.text == "The sea is wide." and not growing(before.labels))

    assert api.replies(ADA) == [before]
    assert questions(llm) == ["Tell me of the see", "Tell me of the sea"]
    assert not llm.streams
    assert (api.too_many, api.invalid_frames) == (0, [])


async def test_edited_in_private_soon_afterwards(tmp_path: Path) -> None:
    """Also if it was asked by /ask; a second delivery of the same edit changes nothing."""
    async with ChatCompletions(text="Aye.") as llm, TelegramApi(speed=SPEED) as api:
        ada = api.user(ADA)
        async with running(model(llm) | on_telegram(api, ADA), tmp_path):
            asked = ada.writes("/ask Tell me of the see")
            await until(lambda: api.replies(ADA) and say("retry_button") in api.replies(ADA)[0].labels)
            [reply] = api.replies(ADA)
            llm.text = "Wide."
            ada.edits(asked, "/ask Tell me of the sea")
            await until(lambda: reply.text == "Wide." and reply.labels[-1:] == ["2/2"])
            ada.edits(asked, "/ask Tell me of the sea")
            await asyncio.sleep(0.3)

    assert api.replies(ADA) == [reply]
    assert questions(llm) == ["Tell me of the see", "Tell me of the sea"]


async def test_edited_in_a_group(tmp_path: Path) -> None:
    """A button under the reply, whose words stay."""
    async with ChatCompletions(text="Aye.") as llm, TelegramApi(speed=SPEED) as api:
        ada = api.user(ADA)
        api.group(GROUP, admins=(ADA,))
        async with running(model(llm) | on_telegram(api, ADA), tmp_path):
            asked = ada.writes(f"@{api.world.username} tell me of the see", chat=GROUP)
            await until(lambda: api.replies(GROUP) and say("retry_button") in api.replies(GROUP)[0].labels)
            [reply] = api.replies(GROUP)
            ada.edits(asked, f"@{api.world.username} tell me of the sea", chat=GROUP)
            await until(lambda: say("edited_button") in reply.labels)
            offered, words = reply.labels, reply.text
            llm.text = "Wide."
            ada.presses(say("edited_button"), reply)
            await until(lambda: reply.text == "Wide." and reply.labels[-1:] == ["2/2"])

    assert (offered, words) == ([say("edited_button"), say("retry_button"), say("info_button")], "Aye.")
    assert api.replies(GROUP) == [reply]
    assert questions(llm) == ["tell me of the see", "tell me of the sea"]


async def test_a_command_is_not_run_by_an_edit(tmp_path: Path) -> None:
    """Neither again nor for the first time, and a place that is shared live asks nothing by moving."""
    live = {"location": {"latitude": 1.0, "longitude": 2.0, "live_period": 900}}
    async with ChatCompletions(text="Aye.") as llm, TelegramApi(speed=SPEED) as api:
        ada = api.user(ADA)
        async with running(model(llm) | on_telegram(api, ADA), tmp_path):
            helped = ada.writes("/help")
            await until(lambda: len(api.replies(ADA)) == 1)
            shared = ada.sends(live)
            await until(lambda: len(api.replies(ADA)) == 2 and not growing(api.replies(ADA)[1].labels))
            before = len(llm.requests)
            ada.edits(helped, "/help me")
            ada.edits(helped, "/whoami")
            ada.moves(shared, 3.0)
            await asyncio.sleep(0.5)

    assert len(api.replies(ADA)) == 2
    assert len(llm.requests) == before
