"""A defect in what an update sets off: it takes neither the bot nor another update down."""

import pytest

from bots.engine.seam.incoming import Incoming, Invocation, Press
from bots.engine.seam.shown import Action, Button, Frame, Response
from tests.bots.telegram_bot.stage import Collector, chat, listening
from tests.fakes.telegram_api import TelegramApi

GO = ((Button("Go", Action("model", "x")),),)


class Breaking(Collector):
    """An inbox that fails at whatever says "break"."""

    async def on_message(self, incoming: Incoming) -> None:
        await super().on_message(incoming)
        if "break" in incoming.text:
            raise ValueError(incoming.text)

    async def on_command(self, invocation: Invocation) -> Response | Incoming:
        self.commands.append(invocation)
        raise ValueError("break: whispered")

    async def on_press(self, press: Press) -> Response:
        self.presses.append(press)
        raise ValueError("break: whispered")

    async def on_ready(self, platform: str) -> None:
        raise ValueError("break")


async def test_a_defect_takes_nothing_with_it(caplog: pytest.LogCaptureFixture) -> None:
    """Whatever the engine breaks at, the bot listens on; one line without people's words, and the owner hears of it."""
    inbox = Breaking()
    async with TelegramApi() as api:
        async with listening(api, inbox) as bot:
            api.user(7)
            await bot.show(chat(7), Frame("x", buttons=GO), last=True)
            api.user(7).writes("break: whispered")
            api.user(7).writes("/models whispered")
            api.user(7).writes("/stop whispered")
            api.user(7).presses("Go", api.replies(7)[0])
            await inbox.until(lambda: len(inbox.troubles) == 5)
            api.user(7).writes("Hello")
            await inbox.until(lambda: len(inbox.messages) == 2)

        assert api.pending == []
    assert [message.text for message in inbox.messages] == ["break: whispered", "Hello"]
    lines = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert len(lines) == 5
    assert all("ValueError at " in line and ":on_" in line for line in lines)
    assert all(sum(trace in line for line in lines) == 1 for trace in inbox.troubles)
    assert "whispered" not in caplog.text


async def test_a_lane_goes_on_after_a_defect() -> None:
    """What waits in its chat for a command that breaks is handled after it."""

    class Late(Breaking):
        async def on_command(self, invocation: Invocation) -> Response | Incoming:
            await self.may_command.wait()
            return await super().on_command(invocation)

    inbox = Late()
    inbox.may_command.clear()
    async with TelegramApi() as api, listening(api, inbox):
        api.user(7).writes("/models")
        api.user(7).writes("break it")
        api.user(7).writes("Hello")
        api.user(8).writes("elsewhere")
        await inbox.until(lambda: inbox.messages)
        inbox.may_command.set()
        await inbox.until(lambda: len(inbox.messages) == 3)

    assert [message.text for message in inbox.messages] == ["elsewhere", "break it", "Hello"]
    assert len(inbox.troubles) == 3
