"""Threads and chains of replies on Discord: what the model reads of them."""

from pathlib import Path

from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.discord_api import DiscordApi
from tests.program import SPEED, model, on_discord, running
from tests.waiting import until


async def test_a_thread_of_ours_is_a_conversation_with_its_opener(tmp_path: Path) -> None:
    """Named by the first line of the question; its opener needs no mention, somebody else does."""
    variables = {"PARLEY_REPLY__WHERE": "thread", "PARLEY_ACCESS__OPEN": "true"}
    async with ChatCompletions(text="Aye.") as llm, DiscordApi(speed=SPEED) as api:
        ada, bob = api.user("ada"), api.user("bob")
        server = api.guild(ada, bob, owner=ada)
        async with running(model(llm) | on_discord(api, ada.id) | variables, tmp_path):
            await until(lambda: api.gateway.connected)
            thread = ada.writes("Of the sea:\nis it deep?", channel=server.channel, mention=True)
            await until(lambda: len(llm.requests) == 1 and api.world.standing(thread))
            ada.writes("And wide?", channel=thread)
            await until(lambda: len(llm.requests) == 2)
            bob.writes("I was there", channel=thread)
            bob.writes("Is it wet?", channel=thread, mention=True)
            await until(lambda: len(llm.requests) == 3)

    assert api.world.channels[thread].name == "Of the sea:"
    said = [[message["content"] for message in request["messages"]] for request in llm.requests]
    assert said[1] == ["Of the sea:\nis it deep?", "Aye.", "And wide?"]
    assert said[2][1:] == ["A: Of the sea:\nis it deep?", "Aye.", "A: And wide?", "Aye.", "B: Is it wet?"]
