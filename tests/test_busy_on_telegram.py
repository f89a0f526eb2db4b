"""The program on Telegram when somebody asks while an answer grows."""

import asyncio
from pathlib import Path

from bots.engine.language.phrases import say
from bots.engine.reply.queue_notice import EYES, LINE_AFTER
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.telegram_api import TelegramApi
from tests.program import PROSE, SPEED, model, on_telegram, running
from tests.waiting import until

ADA, GROUP = 1001, -1000
LONG = " ".join([PROSE] * 3)


async def test_what_waits_is_seen_and_can_be_answered_now(tmp_path: Path) -> None:
    """In private too: an emoji, then a line with a button, which becomes the answer; the emoji goes."""
    async with ChatCompletions(text=LONG, rate=5 * SPEED) as llm, TelegramApi(speed=SPEED) as api:
        ada = api.user(ADA)
        async with running(model(llm) | on_telegram(api, ADA), tmp_path):
            ada.writes("Tell me of the sea")
            await until(lambda: api.replies(ADA) and len(api.replies(ADA)[0].text) > 100)
            asked = ada.writes("What colour?")
            message = api.world.chats[ADA].messages[asked]
            await until(lambda: message.reaction == EYES)
            before = len(api.replies(ADA))
            await until(lambda: any(say("now_button") in each.labels for each in api.replies(ADA)))
            line = next(each for each in api.replies(ADA) if say("now_button") in each.labels)
            waits = line.text
            llm.text = "Blue."
            ada.presses(say("now_button"), line)
            await until(lambda: line.text == "Blue." and not message.reaction)

    assert before == 1
    assert waits == say("in_line", count="1")
    assert say("stopped_for_next") in api.replies(ADA)[0].text
    assert message.reactions == [EYES, ""]
    assert (api.too_many, api.invalid_frames) == (0, [])


async def test_where_reactions_are_not_allowed(tmp_path: Path) -> None:
    """A line comes instead, as soon."""
    async with ChatCompletions(text=LONG, rate=5 * SPEED) as llm, TelegramApi(speed=SPEED) as api:
        ada, me = api.user(ADA), f"@{api.world.username}"
        api.group(GROUP, admins=(ADA,)).reacts = ("👍",)
        async with running(model(llm) | on_telegram(api, ADA), tmp_path):
            ada.writes(f"{me} tell me of the sea", chat=GROUP)
            await until(lambda: api.replies(GROUP) and len(api.replies(GROUP)[0].text) > 100)
            began = api.now()
            asked = ada.writes(f"{me} what colour?", chat=GROUP, reply_to=api.replies(GROUP)[0].id)
            await until(lambda: len(api.replies(GROUP)) == 2)
            took, line = api.now() - began, api.replies(GROUP)[1].text
            ada.presses(say("stop_button"), api.replies(GROUP)[0])
            await until(lambda: len(llm.requests) == 2)

    assert line == say("in_line", count="1")
    assert took < LINE_AFTER
    assert api.world.chats[GROUP].messages[asked].reactions == []


async def test_replace_and_ignore(tmp_path: Path) -> None:
    """As the place says, in Spanish too; commands go on working."""
    async with ChatCompletions(text=LONG, rate=5 * SPEED) as llm, TelegramApi(speed=SPEED) as api:
        ada = api.user(ADA)
        async with running(model(llm) | on_telegram(api, ADA), tmp_path):
            ada.writes("/settings busy sustituir")
            await until(lambda: api.replies(ADA))
            ada.writes("One")
            await until(lambda: len(api.replies(ADA)) == 2 and len(api.replies(ADA)[1].text) > 100)
            ada.writes("Two")
            await until(lambda: len(api.replies(ADA)) == 3 and len(api.replies(ADA)[2].text) > 100)
            ada.writes("/settings busy ignore")
            await until(lambda: len(api.replies(ADA)) == 4)
            ada.writes("Three")
            await asyncio.sleep(2.0 / SPEED)
            ada.writes("/stop")
            await until(lambda: not llm.streams)
            await asyncio.sleep(2.0 / SPEED)

    assert [request["messages"][-1]["content"] for request in llm.requests] == ["One", "Two"]
    assert say("stopped_for_next") in api.replies(ADA)[1].text
    assert say("stopped") in api.replies(ADA)[2].text
