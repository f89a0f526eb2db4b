"""What the config says about talking, as one value that is replaced when the file changes.

Each service names the part that it reads in a protocol.
"""

from collections.abc import Collection, Mapping
from functools import cached_property

from bots.engine.access.subjects import Subjects
from bots.engine.access.verdicts import Doors
from bots.engine.attachments.bounds import Bounds
from bots.engine.machines.fingerprint import fingerprint
from bots.engine.reply.style import ReplyDefaults
from bots.engine.seam.places import Person
from bots.engine.settings.choosing import ConfigPlaces
from bots.engine.settings.offered_models import Offers
from bots.engine.settings.table import defaults
from bots.engine.spending.limits import Limits
from provider.values import Value


class Policy(Value, dict=True):
    """What the config says about talking. `max_turns`: the messages of a conversation that the model reads.

    `settings`: the values of settings that nobody chose, by key, beside those that are fields here. `places`: the same
    for single places. `allowed`, `denied`: subjects. `keep_days`: the days for which text is kept. `log`: the place
    where the owner is told things; empty: in private. `subjects`: how the platforms name whom a decision is about.
    `bounds`: of files that people send. `tells_day`: the model is told the day and the language of the place.
    """

    owners: frozenset[Person] = frozenset()
    everyone: bool = False
    default_model: str = "auto"
    max_turns: int = 40
    style: ReplyDefaults = ReplyDefaults()
    settings: Mapping[str, str] = {}
    places: ConfigPlaces = ConfigPlaces()
    offers: Offers = Offers()
    allowed: frozenset[str] = frozenset()
    denied: frozenset[str] = frozenset()
    limits: Limits = Limits()
    keep_days: int = 30
    log: str = ""
    subjects: Subjects = Subjects()
    bounds: Bounds = Bounds()
    tells_day: bool = False

    @cached_property
    def doors(self) -> Doors:
        """Who may talk."""
        return Doors(self.everyone, self.allowed, self.denied, self.subjects)

    @cached_property
    def defaults(self) -> Mapping[str, str]:
        """The value of every setting that nobody chose."""
        own = {"model": self.default_model, "streaming": self.style.mode, "notify": f"{self.style.notify_after:g}"}
        return defaults(**(own | dict(self.settings)))


def shown(policy: Policy, aliases: Mapping[str, str], providers: Collection[str]) -> Mapping[str, str]:
    """What people can see of a config, as fingerprints by part, which other processes compare with theirs."""
    parts = {
        "models": (policy.default_model, policy.offers, aliases, frozenset(providers)),
        "limits": (policy.limits, policy.bounds),
        "owners": (policy.owners, policy.log),
        "access": (policy.everyone, policy.allowed, policy.denied),
        "settings": (
            policy.defaults,
            policy.places,
            policy.style,
            policy.max_turns,
            policy.keep_days,
            policy.tells_day,
        ),
    }
    return {part: fingerprint(values) for part, values in parts.items()}
