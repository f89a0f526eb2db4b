"""The program on Telegram when what somebody asks comes in several messages."""

import asyncio
from pathlib import Path

from bots.engine.language.phrases import say
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.telegram_api import TelegramApi
from tests.program import PROSE, SPEED, growing, model, on_telegram, running
from tests.waiting import until

ADA, BOB, GROUP = 1001, 1002, -1000


def questions(llm: ChatCompletions) -> list[str]:
    """The last message of each request."""
    return [request["messages"][-1]["content"] for request in llm.requests]


def over(api: TelegramApi, chat: int, count: int) -> bool:
    """Whether so many answers stand there, none of which grows."""
    return len(api.replies(chat)) == count and not any(growing(each.labels) for each in api.replies(chat))


async def test_a_paste_in_three_messages(tmp_path: Path) -> None:
    """The client has cut it in three: it is asked once, whole, and one answer comes."""
    words = " ".join(f"word{number}" for number in range(1350))[:12_000]
    parts = [words[:4096], words[4096:8192], words[8192:]]
    async with ChatCompletions(text="Long.") as llm, TelegramApi(speed=SPEED) as api:
        ada = api.user(ADA)
        async with running(model(llm) | on_telegram(api, ADA), tmp_path):
            for part in parts:
                ada.writes(part)
                await asyncio.sleep(0.5 / SPEED)
            await until(lambda: over(api, ADA, 1))

    assert questions(llm) == ["\n".join(parts)]
    assert [each.text for each in api.replies(ADA)] == ["Long."]


async def test_an_album_with_a_caption_and_what_follows_it(tmp_path: Path) -> None:
    """One question with all its pictures; what follows before a word is shown joins it."""
    async with ChatCompletions(text="Three boats.", first=1.0 / SPEED) as llm, TelegramApi(speed=SPEED) as api:
        ada = api.user(ADA)
        async with running(model(llm) | on_telegram(api, ADA), tmp_path):
            ada.sends_album(*(api.files.photo() for _ in range(3)), text="How many boats?")
            await until(lambda: llm.requests)
            ada.writes("And how many gulls?")
            await until(lambda: over(api, ADA, 1))

    first, second = (request["messages"][-1]["content"] for request in llm.requests)
    assert [part["type"] for part in first].count("image_url") == 3
    assert [part["type"] for part in second].count("image_url") == 3
    assert "How many boats?\n\nAnd how many gulls?" in [part.get("text") for part in second]
    assert [each.text for each in api.replies(ADA)] == ["Three boats."]


async def test_forwards_and_what_is_said_about_them(tmp_path: Path) -> None:
    """Two forwards and a comment in one update batch are one question, in their order."""
    author = {"type": "hidden_user", "sender_user_name": "Sea", "date": 1}
    async with ChatCompletions(text="Wide and deep.") as llm, TelegramApi(speed=SPEED) as api:
        ada = api.user(ADA)
        async with running(model(llm) | on_telegram(api, ADA), tmp_path):
            ada.writes("The sea is wide.", forward_origin=author)
            ada.writes("The sea is deep.", forward_origin=author)
            ada.writes("Sum that up.")
            await until(lambda: over(api, ADA, 1))

    [asked] = questions(llm)
    assert asked.index("wide") < asked.index("deep") < asked.index("Sum that up.")


async def test_in_a_group(tmp_path: Path) -> None:
    """Two people at once: each gets one answer to all of theirs; what is for others joins nothing."""
    async with ChatCompletions(text="Aye.", first=2.0 / SPEED) as llm, TelegramApi(speed=SPEED) as api:
        ada, bob, me = api.user(ADA), api.user(BOB), f"@{api.world.username}"
        api.group(GROUP, admins=(ADA,))
        async with running(model(llm) | on_telegram(api, ADA, BOB), tmp_path):
            ada.writes(f"{me} ada 1", chat=GROUP)
            bob.writes(f"{me} bob 1", chat=GROUP)
            await until(lambda: len(llm.requests) == 2)
            ada.writes(f"{me} ada 2", chat=GROUP)
            ada.writes("Bob, how are you?", chat=GROUP)
            bob.writes("Fine.", chat=GROUP)
            await until(lambda: over(api, GROUP, 2))

    assert sorted(questions(llm)) == ["ada 1", "ada 1\n\nada 2", "bob 1"]


async def test_stop_while_more_waits(tmp_path: Path) -> None:
    """What came behind the first word waits; Stop ends the answer before it, and it is answered then."""
    async with ChatCompletions(text=PROSE, rate=20 * SPEED) as llm, TelegramApi(speed=SPEED) as api:
        ada = api.user(ADA)
        async with running(model(llm) | on_telegram(api, ADA), tmp_path):
            ada.writes("Tell me of the sea")
            await until(lambda: api.replies(ADA) and len(api.replies(ADA)[0].text) > 200)
            llm.text = "Blue."
            ada.writes("What colour?")
            ada.writes("And why?")
            await asyncio.sleep(1.0 / SPEED)
            ada.presses(say("stop_button"), api.replies(ADA)[0])
            await until(lambda: any(each.text == "Blue." for each in api.replies(ADA)) and not llm.streams)

    assert questions(llm) == ["Tell me of the sea", "What colour?\n\nAnd why?"]
    assert say("stopped") in api.replies(ADA)[0].text


async def test_a_reply_to_any_part_and_an_edit_of_one(tmp_path: Path) -> None:
    """All parts mean the one question: an edit of the second gets the answer given anew."""
    async with ChatCompletions(text="Aye.", first=1.0 / SPEED) as llm, TelegramApi(speed=SPEED) as api:
        ada = api.user(ADA)
        async with running(model(llm) | on_telegram(api, ADA), tmp_path):
            ada.writes("1")
            await until(lambda: llm.requests)
            second = ada.writes("2")
            await until(lambda: over(api, ADA, 1))
            await until(lambda: say("retry_button") in api.replies(ADA)[0].labels)
            ada.edits(second, "two")
            await until(lambda: len(llm.requests) == 3 and over(api, ADA, 1))

    assert questions(llm) == ["1", "1\n\n2", "1\n\ntwo"]
