"""The program on Discord when somebody asks while an answer grows."""

from pathlib import Path

from bots.engine.language.phrases import say
from bots.engine.reply.queue_notice import EYES, LINE_AFTER
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.discord_api import DiscordApi
from tests.fakes.discord_rights import ADD_REACTIONS
from tests.fakes.discord_world import Message
from tests.program import PROSE, SPEED, model, on_discord, running
from tests.waiting import until

LONG = " ".join([PROSE] * 3)


def said(api: DiscordApi, channel: str) -> list[Message]:
    """What the bot said there and still stands."""
    return [message for message in api.world.standing(channel) if message.author.id == api.world.me.id]


async def test_what_waits_is_seen_and_can_be_answered_now(tmp_path: Path) -> None:
    """An emoji, then a line with a button, which becomes the answer; the emoji goes."""
    async with ChatCompletions(text=LONG, rate=5 * SPEED) as llm, DiscordApi(speed=SPEED) as api:
        ada = api.user("ada")
        server = api.guild(ada, owner=ada)
        async with running(model(llm) | on_discord(api, ada.id), tmp_path):
            await until(lambda: api.gateway.connected)
            ada.writes("Tell me of the sea", channel=server.channel, mention=True)
            await until(lambda: said(api, server.channel) and len(said(api, server.channel)[0].content) > 100)
            [first] = said(api, server.channel)
            asked = ada.writes("What colour?", channel=server.channel, mention=True, reply_to=first.id)
            message = api.world.messages[asked]
            await until(lambda: message.reactions.get(EYES))
            await until(lambda: any(say("now_button") in each.labels for each in said(api, server.channel)))
            line = next(each for each in said(api, server.channel) if say("now_button") in each.labels)
            waits = line.content
            llm.text = "Blue."
            ada.presses(line.id, say("now_button"))
            await until(lambda: line.content == "Blue." and not message.reactions)

    assert waits == say("in_line", count="1")
    assert say("stopped_for_next") in first.content
    assert message.reacted == [f"+{EYES}", f"-{EYES}"]
    assert api.limits.broken == 0


async def test_without_the_permission(tmp_path: Path) -> None:
    """A line comes instead, as soon."""
    async with ChatCompletions(text=LONG, rate=5 * SPEED) as llm, DiscordApi(speed=SPEED) as api:
        ada = api.user("ada")
        server = api.guild(ada, owner=ada)
        server.denies_the_bot(ADD_REACTIONS)
        async with running(model(llm) | on_discord(api, ada.id), tmp_path):
            await until(lambda: api.gateway.connected)
            ada.writes("Tell me of the sea", channel=server.channel, mention=True)
            await until(lambda: said(api, server.channel) and len(said(api, server.channel)[0].content) > 100)
            [first] = said(api, server.channel)
            began = api.now()
            asked = ada.writes("What colour?", channel=server.channel, mention=True, reply_to=first.id)
            await until(lambda: len(said(api, server.channel)) == 2)
            took, line = api.now() - began, said(api, server.channel)[1].content
            ada.presses(first.id, say("stop_button"))
            await until(lambda: len(llm.requests) == 2)

    assert line == say("in_line", count="1")
    assert took < LINE_AFTER
    assert api.world.messages[asked].reacted == []


async def test_a_message_with_all_the_emoji_that_it_may_have(tmp_path: Path) -> None:
    """Discord takes no twenty-first: a line comes."""
    async with ChatCompletions(text=LONG, rate=5 * SPEED) as llm, DiscordApi(speed=SPEED) as api:
        ada = api.user("ada")
        server = api.guild(ada, owner=ada)
        async with running(model(llm) | on_discord(api, ada.id), tmp_path):
            await until(lambda: api.gateway.connected)
            ada.writes("Tell me of the sea", channel=server.channel, mention=True)
            await until(lambda: said(api, server.channel) and len(said(api, server.channel)[0].content) > 100)
            [first] = said(api, server.channel)
            asked = ada.writes("What colour?", channel=server.channel, mention=True, reply_to=first.id)
            api.world.messages[asked].reactions = {chr(0x1F600 + number): {ada.id} for number in range(20)}
            await until(lambda: len(said(api, server.channel)) == 2)
            ada.presses(first.id, say("stop_button"))
            await until(lambda: len(llm.requests) == 2)

    assert EYES not in api.world.messages[asked].reactions


async def test_replace(tmp_path: Path) -> None:
    """Chosen for the channel by its administrator: the person's answer ends, and the next is asked at once."""
    async with ChatCompletions(text=LONG, rate=5 * SPEED) as llm, DiscordApi(speed=SPEED) as api:
        ada = api.user("ada")
        server = api.guild(ada, owner=ada)
        async with running(model(llm) | on_discord(api, ada.id), tmp_path):
            await until(lambda: api.gateway.connected and api.commands)
            chosen = ada.slash("settings busy", value="replace", channel=server.channel)
            await until(lambda: chosen.original)
            ada.writes("One", channel=server.channel, mention=True)
            await until(lambda: any(len(each.content) > 100 and each.reply_to for each in said(api, server.channel)))
            llm.text = "Two."
            ada.writes("Two", channel=server.channel, mention=True)
            await until(lambda: any(each.content == "Two." for each in said(api, server.channel)))

    assert any(say("stopped_for_next") in each.content for each in said(api, server.channel))
    assert len(llm.requests) == 2
