"""The day of a limit is that of the place, and each date of the calendar is had once, by whatever clock."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bots.engine.language.phrases import say
from bots.engine.seam.incoming import Origin
from bots.engine.seam.places import Place, ToChat
from bots.engine.settings.zones import zone
from bots.engine.spending.allowance import Allowance
from bots.engine.spending.limits import Limits, Zones, subjects
from bots.engine.storage import spending
from bots.engine.storage.periods import Counted, Spent, ahead, end
from bots.engine.storage.spending import Wanted
from bots.engine.storage.store import Store
from provider.values import replace
from tests.bots.engine.house import ANN, GROUP, OWNER, POLICY, House, house
from tests.bots.engine.stores import opened
from tests.fakes.memory import NOON

HOUR = 3_600.0
TWO = replace(POLICY, limits=Limits(person=(Allowance(2, "answers", "day"),), bot=(), unpriced=()))
ALL_TWO = replace(POLICY, limits=Limits(person=(), bot=(Allowance(2, "answers", "day"),), unpriced=()))


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


async def answered(one: House, origin: Origin, times: int = 1) -> int:
    """How many of so many questions reach the model."""
    before = len(one.provider.requests)
    for _ in range(times):
        await one.ask("x", origin)
        await one.wait(2.0)
    return len(one.provider.requests) - before


async def until(one: House, moment: str) -> None:
    """Wait until then (UTC)."""
    await one.wait(at(moment) - one.clock.wall())


def test_the_clock_of_these_tests() -> None:
    """They begin at eight in the morning of a Friday in UTC; in Tokyo it is five in the afternoon."""
    assert at("2027-01-15T08:00:00") == NOON


# Arithmetic.


@pytest.mark.parametrize(
    ("name", "moment", "ends"),
    [
        ("UTC", "2027-01-15T08:00:00", "2027-01-16T00:00:00"),
        ("Asia/Tokyo", "2027-01-15T08:00:00", "2027-01-15T15:00:00"),
        ("Asia/Tokyo", "2027-01-15T15:00:00", "2027-01-16T15:00:00"),
        ("America/Los_Angeles", "2027-01-15T07:59:59", "2027-01-15T08:00:00"),
        ("UTC+05:45", "2027-01-15T18:14:59", "2027-01-15T18:15:00"),
        ("Europe/Berlin", "2027-03-27T23:00:00", "2027-03-28T22:00:00"),
        ("Europe/Berlin", "2027-10-30T22:00:00", "2027-10-31T23:00:00"),
    ],
)
def test_when_a_day_ends(name: str, moment: str, ends: str) -> None:
    """At midnight there: after 23 hours in spring, after 25 in autumn."""
    assert end("day", at(moment), zone(name)) == at(ends)


def test_when_a_month_ends() -> None:
    """With the last day there; a minute knows no zone."""
    assert end("month", at("2026-12-31T16:00:00"), zone("Asia/Tokyo")) == at("2027-01-31T15:00:00")
    assert end("month", at("2027-01-01T07:00:00"), zone("America/Los_Angeles")) == at("2027-01-01T08:00:00")
    assert end("minute", at("2027-01-01T07:00:59"), zone("UTC+05:45")) == at("2027-01-01T07:01:00")


@pytest.mark.parametrize(
    "name",
    ["Africa/Cairo", "America/Havana", "America/Santiago", "Asia/Beirut", "Atlantic/Azores", "Australia/Lord_Howe"],
)
def test_the_next_day_is_there_when_one_ends(name: str) -> None:
    """And a second earlier it was not, also where clocks are set at midnight, so that it happens twice or never."""
    there = ZoneInfo(name)

    for hours in range(0, 365 * 24, 5):
        now = NOON + hours * HOUR
        ends = end("day", now, there)
        today = datetime.fromtimestamp(now, there).date()
        assert datetime.fromtimestamp(ends, there).date() == today + timedelta(days=1)
        assert datetime.fromtimestamp(ends - 1, there).date() == today


# The ledger, by hand.


async def spend(store: Store, subject: str, moment: str, name: str) -> None:
    counted = (Counted(subject, ahead(at(moment), zone(name))),)
    wanted: Wanted[str] = Wanted(counted, Spent(1), at(moment), lambda counts: None)
    await store.run(spending.settle, (await store.run(spending.reserve, wanted)).key, Spent(1))


async def on_this_day(store: Store, moment: str, name: str) -> tuple[int, int]:
    """The answers of the day and of the month."""
    counted = Counted("s", ahead(at(moment), zone(name)))
    found = await store.run(spending.counts, [counted], at(moment))
    day, month = (found.get(("s", period), Spent()).answers for period in ("day", "month"))
    return day, month


async def test_an_answer_belongs_to_the_date_of_its_place() -> None:
    """Asked by another clock, the date has what it had, and no other date has it."""
    async with opened("sqlite://") as store:
        await spend(store, "s", "2027-01-31T20:00:00", "Asia/Tokyo")  # the first of February
        await spend(store, "s", "2027-01-31T20:00:00", "UTC")
        found = [
            await on_this_day(store, "2027-01-31T21:00:00", "UTC"),
            await on_this_day(store, "2027-01-31T21:00:00", "Asia/Tokyo"),
            await on_this_day(store, "2027-02-01T04:00:00", "America/New_York"),  # the last of January still
            await on_this_day(store, "2027-02-01T06:00:00", "America/New_York"),
            await on_this_day(store, "2027-02-02T06:00:00", "America/New_York"),
        ]

    assert found == [(1, 1), (1, 1), (1, 1), (1, 1), (0, 1)]


async def test_a_day_of_25_hours_is_one_day() -> None:
    """And the hour that comes twice belongs to it both times; the day after is another."""
    async with opened("sqlite://") as store:
        for moment in ("2027-10-30T22:00:00", "2027-10-31T00:30:00", "2027-10-31T01:30:00", "2027-10-31T22:59:59"):
            await spend(store, "s", moment, "Europe/Berlin")
        same = await on_this_day(store, "2027-10-31T22:59:59", "Europe/Berlin")
        next_one = await on_this_day(store, "2027-10-31T23:00:00", "Europe/Berlin")

    assert (same, next_one) == ((4, 4), (0, 0))


async def test_what_grows_over_midnight_belongs_to_the_day_on_which_it_began() -> None:
    """Its reservation and its settlement go to the same date."""
    async with opened("sqlite://") as store:
        counted = (Counted("s", ahead(at("2027-01-15T14:59:00"), zone("Asia/Tokyo"))),)
        wanted: Wanted[str] = Wanted(counted, Spent(1, 100), at("2027-01-15T14:59:00"), lambda counts: None)
        key = (await store.run(spending.reserve, wanted)).key
        reason, before = await store.run(
            spending.extend, key, Spent(0, 50), at("2027-01-15T15:01:00"), lambda counts: None
        )
        await store.run(spending.settle, key, Spent(1, 120))
        found = await store.run(spending.counts, counted, at("2027-01-15T14:59:59"))
        later = await store.run(spending.counts, counted, at("2027-01-15T15:02:00"))

    assert reason is None
    assert ("s", "day") not in before
    assert found["s", "day"] == Spent(1, 120)
    assert ("s", "day") not in later


def test_whose_calendar_counts() -> None:
    """What all have together, and a server's share of it, go by the bot's; all else by the place's."""
    origin = Origin(GROUP, ANN, ToChat(GROUP), server="1")
    zones = Zones(zone("Asia/Tokyo"), zone("UTC-05:00"))
    found = {each.subject: each.ahead for each in subjects(origin, NOON, zones, priced=False)}

    assert {subject for subject, seconds in found.items() if seconds == -5 * HOUR} == {
        "bot|all",
        "bot|unpriced",
        "memory-server:1|shared",
        "memory-server:1|unpriced",
    }
    assert {seconds for subject, seconds in found.items()} == {-5 * HOUR, 9 * HOUR}


# The whole engine.


@pytest.mark.looptime
async def test_the_day_of_a_private_chat_is_that_of_its_language() -> None:
    """It says until when by that clock; at midnight there it goes on."""
    async with house(rules=TWO) as one:
        ann = replace(one.private(), locale="ja")
        first = await answered(one, ann, 3)
        said = one.texts()[-1]
        lines = await one.command("whoami", ann)
        await until(one, "2027-01-15T15:00:01")
        second = await answered(one, ann, 3)

    assert (first, second) == (2, 2)
    assert said == say("over_budget_person", limit="2 answers a day", at="00:00 JST", left="in 7 h")
    assert "2 used; starts over in 7 h (00:00 JST)" in lines


@pytest.mark.looptime
async def test_a_place_that_nobody_placed_goes_by_utc() -> None:
    """And says so."""
    async with house(rules=TWO) as one:
        await answered(one, replace(one.private(), locale="es"), 3)
        said = one.texts()[-1]
        shown = await one.command("settings timezone", replace(one.private(), locale="en-GB"))

    assert "00:00 UTC" in said
    assert "UTC" in shown
    assert say("source_unguessed") in shown


@pytest.mark.looptime
async def test_another_time_zone_loses_nothing_and_gives_nothing_twice() -> None:
    """The date that a place has already had is used up, forth and back; the next one is there when it begins."""
    async with house(rules=TWO) as one:
        ann = one.private()
        first = await answered(one, ann, 3)
        await one.command("settings timezone", ann, zone="Tokyo")
        same_date = await answered(one, ann)
        await until(one, "2027-01-15T15:00:01")
        in_tokyo = await answered(one, ann, 3)
        await one.command("settings timezone", ann, zone="reset")
        back = await answered(one, ann)
        await until(one, "2027-01-16T00:00:01")
        had_in_tokyo = await answered(one, ann)
        await until(one, "2027-01-17T00:00:01")
        after = await answered(one, ann, 3)

    assert (first, same_date, in_tokyo, back, had_in_tokyo, after) == (2, 0, 2, 0, 0, 2)


@pytest.mark.looptime
async def test_who_moves_every_hour_has_no_more_than_who_stays() -> None:
    """In three days, there are five dates anywhere on earth."""
    async with house(rules=TWO) as one:
        ann, had = one.private(), 0
        for hour in range(72):
            offset = (15 - hour) % 24  # where it has just been midnight, on either side of the date line
            for each in {offset - 24, offset} if offset > 12 else {offset}:
                if -12 <= each <= 14:
                    await one.command("settings timezone", ann, zone=f"UTC{each:+}")
                    had += await answered(one, ann, 3)
            await one.wait(HOUR - 61)

    assert 6 <= had <= 10


@pytest.mark.looptime
async def test_one_person_in_two_places_has_one_limit() -> None:
    """Two places with two clocks are no two days, while they have the same date."""
    async with house(rules=TWO) as one:
        one.platform.managers.add(ANN)
        here, there = one.shared(), one.shared(place=Place("memory", "200"))
        await one.command("settings timezone", here, zone="UTC-8")
        await one.command("settings timezone", there, zone="Tokyo")
        had = [await answered(one, here, 2), await answered(one, there, 2)]

    assert had == [2, 0]


@pytest.mark.looptime
@pytest.mark.parametrize("by_config", [True, False])
async def test_what_all_have_together_goes_by_the_day_of_the_bot(by_config: bool) -> None:
    """That of the config, or the one that an owner chose for everywhere; a place's own changes nothing of it."""
    rules = replace(ALL_TWO, settings={"timezone": "Asia/Tokyo"}) if by_config else ALL_TWO
    async with house(rules=rules) as one:
        if not by_config:
            await one.command("settings timezone", one.private(OWNER), zone="Tokyo", scope="everywhere")
        one.platform.managers.add(ANN)
        await one.command("settings timezone", one.shared(), zone="UTC-8")
        first = await answered(one, one.private(), 3)
        said = one.texts()[-1]
        elsewhere = await answered(one, one.shared())
        await until(one, "2027-01-15T15:00:01")
        second = await answered(one, one.shared(), 1)

    assert (first, elsewhere, second) == (2, 0, 1)
    assert said == say("over_budget_all", limit="2 answers a day", at="00:00 JST", left="in 7 h")


@pytest.mark.looptime
async def test_a_share_goes_by_the_day_of_the_bot_too() -> None:
    """A server in the east has not its half of two dates on one day of all."""
    rules = replace(POLICY, limits=Limits(person=(), bot=(Allowance(4, "answers", "day"),), unpriced=()))
    async with house(rules=rules) as one:
        one.platform.managers.add(ANN)
        await one.command("settings timezone", one.shared(), zone="Tokyo")
        first = await answered(one, one.shared(), 3)
        await until(one, "2027-01-15T15:00:01")
        same_day = await answered(one, one.shared())
        await until(one, "2027-01-16T00:00:01")
        next_day = await answered(one, one.shared())

    assert (first, same_day, next_day) == (2, 0, 1)


@pytest.mark.looptime
async def test_a_servers_own_limit_goes_by_its_own_day() -> None:
    """The language that the server itself speaks decides, not that of who asks there."""
    async with house(rules=TWO) as one:
        one.platform.managers.add(ANN)
        there = replace(one.shared(), server_locale="ja", locale="de")
        await one.command("settings limit", there, amount="1 answer a day", scope="channel")
        first = await answered(one, there, 2)
        await until(one, "2027-01-15T15:00:01")
        second = await answered(one, there, 2)
        kept = await one.store.run(spending.counts, [Counted(f"{GROUP}|all")], at("2027-01-16T01:00:00"))

    assert (first, second) == (1, 1)
    assert kept[f"{GROUP}|all", "day"].answers == 1


@pytest.mark.looptime
async def test_who_is_new_is_new_on_the_day_of_the_place() -> None:
    """A stranger to the server of yesterday there is one, though in UTC it is the same day."""
    rules = replace(POLICY, limits=Limits(person=(), bot=(Allowance(20, "answers", "day"),), unpriced=()))
    async with house(rules=rules) as one:
        there = replace(one.shared(), server_locale="ja")
        old = await answered(one, there, 1)
        await until(one, "2027-01-15T15:00:01")
        lines = await one.command("whoami", replace(there, person=replace(ANN, id="77")))
        same = await one.command("whoami", there)
        new = await answered(one, replace(there, person=replace(ANN, id="77")), 8)

    assert (old, new) == (1, 4)  # of the server's ten, five are there for newcomers
    assert "new members of today" in lines
    assert "new members of today" not in same
