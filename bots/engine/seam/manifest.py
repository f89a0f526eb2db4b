"""What a platform says of itself before it is opened: its row in the table of platforms."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Generic, NewType, TypeVar

from bots.engine.runtime.clock import Clock
from bots.engine.seam.platform import Adapter, Meter

Token = NewType("Token", str)
"""A secret without spaces. Never logged."""

HttpUrl = NewType("HttpUrl", str)
"""An address that starts with http:// or https://; without a slash at its end."""

WebsocketUrl = NewType("WebsocketUrl", str)
"""An address that starts with ws:// or wss://, or nothing."""

SettingsT = TypeVar("SettingsT")


@dataclass(frozen=True, slots=True)
class Manifest(Generic[SettingsT]):
    """What each platform's package exports, as `MANIFEST`. Importing it loads neither the platform's library nor a
    database."""

    name: str
    """In places, people's ids and the database, and the name of its section in the config: a-z, 0-9 and _. An installed
    package's entry point has the same name, so that its section is known even if the package cannot be loaded."""

    title: str
    """As people write it."""

    settings: type[SettingsT]
    """A frozen dataclass of the section's keys, each with its default and its type: str, int, float, bool, a `Literal`,
    a tuple of these, or one of the three above. A `Token` is kept out of every log, and so is an address's password."""

    open: Callable[[SettingsT, Clock, Meter], Adapter]
    """The platform with these settings; nothing is sent, and nothing fails, before its first call."""

    switch: str = "token"
    """The key without which the platform is off."""

    variables: Mapping[str, str] = field(default_factory=dict)
    """The keys that people set by a variable of a name of its own: {"DISCORD_TOKEN": "token"}."""

    subjects: tuple[str, ...] = ("server", "person")
    """Whom a decision can be about, as `access.allowed` names them. The first is what a server is called there."""

    example: str = "123456789"
    """The id of a server or group as it looks there; ids are whole numbers."""

    secret_shapes: tuple[str, ...] = ()
    """Patterns of what must not be in a log, even where nobody named it as a secret: libraries put tokens into their
    addresses and messages. What the first group matches stays."""

    quoting_loggers: tuple[str, ...] = ()
    """Loggers of the platform's library whose critical lines quote what people write; such lines are left out."""

    @property
    def turned_on_by(self) -> str:
        """What to set so that the platform is on: a variable, or else the key."""
        return next((name for name, key in self.variables.items() if key == self.switch), f"{self.name}.{self.switch}")
