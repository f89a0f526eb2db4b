"""The chat of lines passes the contract of platforms."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass

from parley_tcp_chat.bot import TcpChat
from parley_tcp_chat.lines import PLATFORM, alone

from bots.engine.runtime.clock import RealClock
from bots.engine.seam.errors import PlatformError, Refused, SlowDown
from bots.engine.seam.inbox import Inbox
from bots.engine.seam.places import Message, Person, Surface, ToChat
from bots.engine.seam.shown import Button
from bots.testing import ChatContract, ChatStage, running, until
from parley_tcp_chat_tests.client import Client, client, free_port


@dataclass
class OnLines(ChatStage):
    """Somebody alone with the bot."""

    client: Client

    async def runs(self, command: str) -> None:
        self.client.says(f"/{command}")

    async def presses(self, surface: Surface, button: Button) -> None:
        assert isinstance(surface, Message)
        assert button.action.encode() in self.client.buttons[surface.id]
        self.client.says(f"! {surface.id} {button.action.encode()}")

    async def writes(self, text: str) -> None:
        self.client.says(text)

    def text_of(self, surface: Surface) -> str:
        assert isinstance(surface, Message)
        return self.client.texts.get(surface.id, [""])[-1]

    async def deletes(self, surface: Surface) -> None:
        assert isinstance(surface, Message)
        await until(lambda: self.text_of(surface))
        self.client.says(f"- {surface.id}")
        await until(lambda: self.text_of(surface) == "")

    def failures(self) -> Mapping[type[PlatformError], Callable[[], Awaitable[None]]]:
        return {SlowDown: self._hurry, Refused: self._leave}

    async def _hurry(self) -> None:
        assert isinstance(self.adapter, TcpChat)
        with suppress(SlowDown):
            while True:
                await self.adapter.typing(self.target)

    async def _leave(self) -> None:
        await self.client.leaves()


class TestTcpChat(ChatContract):
    @asynccontextmanager
    async def stage(self, inbox: Inbox) -> AsyncIterator[ChatStage]:
        bot = TcpChat("127.0.0.1", port := free_port(), RealClock())
        async with running(bot, inbox) as task, client(port, 0, 7) as person:
            yield OnLines(bot, task, ToChat(alone("7")), Person(PLATFORM, "7"), person)
