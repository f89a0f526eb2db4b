"""Points in time and durations in words. They are in UTC, because no platform tells a person's time zone. Pure."""

from datetime import UTC, datetime

from bots.engine.language.phrases import say


def opening(at: float, now: float) -> tuple[str, str]:
    """The time in UTC, and how long until then: "00:00 UTC", "in 3 h"."""
    moment, today = datetime.fromtimestamp(at, UTC), datetime.fromtimestamp(now, UTC)
    near = at - now < 36 * 3600 and (moment.date() - today.date()).days <= 1
    return f"{moment:%H:%M} UTC" if near else f"{moment:%Y-%m-%d %H:%M} UTC", span(at - now)


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
