"""Limits as people write them, whom they hold for, and what is left: arithmetic without a clock of its own."""

from datetime import UTC, datetime

import pytest

from bots.engine.language.moments import opening
from bots.engine.language.phrases import speak
from bots.engine.seam.incoming import Origin
from bots.engine.seam.places import Person, Place, ToChat
from bots.engine.spending.allowance import Allowance
from bots.engine.spending.limits import (
    Limit,
    Meter,
    Terms,
    Zones,
    kept_limits,
    limit_scopes,
    meters,
    passed,
    refused,
    subjects,
)
from bots.engine.spending.wording import allowed
from bots.engine.storage.periods import Counts, Spent, end, start
from bots.engine.storage.records import BOT
from bots.text.moments import in_words
from provider.values import replace

ANN = Person("discord", "5")
PLACE = Place("discord", "42", "7")
THREAD = Origin(PLACE, ANN, ToChat(PLACE), server="9", roles=("70", "71"))


def at(text: str) -> float:
    return datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()


NOW = at("2026-11-23T21:10:30")


@pytest.mark.parametrize(
    ("text", "most", "unit", "period"),
    [
        ("20 answers a day", 20, "answers", "day"),
        ("1 answer per minute", 1, "answers", "minute"),
        ("$2 a day", 2, "dollars", "day"),
        ("2 $ a month", 2, "dollars", "month"),
        ("0.50 dollars/day", 0.5, "dollars", "day"),
        ("50k tokens a day", 50_000, "tokens", "day"),
        ("1,000 tokens a minute", 1_000, "tokens", "minute"),
        ("0 answers a day", 0, "answers", "day"),
        ("20 respuestas al día", 20, "answers", "day"),
        ("1 respuesta por minuto", 1, "answers", "minute"),
        ("2 $ al mes", 2, "dollars", "month"),
        ("0,125 dólares al mes", 0.125, "dollars", "month"),
        ("1.234,5 $ al mes", 1234.5, "dollars", "month"),
        ("0.125 $ al día", 0.125, "dollars", "day"),
        ("50 mil tokens al día", 50_000, "tokens", "day"),
        ("2 millones de tokens/mes", 2_000_000, "tokens", "month"),
        ("1.500 tokens al dia", 1_500, "tokens", "day"),
    ],
)
def test_how_a_limit_is_written(text: str, most: float, unit: str, period: str) -> None:
    """As people say it; what is shown again means the same."""
    found = Allowance.parse(text)

    assert (found.most, found.unit, found.period) == (most, unit, period)
    assert Allowance.parse(str(found)) == found


@pytest.mark.parametrize(
    ("allowance", "english", "spanish"),
    [
        (Allowance(1, "answers", "day"), "1 answer a day", "1 respuesta al día"),
        (Allowance(20, "answers", "minute"), "20 answers a minute", "20 respuestas por minuto"),
        (Allowance(50_000, "tokens", "day"), "50,000 tokens a day", "50.000 tokens al día"),
        (Allowance(2, "dollars", "month"), "$2 a month", "2 $ al mes"),
        (Allowance(1234.5, "dollars", "month"), "$1,234.50 a month", "1.234,50 $ al mes"),
        (Allowance(0.125, "dollars", "day"), "$0.125 a day", "0,125 $ al día"),
    ],
)
def test_how_a_limit_is_shown(allowance: Allowance, english: str, spanish: str) -> None:
    """In the reader's language, and what is shown can be written again."""
    shown = allowed(allowance)
    speak("es")
    told = allowed(allowance)
    speak("")

    assert (shown, told) == (english, spanish)
    assert (Allowance.parse(shown), Allowance.parse(told)) == (allowance, allowance)


@pytest.mark.parametrize(
    "text", ["", "20", "20 a day", "answers a day", "-1 answers a day", "20 cats a day", "$2 answers a day", "9" * 99]
)
def test_what_is_no_limit(text: str) -> None:
    """It is refused and not guessed at."""
    with pytest.raises(ValueError, match="not a limit"):
        Allowance.parse(text)


def test_a_limit_is_found_again_where_it_is_kept() -> None:
    """Among the settings of its scope; what is none of ours or cannot be read is left out."""
    limit = Limit("discord:42", "person:5", Allowance(3, "answers", "minute"))
    kept = {("discord:42", limit.key): "3", ("discord:42", "model"): "a/b", (BOT, "limit all cats day"): "3"}

    assert kept_limits(kept) == (limit,)


def test_the_scopes_that_hold_there() -> None:
    """The widest first; a Telegram group is its own server, and where the bot is no member the server counts not."""
    group = Place("telegram", "-100")

    assert limit_scopes(THREAD) == (BOT, "discord-server:9", "discord:42", "discord:42:7")
    assert limit_scopes(Origin(group, ANN, ToChat(group), server="-100")) == (BOT, "telegram:-100")
    assert "discord-server:9" not in limit_scopes(replace(THREAD, guest=True))
    assert len(subjects(THREAD, NOW, Zones(), priced=True)) == 9


def of(*limits: tuple[str, str, str]) -> set[tuple[str, str]]:
    found = tuple(Limit(scope, holder, Allowance.parse(text)) for scope, holder, text in limits)
    return {(meter.subject, str(meter.allowance)) for meter in meters(Terms(found), THREAD, priced=True)}


def test_whose_limit_counts() -> None:
    """A person's own before their most generous role's, before each one's; per scope, unit and period."""
    each = (BOT, "each", "20 answers a day")
    role = (BOT, "role:70", "50 answers a day")
    richer = (BOT, "role:71", "60 answers a day")
    own = (BOT, "person:5", "5 answers a day")
    strange = (BOT, "role:99", "999 answers a day")

    assert of(each, strange) == {("bot|discord:5", "20 answers a day")}
    assert of(each, role, richer) == {("bot|discord:5", "60 answers a day")}
    assert of(own, each, role, richer) == {("bot|discord:5", "5 answers a day")}


def test_scopes_hold_together() -> None:
    """An administrator's word makes nothing wider than the owner's; a later limit of the same kind replaces."""
    assert of(
        (BOT, "each", "20 answers a day"),
        (BOT, "all", "$2 a day"),
        (BOT, "all", "$3 a day"),
        ("discord-server:9", "each", "100 answers a day"),
        ("discord:42", "all", "5 answers a minute"),
        (BOT, "unpriced", "1 answer a day"),
    ) == {
        ("bot|discord:5", "20 answers a day"),
        ("bot|all", "$3 a day"),
        ("discord-server:9|discord:5", "100 answers a day"),
        ("discord:42|all", "5 answers a minute"),
    }


DAILY = Meter("bot|all", Allowance(10, "answers", "day"))
MONTHLY = Meter("bot|discord:5", Allowance(100, "tokens", "month"))


def test_what_leaves_no_room() -> None:
    """The last place may be taken; of several full limits the one that opens last is named."""
    counts: Counts = {("bot|all", "day"): Spent(9), ("bot|discord:5", "month"): Spent(0, 90)}

    assert refused((DAILY, MONTHLY), counts, Spent(1, 10), NOW) is None
    over = refused((DAILY, MONTHLY), counts, Spent(2, 11), NOW)
    assert over is not None
    assert (over.meter, over.opens) == (MONTHLY, at("2026-12-01T00:00:00"))
    counts = {("bot|all", "day"): Spent(99)}
    assert refused((DAILY,), counts, Spent(0, 5), NOW) is None


def test_when_the_owner_is_told() -> None:
    """At the answer that takes a limit over the mark, and not again at the next."""

    def told(before: int) -> list[int]:
        return [each.percent for each in passed((DAILY,), {("bot|all", "day"): Spent(before)}, Spent(1), NOW)]

    assert [told(before) for before in (6, 7, 8, 9, 10)] == [[], [80], [], [100], []]


def test_calendar_windows() -> None:
    """Minutes, days and months of UTC, over the turn of the year too."""
    silvester = at("2026-12-31T23:59:59")

    assert start("minute", NOW) == at("2026-11-23T21:10:00")
    assert start("day", NOW) == at("2026-11-23T00:00:00")
    assert start("month", NOW) == at("2026-11-01T00:00:00")
    assert {end(period, silvester) for period in ("minute", "day", "month")} == {at("2027-01-01T00:00:00")}


@pytest.mark.parametrize(
    ("opens", "said"),
    [
        ("2026-11-23T21:11:00", ("21:11 UTC", "in 30 s")),
        ("2026-11-23T21:40:30", ("21:40 UTC", "in 30 min")),
        ("2026-11-24T00:00:00", ("00:00 UTC", "in 3 h")),
        ("2026-12-01T00:00:00", ("2026-12-01 00:00 UTC", "in 8 days")),
    ],
)
def test_when_it_opens_in_words(opens: str, said: tuple[str, str]) -> None:
    """The same wherever no moment can be shown."""
    assert tuple(map(in_words, opening(at(opens), NOW))) == said
