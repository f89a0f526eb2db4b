"""The row in the table of platforms, and the section [tcp_chat] of the config."""

from dataclasses import dataclass
from typing import Final

from bots.engine.runtime.clock import Clock
from bots.engine.seam.manifest import Manifest
from bots.engine.seam.platform import Adapter, Meter


@dataclass(frozen=True, slots=True)
class Settings:
    """The chat is off while the port is 0. Whoever reaches the port may say who they are: keep it on this machine."""

    port: int = 0
    host: str = "127.0.0.1"


def open_bot(settings: Settings, clock: Clock, meter: Meter) -> Adapter:
    """The bot; it listens once it runs."""
    from parley_tcp_chat.bot import TcpChat

    return TcpChat(settings.host, settings.port, clock)


MANIFEST: Final = Manifest(
    name="tcp_chat",
    title="TCP chat",
    settings=Settings,
    open=open_bot,
    switch="port",
    subjects=("room", "person"),
    example="5",
)
