"""Which models people may use, and which they may choose for others. Pure.

Who is no administrator uses the defaults, the aliases and what was chosen for the place; the owner's lists add to that.
Administrators use and choose what the owner offers there, owners everything.
"""

from collections.abc import Callable, Iterable, Mapping

from bots.engine.seam.incoming import Origin
from provider.catalog import AUTO
from provider.values import Value


class Usable(Value):
    """The models among which somebody has the choice.

    `names`: as people type them: aliases, "provider/model", or a provider for all of its models; None: every model.
    `full`: the "provider/model" that each of them means, and `providers` those of them that are whole providers.
    """

    names: tuple[str, ...] | None = None
    full: frozenset[str] = frozenset()
    providers: frozenset[str] = frozenset()

    @classmethod
    def of(cls, names: Iterable[str], aliases: Iterable[str], meant: Callable[[str], str]) -> "Usable":
        """The choice among these names. `meant`: the full name behind a name."""
        listed = tuple(dict.fromkeys(names))
        providers = {name for name in listed if "/" not in meant(name)} - {*aliases, AUTO}
        return cls(listed, frozenset(map(meant, listed)), frozenset(providers))

    def allows(self, name: str, full: str) -> bool:
        """Whether `name`, which means `full`, is among them."""
        if self.names is None:
            return True
        return name in self.names or full in self.full or full.partition("/")[0] in self.providers


class NotOffered(Exception):
    """Somebody wanted a model that is not for them. `among`: those that are."""

    def __init__(self, among: Usable) -> None:
        super().__init__("not offered")
        self.among = among


class Offers(Value):
    """What the owner offers to others: aliases, "provider/model", or a provider for all of its models.

    `everywhere`: empty if administrators may choose everything. `by_server`: other lists for single servers and groups,
    by "platform:id"; an empty list offers nothing there. `by_subject`: further models for the people of a role and for
    single people ("discord:role:7", "telegram:person:5").
    """

    everywhere: tuple[str, ...] = ()
    by_server: Mapping[str, tuple[str, ...]] = {}
    by_subject: Mapping[str, tuple[str, ...]] = {}

    def here(self, server: str) -> tuple[str, ...] | None:
        """The list that holds in that server ("" for none); None if everything is offered."""
        return self.by_server.get(server, self.everywhere or None)

    def to(self, origin: Origin) -> tuple[str, ...]:
        """What is offered to that person and to the roles that they have there, beside what is offered to all."""
        platform = origin.person.platform
        whom = (f"{platform}:person:{origin.person.id}", *(f"{platform}:role:{role}" for role in origin.roles))
        return tuple(name for each in whom for name in self.by_subject.get(each, ()))
