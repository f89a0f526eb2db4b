"""What the owner is told, and how often. In virtual time."""

import asyncio
import logging

import pytest

from bots.engine.delivery.notices import Notices
from bots.engine.delivery.scheduler import Scheduler
from bots.engine.delivery.sending import Sender
from bots.engine.language.phrases import say
from bots.engine.owner.alerts import EVERY, Alerts
from bots.engine.owner.open_troubles import Trouble
from bots.engine.owner.owners import Owners
from bots.engine.policy import Policy
from bots.engine.runtime.current import Replaceable
from bots.engine.runtime.tasks import Supervisor
from bots.engine.seam.places import Place
from bots.engine.storage import grants
from bots.engine.storage.store import Store
from provider.values import replace
from tests.bots.engine.house import OWNER, open_database
from tests.bots.engine.stage import as_they_are
from tests.fakes.memory import MemoryPlatform, VirtualClock

pytestmark = pytest.mark.looptime

FIRE = Trouble("fire")

NOWHERE = Place("discord", "7")
"""On a platform that does not run."""


class Told:
    """One owner on one platform, and what tells them."""

    def __init__(self) -> None:
        self.clock = VirtualClock()
        self.platform = MemoryPlatform(self.clock)
        self.tasks = Supervisor(logging.getLogger("parley.test"))
        self.database = open_database()
        self.store, self.policy = Store(self.database), Replaceable(Policy(owners=frozenset({OWNER})))
        sender = Sender(self.platform, Scheduler(self.clock), self.clock)
        notices = Notices({self.platform.name: sender}, self.tasks, self.clock, as_they_are)
        owners = Owners(self.store, self.clock, self.policy)
        self.alerts = Alerts(self.store, self.clock, notices, owners, self.tasks, self.policy)
        self._began = self.clock.now()

    def said(self) -> list[tuple[float, str]]:
        """When what was shown, to the second."""
        return [(round(call.at - self._began), call.frame.text) for call in self.platform.calls]

    async def close(self) -> None:
        await self.tasks.aclose()
        await self.store.close()


async def test_one_kind_is_told_once_in_ten_minutes_with_a_count() -> None:
    """The first at once, what came since together; other kinds do not wait; after quiet it begins anew."""
    one = Told()
    for number in range(5):
        one.alerts.tell("a", f"a{number}")
    one.alerts.tell("b", "b0")
    await one.clock.sleep(EVERY + 5)
    one.alerts.tell("a", "a9")
    await one.clock.sleep(3 * EVERY)
    one.alerts.tell("a", "a10")
    await one.clock.sleep(5.0)
    await one.close()

    counted = say("alert_counted", text="a4", count=4)
    assert [text for _, text in one.said()] == ["a0", "b0", counted, "a9", "a10"]
    assert [at // EVERY for at, _ in one.said()] == [0, 0, 1, 2, 4]


async def test_somebody_counts_as_asked_about_once_an_owner_can_read_it(caplog: pytest.LogCaptureFixture) -> None:
    """Not before; and where that cannot be noted, it is no defect: the owner goes on being told."""
    one = Told()
    first = one.alerts.ask("a", "a0", (), "memory:person:5")
    before = await one.store.run(grants.grant, "memory:person:5")
    read = await first
    after = await one.store.run(grants.grant, "memory:person:5")
    counted = await one.alerts.ask("a", "a1", (), "memory:person:6")
    one.database.patience = 0
    unnoted = await one.alerts.ask("b", "b0", (), "memory:person:7")
    await one.close()

    assert (before, read, after) == ("", True, "asked")
    assert (counted, unnoted) == (False, True)
    assert "a defect" not in caplog.text


async def test_where_no_owner_can_be_reached_nobody_counts_as_asked_about() -> None:
    """Their question is kept for the owner's next command."""
    one = Told()
    one.platform.refuses = lambda where, frame: "403, code 50007"
    read = await one.alerts.ask("a", "a0", (), "memory:person:5")
    kept = await one.store.run(grants.grant, "memory:person:5")
    await one.close()

    assert (read, kept) == (False, "")


class AnotherEnds:
    """Another process is to tell each kind, and ends after a minute without having told it."""

    def __init__(self) -> None:
        self.told_here: list[str] = []

    async def is_first(self, kind: str, every: float) -> bool:
        return False

    async def told(self, kind: str) -> None:
        self.told_here.append(kind)

    async def is_left(self, kind: str, every: float) -> bool:
        await asyncio.sleep(60.0)
        return True


async def test_what_another_process_did_not_get_to_tell_is_told_here() -> None:
    """Unless it is over by then: the owner would wait for its end for ever."""
    one, tellers = Told(), AnotherEnds()
    one.alerts.share(tellers)
    one.alerts.tell("a", "a0")
    one.alerts.tell("fire", "It burns.", trouble=FIRE)
    await one.clock.sleep(30.0)
    before = one.said()
    one.alerts.over(("fire",), "It burns no more.")
    await one.clock.sleep(60.0)
    await one.close()

    assert before == []
    assert one.said() == [(30, "It burns no more."), (60, "a0")]
    assert tellers.told_here == ["a"]


async def test_the_newest_word_says_where_the_owner_is_told() -> None:
    """The config's until an owner chooses, the owner's until the config changes."""
    one = Told()
    channel, other = Place("memory", "7"), Place("memory", "8")
    said = [one.alerts.log]
    one.policy.value = replace(one.policy.value, log=str(channel))
    said.append(one.alerts.log)
    chosen, elsewhere = await one.alerts.choose_log(None, OWNER), await one.alerts.choose_log(NOWHERE, OWNER)
    said.append(one.alerts.log)
    await one.alerts.load()
    said.append(one.alerts.log)
    one.policy.value = replace(one.policy.value, log=str(other))
    said.append(one.alerts.log)
    await one.close()

    assert said == [None, channel, None, None, other]
    assert (chosen, elsewhere) == (True, False)
