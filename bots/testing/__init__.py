"""What a platform must pass, for packages that bring one. It needs pytest and pytest-asyncio.

    class Mine(ChatStage):                                   # the other side of the wire: a server of your own
        ...                                                  # its methods say what they must do

    class TestMine(ChatContract):                            # or PlatformContract, where nobody can delete or refuse
        @asynccontextmanager
        async def stage(self, inbox):
            async with MyServer() as server:
                adapter = MyAdapter(server.url, RealClock())
                async with running(adapter, inbox) as task:
                    yield Mine(adapter, task, ToChat(Place("mine", "5")), Person("mine", "7"))

A stage of a platform with commands has a method `runs`, with buttons `presses`, with servers `server` and `is_member`:
see `RunsCommands`, `PressesButtons`, `InServer`. pytest then finds the tests in `TestMine`; each opens a stage of its
own. What they hold the platform to is written in `bots.engine.seam.platform`, `inbox` and `errors`.
"""

import pytest

pytest.register_assert_rewrite("bots.testing.abilities", "bots.testing.contract")

from bots.testing.contract import ChatContract, PlatformContract  # noqa: E402 - its asserts are to explain themselves
from bots.testing.stage import (  # noqa: E402
    ChatStage,
    Heard,
    InServer,
    PressesButtons,
    RunsCommands,
    Stage,
    running,
    until,
)

__all__ = [
    "ChatContract",
    "ChatStage",
    "Heard",
    "InServer",
    "PlatformContract",
    "PressesButtons",
    "RunsCommands",
    "Stage",
    "running",
    "until",
]
