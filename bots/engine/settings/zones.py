"""Time zones as people write them: a zone's name, a city, a distance from UTC. Pure, but for the list of all zones."""

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from difflib import get_close_matches
from functools import cache
from types import MappingProxyType
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

LONGEST = 64
"""Characters of the longest text that may name a zone."""
NEAR = 3
"""Names of zones that are offered for one that there is not."""

_DISTANCE = re.compile(r"(?:utc|gmt)?\s*([+\-−])\s*(\d{1,2})(?::?([0-5]\d))?", re.ASCII | re.IGNORECASE)
_EARLIEST, _LATEST = timedelta(hours=-12), timedelta(hours=14)
_STEP = timedelta(minutes=15)
"""All distances from UTC that are in use are multiples of it; so the counts of limits are by quarters of an hour."""

_TRAPS = ("Etc/", "posix/", "right/", "SystemV/")
"""Folders whose names mislead: `Etc/GMT+3` is three hours behind UTC, and the others are copies."""
_NO_NAMES = frozenset(
    ("EST", "MST", "HST", "EST5EDT", "CST6CDT", "MST7MDT", "PST8PDT", "Factory", "localtime", "GMT", "GMT0", "GMT+0")
) | {"GMT-0", "Greenwich", "UCT", "Universal", "Zulu"}
"""Names that mean one thing to people and another here ("EST" has no summer time), and further ones of UTC."""
_PARTS = ("US/", "Canada/", "Brazil/", "Chile/", "Mexico/", "Australia/")
"""Folders with parts of a country: "Central" alone is nobody's. Their cities have names of their own as well."""

ALSO: Mapping[str, str] = MappingProxyType(
    {
        "barcelona": "Europe/Madrid",
        "spain": "Europe/Madrid",
        "espana": "Europe/Madrid",
        "germany": "Europe/Berlin",
        "munich": "Europe/Berlin",
        "hamburg": "Europe/Berlin",
        "cologne": "Europe/Berlin",
        "frankfurt": "Europe/Berlin",
        "france": "Europe/Paris",
        "italy": "Europe/Rome",
        "milan": "Europe/Rome",
        "geneva": "Europe/Zurich",
        "switzerland": "Europe/Zurich",
        "austria": "Europe/Vienna",
        "uk": "Europe/London",
        "england": "Europe/London",
        "nueva_york": "America/New_York",
        "washington": "America/New_York",
        "boston": "America/New_York",
        "miami": "America/New_York",
        "san_francisco": "America/Los_Angeles",
        "seattle": "America/Los_Angeles",
        "dallas": "America/Chicago",
        "houston": "America/Chicago",
        "ciudad_de_mexico": "America/Mexico_City",
        "rio_de_janeiro": "America/Sao_Paulo",
        "argentina": "America/Argentina/Buenos_Aires",
        "colombia": "America/Bogota",
        "peru": "America/Lima",
        "india": "Asia/Kolkata",
        "mumbai": "Asia/Kolkata",
        "delhi": "Asia/Kolkata",
        "new_delhi": "Asia/Kolkata",
        "bangalore": "Asia/Kolkata",
        "beijing": "Asia/Shanghai",
        "china": "Asia/Shanghai",
        "korea": "Asia/Seoul",
        "hanoi": "Asia/Ho_Chi_Minh",
    }
)
"""What people call zones that the list names after another city."""


class NoZone(ValueError):
    """There is no such time zone. `near`: names that are written alike."""

    def __init__(self, near: tuple[str, ...]) -> None:
        super().__init__("no such time zone")
        self.near = near


def read_zone(text: str) -> str:
    """The name under which a zone is kept: "Madrid" is "Europe/Madrid", "utc +2" is "UTC+02:00".

    Raises:
        NoZone: the text means none.
    """
    text = text.strip()
    if text in all_zones():
        return text
    if len(text) > LONGEST:
        raise NoZone(())
    word = _folded(text)
    if word in ("utc", "gmt", "z"):
        return "UTC"
    if (distance := _distance(text)) is not None:
        return _written(distance)
    name = _by_word().get(word)
    if name is None:
        raise NoZone(_near(word))
    return name


def _near(word: str) -> tuple[str, ...]:
    """Names of zones that are written alike, the nearest first."""
    known = _by_word()
    words = get_close_matches(word, known, n=2 * NEAR, cutoff=0.6)
    return tuple(dict.fromkeys(known[word] for word in words))[:NEAR]


def fitting(text: str) -> tuple[str, ...]:
    """The names of zones that hold what somebody has typed so far, those of which a word begins with it first."""
    word = _folded(text)
    found = {name: known for known, name in _by_word().items() if word in known and "/" in name}
    starts = {name for name, known in found.items() if re.search(rf"(?:^|[/_]){re.escape(word)}", known)}
    return tuple(sorted(found, key=lambda name: (name not in starts, name)))


@cache
def zone(name: str) -> tzinfo:
    """The zone that is kept under that name; UTC if nothing, or nothing of this version, is."""
    if (distance := _distance(name)) is not None:
        return timezone(distance, _short(distance))
    if name in ("", "UTC"):
        return UTC
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return UTC


def today(zone: tzinfo, at: float) -> date:
    """The day there at that Unix time."""
    return datetime.fromtimestamp(at, zone).date()


@cache
def all_zones() -> frozenset[str]:
    """The names of all zones, by the system or by the package tzdata."""
    found = {name for name in available_timezones() if not name.startswith(_TRAPS) and name not in _NO_NAMES}
    return frozenset({*found, "UTC"})


@cache
def _by_word() -> Mapping[str, str]:
    """The zones by their folded names, and by the folded names of their cities."""
    names = sorted(all_zones(), key=lambda name: (name.count("/"), name))
    found = {_folded(name): name for name in names}
    for name in names:
        if "/" in name and not name.startswith(_PARTS[:-1]):
            found.setdefault(_folded(name.rpartition("/")[2]), name)
    return found | {word: name for word, name in ALSO.items() if name in found.values()}


def _folded(text: str) -> str:
    """The text in small letters without accents, with one mark between words."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return re.sub(r"[\s_\-]+", "_", plain.strip())


def _distance(text: str) -> timedelta | None:
    """The distance from UTC that a text names; None if it names none, or one that is nowhere in use."""
    found = _DISTANCE.fullmatch(text.strip())
    if found is None:
        return None
    amount = timedelta(hours=int(found[2]), minutes=int(found[3] or 0))
    distance = amount if found[1] == "+" else -amount
    return distance if _EARLIEST <= distance <= _LATEST and distance % _STEP == timedelta() else None


def _written(distance: timedelta) -> str:
    """The name under which a distance is kept: "UTC+02:00"."""
    if not distance:
        return "UTC"
    hours, minutes = divmod(abs(distance) // timedelta(minutes=1), 60)
    return f"UTC{'-' if distance < timedelta() else '+'}{hours:02}:{minutes:02}"


def _short(distance: timedelta) -> str:
    """The same as people read it: "UTC+2", "UTC-3:30"."""
    hours, minutes = divmod(abs(distance) // timedelta(minutes=1), 60)
    sign = "-" if distance < timedelta() else "+"
    return f"UTC{sign}{hours}" + (f":{minutes:02}" if minutes else "")
