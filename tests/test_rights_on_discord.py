"""Talking, administering, channels and Stop on Discord, through the whole program, with its own menus of roles."""

from pathlib import Path

from bots.engine.language.phrases import say
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.discord_api import DiscordApi
from tests.fakes.discord_interactions import Interaction
from tests.fakes.discord_people import User
from tests.fakes.discord_rights import MANAGE_MESSAGES
from tests.program import PROSE, SPEED, growing, model, on_discord, running, unlinked
from tests.waiting import until

MANAGE_GUILD = 1 << 5


def shown(api: DiscordApi, interaction: Interaction) -> str:
    """What stands where the interaction was answered, or in a further message that only the asker sees."""
    standing = (api.world.messages.get(id) for id in (*interaction.follow_ups, interaction.original))
    return next((message.content for message in standing if message and not message.deleted_at and message.content), "")


async def test_talking_and_administering_are_given_by_role(tmp_path: Path) -> None:
    """A role that may talk, another that administers; it holds after a restart, and both can be taken back."""
    async with ChatCompletions(text="Yes.") as llm, DiscordApi(speed=SPEED) as api:
        owner, ada, bob, cat = map(api.user, ("owner", "ada", "bob", "cat"))
        server = api.guild(owner, ada, bob, cat, owner=owner)
        server.grant(ada, MANAGE_GUILD, "boss")
        talkers, rulers = server.grant(bob, 0, "talkers"), server.grant(cat, 0, "rulers")
        variables = model(llm) | on_discord(api, owner.id)

        async def says(user: User, name: str, channel: str = "", **options: str) -> str:
            picked = {"channel": channel} if channel else {}
            run = user.slash(name, channel=server.channel, picked=picked, **options)
            await until(lambda: shown(api, run))
            return shown(api, run)

        async with running(variables, tmp_path):
            await until(lambda: api.gateway.connected and api.commands)
            only = await says(ada, "settings talk", who="only", role=talkers)
            ruling = await says(ada, "settings administrators", change="add", role=rulers)
        async with running(variables, tmp_path):
            await until(lambda: api.gateway.connected)
            by_bob = await says(bob, "settings names", value="on")
            by_cat = await says(cat, "settings names", value="on")
            talked = await says(bob, "ask", text="May I?")
            await says(cat, "settings talk", who="only", person=ada.id)
            await says(cat, "settings talk", who="remove", role=talkers)
            left_out = await says(bob, "ask", text="And now?")
            own = await says(cat, "settings channels", where="except", channel=server.channel)
            silent = await says(cat, "ask", text="And here?")

    assert talkers in only
    assert rulers in ruling
    assert by_bob == say("manager_only")
    assert by_cat != say("manager_only")
    assert talked == "Yes."
    assert unlinked(left_out) == say("only_some")
    assert server.channel in own
    assert unlinked(silent) == say("not_in_channel")
    assert [request["messages"][-1]["content"] for request in llm.requests] == ["bob: May I?"]
    assert api.refused == []


async def test_who_manages_messages_stops_an_answer(tmp_path: Path) -> None:
    """The answer is another's; somebody without that right may not."""
    async with ChatCompletions(text=PROSE, rate=60 * SPEED) as llm, DiscordApi(speed=SPEED) as api:
        owner, ada, mod, bob = map(api.user, ("owner", "ada", "mod", "bob"))
        server = api.guild(owner, ada, mod, bob, owner=owner)
        server.grant(mod, MANAGE_MESSAGES, "moderators")
        async with running(model(llm) | on_discord(api, owner.id), tmp_path):
            await until(lambda: api.gateway.connected and api.commands)
            asked = ada.slash("ask", text="Tell me", channel=server.channel)
            await until(lambda: growing(api.world.messages[asked.original].labels) if asked.original else False)
            stop = next(label for label in api.world.messages[asked.original].labels if growing([label]))
            refused = bob.presses(asked.original, stop)
            await until(lambda: refused.follow_ups or refused.original != asked.original)
            mod.presses(asked.original, stop)
            await until(lambda: not growing(api.world.messages[asked.original].labels))
            changed = mod.slash("settings names", value="on", channel=server.channel)
            await until(lambda: shown(api, changed))

    assert shown(api, refused) == say("not_yours_to_stop")
    assert say("stopped") in shown(api, asked)
    assert shown(api, changed) == say("manager_only")
