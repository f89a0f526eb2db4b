"""The program on both platforms: a switch is seen, and a model that its provider withdrew is stood in for."""

from pathlib import Path

from bots.engine.language.phrases import say
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.discord_api import DiscordApi
from tests.fakes.telegram_api import TelegramApi
from tests.program import SPEED, model, on_discord, on_telegram, running
from tests.provider.dialects.withdrawals import WITHDRAWALS
from tests.waiting import until

ADA, BOB, CAT = 1001, 1002, 1003
GROUP = -500
MODELS = ("test-model", "old-model", "new-model")
STOOD_IN = say("stood_in_withdrawn", other="local/test-model", model="local/old-model")


async def test_a_switch_on_discord(tmp_path: Path) -> None:
    """A silent line that names nobody aloud; a member's press is refused in private; Undo works after a restart."""
    async with ChatCompletions(models=MODELS, text="Yes.") as llm, DiscordApi(speed=SPEED) as api:
        ada, bob = api.user("ada"), api.user("bob")
        server = api.guild(ada, bob, owner=ada)
        variables = model(llm) | on_discord(api, ada.id)

        def lines() -> list[str]:
            shown = api.world.standing(server.channel)
            return [each.content for each in shown if each.content.startswith(("🔀", "↩️")) and not each.seen_by]

        async with running(variables, tmp_path):
            await until(lambda: api.gateway.connected and api.commands)
            ada.slash("model", name="local/old-model", channel=server.channel)
            await until(lines)
            [line] = [each for each in api.world.standing(server.channel) if each.content == lines()[0]]
        async with running(variables, tmp_path):
            await until(lambda: api.gateway.connected)
            refused = bob.presses(line.id, say("switch_undo_button"))
            await until(lambda: any(each.content == say("manager_only") for each in api.world.messages.values()))
            held = lines()
            ada.presses(line.id, say("switch_undo_button"))
            await until(lambda: lines() and lines()[0].startswith("↩️"))

    assert refused
    assert len(held) == len(lines()) == 1
    assert "local/old-model" in held[0]
    assert "local/test-model" in lines()[0]
    assert line.labels == []
    assert api.refused == []


async def test_a_switch_on_telegram(tmp_path: Path) -> None:
    """The same; five within a minute are one line."""
    async with ChatCompletions(models=MODELS, text="Yes.") as llm, TelegramApi(speed=SPEED) as api:
        api.group(GROUP, admins=(ADA, BOB))
        ada, cat = api.user(ADA), api.user(CAT)

        async with running(model(llm) | on_telegram(api, ADA), tmp_path):
            for number, name in enumerate(("old", "test", "old", "test", "new"), 1):
                ada.writes(f"/model local/{name}-model", chat=GROUP)
                said = say("model_set", model=f"local/{name}-model")[:20]
                await until(
                    lambda number=number, said=said: (  # type: ignore[misc]
                        sum(each.text.startswith(said[:10]) for each in api.replies(GROUP)) == number
                    )
                )
            await until(lambda: any(each.text.startswith("🔀") and "new" in each.text for each in api.replies(GROUP)))
            lines = [each for each in api.replies(GROUP) if each.text.startswith("🔀")]
            query = cat.presses(say("switch_undo_button"), lines[0])
            await until(lambda: api.world.queries[query])
            ada.presses(say("switch_undo_button"), lines[0])
            await until(lambda: lines[0].text.startswith("↩️"))

    assert len(lines) == 1
    assert (api.world.queries[query] or {})["text"] == say("manager_only")
    assert "local/test-model" in lines[0].text
    assert api.invalid_frames == []


async def test_a_withdrawn_model_on_telegram(tmp_path: Path) -> None:
    """Groq's own words: the default answers, the group and the owner are told once, a restart in between included."""
    async with ChatCompletions(models=MODELS, text="Yes.") as llm, TelegramApi(speed=SPEED) as api:
        api.group(GROUP, admins=(ADA,))
        ada, cat = api.user(ADA), api.user(CAT)
        variables = model(llm) | on_telegram(api, ADA)

        def answers() -> int:
            return sum(each.text.startswith("Yes.") and STOOD_IN in each.text for each in api.replies(GROUP))

        async with running(variables, tmp_path):
            ada.writes("/start")
            ada.writes("/model local/old-model", chat=GROUP)
            await until(lambda: len(api.replies(GROUP)) >= 2)
            llm.withdrawn["old-model"] = WITHDRAWALS["groq"]
            cat.writes("/ask Are you there?", chat=GROUP)
            await until(lambda: answers() == 1)
            await until(lambda: any(say("pick_button") in each.labels for each in api.replies(GROUP)))
            await until(lambda: any(say("pick_button") in each.labels for each in api.replies(ADA)))
        async with running(variables, tmp_path):
            cat.writes("/ask And now?", chat=GROUP)
            await until(lambda: answers() == 2)

    told = [each for each in api.replies(GROUP) if say("pick_button") in each.labels]
    owner = [each for each in api.replies(ADA) if say("pick_button") in each.labels]
    assert (len(told), len(owner)) == (1, 1)
    assert api.invalid_frames == []


async def test_a_withdrawn_model_on_discord(tmp_path: Path) -> None:
    """OpenAI's own words; the button shows administrators what else there is, and what they choose answers."""
    async with ChatCompletions(models=MODELS, text="Yes.") as llm, DiscordApi(speed=SPEED) as api:
        ada, bob = api.user("ada"), api.user("bob")
        server = api.guild(ada, bob, owner=ada)
        async with running(model(llm) | on_discord(api, ada.id), tmp_path):
            await until(lambda: api.gateway.connected and api.commands)
            ada.slash("model", name="local/old-model", channel=server.channel)
            await until(lambda: api.world.standing(server.channel))
            llm.withdrawn["old-model"] = WITHDRAWALS["openai"]
            bob.slash("ask", text="Are you there?", channel=server.channel)

            def shown() -> list[str]:
                return [each.content for each in api.world.standing(server.channel)]

            await until(lambda: any("Yes." in each and "local/old-model" in each for each in shown()))
            await until(lambda: any(say("pick_button") in each.labels for each in api.world.standing(server.channel)))
            [news] = [each for each in api.world.standing(server.channel) if say("pick_button") in each.labels]
            bob.presses(news.id, say("pick_button"))
            await until(lambda: say("manager_only") in shown())

    assert say("gone_here", model="local/old-model", source=say("source_channel"), other="local/test-model") in shown()
    assert api.refused == []
