"""The other side of a platform, as a contract sees it, and an inbox in place of the engine."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from bots.engine.seam.bookmarks import ActivePlace
from bots.engine.seam.errors import PlatformError
from bots.engine.seam.inbox import Inbox
from bots.engine.seam.incoming import Incoming, Invocation, Press, Typed
from bots.engine.seam.places import Person, Place, Surface, Target, ToChat
from bots.engine.seam.platform import Adapter
from bots.engine.seam.shares import Shares, Undivided
from bots.engine.seam.shown import Button, File, Response, Suggestion

PATIENCE = 30.0
"""Seconds after which a wait counts as failed."""


@dataclass
class Stage(ABC):
    """A running platform, and one chat of it.

    `running`: the task of its `run`. `target`: where the bot may write. `person`: somebody there who administers
    nothing.
    """

    adapter: Adapter
    running: "asyncio.Task[None]"
    target: ToChat
    person: Person

    @abstractmethod
    async def writes(self, text: str) -> None:
        """The person writes the text where `target` is, such that it is for the bot."""

    async def sends(self, file: File) -> None:
        """The person sends that file there, as something that is for the bot; needed only where it `Downloads`."""
        raise NotImplementedError

    @abstractmethod
    def text_of(self, surface: Surface) -> str:
        """The text that people see of a message of the bot; empty if it is not there."""


@runtime_checkable
class RunsCommands(Protocol):
    """A stage of a platform on which people run commands."""

    async def runs(self, command: str) -> None:
        """The person runs the command without options where `target` is."""


@runtime_checkable
class PressesButtons(Protocol):
    """A stage of a platform on which people press buttons."""

    async def presses(self, surface: Surface, button: Button) -> None:
        """The person presses that button, which is shown under the message."""


@runtime_checkable
class InServer(Protocol):
    """A stage whose `target` is in a server that the bot can leave. `server`: its id."""

    server: str

    def is_member(self) -> bool:
        """Whether the bot is in it, by the word of the server."""


@dataclass
class ChatStage(Stage):
    """A stage on which messages can be deleted and calls refused."""

    @abstractmethod
    async def deletes(self, surface: Surface) -> None:
        """A person deletes a message of the bot."""

    @abstractmethod
    def failures(self) -> Mapping[type[PlatformError], Callable[[], Awaitable[None]]]:
        """Ways to make the next edit fail, by the error that it must raise; at least `SlowDown` and `Refused`."""


class BookmarksInMemory:
    """The bookmarks of an inbox, in memory. `places`: where it says that the bot answered lately."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.places: tuple[ActivePlace, ...] = ()

    async def read(self, platform: str) -> str:
        return self.kept.get(platform, "")

    async def keep(self, platform: str, bookmark: str) -> bool:
        self.kept[platform] = bookmark
        return True

    async def change(self, platform: str, to: Callable[[str], str]) -> bool:
        self.kept[platform] = to(self.kept.get(platform, ""))
        return True

    async def active_places(self, platform: str) -> tuple[ActivePlace, ...]:
        return tuple(each for each in self.places if each.place.platform == platform)


class Heard:
    """An inbox that keeps what comes in and answers nothing."""

    def __init__(self) -> None:
        self.bookmarks = BookmarksInMemory()
        self.shares: Shares = Undivided()
        self.ready: list[str] = []
        self.messages: list[Incoming] = []
        self.commands: list[Invocation] = []
        self.presses: list[Press] = []
        self.deleted: list[tuple[Place, tuple[str, ...]]] = []
        self.said: list[tuple[Target | Surface, Response]] = []
        self.troubles: list[str] = []

    def may_be_ours(self, incoming: Incoming) -> bool:
        return incoming.addressed

    async def on_ready(self, platform: str) -> None:
        self.ready.append(platform)

    async def on_received(self, incoming: Incoming, *, behind: bool) -> Incoming | None:
        return incoming

    async def on_message(self, incoming: Incoming) -> None:
        self.messages.append(incoming)

    async def on_command(self, invocation: Invocation) -> Response | Incoming:
        self.commands.append(invocation)
        return Response("")

    async def on_press(self, press: Press) -> Response | Incoming:
        self.presses.append(press)
        return Response("")

    async def on_typed(self, typed: Typed) -> tuple[Suggestion, ...]:
        return ()

    async def on_lapsed(self, incoming: Incoming) -> None:
        """Ignored."""

    async def on_edited(self, now: Incoming | Invocation) -> None:
        """Kept nowhere: no contract asks for it."""

    async def on_deleted(self, place: Place, messages: tuple[str, ...]) -> None:
        self.deleted.append((place, messages))

    async def on_joined(self, platform: str, server: str, place: Place) -> None:
        """Kept nowhere: no contract asks for it."""

    async def on_removed(self, platform: str, server: str) -> None:
        """Kept nowhere: no contract asks for it."""

    async def on_refused(self, platform: str) -> None:
        """Kept nowhere: no contract asks for it."""

    async def on_unblocked(self, platform: str, chat: str) -> None:
        """Kept nowhere: no contract asks for it."""

    async def on_held_back(self, platform: str, seconds: float) -> None:
        """Kept nowhere: no contract asks for it."""

    async def on_trouble(self, platform: str, trace: str) -> None:
        self.troubles.append(trace)

    async def say(self, where: Target | Surface, response: Response) -> None:
        self.said.append((where, response))

    async def on_moved(self, old: Place, new: Place) -> None:
        """Kept nowhere: no contract asks for it."""


@asynccontextmanager
async def running(adapter: Adapter, inbox: Inbox) -> AsyncIterator["asyncio.Task[None]"]:
    """Run the adapter inside the block, and close it at its end."""
    task = asyncio.create_task(adapter.run(inbox))
    try:
        yield task
    finally:
        await adapter.quiet()
        async with asyncio.timeout(PATIENCE):
            await task
        await adapter.aclose()


async def until(holds: Callable[[], object]) -> None:
    """Wait until it holds. Raises TimeoutError."""
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110 - a server of somebody else wakes nobody
            await asyncio.sleep(0.005)
