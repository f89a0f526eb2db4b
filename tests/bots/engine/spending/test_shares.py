"""No server takes all that there is, and who joined today comes last in it. In virtual time."""

import asyncio
from collections.abc import Sequence

import pytest

from bots.engine.conversation.queue import IN_A_CHANNEL, ReplyQueue
from bots.engine.language.phrases import say
from bots.engine.seam.incoming import Origin
from bots.engine.seam.places import Person, Place, ToChat
from bots.engine.seam.references import scope_ref
from bots.engine.spending.allowance import Allowance
from bots.engine.spending.limits import Limit, Limits, Meter, Terms, Zones, meters, subjects
from bots.engine.spending.newcomers import is_new
from bots.engine.storage import spending
from bots.engine.storage.periods import Counted, Spent, start
from bots.engine.storage.records import BOT
from provider.values import replace
from tests.bots.engine.house import ANN, BOB, GROUP, OWNER, POLICY, House, house, unnamed
from tests.fakes.memory import NOON

pytestmark = [pytest.mark.looptime, pytest.mark.on_both]

DAY = 86_400.0
TEN = replace(POLICY, limits=Limits(person=(), bot=(Allowance(10, "answers", "day"),), unpriced=()))
CHANNEL = Origin(GROUP, ANN, ToChat(GROUP), server="1")


def of(share: int, *, new: bool = False, origin: Origin = CHANNEL, holder: str = "all") -> list[tuple[str, float, str]]:
    terms = Terms((Limit(BOT, holder, Allowance(9, "answers", "day")),), share)
    found: Sequence[Meter] = meters(terms, origin, priced=False, new=new)
    return [(meter.subject, meter.allowance.most, meter.kind) for meter in found]


def test_a_server_takes_its_share_of_what_holds_for_all() -> None:
    """Of answers without a price as well; a newcomer half of that; nobody at all of a private chat."""
    private = Origin(GROUP, ANN, ToChat(GROUP), private=True)

    assert of(50) == [("bot|all", 9, "limit"), ("memory-server:1|shared", 4, "share")]
    assert of(50, holder="unpriced") == [("bot|unpriced", 9, "limit"), ("memory-server:1|unpriced", 4, "share")]
    assert of(50, new=True)[2:] == [("memory-server:1|shared", 2, "newcomers")]
    assert of(100) == [("bot|all", 9, "limit")]
    assert of(100, new=True)[1:] == [("memory-server:1|shared", 4, "newcomers")]
    assert of(1)[1:] == [("memory-server:1|shared", 1, "share")]
    assert of(50, origin=private) == of(50, origin=replace(CHANNEL, guest=True)) == of(100)
    assert Counted("memory-server:1|unpriced") in subjects(CHANNEL, NOON, Zones(), priced=False)


def test_only_what_holds_for_all_is_shared() -> None:
    """What administrators set for their server is theirs alone, and cannot widen its share."""
    own = Limit("memory-server:1", "all", Allowance(1000, "answers", "day"))
    all_together = Limit(BOT, "all", Allowance(10, "answers", "day"))
    found = meters(Terms((all_together, own), 50), CHANNEL, priced=True)

    assert {(each.subject, each.allowance.most) for each in found} == {
        ("bot|all", 10),
        ("memory-server:1|shared", 5),
        ("memory-server:1|all", 1000),
    }


async def fill(one: House, origin: Origin, times: int) -> None:
    for _ in range(times):
        await one.ask("x", origin)
        await one.wait(3.0)


async def test_a_raid_on_one_server_silences_no_other() -> None:
    """It takes its half; the others have theirs, and the owner hears whose share is used up and how to give more."""
    async with house(rules=TEN) as one:
        raid = [one.shared(Person("memory", str(50 + number))) for number in range(9)]
        for each in raid:
            await fill(one, each, 1)
        raided = len(one.provider.requests)
        elsewhere = replace(one.shared(BOB, Place("memory", "200")), server="2")
        await fill(one, elsewhere, 1)
        await fill(one, one.private(ANN), 1)
        told = one.texts(one.private(OWNER).place)
        said = [text for text in one.texts(GROUP) if text.startswith("This server has used up its share")]

    assert raided == 5
    assert len(one.provider.requests) == 7
    assert said
    server = unnamed(scope_ref("memory-server:1"))
    assert any(f"{server} has used 100%" in text for text in told)


async def test_the_owner_changes_the_share() -> None:
    """Of one server or of all, in a chat; nobody else may; taken back, the config's holds again."""
    async with house(rules=TEN) as one:
        boss = one.shared(OWNER)
        one.platform.managers.add(BOB)
        by_manager = await one.command("settings limit", one.shared(BOB), amount="100%")
        here = await one.command("settings limit", boss, amount="80% of all")
        await fill(one, one.shared(ANN), 10)
        eight = len(one.provider.requests)
        lines = await one.command("whoami", one.shared(ANN))
        everywhere = await one.command("settings limit", boss, amount="90%", scope="everywhere")
        back = await one.command("settings limit", boss, amount="off share")
        await fill(one, one.shared(BOB), 3)

    assert by_manager == say("owner_only")
    assert here == say("share_set", where=say("in_scope", scope=unnamed(scope_ref("memory-server:1"))), percent="80")
    assert everywhere == say("share_set", where=say("everywhere"), percent="90")
    assert back == say("share_gone", where=say("in_scope", scope=unnamed(scope_ref("memory-server:1"))))
    assert eight == 8
    assert "8 answers a day" in lines
    assert len(one.provider.requests) == 9


async def test_who_joined_today_leaves_half_to_the_others() -> None:
    """They are answered while the server has used less than half of its share; tomorrow they are like everybody."""
    async with house(rules=TEN) as one:
        new = replace(one.shared(ANN), joined=NOON - 100)
        old = replace(one.shared(BOB), joined=NOON - 10 * DAY)
        await fill(one, new, 4)
        newcomers = len(one.provider.requests)
        await fill(one, old, 4)
        both = len(one.provider.requests)
        await one.pass_by(DAY)
        await fill(one, new, 4)

    assert newcomers == 2
    assert both == 5
    assert len(one.provider.requests) == 9


async def test_where_nobody_says_who_joined_the_first_answer_counts() -> None:
    """A bot that is itself new there knows nobody; on its second day those are new whom it has not answered before."""
    async with house(rules=TEN) as one:
        await fill(one, one.shared(ANN), 4)
        first_day = len(one.provider.requests)
        await one.pass_by(DAY)
        await fill(one, one.shared(BOB), 4)
        newcomer = len(one.provider.requests) - first_day
        await fill(one, one.shared(ANN), 4)

    assert first_day == 4
    assert newcomer == 2
    assert len(one.provider.requests) - first_day == 5


async def test_first_sight_is_kept_over_the_end_of_a_month() -> None:
    """The counts of the month before say who was there."""
    async with house() as one:
        first = float(start("month", NOON + 40 * DAY))
        for subject, at in (("s|all", first - 3 * DAY), ("s|old", first - 3 * DAY), ("s|new", first + 10)):
            wanted: spending.Wanted[str] = spending.Wanted((Counted(subject),), Spent(1), at, lambda counts: None)
            await one.store.run(spending.reserve, wanted)
        found = [
            await one.store.run(spending.is_newcomer, Counted("s|all"), Counted(mine), first + 20)
            for mine in ("s|old", "s|new", "s|no")
        ]
        alone = await one.store.run(spending.is_newcomer, Counted("s|nobody"), Counted("s|no"), first + 20)

    assert found == [False, True, True]
    assert not alone


def test_today_is_a_day_long() -> None:
    """What nobody says is not today; a clock that is behind makes nobody old."""
    assert is_new(replace(CHANNEL, joined=NOON - DAY + 1), NOON)
    assert is_new(replace(CHANNEL, joined=NOON + 100), NOON)
    assert not is_new(replace(CHANNEL, joined=NOON - DAY - 1), NOON)
    assert not is_new(CHANNEL, NOON)


async def test_newcomers_wait_behind_the_others_for_a_seat() -> None:
    """However early they came; among themselves first come, first served."""
    queue, done = ReplyQueue(2), list[str]()
    ahead: dict[str, int] = {}

    async def take(name: str, *, new: bool) -> None:
        def moved(before: int) -> None:
            ahead[name] = before

        async with queue.turn(name, Person("memory", name), "channel", moved, new=new):
            await asyncio.sleep(1)
            done.append(name)

    async with asyncio.TaskGroup() as group:
        for number in range(IN_A_CHANNEL):
            group.create_task(take(f"seated {number}", new=True))
        for number in range(IN_A_CHANNEL):
            group.create_task(take(f"new {number}", new=True))
        for number in range(IN_A_CHANNEL):
            group.create_task(take(f"old {number}", new=False))
        await asyncio.sleep(0.5)
        waiting = dict(ahead)

    assert waiting == {"old 0": 1, "old 1": 2, "old 2": 3, "new 0": 4, "new 1": 5, "new 2": 6}
    assert [name.partition(" ")[0] for name in done] == ["seated"] * 3 + ["old"] * 3 + ["new"] * 3
