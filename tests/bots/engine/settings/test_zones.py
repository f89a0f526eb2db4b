"""Time zones as people write them, and as their language lets them be guessed."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bots.engine.settings import zone_guess, zones
from bots.engine.settings.zone_guess import guess
from bots.engine.settings.zones import NoZone, fitting, read_zone, today, zone


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Europe/Madrid", "Europe/Madrid"),
        ("europe/madrid", "Europe/Madrid"),
        (" Madrid ", "Europe/Madrid"),
        ("new york", "America/New_York"),
        ("São Paulo", "America/Sao_Paulo"),
        ("Bogotá", "America/Bogota"),
        ("buenos aires", "America/Buenos_Aires"),
        ("Munich", "Europe/Berlin"),
        ("España", "Europe/Madrid"),
        ("utc", "UTC"),
        ("GMT", "UTC"),
        ("UTC+0", "UTC"),
        ("UTC+2", "UTC+02:00"),
        ("utc -3:30", "UTC-03:30"),
        ("+0545", "UTC+05:45"),
        ("GMT−5", "UTC-05:00"),
    ],
)
def test_what_people_write(written: str, kept: str) -> None:
    """A zone's name, a city, a country with one time, a distance; what is kept reads as itself."""
    assert read_zone(written) == kept
    assert read_zone(kept) == kept


@pytest.mark.parametrize(
    ("written", "meant"),
    [("Madird", "Europe/Madrid"), ("Sydny", "Australia/Sydney"), ("Europe/Belrin", "Europe/Berlin")],
)
def test_a_slip_of_the_pen_is_told_what_it_may_mean(written: str, meant: str) -> None:
    """The names that are written alike, the nearest first."""
    with pytest.raises(NoZone) as unknown:
        read_zone(written)

    assert unknown.value.near[0] == meant


@pytest.mark.parametrize(
    "written",
    [
        "",
        "EST",
        "Etc/GMT+3",
        "UTC+15",
        "UTC-12:15",
        "UTC+2:10",
        "+",
        "../../etc/passwd",
        "Europe/",
        "x" * 5000,
        "٣",
        "\0",
    ],
)
def test_what_is_no_zone(written: str) -> None:
    """Not what means something else to people, what no clock shows, or what is a path."""
    with pytest.raises(NoZone):
        read_zone(written)


def test_a_kept_name_is_a_clock() -> None:
    """With summer time where there is one; a name that this version does not know is UTC."""
    summer, winter = datetime(2026, 7, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC)

    assert summer.astimezone(zone("Europe/Madrid")).utcoffset() == timedelta(hours=2)
    assert winter.astimezone(zone("Europe/Madrid")).utcoffset() == timedelta(hours=1)
    assert zone("UTC-03:30").utcoffset(None) == timedelta(hours=-3, minutes=-30)
    assert zone("UTC+05:00").tzname(None) == "UTC+5"
    assert zone("Mars/Olympus") is zone("") is zone("UTC") is UTC


def test_the_day_is_that_of_the_place() -> None:
    """At one moment, three days of the calendar."""
    at = datetime(2026, 3, 1, 10, 30, tzinfo=UTC).timestamp()

    assert today(zone("Pacific/Kiritimati"), at) == date(2026, 3, 2)
    assert today(zone("UTC"), at) == date(2026, 3, 1)
    assert today(zone("UTC-12:00"), at) == date(2026, 2, 28)


def test_what_fits_while_somebody_types() -> None:
    """Words that begin so come first; the list is not empty before the first letter."""
    assert fitting("mad")[:2] == ("Atlantic/Madeira", "Europe/Madrid")
    assert "America/New_York" in fitting("York")
    assert fitting("zzz") == ()
    assert len(fitting("")) > 300


@pytest.mark.parametrize(
    ("locale", "kept"),
    [
        ("hu", "Europe/Budapest"),
        ("ja", "Asia/Tokyo"),
        ("de", "Europe/Berlin"),
        ("de-AT", "Europe/Vienna"),
        ("ko-KR", "Asia/Seoul"),
        ("sv-SE", "Europe/Stockholm"),
        ("zh_Hant_TW", "Asia/Taipei"),
        ("es-CO", "America/Bogota"),
        ("cs-CZ", "Europe/Prague"),
        ("es", ""),
        ("es-ES", ""),
        ("es-419", ""),
        ("en", ""),
        ("en-GB", ""),
        ("en-IE", ""),
        ("pt-BR", ""),
        ("pt", ""),
        ("fr", ""),
        ("ru", ""),
        ("id", ""),
        ("de-US", ""),
        ("", ""),
        ("-", ""),
        ("tlh", ""),
    ],
)
def test_a_language_without_a_doubt_is_a_zone(locale: str, kept: str) -> None:
    """One that is spoken in several decides nothing."""
    assert guess(locale) == kept


def test_every_guess_is_a_zone() -> None:
    """That the data of the world has, and whose distance from UTC is whole quarters of an hour."""
    guessed = {*zone_guess.LANGUAGES.values(), *zone_guess.REGIONS.values(), *zones.ALSO.values()}

    for name in guessed:
        assert read_zone(name) == name
    for name in zones.all_zones() - {"UTC"}:
        for month in (1, 7):
            distance = ZoneInfo(name).utcoffset(datetime(2026, month, 1))
            assert distance is not None
            assert distance % timedelta(minutes=15) == timedelta(), name
