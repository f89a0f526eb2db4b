"""The program on Discord when what somebody asks comes in several messages."""

import asyncio
from pathlib import Path

from bots.engine.language.phrases import say
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.discord_api import DiscordApi
from tests.fakes.discord_world import Message
from tests.program import PROSE, SPEED, growing, model, on_discord, running
from tests.waiting import until


def said(api: DiscordApi, channel: str) -> list[Message]:
    """What the bot said there and still stands."""
    return [message for message in api.world.standing(channel) if message.author.id == api.world.me.id]


def questions(llm: ChatCompletions) -> list[str]:
    """The last message of each request."""
    return [request["messages"][-1]["content"] for request in llm.requests]


def over(api: DiscordApi, channel: str, count: int) -> bool:
    """Whether so many answers stand there, none of which grows."""
    return len(said(api, channel)) == count and not any(growing(each.labels) for each in said(api, channel))


async def test_a_third_message(tmp_path: Path) -> None:
    """Two follow before a word is shown; the fourth would drop a third request, so it waits."""
    async with ChatCompletions(text="Aye.", first=3.0 / SPEED) as llm, DiscordApi(speed=SPEED) as api:
        ada = api.user("ada")
        server = api.guild(ada, owner=ada)
        async with running(model(llm) | on_discord(api, ada.id), tmp_path):
            await until(lambda: api.gateway.connected)
            for number in range(4):
                ada.writes(f"{number}", channel=server.channel, mention=True)
                await until(lambda number=number: len(llm.requests) == min(number + 1, 3))  # type: ignore[misc]
            await until(lambda: over(api, server.channel, 2))

    assert questions(llm) == ["0", "0\n\n1", "0\n\n1\n\n2", "3"]
    assert api.limits.broken == 0


async def test_a_deleted_part(tmp_path: Path) -> None:
    """It leaves the question before it is answered; of a finished answer nothing changes."""
    async with ChatCompletions(text="Aye.", first=3.0 / SPEED) as llm, DiscordApi(speed=SPEED) as api:
        ada = api.user("ada")
        server = api.guild(ada, owner=ada)
        async with running(model(llm) | on_discord(api, ada.id), tmp_path):
            await until(lambda: api.gateway.connected)
            first = ada.writes("1", channel=server.channel, mention=True)
            await until(lambda: llm.requests)
            second = ada.writes("2", channel=server.channel, mention=True)
            await until(lambda: len(llm.requests) == 2)
            ada.deletes(second)
            await until(lambda: over(api, server.channel, 1))
            ada.deletes(first)
            await asyncio.sleep(0.3)

    assert questions(llm) == ["1", "1\n\n2", "1"]
    assert [each.content for each in said(api, server.channel)] == ["Aye."]


async def test_a_forward_and_what_is_said_about_it(tmp_path: Path) -> None:
    """The client sends the forward first; both are one question, in a private chat without a mention."""
    async with ChatCompletions(text="Wide.") as llm, DiscordApi(speed=SPEED) as api:
        ada = api.user("ada")
        server = api.guild(ada, owner=ada)
        async with running(model(llm) | on_discord(api, ada.id), tmp_path):
            await until(lambda: api.gateway.connected)
            original = ada.writes("The sea is wide.", channel=server.channel)
            ada.forwards(original)
            ada.writes("What is that?")
            await until(lambda: over(api, api.direct(ada), 1))

    [asked] = questions(llm)
    assert asked.index("The sea is wide.") < asked.index("What is that?")


async def test_behind_the_first_word_and_a_burst(tmp_path: Path) -> None:
    """What comes then waits, and becomes one question however many messages it is."""
    async with ChatCompletions(text=PROSE[:1500], rate=20 * SPEED) as llm, DiscordApi(speed=SPEED) as api:
        ada = api.user("ada")
        server = api.guild(ada, owner=ada)
        async with running(model(llm) | on_discord(api, ada.id), tmp_path):
            await until(lambda: api.gateway.connected)
            ada.writes("Tell me of the sea", channel=server.channel, mention=True)
            await until(lambda: said(api, server.channel) and len(said(api, server.channel)[0].content) > 300)
            [first] = said(api, server.channel)
            for number in range(15):
                ada.writes(f"m{number}", channel=server.channel, mention=True, reply_to=first.id)
            await asyncio.sleep(2.0 / SPEED)
            llm.text = "Aye."
            ada.presses(first.id, say("stop_button"))
            await until(lambda: not llm.streams and any(each.content == "Aye." for each in said(api, server.channel)))

    assert questions(llm)[1] == "\n\n".join(f"m{number}" for number in range(15))
