"""The program on Discord: what people read about commands, and commands that they write as words."""

from pathlib import Path

from bots.engine.language.phrases import say
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
