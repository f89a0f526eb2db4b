"""`/owner status`: what runs since when, what waits, what was answered today and where, and the last alerts."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from typing import Protocol

from bots.engine.handlers.paging import paged
from bots.engine.handlers.usage import cost_words
from bots.engine.language.moments import moment, opening
from bots.engine.language.phrases import in_current, say
from bots.engine.owner.owners import Owners
from bots.engine.seam import panels
from bots.engine.seam.incoming import Incoming, Press
from bots.engine.seam.references import ref, to_server
from bots.engine.seam.shown import Action, Panel, Response
from provider.values import Value, replace

ON_A_PAGE = 8
"""Servers and groups on one page."""

Where = tuple[str, str]
"""A platform, and its server or group; empty for all private chats."""


@dataclass(slots=True)
class Day:
    """What happened today in one place. `dollars`: of answers whose price is known."""

    answers: int = 0
    failed: int = 0
    dollars: float = 0.0


class Glance(Value):
    """How everything is at the Unix time `at`. `since`: when the program was started.

    `connected`: by platform. `writes`: whether the store takes writes. `growing`: answers. `waiting`: what, and how
    many. `kept`: the questions that the store keeps until their answers have ended, which a crash does not lose.
    `days`: what happened today (UTC). `alerts`: the last ones, each with its time, the oldest first.
    """

    at: float
    since: float
    connected: Mapping[str, bool]
    writes: bool
    growing: int
    waiting: Mapping[str, int]
    kept: int
    days: Mapping[Where, Day]
    alerts: tuple[tuple[float, str], ...]


class LooksAround(Protocol):
    """What knows how everything is."""

    async def glance(self) -> Glance:
        """How everything is now."""


class Services(Protocol):
    """The services that are needed here."""

    @property
    def owners(self) -> Owners: ...

    @property
    def overview(self) -> LooksAround: ...


async def status(services: Services, page: int = 0) -> Response:
    """A page of the status, counted from 0."""
    seen = await services.overview.glance()
    days = seen.days
    listed = sorted(days, key=lambda where: (-days[where].answers, -days[where].failed, where))
    shown = paged(listed, page, ON_A_PAGE)
    lines = (
        *_running(seen),
        say("status_growing", count=seen.growing),
        say(
            "status_waiting",
            questions=seen.waiting["questions"],
            calls=seen.waiting["calls"],
            jobs=seen.waiting["jobs"],
        ),
        say("status_kept", count=seen.kept),
        _day(say("status_today"), _sum(days.values())),
        *("- " + _day(_called(where), days[where]) for where in shown.items),
    )
    title = say("status_head", version=version("parley-bot"), since=moment(seen.since))
    alerts = "\n".join((say("status_alerts"), *_alerts(seen)))
    turning = shown.turning(lambda other: Action("status", str(other)))
    return panels.shown(Panel(title, lines, alerts, buttons=turning, page=shown.words))


async def status_pressed(services: Services, press: Press) -> Response | Incoming:
    """The buttons that turn its pages."""
    if press.origin.person not in services.owners.all:
        return Response(say("owner_only"))
    if not press.origin.private:
        return Response(say("private_only"))
    at = press.action.argument
    number = int(at) if at.isascii() and at.isdigit() and len(at) < 6 else 0
    return replace(await status(services, number), replace=True)


def _running(seen: Glance) -> tuple[str, ...]:
    """What is connected, and whether the store takes writes."""
    up, down = (
        [name.capitalize() for name, is_so in seen.connected.items() if is_so is each] for each in (True, False)
    )
    lines = (
        say("status_connected", platforms=", ".join(up)) if up else "",
        say("status_away", platforms=", ".join(down)) if down else "",
        "" if seen.writes else say("status_no_writes"),
    )
    return tuple(filter(None, lines))


def _sum(days: Collection[Day]) -> Day:
    """What happened today in all of these places together."""
    return Day(sum(day.answers for day in days), sum(day.failed for day in days), sum(day.dollars for day in days))


def _day(name: str, day: Day) -> str:
    return say("status_day", name=name, answers=day.answers, failed=day.failed, cost=cost_words(day.dollars))


def _called(where: Where) -> str:
    platform, server = where
    if not server:
        return say("status_private", platform=platform.capitalize())
    return ref(to_server(platform, server), brief=True)


def _alerts(seen: Glance) -> list[str]:
    """A line for each of the last alerts, the newest first."""
    lines = [say("status_alert", at=opening(at, seen.at)[0], text=in_current(text)) for at, text in seen.alerts[::-1]]
    return [f"- {line}" for line in lines] or [say("status_no_alerts")]
