"""Every panel of the program on Telegram, with much of everything in it, held against what the Bot API documents.

The numbers stand here as https://core.telegram.org/bots/api has them, and not as our own constants do.
"""

from pathlib import Path
from typing import Any

import pytest

from bots.engine.language.languages import LANGUAGES, phrase
from bots.engine.seam.places import Place
from tests.crowded import MODELS, PERSONA, SERVERS, fill
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.telegram_api import TelegramApi
from tests.fakes.telegram_rules import units
from tests.fakes.telegram_world import Human, Posted
from tests.program import model, on_telegram, running
from tests.test_panels_on_discord import LEADS, SHOWS, shape
from tests.waiting import until

Json = dict[str, Any]

ADA, GROUP, TOPIC = 1001, -500, 7
FAST = 400.0
"""How many times as fast as real the program's clock runs: it keeps to twenty messages a minute in a group."""


def faults(given: Json) -> list[str]:
    """What the documentation does not allow in a message that is sent or edited."""
    text, caption = given.get("text", ""), given.get("caption") or ""
    rows = (given.get("reply_markup") or {}).get("inline_keyboard", [])
    buttons = [button for row in rows for button in row]
    held = {
        "text is not empty": "text" not in given or bool(text.strip()),
        "4,096 units": units(text) <= 4096,
        "1,024 units of a caption": units(caption) <= 1024,
        "100 entities": len(given.get("entities") or ()) <= 100,
        "100 buttons": len(buttons) <= 100,
        "one to eight in a row": all(1 <= len(row) <= 8 for row in rows),
        "texts of buttons": all(button["text"].strip() for button in buttons),
        "64 bytes of data": all(1 <= len(button["callback_data"].encode()) <= 64 for button in buttons),
        "no raw key": not any("\ufdd0" in each for each in (text, caption, *(button["text"] for button in buttons))),
    }
    return [rule for rule, holds in held.items() if not holds]


async def answered(api: TelegramApi, boss: Human, chat: int, topic: int, name: str) -> Posted:
    """The answer to a command."""
    before = len(api.replies(chat))
    boss.writes(f"/{name}", chat=chat, topic=topic)
    await until(lambda: len(api.replies(chat)) > before, 20)
    return api.replies(chat)[-1]


async def pressed(api: TelegramApi, boss: Human, data: str, panel: Posted) -> Posted:
    """The last message, once a button of the panel has been answered."""
    query = boss.triggers(data, panel)
    await until(lambda: api.world.queries[query] is not None, 20)
    return api.replies(panel.chat.id)[-1]


async def walk(api: TelegramApi, boss: Human, chat: int, topic: int, names: tuple[str, ...]) -> set[str]:
    """Run these commands there, and follow all that leads on; of each list two pages and the last."""
    seen: dict[str, int] = {}
    found: set[str] = set()
    for name in names:
        panel = await answered(api, boss, chat, topic, name)
        waiting = leads(panel)
        while waiting:
            data = waiting.pop()
            if data in found or seen.get(shape(data), 0) > 2:
                continue
            seen[shape(data)] = seen.get(shape(data), 0) + 1
            found.add(data)
            panel = await pressed(api, boss, data, panel)
            waiting += leads(panel)
    return found


def leads(message: Posted) -> list[str]:
    """The data of the buttons that show something else."""
    found = [button["callback_data"] for row in message.buttons for button in row]
    return [each for each in found if LEADS.fullmatch(each)]


@pytest.mark.parametrize("code", LANGUAGES)
async def test_every_panel_keeps_to_what_telegram_documents(code: str, tmp_path: Path) -> None:
    """In a topic, and in private; each is brought up by its command and by whatever leads to it."""
    async with ChatCompletions(text="Yes.", models=MODELS) as llm, TelegramApi(speed=FAST, limits=False) as api:
        api.group(GROUP, admins=(ADA,), topics=(TOPIC,))
        boss = api.user(ADA)
        api.world.faces[ADA] = {"first_name": "Ada", "language_code": code}
        here = Place("telegram", str(GROUP), str(TOPIC))
        await fill(tmp_path, "telegram", str(ADA), f"telegram:{GROUP}", here)
        async with running(model(llm) | on_telegram(api, ADA), tmp_path, speed=FAST):
            shared = tuple(name for name in SHOWS if name != "servers")
            found = await walk(api, boss, GROUP, TOPIC, shared)
            alone = await walk(api, boss, ADA, 0, ("servers", "settings", "privacy", "help"))

    sent = [call for call in api.calls if call.method in ("sendMessage", "editMessageText", "sendPhoto")]
    alerts = [call.given.get("text") or "" for call in api.calls if call.method == "answerCallbackQuery"]
    assert {str(call.given)[:500]: wrong for call in sent if (wrong := faults(call.given))} == {}
    assert all(units(each) <= 200 for each in alerts)
    assert api.invalid_frames == []
    texts = [call.given.get("text", "") for call in sent]
    assert any(" ".join(PERSONA.split()) in " ".join(each.split()) for each in texts)
    assert any(phrase(code, "page_of").format(number="2", pages=str(-(-(SERVERS + 1) // 5))) in each for each in texts)
    assert "servers|1" in alone
    assert sum(each.startswith("set|") for each in found) > 20
    assert sum(each.startswith("page|") for each in found) > 5
