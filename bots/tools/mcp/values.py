"""A server of tools as the config describes it, what it offers, and what comes of a call."""

from collections.abc import Mapping

from provider.contract import Image
from provider.values import Hidden, Value, field


class ServerSettings(Value):
    """One server. Either `command` starts it, or it is at `url`.

    `variables`: further ones for its process; `headers`: of each request. Both may hold secrets. `tools`: those that
    are offered; empty: all. `read_only`: those that change nothing anywhere, by the owner's word; `all_read_only`: all
    of them. `places`: where it is offered, as the config names places; empty: everywhere. `seconds`: for one call.
    """

    name: str
    command: tuple[str, ...] = ()
    url: Hidden[str] = ""
    variables: Hidden[Mapping[str, str]] = field(default_factory=dict)
    headers: Hidden[Mapping[str, str]] = field(default_factory=dict)
    tools: tuple[str, ...] = ()
    read_only: frozenset[str] = frozenset()
    all_read_only: bool = False
    places: tuple[str, ...] = ()
    seconds: float = 50.0

    def offers(self, tool: str) -> bool:
        """Whether models may call the tool of that name."""
        return not self.tools or tool in self.tools

    def only_reads(self, tool: str) -> bool:
        """Whether the owner says of the tool that it changes nothing."""
        return self.all_read_only or tool in self.read_only


class Offered(Value):
    """A tool of a server, as that describes it. `schema`: of its arguments."""

    name: str
    about: str
    schema: Hidden[Mapping[str, object]]


class Answered(Value):
    """What a call gave. `failed`: the tool itself says that it did not work, in `text`."""

    text: Hidden[str]
    images: tuple[Image, ...] = ()
    failed: bool = False


class ServerDown(Exception):
    """The server cannot be reached, started or understood. `str()`: why, in a few words without a secret."""


class CallRefused(Exception):
    """The server is there and answers a call with an error. `str()`: its words, shortened."""
