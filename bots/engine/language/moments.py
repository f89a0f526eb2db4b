"""Points in time and durations in words. Pure."""

from datetime import UTC, datetime, tzinfo

from bots.engine.language.phrases import say


def opening(at: float, now: float, zone: tzinfo = UTC) -> tuple[str, str]:
    """The time there, and how long until then: "00:00 CET", "in 3 h"."""
    moment, today = datetime.fromtimestamp(at, zone), datetime.fromtimestamp(now, zone)
    near = at - now < 36 * 3600 and (moment.date() - today.date()).days <= 1
    day = "" if near else f"{moment:%Y-%m-%d} "
    return f"{day}{moment:%H:%M} {_clock(moment)}", span(at - now)


def _clock(moment: datetime) -> str:
    """Whose clock shows it: "CET"; "UTC+5:45" where it has no name but its distance from UTC."""
    name = moment.tzname() or ""
    if name[:1] not in ("+", "-"):
        return name
    hours, minutes = name[1:3].lstrip("0") or "0", name[3:]
    return f"UTC{name[0]}{hours}" + (f":{minutes}" if minutes else "")


def moment(at: float) -> str:
    """The time in UTC with its day: "2026-01-31 00:00 UTC"."""
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%d %H:%M} UTC"


def span(seconds: float) -> str:
    """The duration in words, rounded up."""
    if seconds < 60:
        return say("in_seconds", count=str(max(1, -(-int(seconds) // 1))))
    if seconds < 5400:
        return say("in_minutes", count=str(-(-int(seconds) // 60)))
    if seconds < 172_800:
        return say("in_hours", count=str(-(-int(seconds) // 3600)))
    return say("in_days", count=str(-(-int(seconds) // 86_400)))
