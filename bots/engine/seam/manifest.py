"""What a platform says of itself before it is opened: its row in the table of platforms."""

from collections.abc import Callable, Mapping
from typing import Generic, NewType, TypeVar

from bots.engine.runtime.clock import Clock
from bots.engine.seam.platform import Adapter, Meter
from provider.values import Value

Token = NewType("Token", str)
"""A secret without spaces. Never logged."""

HttpUrl = NewType("HttpUrl", str)
"""An address that starts with http:// or https://, without a slash at its end."""

WebsocketUrl = NewType("WebsocketUrl", str)
"""An address that starts with ws:// or wss://, or an empty text."""

PublicUrl = NewType("PublicUrl", str)
"""An address that starts with https://, at which others call the program, or an empty text."""

ListenAddress = NewType("ListenAddress", str)
"""A host and a port at which the program listens, such as "127.0.0.1:9465"."""

SettingsT = TypeVar("SettingsT")


def _unknown(settings: object) -> str:
    return ""


class Manifest(Value, Generic[SettingsT]):
    """What each platform's package exports as `MANIFEST`. Importing it loads neither its library nor a database."""

    name: str
    """The name in places, ids of people, the database and the config's section: a-z, 0-9 and _.

    The entry point of an installed package has the same name, so that its section is known even if the package cannot
    be loaded.
    """

    title: str
    """The name as people write it."""

    settings: type[SettingsT]
    """A frozen dataclass of the section's keys, each with its default and its type.

    A type is str, int, float, bool, a `Literal`, a tuple of these, or one of the five above. A `Token` is kept out of
    every log, and so is the password in an address.
    """

    open: Callable[[SettingsT, Clock, Meter], Adapter]
    """Opens the platform with these settings. Nothing is sent and nothing fails before its first call."""

    account: Callable[[SettingsT], str] = _unknown
    """The bot's own id on the platform, as far as its settings tell it; empty if they do not. Asks nobody.

    With another one on the same database, it is another bot.
    """

    switch: str = "token"
    """The key that turns the platform on; without a value the platform is off."""

    token_shape: str = ""
    """A pattern of the whole value of that key, by which one platform's token is known under another's name."""

    obtained: str = ""
    """Where people get the value of that key: from @BotFather, "/newbot"."""

    variables: Mapping[str, str] = {}
    """Keys that can be set by variables with names of their own: {"DISCORD_TOKEN": "token"}. The first one set wins."""

    subjects: tuple[str, ...] = ("server", "person")
    """Kinds of subjects, as `access.allowed` writes them. The first is the platform's word for a server."""

    example: str = "123456789"
    """An example of the id of a server or group; ids are whole numbers."""

    unique_ids: bool = False
    """Whether a number that names a thread there names nothing else, so that the config may name it by that alone."""

    secret_shapes: tuple[str, ...] = ()
    """Patterns of what must not be in a log even if nobody named it as a secret. What the first group matches stays.

    Libraries put tokens into addresses and messages.
    """

    quoting_loggers: tuple[str, ...] = ()
    """Loggers of the platform's library whose critical lines quote what people write; such lines are left out."""

    @property
    def turned_on_by(self) -> str:
        """What to set to turn the platform on: a variable, or else the key."""
        return next((name for name, key in self.variables.items() if key == self.switch), f"{self.name}.{self.switch}")
