"""Points in time and durations in words, each with the time itself for platforms that can show it. Pure."""

from datetime import UTC, datetime, tzinfo

from bots.engine.language.phrases import say
from bots.text.moments import marked

NEAR = 36 * 3600
"""Seconds within which the time of day is enough, if it is today's or tomorrow's."""


def opening(at: float, now: float, zone: tzinfo = UTC) -> tuple[str, str]:
    """The time there, and how long until then: "00:00 CET", "in 3 h"."""
    moment, today = datetime.fromtimestamp(at, zone), datetime.fromtimestamp(now, zone)
    near = at - now < NEAR and (moment.date() - today.date()).days <= 1
    day = "" if near else f"{moment:%Y-%m-%d} "
    words = f"{day}{moment:%H:%M} {_clock(moment)}"
    return marked(words, at, "t" if near else "f"), marked(span(at - now), at, "R")


def moment(at: float, zone: tzinfo = UTC) -> str:
    """The time there with its day: "2026-01-31 00:00 UTC"."""
    there = datetime.fromtimestamp(at, zone)
    return marked(f"{there:%Y-%m-%d %H:%M} {_clock(there)}", at, "f")


def _clock(moment: datetime) -> str:
    """Whose clock shows it: "CET"; "UTC+5:45" where it has no name but its distance from UTC."""
    name = moment.tzname() or ""
    if name[:1] not in ("+", "-"):
        return name
    hours, minutes = name[1:3].lstrip("0") or "0", name[3:]
    return f"UTC{name[0]}{hours}" + (f":{minutes}" if minutes else "")


def span(seconds: float) -> str:
    """The duration in words, rounded up."""
    if seconds < 60:
        return say("in_seconds", count=max(1, int(seconds)))
    if seconds < 5400:
        return say("in_minutes", count=-(-int(seconds) // 60))
    if seconds < 172_800:
        return say("in_hours", count=-(-int(seconds) // 3600))
    return say("in_days", count=-(-int(seconds) // 86_400))
