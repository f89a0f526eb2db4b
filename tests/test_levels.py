"""The program where models are chosen by level, in chats and in the config: from a command to the model asked."""

import asyncio
from pathlib import Path

from bots.cli.run import serve
from bots.config import watching
from bots.config.loading import load
from bots.engine.language.phrases import say
from bots.engine.runtime.clock import RealClock
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.discord_api import DiscordApi
from tests.fakes.discord_interactions import Interaction
from tests.fakes.telegram_api import TelegramApi
from tests.program import SPEED, model, on_discord, on_telegram, running
from tests.waiting import until

MANAGE_CHANNELS = 1 << 4
ADA, BOB = 1001, 1002
GROUP = -500
NAMES = ("test-model", "cheap", "dear")


def shown(api: DiscordApi, interaction: Interaction) -> str:
    """What stands where the interaction was answered."""
    message = api.world.messages.get(interaction.original)
    return message.words if message else ""


async def asked(llm: ChatCompletions, count: int) -> None:
    """Wait until the model was asked so often."""
    await until(lambda: len(llm.requests) == count)


async def test_a_category_has_its_model_on_discord(tmp_path: Path) -> None:
    """Chosen by whoever manages it, for its channels and their threads, after a restart too."""
    async with ChatCompletions(text="Yes.", models=NAMES) as llm, DiscordApi(speed=SPEED) as api:
        owner, ada, bob = map(api.user, ("owner", "ada", "bob"))
        server = api.guild(owner, ada, bob, owner=owner)
        category = server.add_category("help")
        channel = server.add_channel("inside", category)
        thread = server.add_thread(channel=channel)
        for person, manages in ((ada, category), (ada, channel), (bob, channel)):
            exception = {"id": person.id, "type": 1, "allow": str(MANAGE_CHANNELS), "deny": "0"}
            api.world.channels[manages].overwrites.append(exception)
        variables = model(llm) | on_discord(api, owner.id)
        async with running(variables, tmp_path):
            await until(lambda: api.gateway.connected and api.commands)
            refused = bob.slash("model", name="local/dear", scope="category", channel=channel)
            await until(lambda: shown(api, refused))
            chosen = ada.slash("model", name="local/dear", scope="category", channel=thread)
            await until(lambda: shown(api, chosen))
            nowhere = owner.slash("model", name="local/dear", scope="category", channel=server.channel)
            await until(lambda: shown(api, nowhere))
        async with running(variables, tmp_path):
            await until(lambda: api.gateway.connected)
            for count, where in enumerate((channel, thread, server.channel), 1):
                bob.writes("Hi", channel=where, mention=True)
                await asked(llm, count)

    assert shown(api, refused) == say("category_manager_only")
    assert shown(api, chosen) == "From now on, local/dear answers in this category."
    assert shown(api, nowhere) == say("no_category")
    assert [request["model"] for request in llm.requests] == ["dear", "dear", "test-model"]


async def test_the_config_locks_a_category_on_discord(tmp_path: Path) -> None:
    """Its number alone says what it is; the owner is refused like everybody, and reads where it comes from."""
    async with ChatCompletions(text="Yes.", models=NAMES) as llm, DiscordApi(speed=SPEED) as api:
        owner = api.user("owner")
        server = api.guild(owner, owner=owner)
        category = server.add_category("help")
        channel = server.add_channel("inside", category)
        place = f'[places."discord:{category}"]\nmodel = "local/cheap"\nlocked = true\n'
        (tmp_path / "config.toml").write_text(place)
        async with running(model(llm) | on_discord(api, owner.id), tmp_path):
            await until(lambda: api.gateway.connected and api.commands)
            refused = owner.slash("model", name="local/dear", channel=channel)
            await until(lambda: shown(api, refused))
            told = owner.slash("settings show", channel=channel)
            await until(lambda: shown(api, told))
            owner.writes("Hi", channel=channel, mention=True)
            await until(lambda: llm.requests)

    assert shown(api, refused) == say("setting_locked")
    assert "local/cheap**, the config, for this category (locked)" in shown(api, told)
    assert llm.requests[0]["model"] == "cheap"


async def test_an_owner_chooses_for_all_from_a_private_chat_on_telegram(tmp_path: Path) -> None:
    """By a word at the end of the line; others are refused, and what a group's administrators choose is nearer."""
    async with ChatCompletions(text="Yes.", models=NAMES) as llm, TelegramApi(speed=SPEED) as api:
        api.group(GROUP, admins=(ADA, BOB))
        ada, bob = api.user(ADA), api.user(BOB)
        async with running(model(llm) | on_telegram(api, ADA), tmp_path):
            ada.writes("/model local/dear shared")
            await until(lambda: len(api.replies(ADA)) == 1)
            ada.writes("/help@parley_bot", chat=GROUP)
            await until(lambda: len(api.replies(GROUP)) == 1)
            bob.writes("/model local/dear shared", chat=GROUP)
            await until(lambda: len(api.replies(GROUP)) == 2)
            bob.writes("/ask Hi", chat=GROUP)
            await until(lambda: len(llm.requests) == 1)
            await until(lambda: api.replies(GROUP)[-1].text == "Yes.")
            bob.writes("/model local/cheap", chat=GROUP)
            await until(lambda: "cheap" in api.replies(GROUP)[-1].text)
            bob.writes("/ask Hi", chat=GROUP)
            await until(lambda: len(llm.requests) == 2)

    assert api.replies(ADA)[0].text.startswith("From now on, local/dear answers in servers and groups.")
    assert api.replies(GROUP)[1].text == say("owner_only")
    assert "It overrides local/dear, chosen for servers and groups." in "".join(r.text for r in api.replies(GROUP))
    assert [request["model"] for request in llm.requests] == ["dear", "cheap"]


async def test_a_group_in_the_config_on_telegram_and_the_file_changes(tmp_path: Path) -> None:
    """It holds at once, what was chosen there in the chat goes before it, and a lock goes before that."""
    file = tmp_path / "config.toml"
    file.write_text(f'[places."telegram:{GROUP}"]\nmodel = "local/cheap"\n')
    async with ChatCompletions(text="Yes.", models=NAMES) as llm, TelegramApi(speed=SPEED) as api:
        api.group(GROUP, admins=(ADA,))
        ada = api.user(ADA)
        variables = model(llm) | on_telegram(api, ADA)
        config, told = load(None, variables, tmp_path), asyncio.Event()
        source = watching.source(None, variables, tmp_path)
        program = asyncio.create_task(serve(config, RealClock(SPEED), told, source))

        async def who() -> str:
            count = len(llm.requests)
            ada.writes("/ask Hi", chat=GROUP)
            await until(lambda: len(llm.requests) > count)
            return str(llm.requests[-1]["model"])

        try:
            answered = [await who()]
            ada.writes("/model local/dear", chat=GROUP)
            await until(lambda: any("dear" in reply.text for reply in api.replies(GROUP)))
            answered.append(await who())
            file.write_text(f'[places."telegram:{GROUP}"]\nmodel = "local/cheap"\nlocked = true\n')
            await until(lambda: api.replies(ADA) and api.replies(ADA)[-1].text == say("alert_config"))
            answered.append(await who())
            file.write_text(f'[places."telegram:{GROUP}"]\nmodle = "local/cheap"\n')
            await until(lambda: "did you mean" in api.replies(ADA)[-1].text)
            answered.append(await who())
        finally:
            told.set()
            await program

    assert answered == ["cheap", "dear", "cheap", "cheap"]


async def test_what_is_chosen_from_a_list_holds_as_far_as_was_asked(tmp_path: Path) -> None:
    """`/model` with a scope and no name, on both platforms; words that fill all buttons lead to models too."""
    long = "accounts/somebody/models/a-model-with-a-very-long-name"
    names = (*NAMES, long)
    async with (
        ChatCompletions(text="Yes.", models=names) as llm,
        TelegramApi(speed=SPEED) as telegram,
        DiscordApi(speed=SPEED) as discord,
    ):
        ada, owner = telegram.user(ADA), discord.user("owner")
        server = discord.guild(owner, owner=owner)
        channel = server.add_channel("other")
        variables = model(llm) | on_telegram(telegram) | on_discord(discord)
        variables["PARLEY_ACCESS__OWNERS"] = f'["telegram:{ADA}", "discord:{owner.id}"]'
        async with running(variables, tmp_path):
            await until(lambda: discord.gateway.connected and discord.commands)
            ada.writes("/model shared")
            await until(lambda: telegram.replies(ADA) and "cheap" in telegram.replies(ADA)[0].labels)
            ada.presses("cheap", telegram.replies(ADA)[0])
            await until(lambda: "From now on, local/cheap" in telegram.replies(ADA)[0].text)
            owner.writes("Hi", channel=channel, mention=True)
            await asked(llm, 1)
            words = owner.slash("model", name="accounts somebody models a model with a very long nam")
            listed = owner.slash("model", scope="server", channel=server.channel)
            await until(lambda: listed.original and discord.world.messages[listed.original].controls)
            owner.chooses(listed.original, "dear")
            await until(lambda: "From now on, local/dear" in shown(discord, listed))
            owner.writes("Hi", channel=channel, mention=True)
            await asked(llm, 2)
            await until(lambda: discord.world.messages[words.original].controls)

    controls = discord.world.messages[words.original].controls
    assert [request["model"] for request in llm.requests] == ["cheap", "dear"]
    assert [each["label"] for menu in controls if menu["type"] == 3 for each in menu["options"]] == [long]
    assert discord.refused == []
    assert telegram.invalid_frames == []
