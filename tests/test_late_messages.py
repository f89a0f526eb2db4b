"""After an outage, through the whole program: what is old gets a line, and its button the answer."""

import time
from pathlib import Path

from bots.engine.language.phrases import say
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.discord_api import DiscordApi
from tests.fakes.discord_world import Message
from tests.fakes.telegram_api import TelegramApi
from tests.fakes.telegram_world import Posted
from tests.program import SPEED, model, on_discord, on_telegram, running
from tests.waiting import until

ADA = 1001
GROUP = -100
NIGHT = 8 * 3600


async def test_on_telegram(tmp_path: Path) -> None:
    """In private and in a group; an old Stop and an old chat of others cause nothing."""
    old = int(time.time()) - NIGHT
    async with ChatCompletions(text="Yes.") as llm, TelegramApi(speed=SPEED) as api:
        ada = api.user(ADA)
        api.group(GROUP)

        def lines_in(chat: int) -> list[Posted]:
            """What the bot said there, but for the news that it is in a group that nobody has let in."""
            return [reply for reply in api.replies(chat) if say("allow_button") not in reply.labels]

        first = ada.writes("Is the sea wide?", date=old)
        ada.writes("/stop", date=old)
        in_group = ada.writes("@parley_bot Is the sky high?", chat=GROUP, date=old)
        ada.writes("I wonder", chat=GROUP, date=old)
        async with running(model(llm) | on_telegram(api, ADA), tmp_path):
            await until(lambda: lines_in(ADA) and lines_in(GROUP))
            shown = lines_in(ADA)[0], lines_in(GROUP)[0]
            lines = [(each.text, each.reply_to, each.labels) for each in shown]
            asked = len(llm.requests)
            for each in shown:
                ada.presses(say("late_button"), each)
            await until(lambda: all(each.text == "Yes." for each in shown))

    assert lines == [(say("late"), id, [say("late_button")]) for id in (first, in_group)]
    assert asked == 0
    assert len(llm.requests) == 2
    assert [len(lines_in(chat)) for chat in (ADA, GROUP)] == [1, 1]


async def test_on_discord(tmp_path: Path) -> None:
    """The id of a message says when it was written."""
    async with ChatCompletions(text="Yes.") as llm, DiscordApi(speed=SPEED) as api:
        ada = api.user("ada")
        channel = api.guild(ada, owner=ada).channel

        def answers() -> list[Message]:
            return [each for each in api.world.standing(channel) if each.author.id == api.world.me.id]

        async with running(model(llm) | on_discord(api, ada.id), tmp_path):
            await until(lambda: api.gateway.connected)
            newest = int(ada.writes("hm", channel=channel))
            old = ada.writes("Why?", channel=channel, mention=True, id=str(newest - (NIGHT * 1000 << 22)))
            await until(answers)
            [line] = answers()
            shown = line.content, line.reply_to, len(llm.requests)
            ada.presses(line.id, say("late_button"))
            await until(lambda: line.content == "Yes.")

    assert shown == (say("late"), old, 0)
    assert len(answers()) == 1
