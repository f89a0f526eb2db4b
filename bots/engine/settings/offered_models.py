"""Which models the owner offers, and where. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


class NotOffered(Exception):
    """Somebody chose a model that the owner does not offer there."""


@dataclass(frozen=True, slots=True)
class Offers:
    """What people other than the owner may choose: aliases, "provider/model", or a provider for all of its models.

    `everywhere`: empty if all is offered. `by_server`: other lists for single servers and groups, by "platform:id"; an
    empty list offers nothing there.
    """

    everywhere: tuple[str, ...] = ()
    by_server: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: MappingProxyType({}))

    def here(self, server: str) -> tuple[str, ...] | None:
        """The list that holds in that server ("" for none); None if everything is offered."""
        return self.by_server.get(server, self.everywhere or None)

    def allows(self, name: str, full: str, server: str) -> bool:
        """Whether `name` may be chosen there. `full`: the "provider/model" that it means."""
        listed = self.here(server)
        return listed is None or not {name, full, full.partition("/")[0]}.isdisjoint(listed)
