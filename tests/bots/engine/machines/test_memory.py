"""What somebody changes in one process holds in the others within a second."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass

import pytest

from bots.engine.seam.incoming import Press
from bots.engine.seam.places import Message, Person, Place
from bots.engine.seam.shown import Action
from bots.engine.spending.allowance import Allowance
from bots.engine.spending.limits import Limits
from bots.engine.storage import chat_moves, names, opt_outs, servers
from provider.values import replace
from tests.bots.engine.house import ANN, BOB, ENDLESS, GROUP, OWNER, POLICY
from tests.bots.engine.machines.processes import AT_MOST, Process, two, until
from tests.postgresql import Server

pytestmark = pytest.mark.real_time

STRICT = replace(POLICY, everyone=False, limits=Limits(person=(), bot=(Allowance(1, "answers", "day"),), unpriced=()))
ALL_HELD = {"limit all answers day", "paused", "opted_out", "denied"}
THREAD = Place("memory", "100", "7")


@pytest.fixture
def url(postgresql: Server) -> Iterator[str]:
    with postgresql.database() as found:
        yield found


@dataclass(frozen=True)
class Kind:
    """Something that is held in memory. `holds`: whether the other process knows of it."""

    name: str
    change: Callable[[Process], Awaitable[object]]
    holds: Callable[[Process], bool]


def owners(process: Process) -> frozenset[Person]:
    return process.engine.services.owners.all


def is_stranger(process: Process, person: Person) -> bool:
    return process.engine.services.gate.is_stranger(process.private(person))


def trigger(process: Process, place: Place = GROUP) -> tuple[str, str]:
    return process.engine.services.place_settings.trigger(process.shared(place=place))


async def allow(process: Process, state: str) -> None:
    await process.engine.services.gate.set_grant("memory:person:5", state, OWNER)  # type: ignore[arg-type]


async def opened(process: Process) -> None:
    await process.engine.services.place_settings.threads.opened(THREAD, ANN)


KINDS = (
    Kind("a grant", lambda here: allow(here, "allowed"), lambda there: not is_stranger(there, ANN)),
    Kind("a grant taken back", lambda here: allow(here, ""), lambda there: is_stranger(there, ANN)),
    Kind("an owner", lambda here: here.engine.services.owners.add(BOB), lambda there: BOB in owners(there)),
    Kind(
        "an owner no more", lambda here: here.engine.services.owners.remove(BOB), lambda there: BOB not in owners(there)
    ),
    Kind(
        "a trigger",
        lambda here: here.engine.services.place_settings.change(here.shared(OWNER), "trigger", "all", "channel"),
        lambda there: trigger(there)[0] == "all",
    ),
    Kind(
        "a language",
        lambda here: here.engine.services.place_settings.change(here.shared(OWNER), "language", "es", "channel"),
        lambda there: there.engine.services.place_settings.language_for_all(there.shared()) == "es",
    ),
    Kind(
        "the model of auto",
        lambda here: here.engine.services.place_settings.auto.pin(OWNER),
        lambda there: there.engine.services.place_settings.auto.model != "",
    ),
    Kind(
        "a thread of somebody's",
        opened,
        lambda there: there.engine.services.place_settings.threads.is_openers(THREAD, ANN),
    ),
    Kind(
        "the log channel",
        lambda here: here.engine.services.alerts.choose_log(GROUP, OWNER),
        lambda there: there.engine.services.alerts.log == GROUP,
    ),
    Kind(
        "a chat with a new id",
        lambda here: here.store.run(chat_moves.move, GROUP, Place("memory", "101")),
        lambda there: trigger(there, Place("memory", "101"))[0] == "all" and trigger(there)[0] != "all",
    ),
    Kind(
        "a group that is forgotten",
        lambda here: here.store.run(servers.purge, "memory", "101"),
        lambda there: trigger(there, Place("memory", "101"))[0] != "all",
    ),
)


async def test_what_one_process_changes_holds_on_all_within_a_second(url: str) -> None:
    """Each kind of what is held in memory, one after the other."""
    took = {}
    async with two(url, rules=STRICT) as (here, there):
        for kind in KINDS:
            already = kind.holds(there)
            await kind.change(here)
            took[kind.name] = (already, await until(lambda kind=kind: kind.holds(there), what=kind.name))  # type: ignore[misc]

    assert {name: already for name, (already, _) in took.items() if already} == {}
    assert {name: seconds for name, (_, seconds) in took.items() if seconds > AT_MOST} == {}


async def test_what_was_changed_while_nobody_heard_is_read_anew(url: str, postgresql: Server) -> None:
    """As soon as a lost session is replaced."""
    async with two(url, rules=STRICT) as (here, there):
        # The owners are read from the session that comes after those that are ended here.
        with postgresql.connect(url.partition("@/")[2].partition("?")[0]) as sql:
            sql.execute("INSERT INTO owners VALUES ('memory', '6', 0.0)")  # which tells nobody
            sql.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
                "AND pid <> pg_backend_pid()"
            )

        await until(lambda: BOB in owners(there) and BOB in owners(here))


async def test_a_claim_is_known_to_all(url: str) -> None:
    """The code is the same everywhere, and void everywhere as soon as somebody has sent it to one of them."""
    unowned = replace(POLICY, owners=frozenset())
    async with two(url, rules=unowned) as (here, there):
        code = there.engine.services.claims.code

        assert code == here.engine.services.claims.code != ""
        assert await here.command("claim", here.private(ANN), code=code) != ""
        assert await until(lambda: owners(there) == {ANN}) < AT_MOST
        assert there.engine.services.claims.code == ""
        assert await there.command("claim", there.private(BOB), code=code) != ""
        assert owners(here) == {ANN}


async def test_pauses_lists_limits_and_opt_outs_hold_on_all(url: str) -> None:
    """What is held of them is dropped; who was told of a limit may try again at once."""
    async with two(url, rules=replace(POLICY, limits=STRICT.limits)) as (here, there):
        await there.ask("One?", there.private(), "1")
        await until(lambda: there.platform.texts(there.private().place) == ["Hello there."])
        await there.ask("Two?", there.private(), "2")
        await until(lambda: len(there.platform.texts(there.private().place)) == 2)
        told = there.engine.services.admission.is_shut_out(there.private())
        await here.command("settings limit", here.private(OWNER), amount="9 answers a day")
        await until(lambda: not there.engine.services.admission.is_shut_out(there.private()), AT_MOST)
        before = await held(there)
        await here.engine.services.admission.pause("bot", OWNER)
        await here.store.run(opt_outs.choose, ANN, out=True, at=1.0)
        await here.engine.services.gate.set_grant("memory:person:6", "denied", OWNER)
        for _ in range(500):
            if (now := await held(there)) == ALL_HELD:
                break
            await asyncio.sleep(0.01)

    assert told
    assert before == {"limit all answers day"}
    assert now == ALL_HELD


async def held(process: Process) -> set[str]:
    """What the process knows of what was chosen and decided, as for a question."""
    found = await process.store.held.holding(["bot", opt_outs.scope(ANN)], ["memory:person:6"], None)
    return {each.key for each in found.kept} | set(found.grants.values())


async def test_whom_one_process_forgets_all_forget(url: str) -> None:
    """What they are called, what they have begun to send, and the answers that grow for them."""
    async with two(url, ENDLESS) as (here, there):
        origin = replace(there.private(), name="Ann Example")
        there.engine.services.names.hear(origin)
        await there.ask("Why?", origin, "1")
        await until(lambda: there.engine.services.queue.growing == 1)
        press = Press(here.private(), Action("forget", "yes"), Message(here.private().place, "m1"))
        await here.engine.on_press(press)

        assert there.engine.services.queue.growing == 0
        await until(lambda: not there.engine.services.queue.is_busy_with(ANN), AT_MOST)
        assert await there.engine.services.names.find(["memory:person:5"]) == {}
        assert await there.store.run(names.find, ["memory:person:5"]) == {}
