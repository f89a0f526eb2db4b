"""Every platform of ours passes the contract that packages of others are held to, and so does the one in memory."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from bots.engine.runtime.clock import RealClock
from bots.engine.seam import platform as abilities
from bots.engine.seam.errors import Gone, Late, PlatformError, Refused, SlowDown, Unsure
from bots.engine.seam.inbox import Inbox
from bots.engine.seam.incoming import Attachment, Incoming, Invocation, Origin, Press
from bots.engine.seam.places import InteractionMessage, Message, Person, Place, Surface, Target, ToChat
from bots.engine.seam.platform import Downloads, Finding, Moderates
from bots.engine.seam.shown import Button, File, Frame
from bots.telegram_bot.bot import TelegramBot
from bots.terminal_bot.bot import TerminalBot
from bots.terminal_bot.reading import PERSON, PLACE
from bots.testing import ChatContract, ChatStage, PlatformContract, Stage, running, until
from bots.testing.abilities import ABILITIES
from bots.text.piece import Piece
from provider.values import replace
from tests.bots.discord_bot.stand_in import a_bot
from tests.fakes.discord_api import DiscordApi
from tests.fakes.discord_files import Attached
from tests.fakes.discord_people import User
from tests.fakes.faults import Fault
from tests.fakes.memory import Fault as MemoryFault
from tests.fakes.memory import MemoryPlatform, VirtualClock
from tests.fakes.telegram_api import TelegramApi

SPEED = 20.0


def planned(plan: Callable[[], None]) -> Callable[[], Awaitable[None]]:
    """The same as something to wait for."""

    async def arrange() -> None:
        plan()

    return arrange


@dataclass
class OnDiscord(ChatStage):
    api: DiscordApi
    user: User
    server: str

    def is_member(self) -> bool:
        return self.api.world.me.id in self.api.world.guilds[self.server].members

    async def runs(self, command: str) -> None:
        self.user.slash(command, channel=self.target.place.chat)

    async def presses(self, surface: Surface, button: Button) -> None:
        assert isinstance(surface, Message)
        self.user.presses(surface.id, button.label)

    async def writes(self, text: str) -> None:
        self.user.writes(text, channel=self.target.place.chat, mention=True)

    async def sends(self, file: File) -> None:
        attached = Attached(file.name, "text/plain; charset=utf-8", file.content)
        self.user.writes("", channel=self.target.place.chat, mention=True, files=(attached,))

    def text_of(self, surface: Surface) -> str:
        assert isinstance(surface, Message | InteractionMessage)
        return next((m.words for m in self.api.world.standing(surface.place.chat) if m.id == surface.id), "")

    async def deletes(self, surface: Surface) -> None:
        assert isinstance(surface, Message)
        self.api.world.messages[surface.id].deleted_at = 1.0

    def failures(self) -> Mapping[type[PlatformError], Callable[[], Awaitable[None]]]:
        faults = {
            SlowDown: Fault("status", 429, seconds=7.0),
            Refused: Fault("status", 403),
            Unsure: Fault("status", 500),
            Late: Fault("stall", seconds=1.0),
        }
        return {
            error: planned(lambda fault=fault: self.api.faults.plan("PATCH channels/messages", fault))  # type: ignore[misc]
            for error, fault in faults.items()
        }


class TestDiscord(ChatContract):
    @asynccontextmanager
    async def stage(self, inbox: Inbox) -> AsyncIterator[ChatStage]:
        async with DiscordApi(speed=SPEED) as api:
            bot, owner, user = a_bot(api), api.user("ada"), api.user("bob")
            server = api.guild(user, owner=owner)
            target = ToChat(Place("discord", server.channel))
            async with running(bot, inbox) as task:
                await until(lambda: api.gateway.connected and api.commands)
                yield OnDiscord(bot, task, target, Person("discord", user.id), api, user, server.id)


@dataclass
class OnTelegram(ChatStage):
    api: TelegramApi

    async def runs(self, command: str) -> None:
        await self.writes(f"/{command}")

    async def presses(self, surface: Surface, button: Button) -> None:
        assert isinstance(surface, Message)
        message = self.api.world.chats[int(surface.place.chat)].messages[int(surface.id)]
        self.api.user(int(self.person.id)).presses(button.label, message)

    async def writes(self, text: str) -> None:
        self.api.user(int(self.person.id)).writes(text)

    async def sends(self, file: File) -> None:
        held = self.api.files.document(file.name, "text/plain", file.content)
        self.api.user(int(self.person.id)).sends(held)

    def text_of(self, surface: Surface) -> str:
        chat = self.api.world.chats[int(surface.place.chat)]
        assert isinstance(surface, Message)
        found = chat.messages.get(int(surface.id))
        return "" if found is None or found.deleted else found.text

    async def deletes(self, surface: Surface) -> None:
        assert isinstance(surface, Message)
        self.api.world.chats[int(surface.place.chat)].messages[int(surface.id)].deleted = True

    def failures(self) -> Mapping[type[PlatformError], Callable[[], Awaitable[None]]]:
        faults = {
            SlowDown: Fault("status", 429, seconds=7.0),
            Refused: Fault("status", 403),
            Unsure: Fault("status", 500),
            Late: Fault("stall", seconds=1.0),
        }
        return {
            error: planned(lambda fault=fault: self.api.faults.plan("editMessageText", fault))  # type: ignore[misc]
            for error, fault in faults.items()
        }


class TestTelegram(ChatContract):
    @asynccontextmanager
    async def stage(self, inbox: Inbox) -> AsyncIterator[ChatStage]:
        async with TelegramApi(speed=SPEED, limits=False) as api:
            api.user(7)
            bot = TelegramBot(api.token, api_url=api.url, clock=RealClock(SPEED))
            async with running(bot, inbox) as task:
                await until(lambda: api.is_polled)
                yield OnTelegram(bot, task, ToChat(Place("telegram", "7")), Person("telegram", "7"), api)


@dataclass
class InTerminal(Stage):
    """What the bot says beside its answers goes to standard error, what answers a line to standard output."""

    pipe: int
    out: Path
    err: Path

    async def runs(self, command: str) -> None:
        await self.writes(f"/{command}")

    async def writes(self, text: str) -> None:
        os.write(self.pipe, f"{text}\n".encode())

    def text_of(self, surface: Surface) -> str:
        lines = self.err.read_text().splitlines()
        return lines[-1] if lines and not lines[-1].startswith("The file") else "\n".join(lines)


class TestTerminal(PlatformContract):
    @pytest.fixture(autouse=True)
    def folder(self, tmp_path: Path) -> None:
        self.path = tmp_path

    @asynccontextmanager
    async def stage(self, inbox: Inbox) -> AsyncIterator[Stage]:
        ours, theirs = os.pipe()
        out, err = self.path / "out", self.path / "err"
        with os.fdopen(ours) as stdin, out.open("w") as stdout, err.open("w") as stderr:
            bot = TerminalBot(clock=RealClock(), stdin=stdin, stdout=stdout, stderr=stderr, folder=self.path)
            async with running(bot, inbox) as task:
                yield InTerminal(bot, task, ToChat(PLACE), PERSON, theirs, out, err)
        os.close(theirs)


class MemoryAdapter(MemoryPlatform):
    """The platform in memory with a connection, which is nothing but a flag."""

    def __init__(self) -> None:
        super().__init__(VirtualClock())
        self.told = asyncio.Event()
        self.inbox: Inbox | None = None

    async def run(self, inbox: Inbox) -> None:
        self.inbox = inbox
        await inbox.on_ready(self.name)
        await self.told.wait()

    async def quiet(self) -> None:
        self.told.set()

    async def aclose(self) -> None:
        self.told.set()

    async def check(self) -> tuple[Finding, ...]:
        return ()


@dataclass
class InMemory(ChatStage):
    platform: MemoryAdapter
    written: int = 0

    async def runs(self, command: str) -> None:
        assert self.platform.inbox is not None
        await self.platform.inbox.on_command(Invocation(self._origin(), command, {}))

    async def presses(self, surface: Surface, button: Button) -> None:
        assert self.platform.inbox is not None
        assert (button,) in self.platform.standing[surface.id].frame.buttons
        await self.platform.inbox.on_press(Press(self._origin(), button.action, surface))

    def _origin(self) -> Origin:
        return Origin(self.target.place, self.person, self.target, private=True, linear=True)

    async def writes(self, text: str) -> None:
        await self._writes(text)

    async def sends(self, file: File) -> None:
        self.platform.files[file.name] = file.content
        await self._writes("", Attachment("document", file.name, file.name, size=len(file.content)))

    async def _writes(self, text: str, *attachments: Attachment) -> None:
        self.written += 1
        incoming = Incoming(self._origin(), f"q{self.written}", text, addressed=True, attachments=attachments)
        assert self.platform.inbox is not None
        await self.platform.inbox.on_message(incoming)

    def text_of(self, surface: Surface) -> str:
        standing = self.platform.standing.get(surface.id)
        return standing.frame.text if standing else ""

    async def deletes(self, surface: Surface) -> None:
        self.platform.vanish(surface.id)

    def failures(self) -> Mapping[type[PlatformError], Callable[[], Awaitable[None]]]:
        faults = {SlowDown: MemoryFault.SLOW_DOWN, Refused: MemoryFault.REFUSED, Unsure: MemoryFault.UNSURE}

        def plan(fault: MemoryFault) -> None:
            self.platform.faults[len(self.platform.calls)] = fault

        return {
            error: planned(lambda fault=fault: plan(fault))  # type: ignore[misc]
            for error, fault in faults.items()
        }


class TestMemory(ChatContract):
    platform: type[MemoryAdapter] = MemoryAdapter

    @asynccontextmanager
    async def stage(self, inbox: Inbox) -> AsyncIterator[ChatStage]:
        platform = self.platform()
        async with running(platform, inbox) as task:
            await until(lambda: platform.inbox is not None)
            yield InMemory(platform, task, ToChat(Place("memory", "5")), Person("memory", "5"), platform)


class Chatty(MemoryAdapter):
    """Sends a further message instead of an edit."""

    async def show(self, where: Target | Surface, frame: Frame, *, last: bool) -> Surface:
        return await super().show(ToChat(where.place), frame, last=last)


class Forgetful(MemoryAdapter):
    """Loses what does not fit into the first message."""

    def render(self, source: str, *, last: bool, remark: str = "") -> Piece:
        return replace(super().render(source, last=last, remark=remark), rest="")


class Stubborn(MemoryAdapter):
    """Sends anew what somebody has deleted."""

    async def show(self, where: Target | Surface, frame: Frame, *, last: bool) -> Surface:
        try:
            return await super().show(where, frame, last=last)
        except Gone:
            return await super().show(ToChat(where.place), frame, last=last)


class Patient(MemoryAdapter):
    """Waits inside of a call until the server takes it."""

    async def show(self, where: Target | Surface, frame: Frame, *, last: bool) -> Surface:
        try:
            return await super().show(where, frame, last=last)
        except SlowDown as slow:
            await asyncio.sleep(slow.retry_after)
            raise


class Lax(MemoryAdapter):
    """Lets everybody delete what others write."""

    async def moderates(self, place: Place, server: str, person: Person) -> bool:
        return True


def test_every_ability_has_a_promise() -> None:
    """Each protocol that a platform may have beside; to download has a test of its own."""
    optional = {each for each in vars(abilities).values() if getattr(each, "_is_runtime_protocol", False)}

    assert optional == {*ABILITIES, Downloads}


@pytest.mark.parametrize(
    ("platform", "contract"),
    [
        (Chatty, TestMemory.test_a_message_grows),
        (Forgetful, TestMemory.test_a_source_of_any_length_goes_out_whole),
        (Stubborn, TestMemory.test_a_deleted_message_is_gone),
        (Patient, TestMemory.test_each_failure_is_named),
        (Lax, TestMemory.test_what_it_can_do_beside_keeps_its_promise),
    ],
)
async def test_a_platform_that_breaks_a_promise_is_found(
    platform: type[MemoryAdapter], contract: Callable[..., Awaitable[None]]
) -> None:
    """The contract can fail."""
    broken = TestMemory()
    broken.platform = platform
    arguments: dict[type, tuple[object, ...]] = {Forgetful: ("word " * 5000,), Lax: (Moderates,)}

    with pytest.raises((AssertionError, pytest.fail.Exception)):
        await contract(broken, *arguments.get(platform, ()))
