"""What Discord refuses, from a person's message to what stands in the end: never silence, never a dead Stop button."""

from pathlib import Path

from bots.engine.language.phrases import say
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.discord_api import DiscordApi
from tests.fakes.discord_rights import ATTACH_FILES, READ_HISTORY, SEND_MESSAGES
from tests.program import PROSE, SPEED, growing, model, on_discord, running, same_words
from tests.test_on_discord import said
from tests.waiting import until


async def test_without_the_history_the_answer_stands_alone(tmp_path: Path) -> None:
    """160002: the whole answer, under nothing; the owner hears why."""
    async with ChatCompletions(text="Hello.") as llm, DiscordApi(speed=SPEED) as api:
        ada = api.user("ada")
        server = api.guild(ada, owner=ada)
        server.denies_the_bot(READ_HISTORY)
        async with running(model(llm) | on_discord(api, ada.id), tmp_path):
            await until(lambda: api.gateway.connected)
            ada.writes("Hi", channel=server.channel, mention=True)
            await until(lambda: said(api, api.direct(ada)))
        (answer,), (alert,) = said(api, server.channel), said(api, api.direct(ada))

    assert answer.content == "Hello."
    assert answer.reply_to == ""
    assert "160002" in alert.content


async def test_where_the_bot_may_not_write_the_owner_hears_of_it(tmp_path: Path) -> None:
    """50013: the answer, twice with less, and the sentence: no more calls; the owner reads which place and why."""
    async with ChatCompletions(text="Hello.") as llm, DiscordApi(speed=SPEED) as api:
        ada = api.user("ada")
        server = api.guild(ada, owner=ada)
        server.denies_the_bot(SEND_MESSAGES)
        async with running(model(llm) | on_discord(api, ada.id), tmp_path):
            await until(lambda: api.gateway.connected)
            ada.writes("Hi", channel=server.channel, mention=True)
            await until(lambda: any("50013" in m.content for m in said(api, api.direct(ada))))

    assert api.calls["POST channels/messages"] - len(said(api, api.direct(ada))) == 4


async def test_moderation_in_mid_answer_is_said_below_it(tmp_path: Path) -> None:
    """200000 on an edit: what could be read stays, a sentence follows, no button is left."""
    text = PROSE[:900] + " FORBIDDEN " + PROSE[:900]
    async with ChatCompletions(text=text, rate=60 * SPEED) as llm, DiscordApi(speed=SPEED) as api:
        ada = api.user("ada")
        server = api.guild(ada, owner=ada)
        api.world.guilds[server.id].blocked_words = {"FORBIDDEN"}
        async with running(model(llm) | on_discord(api, ada.id), tmp_path):
            await until(lambda: api.gateway.connected)
            ada.writes("Tell me", channel=server.channel, mention=True)
            await until(lambda: any(say("refused_rest") in m.content for m in said(api, server.channel)), 20)
            await until(lambda: llm.streams == 0)
        (answer,) = said(api, server.channel)

    assert answer.content.startswith(PROSE[:200])
    assert not answer.labels


async def test_a_thread_that_is_closed_in_mid_answer(tmp_path: Path) -> None:
    """50083: the sentence opens it again, and the button goes from what stands there."""
    async with ChatCompletions(text=PROSE[:1900], rate=30 * SPEED) as llm, DiscordApi(speed=SPEED) as api:
        ada = api.user("ada")
        server = api.guild(ada, owner=ada)
        thread = server.add_thread()
        async with running(model(llm) | on_discord(api, ada.id), tmp_path):
            await until(lambda: api.gateway.connected)
            ada.writes("Tell me", channel=thread, mention=True)
            await until(lambda: said(api, thread) and growing(said(api, thread)[0].labels))
            server.archives(thread)
            await until(lambda: len(said(api, thread)) == 2 and not said(api, thread)[0].labels, 20)
        first, second = said(api, thread)

    assert PROSE.startswith(first.content[:100])
    assert second.content == say("refused_rest")


async def test_without_files_a_long_answer_goes_on_in_messages(tmp_path: Path) -> None:
    """The file of what does not fit is refused: nothing of the answer is lost."""
    text = "\n\n".join(PROSE for _ in range(3))
    async with ChatCompletions(text=text, rate=300 * SPEED) as llm, DiscordApi(speed=SPEED) as api:
        ada = api.user("ada")
        server = api.guild(ada, owner=ada)
        server.denies_the_bot(ATTACH_FILES)
        async with running(model(llm) | on_discord(api, ada.id), tmp_path):
            await until(lambda: api.gateway.connected)
            ada.writes("Tell me", channel=server.channel, mention=True)
            await until(lambda: same_words([m.content for m in said(api, server.channel)], text), 30)

    assert not any(m.labels and growing(m.labels) for m in said(api, server.channel))
