"""The program on Discord when people edit and delete their questions."""

import asyncio
from pathlib import Path

from bots.engine.language.phrases import say
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.discord_api import DiscordApi
from tests.fakes.discord_world import Message
from tests.program import PROSE, SPEED, growing, model, on_discord, running, same_words
from tests.waiting import until


def said(api: DiscordApi, channel: str) -> list[Message]:
    """What the bot said there and still stands."""
    return [message for message in api.world.standing(channel) if message.author.id == api.world.me.id]


def questions(llm: ChatCompletions) -> list[str]:
    """The last message of each request."""
    return [request["messages"][-1]["content"] for request in llm.requests]


async def test_a_typed_ask_is_edited(tmp_path: Path) -> None:
    """In private, soon afterwards: the question behind the command is answered anew, and no other command is run."""
    async with ChatCompletions(text="Aye.") as llm, DiscordApi(speed=SPEED) as api:
        ada = api.user("ada")
        direct = api.direct(ada)
        async with running(model(llm) | on_discord(api, ada.id), tmp_path):
            await until(lambda: api.gateway.connected)
            asked = ada.writes("/ask Tell me of the see")
            await until(lambda: [m.content for m in said(api, direct)] == ["Aye."])
            await until(lambda: say("retry_button") in said(api, direct)[0].labels)
            llm.text = "Wide."
            ada.edits(asked, "/ask Tell me of the sea")
            await until(lambda: [m.content for m in said(api, direct)] == ["Wide."])
            await until(lambda: said(api, direct)[0].labels == [say("retry_button"), say("info_button"), "◀", "2/2"])
            ada.edits(asked, "/new")
            await asyncio.sleep(0.3)

    assert questions(llm) == ["Tell me of the see", "Tell me of the sea"]
    assert [m.content for m in said(api, direct)] == ["Wide."]


async def test_edited_while_the_answer_grows(tmp_path: Path) -> None:
    """The same message is given anew, from its start to its end; both requests were asked, and one was dropped."""
    async with ChatCompletions(text=PROSE, rate=20 * SPEED) as llm, DiscordApi(speed=SPEED) as api:
        ada = api.user("ada")
        server = api.guild(ada, owner=ada)
        async with running(model(llm) | on_discord(api, ada.id), tmp_path):
            await until(lambda: api.gateway.connected)
            asked = ada.writes("Tell me of the see", channel=server.channel, mention=True)
            await until(lambda: any(len(m.content) > 300 for m in said(api, server.channel)))
            [before] = said(api, server.channel)
            llm.text = "The sea is wide."
            ada.edits(asked, "Tell me of the sea", mention=True)
            await until(lambda: [m.content for m in said(api, server.channel)] == ["The sea is wide."])
            await until(lambda: not growing(before.labels))

    assert said(api, server.channel) == [before]
    assert before.reply_to == asked
    assert questions(llm) == ["Tell me of the see", "Tell me of the sea"]
    assert not llm.streams
    assert api.limits.broken == 0


async def test_edited_afterwards(tmp_path: Path) -> None:
    """A preview is no edit; an edit gets a button under the reply, which keeps its words, and a press answers it."""
    async with ChatCompletions(text="Aye.") as llm, DiscordApi(speed=SPEED) as api:
        ada = api.user("ada")
        server = api.guild(ada, owner=ada)
        async with running(model(llm) | on_discord(api, ada.id), tmp_path):
            await until(lambda: api.gateway.connected)
            asked = ada.writes("See https://sea.example", channel=server.channel, mention=True)
            await until(
                lambda: said(api, server.channel) and say("retry_button") in said(api, server.channel)[0].labels
            )
            [reply] = said(api, server.channel)
            ada.sees_a_preview(asked)
            await asyncio.sleep(0.3)
            after_preview = reply.labels
            ada.edits(asked, "Read https://sea.example", mention=True)
            ada.sees_a_preview(asked)
            await until(lambda: say("edited_button") in reply.labels)
            offered, words = reply.labels, reply.content
            llm.text = "Read."
            ada.presses(reply.id, say("edited_button"))
            await until(lambda: reply.content == "Read." and "2/2" in reply.labels)

    assert reply.labels == [say("retry_button"), say("info_button"), "◀", "2/2"]
    assert after_preview == [say("retry_button"), say("info_button")]
    assert (offered, words) == ([say("edited_button"), say("retry_button"), say("info_button")], "Aye.")
    assert said(api, server.channel) == [reply]
    assert questions(llm) == ["See https://sea.example", "Read https://sea.example"]


async def test_edited_where_its_answer_has_a_thread(tmp_path: Path) -> None:
    """The question stands in the channel, and the answer in the thread is given anew."""
    async with ChatCompletions(text=PROSE[:1500], rate=20 * SPEED) as llm, DiscordApi(speed=SPEED) as api:
        ada = api.user("ada")
        server = api.guild(ada, owner=ada)
        variables = model(llm) | on_discord(api, ada.id) | {"PARLEY_REPLY__WHERE": "thread"}
        async with running(variables, tmp_path):
            await until(lambda: api.gateway.connected)
            asked = ada.writes("Tell me of the see", channel=server.channel, mention=True)
            await until(lambda: asked in api.world.channels and said(api, asked))
            llm.text = "The sea is wide."
            ada.edits(asked, "Tell me of the sea", mention=True)
            await until(lambda: [m.content for m in said(api, asked)] == ["The sea is wide."])

    assert said(api, server.channel) == []
    assert questions(llm) == ["Tell me of the see", "Tell me of the sea"]


async def test_deleted_while_the_answer_grows(tmp_path: Path) -> None:
    """The request is cancelled, and nothing of the answer stands; one that was finished stays."""
    async with ChatCompletions(text="Aye.") as llm, DiscordApi(speed=SPEED) as api:
        ada = api.user("ada")
        server = api.guild(ada, owner=ada)
        async with running(model(llm) | on_discord(api, ada.id), tmp_path):
            await until(lambda: api.gateway.connected)
            first = ada.writes("Are you there?", channel=server.channel, mention=True)
            await until(lambda: said(api, server.channel) and not growing(said(api, server.channel)[0].labels))
            [finished] = said(api, server.channel)
            ada.deletes(first)
            llm.text, llm.rate = PROSE, 20 * SPEED
            second = ada.writes("Tell me of the sea", channel=server.channel, mention=True)
            await until(lambda: any(len(m.content) > 300 for m in said(api, server.channel)))
            ada.deletes(second)
            await until(lambda: not llm.streams and said(api, server.channel) == [finished])
            llm.text = "Still."
            ada.writes("Still there?", channel=server.channel, mention=True)
            await until(lambda: [m.content for m in said(api, server.channel)] == ["Aye.", "Still."])

    assert [len(request["messages"]) for request in llm.requests] == [1, 1, 1]
    assert not same_words([m.content for m in said(api, server.channel)], PROSE)
