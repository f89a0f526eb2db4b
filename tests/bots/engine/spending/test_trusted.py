"""People and groups that an owner let in by hand have more than whoever comes along; what they have counts once."""

from pathlib import Path

import pytest

from bots.config.loading import load
from bots.engine.access.subjects import Subjects
from bots.engine.access.verdicts import let_in_by_hand
from bots.engine.seam.incoming import Incoming, Origin, Press
from bots.engine.seam.places import Message, Person, Place, ToChat
from bots.engine.seam.shown import Action
from bots.engine.spending.allowance import Allowance
from bots.engine.spending.limits import Limits
from bots.engine.storage import messages
from bots.engine.storage.periods import Spent
from bots.engine.storage.records import BOT, Grant
from bots.engine.storage.taking_up import FRESH
from bots.wiring import limits
from provider.contract import Finish, Text
from provider.errors import Overloaded
from provider.values import replace
from tests.bots.engine.house import ANN, BOB, GROUP, HELLO, OWNER, POLICY, House, house, spent
from tests.fakes.memory import Step, VirtualClock

ONE, THREE = (Allowance(1, "answers", "day"),), (Allowance(3, "answers", "day"),)
GROUPS = Subjects({"memory": "chat"})
CLOSED = replace(POLICY, everyone=False, limits=Limits(person=ONE, trusted=THREE, bot=(), unpriced=()))


async def answered(one: House, origin: Origin, times: int = 5) -> int:
    """How many of so many questions reach the model."""
    before = len(one.provider.requests)
    for _ in range(times):
        await one.ask("x", origin)
        await one.wait(2.0)
    return len(one.provider.requests) - before


async def allow(one: House, whom: str) -> None:
    await one.engine.on_press(Press(one.private(OWNER), Action("allow", whom), Message(GROUP, "m1")))


@pytest.mark.looptime
async def test_who_was_let_in_by_hand_has_more_wherever_they_ask() -> None:
    """In private and in a server, in which the others have what everybody has."""
    async with house(rules=CLOSED) as one:
        await allow(one, "memory:person:5")
        await allow(one, "memory:server:1")
        private = await answered(one, one.private(ANN), 2)
        shared = await answered(one, one.shared(ANN))
        others = await answered(one, one.shared(BOB))
        lines = await one.command("whoami", one.shared(ANN))
        theirs = await one.command("whoami", one.shared(BOB))

    assert (private, shared, others) == (2, 1, 1)
    assert "3 answers a day, 3 used" in lines
    assert "1 answer a day, 1 used" in theirs


@pytest.mark.looptime
@pytest.mark.parametrize("by_config", [True, False])
async def test_everybody_in_a_group_that_was_let_in_by_hand_has_more(by_config: bool) -> None:
    """Each of them; in its topics as well; by the button or by the config. Elsewhere they have what everybody has."""
    group = Place("memory", "-100")
    rules = replace(CLOSED, subjects=GROUPS, allowed=frozenset({"memory:chat:-100"} if by_config else ()))
    async with house(rules=rules) as one:
        if not by_config:
            await allow(one, "memory:chat:-100")
        had = []
        for person, place in ((ANN, group), (BOB, replace(group, thread="7"))):
            had.append(await answered(one, Origin(place, person, ToChat(place), server="-100")))

    assert had == [3, 3]


@pytest.mark.looptime
async def test_a_bot_that_is_open_trusts_nobody_for_that() -> None:
    """Nobody let them in by hand; and what an owner said in a chat for each person holds for all of them."""
    async with house(rules=replace(CLOSED, everyone=True)) as one:
        stranger = await answered(one, one.private(BOB))
        await allow(one, "memory:person:5")
        trusted = await answered(one, one.private(ANN))
        await one.command(
            "settings limit", one.private(OWNER), amount="5 answers a day", each="yes", scope="everywhere"
        )
        later = [await answered(one, one.private(person)) for person in (ANN, BOB)]

    assert (stranger, trusted) == (1, 3)
    assert later == [2, 4]


@pytest.mark.parametrize(
    ("grants", "expected"),
    [
        ({"discord:person:5": "allowed"}, True),
        ({"discord:role:7": "allowed"}, True),
        ({"discord:server:9": "allowed"}, False),
        ({"discord:person:5@discord:server:9": "allowed"}, False),
        ({"discord:role:7@discord:server:9": "allowed"}, False),
        ({"discord:person:5": "asked"}, False),
        ({}, False),
    ],
)
def test_whose_word_counts(grants: dict[str, Grant], expected: bool) -> None:
    """An owner's, about a person or a role everywhere; not an administrator's, and not that a server may stay."""
    place = Place("discord", "42")
    origin = Origin(place, Person("discord", "5"), ToChat(place), server="9", roles=("7",))

    assert let_in_by_hand(origin, Subjects({"discord": "server"}), grants) is expected


def test_the_oldest_channel_of_a_server_is_no_group() -> None:
    """On Discord it may have the server's own number."""
    place = Place("discord", "9")
    origin = Origin(place, Person("discord", "5"), ToChat(place), server="9")

    assert not let_in_by_hand(origin, Subjects({"discord": "server"}), {"discord:server:9": "allowed"})


@pytest.mark.parametrize(
    ("written", "person", "trusted"),
    [
        ("", "20 answers a day", "100 answers a day"),
        ('person = ["5 answers a day"]', "5 answers a day", "5 answers a day"),
        ('trusted = ["50 answers a day"]', "20 answers a day", "50 answers a day"),
        ('person = ["5 answers a day"]\ntrusted = ["$1 a day"]', "5 answers a day", "$1 a day"),
        ("person = []", "", ""),
        ("trusted = []", "20 answers a day", ""),
    ],
)
def test_what_a_config_of_today_means(tmp_path: Path, written: str, person: str, trusted: str) -> None:
    """Whoever wrote how much each person may have meant each person."""
    path = tmp_path / "config.toml"
    path.write_text(f"[limits]\n{written}\n")
    found = limits(load(str(path), {}, cwd=tmp_path))

    assert ["".join(map(str, each)) for each in (found.person, found.trusted)] == [person, trusted]


# Once.

OPEN = replace(POLICY, limits=Limits(person=(Allowance(9, "answers", "day"),)))


async def had(one: House, person: Person = ANN) -> Spent:
    return await spent(one.store, f"{BOT}|{person}", one.clock.wall())


@pytest.mark.looptime
async def test_a_model_that_stands_in_makes_no_second_answer() -> None:
    """What was sent to the first one costs tokens, if it did not refuse; the answer is one."""
    async with house((1.0, Overloaded()), rules=OPEN, other=HELLO) as one:
        await one.ask("x")
        await one.wait()
        cost = await had(one)

    assert "Hello there." in one.texts()[0]
    assert cost.answers == 1


@pytest.mark.looptime
async def test_a_request_that_is_sent_again_makes_no_second_answer() -> None:
    """After two refusals of a server that was busy."""
    async with house((Overloaded(),), (Overloaded(),), HELLO, rules=OPEN) as one:
        await one.ask("x")
        await one.wait(60.0)
        cost = await had(one)

    assert len(one.provider.requests) == 3
    assert cost.answers == 1


@pytest.mark.looptime
async def test_a_message_that_is_delivered_again_makes_no_second_answer(tmp_path: Path) -> None:
    """At once, and after a kill in the middle of its answer."""
    slow: tuple[Step, ...] = (Text("One "), 30.0, Text("two."), Finish())
    clock, path = VirtualClock(), str(tmp_path / "parley.db")
    async with house(slow, rules=OPEN, clock=clock, path=path) as one:
        incoming = Incoming(one.private(), "7", "x", addressed=True)
        await one.engine.on_message(incoming)
        await one.engine.on_message(incoming)
        await one.wait(5.0)
        during = await had(one)
        one.database.patience = 0  # as after a kill: nothing is settled any more
    await clock.sleep(FRESH + 1.0)
    async with house(HELLO, rules=OPEN, clock=clock, path=path) as two:
        await two.engine.on_message(incoming)
        await two.wait()
        after = await had(two)
        kept = await two.store.run(messages.find, incoming.origin.place, "7")

    assert (during.answers, after.answers) == (1, 1)
    assert kept
    assert len(two.provider.requests) == 0
