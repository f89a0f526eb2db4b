"""The program on Telegram: what people read when they press Start, and the pages of the help."""

from pathlib import Path

from bots.engine.language.phrases import say
from bots.engine.language.spanish_help import SPANISH_HELP
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.telegram_api import TelegramApi
from tests.program import SPEED, model, on_telegram, running
from tests.waiting import until

ADA, BOB, EVA = 1001, 1002, 1003
GROUP = -1005


async def test_start_greets_and_leads_through_the_help(tmp_path: Path) -> None:
    """By name and in their language; the pages turn in place, also after a restart; what is long gone leads back."""
    opened_to_all = {"PARLEY_ACCESS__OPEN": "true"}
    async with ChatCompletions(text="Yes.") as llm, TelegramApi(speed=SPEED) as api:
        ann, eva = api.user(BOB), api.user(EVA)
        api.world.faces[BOB] = {"first_name": "Ann"}
        api.world.faces[EVA] = {"first_name": "Eva", "language_code": "es"}
        config = model(llm) | on_telegram(api, ADA) | opened_to_all
        async with running(config, tmp_path):
            ann.writes("/start")
            eva.writes("/start")
            await until(lambda: api.replies(BOB) and api.replies(EVA))
            [hello], [hola] = api.replies(BOB), api.replies(EVA)
            first, topics = hello.text, hello.labels
            ann.presses(say("help_talking"), hello)
            await until(lambda: say("help_talking") in hello.text)
        async with running(config, tmp_path):
            ann.presses(say("back_button"), hello)
            await until(lambda: hello.labels == topics)
            eva.presses(SPANISH_HELP["help_settings"], hola)
            await until(lambda: SPANISH_HELP["help_settings"] in hola.text)

    lines = first.splitlines()
    assert lines[0] == say("help_head")
    assert lines[2] == "Hello, Ann!"
    assert lines[3:] == [
        say("help_first_private"),
        "/new: Start a new conversation",
        "/stop: Stop the answer",
        "/retry: Give my last answer to you anew",
        "/model: Show or choose the model that answers here",
        "/privacy: What is kept and who reads it; forget me",
    ]
    assert topics == [say("help_talking"), say("help_models"), say("help_privacy"), say("help_settings")]
    assert "Hello" not in hello.text
    assert "/settings: Ver y cambiar mis ajustes aquí" in hola.text
    assert api.invalid_frames == []


async def test_the_help_in_a_group_is_for_who_asked(tmp_path: Path) -> None:
    """An administrator reads their topic; what members may do instead of choosing a model is said to them."""
    async with ChatCompletions(text="Yes.") as llm, TelegramApi(speed=SPEED) as api:
        api.group(GROUP, admins=(ADA,))
        owner, bob = api.user(ADA), api.user(BOB)
        async with running(model(llm) | on_telegram(api, ADA), tmp_path):
            owner.writes("/help", chat=GROUP)
            await until(lambda: api.replies(GROUP))
            [shown] = api.replies(GROUP)
            query = bob.presses(say("help_administrators"), shown)
            await until(lambda: api.world.queries[query])
            owner.presses(say("help_administrators"), shown)
            await until(lambda: say("help_administrators") in shown.text)
            bob.writes("/model local/test-model", chat=GROUP)
            await until(lambda: len(api.replies(GROUP)) > 1)

    assert api.world.queries[query] == {"text": say("not_your_button"), "alert": True}
    assert "/settings limit 20 answers a day: " in shown.text
    refused = say("model_manager_only", instead=say("model_instead_line"))
    assert api.replies(GROUP)[1].text == refused
    assert api.invalid_frames == []
