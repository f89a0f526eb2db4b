"""A turn with two tools on both platforms: the line while one runs, the question of the other, a press, the end."""

from pathlib import Path

import pytest

from bots.engine.language.phrases import say
from bots.engine.tools.registry import Registry
from tests.bots.engine.tools.stand_ins import FakeSource, FakeTool
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.discord_api import DiscordApi
from tests.fakes.telegram_api import TelegramApi
from tests.program import SPEED, model, on_discord, on_telegram, running
from tests.test_on_discord import said
from tests.waiting import until

ADA = 1001
ROUNDS = ((("search", '{"query": "ferry times"}'),), (("mail", '{"query": "Bob & <i>"}'),))
ASKS = say("tool_asks", tool="mail")
CODE = '{\n "query": "Bob & <i>"\n}'


@pytest.fixture(name="mail")
def set_up(monkeypatch: pytest.MonkeyPatch) -> FakeTool:
    """Both tools, as if the config had them."""
    mail = FakeTool("mail", reads_only=False)
    sources = (FakeSource("web", (FakeTool(),)), FakeSource("post", (mail,)))
    monkeypatch.setattr("bots.engine.settings.place_tools.Registry", lambda: Registry(sources))
    return mail


async def test_on_telegram(mail: FakeTool, tmp_path: Path) -> None:
    """The question is a line and a block of code with three buttons; every frame was accepted."""
    async with ChatCompletions(text="At noon.", rounds=ROUNDS) as llm, TelegramApi(speed=SPEED) as api:
        ada = api.user(ADA)
        async with running(model(llm) | on_telegram(api, ADA), tmp_path):
            ada.writes("/settings tools on")
            await until(lambda: any("web" in each.text for each in api.replies(ADA)))
            ada.writes("When?")
            await until(lambda: say("permit_button") in api.replies(ADA)[-1].labels)
            reply = api.replies(ADA)[-1]
            asking = reply.versions[-1]
            labels = reply.labels
            ada.presses(say("permit_button"), reply)
            await until(lambda: api.replies(ADA)[-1].text.startswith("At noon."))
            await until(lambda: say("retry_button") in api.replies(ADA)[-1].labels)

    assert asking.text == f"{ASKS}\n{CODE}"
    assert [entity["type"] for entity in asking.entities] == ["pre"]
    assert labels[:3] == [say("permit_button"), say("permit_always_button"), say("forbid_button")]
    assert api.replies(ADA)[-1].text == "At noon.\n\nused: search, mail"
    assert mail.calls == [{"query": "Bob & <i>"}]
    assert api.invalid_frames == []
    assert len(llm.requests) == 3


async def test_on_discord(mail: FakeTool, tmp_path: Path) -> None:
    """The same in a server; the small line is small, and nobody is pinged."""
    async with ChatCompletions(text="At noon.", rounds=ROUNDS) as llm, DiscordApi(speed=SPEED) as api:
        ada = api.user("ada")
        server = api.guild(ada, owner=ada)
        async with running(model(llm) | on_discord(api, ada.id), tmp_path):
            await until(lambda: api.gateway.connected)
            switched = ada.slash("settings tools", value="on", channel=server.channel)
            await until(lambda: switched.original in api.world.messages)
            ada.writes("When?", channel=server.channel, mention=True)
            await until(lambda: any(ASKS in each.content for each in said(api, server.channel)))
            reply = next(each for each in said(api, server.channel) if ASKS in each.content)
            await until(lambda: say("permit_button") in reply.labels)
            asking, labels = reply.content, reply.labels
            ada.presses(reply.id, say("permit_button"))
            await until(lambda: reply.content.startswith("At noon.") and say("retry_button") in reply.labels)

    assert asking == f"{ASKS}\n```json\n{CODE}\n```"
    assert labels[:3] == [say("permit_button"), say("permit_always_button"), say("forbid_button")]
    assert reply.content == "At noon.\n-# used: search, mail"
    assert mail.calls == [{"query": "Bob & <i>"}]
