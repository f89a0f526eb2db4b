"""The program on Discord calls servers and people by their names, and mentions them without a ping."""

from pathlib import Path

from bots.engine.language.phrases import say
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.discord_api import DiscordApi
from tests.fakes.discord_rights import VIEW_AUDIT_LOG
from tests.program import SPEED, model, on_discord, running
from tests.waiting import until


async def test_the_owner_reads_who_asks_and_where(tmp_path: Path) -> None:
    """An invitation is one quiet line; who then uses the bot is asked about by name, and let in."""
    async with ChatCompletions() as llm, DiscordApi(speed=SPEED) as api:
        ada, eve = api.user("ada"), api.user("Eve *the* Great")
        async with running(model(llm) | on_discord(api, ada.id), tmp_path):
            await until(lambda: api.gateway.connected)
            abroad = api.guild(eve, name="Chess @everyone", owner=eve)
            await until(lambda: api.world.standing(api.direct(ada)))
            eve.writes("hello", channel=abroad.channel, mention=True)
            await until(lambda: len(api.world.standing(api.direct(ada))) == 2)
            line, question = api.world.standing(api.direct(ada))
            pressed = ada.presses(question.id, say("allow_button"))
            await until(lambda: "Allowed" in api.world.messages[question.id].content)
            listed = ada.slash("servers", channel=api.direct(ada))
            await until(lambda: listed.original)
            servers = api.world.messages[listed.original].words

    assert line.versions[0].content.startswith("📨 I was added to “Chess @\u2060everyone” (2 members). I leave it at ")
    assert line.labels == [say("allow_button")]
    assert line.flags & 1 << 12
    assert question.versions[0].content == (
        f"Eve \\*the\\* Great (<@{eve.id}>) wants to use me in #\u2060general in “Chess @\u2060everyone” (2 members). "
        "Allow everyone there?"
    )
    assert pressed
    assert api.world.messages[question.id].content.startswith("✅ Allowed: “Chess @\u2060everyone”")
    assert "1. “Chess @\u2060everyone” (2 members): ✅ allowed" in servers
    assert question.pinged == line.pinged == ()


async def test_the_audit_log_says_who_invited_the_bot(tmp_path: Path) -> None:
    """If the bot may read it."""
    async with ChatCompletions() as llm, DiscordApi(speed=SPEED) as api:
        ada, eve = api.user("ada"), api.user("eve")
        abroad = api.guild(eve, name="Chess", owner=eve)
        guild = api.world.guilds[abroad.id]
        guild.invited_by = eve.id
        role = api.world.add_role(guild, "auditor", VIEW_AUDIT_LOG)
        guild.members[api.world.me.id].append(role)
        async with running(model(llm) | on_discord(api, ada.id), tmp_path):
            await until(lambda: api.world.standing(api.direct(ada)))
            (line,) = api.world.standing(api.direct(ada))

    assert line.content.startswith(f"📨 eve (<@{eve.id}>) added me to “Chess” (2 members).")
