"""The program on Discord: what people read about commands, and commands that they write as words."""

from pathlib import Path

from bots.engine.language.phrases import say
from bots.engine.language.spanish_help import SPANISH_HELP
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.discord_api import DiscordApi
from tests.fakes.discord_interactions import Interaction
from tests.program import SPEED, model, on_discord, running
from tests.waiting import until


def shown(api: DiscordApi, interaction: Interaction) -> str:
    """What stands where the interaction was answered."""
    message = api.world.messages.get(interaction.original)
    return message.words if message else ""


def link(api: DiscordApi, name: str) -> str:
    """How Discord shows a command that can be pressed."""
    return f"</{name}:{api.registration.find(name.partition(' ')[0])['id']}>"


async def test_commands_in_words_are_commands(tmp_path: Path) -> None:
    """Pasted into the private chat; what only begins like one is a question for the model."""
    async with ChatCompletions(text="Roses.", rate=60 * SPEED) as llm, DiscordApi(speed=SPEED) as api:
        ada = api.user("ada")
        direct = api.direct(ada)
        async with running(model(llm) | on_discord(api, ada.id), tmp_path):
            await until(lambda: api.gateway.connected and api.commands)
            answers: list[str] = []
            for words in ("/new", "/model nothing/of-the-kind", "/stop", "/new ideas for my garden"):
                ada.writes(words)
                await until(lambda: len(api.world.standing(direct)) > 2 * len(answers) + 1)
                answers.append(api.world.standing(direct)[-1].words)
            await until(lambda: api.world.standing(direct)[-1].words == "Roses.")

    assert answers[0] == say("new_started")
    assert "nothing/of-the-kind" in answers[1]
    assert answers[2] == say("nothing_to_stop")
    assert [request["messages"][-1]["content"] for request in llm.requests] == ["/new ideas for my garden"]
    assert api.limits.broken == 0


async def test_what_travels_with_a_person(tmp_path: Path) -> None:
    """Between two people there are the commands that mean something without the bot, and they answer."""
    async with ChatCompletions(text="Because.", rate=60 * SPEED) as llm, DiscordApi(speed=SPEED) as api:
        ada, bob = api.user("ada"), api.user("bob")
        async with running(model(llm) | on_discord(api, ada.id), tmp_path):
            await until(lambda: api.gateway.connected and api.commands)
            between = api.between(ada, bob)
            offered = ada.offered(between)
            ran = [ada.slash(name, channel=between) for name in ("privacy", "help", "stop", "new", "whoami")]
            await until(lambda: all(shown(api, each) for each in ran))
            here = ada.offered(api.direct(ada))

    assert offered == {"ask", "Ask about this", "help", "new", "privacy", "stop", "whoami"}
    assert all(api.world.messages[each.original].seen_by == ada.id for each in ran[:3])
    assert not any("channels" in call for call in api.calls)
    assert {"settings", "claim", "usage"} <= here


async def test_the_help_turns_its_pages_in_place(tmp_path: Path) -> None:
    """For one person alone, with commands that can be pressed; a page leads back; each in their own language."""
    opened_to_all = {"PARLEY_ACCESS__OPEN": "true"}
    async with ChatCompletions(text="Yes.") as llm, DiscordApi(speed=SPEED) as api:
        owner, ada, eva = api.user("owner"), api.user("ada"), api.user("eva")
        server = api.guild(ada, eva, owner=owner)
        api.interactions.locales[eva.id] = "es-ES"
        async with running(model(llm) | on_discord(api, owner.id) | opened_to_all, tmp_path):
            await until(lambda: api.gateway.connected and api.commands)
            helped, ayuda = (user.slash("help", channel=server.channel) for user in (ada, eva))
            await until(lambda: shown(api, helped) and shown(api, ayuda))
            first = shown(api, helped)
            ada.presses(helped.original, say("help_models"))
            await until(lambda: say("help_models") in shown(api, helped))
            models = shown(api, helped)
            ada.presses(helped.original, say("back_button"))
            await until(lambda: shown(api, helped) == first)
            eva.presses(ayuda.original, SPANISH_HELP["help_models"])
            await until(lambda: SPANISH_HELP["help_models"] in shown(api, ayuda))
            modelos = shown(api, ayuda)
            refused = ada.slash("model", name="local/test-model", channel=server.channel)
            await until(lambda: shown(api, refused))
            managing = owner.slash("help", channel=server.channel)
            await until(lambda: shown(api, managing))
            owner.presses(managing.original, say("help_administrators"))
            await until(lambda: say("help_administrators") in shown(api, managing))

    assert first.count("\n") == 6
    assert f"{link(api, 'stop')}: Stop the answer" in first
    assert api.world.messages[helped.original].seen_by == ada.id
    assert f"{link(api, 'retry')} gives my last answer" in models
    assert f"{link(api, 'model')}: Ver o elegir el modelo que responde aquí" in modelos
    assert "eligen los administradores" in modelos
    assert f"{link(api, 'ask')} has a field" in shown(api, refused)
    assert link(api, "settings show") in shown(api, managing)
    assert link(api, "settings persona") in shown(api, managing)
    assert "123456789" not in shown(api, managing)
    assert (api.refused, api.limits.broken) == ([], 0)


async def test_retry_takes_no_button_away(tmp_path: Path) -> None:
    """What `/ask` had can be answered by its button after `/retry` as before."""
    async with ChatCompletions(text="Because.", rate=60 * SPEED) as llm, DiscordApi(speed=SPEED) as api:
        ada = api.user("ada")
        server = api.guild(ada, owner=ada)
        async with running(model(llm) | on_discord(api, ada.id), tmp_path):
            await until(lambda: api.gateway.connected and api.commands)
            asked = ada.slash("ask", text="Why?", channel=server.channel)
            await until(lambda: shown(api, asked) == "Because.")
            message = api.world.messages[asked.original]
            await until(lambda: say("reply_button") in message.labels)
            before, shown_before = message.labels, len(message.versions)
            ada.slash("retry", channel=server.channel)
            await until(lambda: len(message.versions) > shown_before and message.labels[:3] == before)

    assert before == [say("retry_button"), say("reply_button"), say("info_button")]
    assert message.words == "Because."
