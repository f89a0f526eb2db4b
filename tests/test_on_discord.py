"""The program on Discord, from a person's message to the last frame."""

import asyncio
from pathlib import Path

from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.discord_api import DiscordApi
from tests.fakes.discord_world import Message
from tests.fakes.faults import Fault
from tests.program import PROSE, SPEED, growing, model, on_discord, running, same_words
from tests.waiting import until


def said(api: DiscordApi, channel: str) -> list[Message]:
    """What the bot said there and still stands."""
    return [message for message in api.world.standing(channel) if message.author.id == api.world.me.id]


async def test_an_answer_grows_in_place(tmp_path: Path) -> None:
    """A mention gets one reply that grows and goes on in a second; it pings nobody, previews nothing, hits no limit."""
    async with ChatCompletions(text=PROSE, rate=60 * SPEED) as llm, DiscordApi(speed=SPEED) as api:
        ada = api.user("ada")
        server = api.guild(ada, owner=ada)
        async with running(model(llm) | on_discord(api, ada.id), tmp_path):
            await until(lambda: api.gateway.connected)
            asked = ada.writes("Tell me of the sea", channel=server.channel, mention=True)
            await until(lambda: same_words([m.content for m in said(api, server.channel)], PROSE))
            await until(lambda: not any(growing(m.labels) for m in said(api, server.channel)))

    first, *_ = replies = said(api, server.channel)
    assert first.reply_to == asked
    assert len(replies) == 2
    assert len(first.versions) > 4
    assert not any(message.pinged for message in replies)
    assert not any(message.previewed for message in replies)
    assert api.limits.broken == 0


async def test_ask_answers_in_the_open(tmp_path: Path) -> None:
    """/ask is deferred at once and its response grows."""
    async with ChatCompletions(text=PROSE[:1500], rate=60 * SPEED) as llm, DiscordApi(speed=SPEED) as api:
        ada = api.user("ada")
        server = api.guild(ada, owner=ada)
        async with running(model(llm) | on_discord(api, ada.id), tmp_path):
            await until(lambda: api.gateway.connected)
            ada.slash("ask", text="Tell me of the sea", channel=server.channel)
            await until(lambda: same_words([m.content for m in said(api, server.channel)], PROSE[:1500]))

    [reply] = said(api, server.channel)
    assert len(reply.versions) > 3


async def test_model_is_private_and_survives_a_restart(tmp_path: Path) -> None:
    """/model answers the asker alone, completes names, and the next start still knows the choice."""
    async with (
        ChatCompletions(models=("test-model", "other-model"), text="Yes.") as llm,
        DiscordApi(speed=SPEED) as api,
    ):
        ada = api.user("ada")
        server = api.guild(ada, owner=ada)
        variables = model(llm) | on_discord(api, ada.id)
        async with running(variables, tmp_path):
            await until(lambda: api.gateway.connected)
            typed = ada.types("model", "oth", channel=server.channel)
            await until(lambda: typed.choices)
            chosen = ada.slash("model", name="local/other-model", channel=server.channel)
            await until(lambda: chosen.original)
        async with running(variables, tmp_path):
            await until(lambda: api.gateway.connected)
            ada.writes("Are you there?", channel=server.channel, mention=True)
            await until(lambda: any(m.content == "Yes." for m in said(api, server.channel)))

    assert typed.choices == ["local/other-model"]
    assert api.world.messages[chosen.original].flags & 64
    assert llm.requests[-1]["model"] == "other-model"


async def test_faults_delay_the_end_and_do_not_lose_it(tmp_path: Path) -> None:
    """A 429, resets, 5xx, HTML and lost answers on the way: the answer still stands in the end, once."""
    faults = (
        Fault("status", 429, 3),
        Fault("status", 502),
        Fault("html", 503),
        Fault("reset"),
        Fault("lost"),
        Fault("truncate"),
    )
    text = PROSE[:1800]
    async with ChatCompletions(text=text, rate=60 * SPEED) as llm, DiscordApi(speed=SPEED) as api:
        ada = api.user("ada")
        server = api.guild(ada, owner=ada)
        async with running(model(llm) | on_discord(api, ada.id), tmp_path):
            await until(lambda: api.gateway.connected)
            api.faults.share(0.3, faults, "messages")
            ada.writes("Tell me of the sea", channel=server.channel, mention=True)
            await until(lambda: same_words([m.content for m in said(api, server.channel)], text))
            await until(lambda: not any(growing(m.labels) for m in said(api, server.channel)))

    assert len(said(api, server.channel)) == 1
    assert api.faults.committed


async def test_a_question_deleted_at_once_is_dropped(tmp_path: Path) -> None:
    """As PluralKit and AutoMod do it: nothing is posted, the request is cancelled, and the next one is answered."""
    async with ChatCompletions(text="Aye.", first=2.0, strict=True) as llm, DiscordApi(speed=SPEED) as api:
        ada = api.user("ada")
        server = api.guild(ada, owner=ada)
        async with running(model(llm) | on_discord(api, ada.id), tmp_path):
            await until(lambda: api.gateway.connected)
            ada.deletes(ada.writes("Never mind", channel=server.channel, mention=True))
            gone = ada.writes("Tell me of the sea", channel=server.channel, mention=True)
            await until(lambda: llm.streams)
            ada.deletes(gone)
            await until(lambda: not llm.streams)
            await asyncio.sleep(0.3)
            silence = said(api, server.channel)
            llm.first = 0.0
            ada.writes("Are you there?", channel=server.channel, mention=True)
            await until(lambda: [m.content for m in said(api, server.channel)] == ["Aye."])

    assert silence == []
    contents = [[message["content"] for message in request["messages"]] for request in llm.requests]
    assert contents[-1] == ["Are you there?"]
    assert all(len(each) == 1 and each[0] for each in contents)


async def test_a_question_deleted_while_it_waits_is_dropped(tmp_path: Path) -> None:
    """Behind the answer that it replies to; that one comes to its end, and nobody goes on by himself."""
    async with ChatCompletions(text=PROSE[:1500], rate=20 * SPEED, strict=True) as llm, DiscordApi(speed=SPEED) as api:
        ada = api.user("ada")
        server = api.guild(ada, owner=ada)
        async with running(model(llm) | on_discord(api, ada.id), tmp_path):
            await until(lambda: api.gateway.connected)
            ada.writes("Tell me of the sea", channel=server.channel, mention=True)
            await until(lambda: said(api, server.channel))
            [answer] = said(api, server.channel)
            second = ada.writes("And of the sky", channel=server.channel, reply_to=answer.id, mention=True)
            ada.deletes(second)
            await until(lambda: not growing(answer.labels) and same_words([answer.content], PROSE[:1500]), 20)
            await asyncio.sleep(0.3)

    assert said(api, server.channel) == [answer]
    assert len(llm.requests) == 1
