"""What the owner is told of machines that read different configs."""

from dataclasses import dataclass, field

from bots.engine.machines.fingerprint import fingerprint
from bots.engine.machines.others import Saying, Shows
from bots.engine.owner.config_differences import LASTS, ConfigDifferences
from bots.engine.owner.open_troubles import Trouble
from bots.engine.policy import Policy, shown
from bots.engine.seam.places import Person
from bots.engine.settings.choosing import ConfigPlaces
from bots.engine.spending.allowance import Allowance
from bots.engine.spending.limits import Limits
from provider.values import replace
from tests.fakes.memory import VirtualClock

CONFIG = Policy(owners=frozenset({Person("telegram", "1"), Person("discord", "2")}))
LOOSE = replace(CONFIG, limits=Limits(person=(Allowance(900, "answers", "day"),)))


def of(policy: Policy) -> Shows:
    return shown(policy, {"fast": "demo/small"}, ("demo",))


@dataclass
class Machines:
    """The other processes as `Others` tells of them, and what the owner reads."""

    me: str = "a"
    label: str = "process 1 on one"
    said: dict[str, Saying] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)
    ends: list[str] = field(default_factory=list)

    @property
    def alive(self) -> tuple[str, ...]:
        return tuple(self.said)

    def tell(self, kind: str, text: str, *, trouble: Trouble | None = None) -> None:
        self.told.append(text)

    def over(self, names: list[str], text: str) -> bool:
        self.ends.append(text)
        return True

    def hear(self, name: str, policy: Policy) -> None:
        self.said[name] = Saying(f"process 2 on {name}", {}, of(policy), 0.0)


class Time(VirtualClock):
    """Passes when it is told."""

    at = 0.0

    def now(self) -> float:
        return self.at


def watching(machines: Machines, policy: Policy = CONFIG) -> tuple[ConfigDifferences, Time]:
    time = Time()
    return ConfigDifferences(time, machines, machines, lambda: of(policy)), time  # type: ignore[arg-type]


def test_the_owner_is_told_once_in_what_two_machines_differ() -> None:
    """Which ones they are, and what of it people see; and once when all are alike again."""
    machines = Machines()
    machines.hear("b", LOOSE)
    differences, time = watching(machines)
    for at in (0.0, LASTS, LASTS + 1, 10 * LASTS):
        time.at = at
        differences.look()
    machines.hear("b", CONFIG)
    differences.look()

    assert len(machines.told) == 1
    assert "process 1 on one and process 2 on b differ in the limits." in machines.told[0]
    assert len(machines.ends) == 1


def test_a_deploy_is_not_told() -> None:
    """The machines differ while it goes from one to the next."""
    machines = Machines()
    machines.hear("b", LOOSE)
    differences, time = watching(machines)
    differences.look()
    time.at = LASTS - 1
    differences.look()
    machines.hear("b", CONFIG)
    time.at = LASTS
    differences.look()

    assert machines.told == []


def test_one_of_two_machines_tells_it() -> None:
    """The other one knows that it does."""
    machines = Machines(me="c")
    machines.hear("b", LOOSE)
    differences, time = watching(machines)
    differences.look()
    time.at = LASTS
    differences.look()

    assert machines.told == []


def test_equal_configs_have_equal_fingerprints() -> None:
    """Whatever the order in which their parts are kept; each part tells of itself alone, and not what it says."""
    places = ConfigPlaces({"telegram:1": {"model": "a", "trigger": "all"}, "telegram:2": {}}, frozenset({"x", "y"}))
    turned = ConfigPlaces({"telegram:2": {}, "telegram:1": {"trigger": "all", "model": "a"}}, frozenset({"y", "x"}))
    mine, theirs = of(replace(CONFIG, places=places)), of(replace(CONFIG, places=turned))
    other = of(replace(CONFIG, owners=frozenset({Person("telegram", "1")})))

    assert mine == theirs
    assert {part for part in mine if of(CONFIG)[part] != other[part]} == {"owners"}
    assert all(len(each) == 16 for each in mine.values())


def test_different_values_have_different_fingerprints() -> None:
    """Also where they look alike when they are written one after the other."""
    values = [("a", "b"), ("ab",), ("a,b",), frozenset({"a", "b"}), {"a": "b"}, "ab", ("1",), (1,), (1.0,), (True,), ()]

    assert len({fingerprint(each) for each in values}) == len(values)
