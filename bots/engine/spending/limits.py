"""Limits: whom they hold for, and what is left. Pure.

A limit has a scope (the bot, a server, a channel or chat, a thread or topic) and a holder there: "all" who write there
together, "each" of them, one person ("person:5"), those with a role ("role:7"), or "unpriced": all answers without a
known price. A person's own limit replaces those of their roles, of which the most generous counts, and these replace
the one for each. The limits of several scopes hold together: a scope can only be stricter than the ones around it.

Of what all may have together, one server or group takes at most its share, so that no community silences the others.
Who joined it today comes last there: they are answered while less than half of that share is used.

A day is that of the place in which somebody asks. What all may have together, everywhere, goes by one calendar for all
places, and so do the shares of it.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, tzinfo
from typing import Literal

from bots.engine.seam.incoming import Origin
from bots.engine.seam.places import Place
from bots.engine.spending.allowance import Allowance
from bots.engine.storage.periods import Counted, Counts, Period, Spent, Unit, ahead, end
from bots.engine.storage.records import BOT
from provider.values import Value, replace

UNPRICED = "unpriced"
SHARED = "shared"
"""The holder under which a server's part of what all may have together is counted."""
SHARE = "share"
"""The key of the setting, of a server or of the whole bot, that says how many per cent one server takes at most."""
NEWCOMERS = 0.5
"""The part of their server's share that is there for people who joined today; the rest is kept for the others."""
WARN_AT = 0.8
"""The share of a limit at which the owner is told."""


class Limit(Value):
    """An allowance, the scope in which it holds, and for whom."""

    scope: str
    holder: str
    allowance: Allowance

    @property
    def key(self) -> str:
        """The key under which it is kept among the settings of its scope."""
        return f"limit {self.holder} {self.allowance.unit} {self.allowance.period}"


class Limits(Value):
    """The config's limits. `input_characters`: the longest question; 0 for any length.

    `trusted`: in place of `person`, for people whom an owner let in by hand and those in such groups. `server_share`:
    how many per cent of what all may have together one server takes at most.
    """

    person: tuple[Allowance, ...] = (Allowance(20, "answers", "day"),)
    trusted: tuple[Allowance, ...] = (Allowance(100, "answers", "day"),)
    bot: tuple[Allowance, ...] = (Allowance(2, "dollars", "day"),)
    unpriced: tuple[Allowance, ...] = (Allowance(500, "answers", "day"),)
    input_characters: int = 16_000
    server_share: int = 50

    def all(self, *, trusted: bool = False) -> tuple[Limit, ...]:
        """All of them as limits of the whole bot, for somebody who is `trusted` or not."""
        each = self.trusted if trusted else self.person
        holders = (("each", each), ("all", self.bot), (UNPRICED, self.unpriced))
        return tuple(Limit(BOT, holder, allowance) for holder, allowances in holders for allowance in allowances)


class Zones(Value):
    """Whose days limits go by: those of the place, and those of the bot for what all may have together."""

    place: tzinfo = UTC
    bot: tzinfo = UTC


class Terms(Value):
    """All that decides how much somebody may have in a place.

    `share`: the per cent that the server may take of what all may have.
    """

    limits: tuple[Limit, ...] = ()
    share: int = 100
    zones: Zones = Zones()


class Meter(Value):
    """A count that an answer adds to, and the most that it may reach.

    `kind`: whether that is a server's share of what all may have, or what of it is there for newcomers. `zone`: whose
    days it goes by.
    """

    subject: str
    allowance: Allowance
    kind: Literal["limit", "share", "newcomers"] = "limit"
    zone: tzinfo = UTC

    def ends(self, now: float) -> float:
        """The Unix time at which it begins anew."""
        return end(self.allowance.period, now, self.zone)


class OverBudget(Value):
    """A limit leaves no room. `opens`: the Unix time at which it will."""

    meter: Meter
    opens: float


class Passed(Value):
    """A limit has reached 80 or 100 per cent."""

    meter: Meter
    percent: int
    opens: float


def limit_scopes(origin: Origin) -> tuple[str, ...]:
    """The scopes of the limits that may hold there, the widest first."""
    place = origin.place
    found = [BOT]
    if origin.server and origin.server != place.chat and not origin.guest:
        found.append(f"{place.platform}-server:{origin.server}")
    found.append(str(Place(place.platform, place.chat)))
    if place.thread:
        found.append(str(place))
    return tuple(found)


def server_scope(origin: Origin) -> str:
    """The scope of the server or group; empty in a private chat, and where the bot is no member."""
    return "" if origin.private or origin.guest or not origin.server else limit_scopes(origin)[1]


def subjects(origin: Origin, now: float, zones: Zones, *, priced: bool, minutes: bool = True) -> tuple[Counted, ...]:
    """Every count that an answer there adds to. `minutes`: those of the minute too."""
    there, server = limit_scopes(origin)[1:], server_scope(origin)
    of_bot = [f"{BOT}|all", *([f"{server}|{SHARED}"] if server else [])]
    if not priced:
        of_bot += [f"{scope}|{UNPRICED}" for scope in (BOT, server) if scope]
    of_place = [f"{BOT}|{origin.person}"]
    of_place += [f"{scope}|{holder}" for scope in there for holder in ("all", str(origin.person))]
    bots, places = ahead(now, zones.bot), ahead(now, zones.place)
    return (
        *(Counted(subject, bots, minutes) for subject in of_bot),
        *(Counted(subject, places, minutes) for subject in of_place),
    )


def by_minutes(terms: Terms) -> bool:
    """Whether a limit there, whomever it is for, holds for a minute: only then anybody asks what a minute had."""
    return any(limit.allowance.period == "minute" for limit in terms.limits)


def kept_limits(kept: Mapping[tuple[str, str], str]) -> tuple[Limit, ...]:
    """The limits among the settings; what cannot be read is left out."""
    found: list[Limit] = []
    for (scope, key), value in kept.items():
        words = key.split(" ")
        if len(words) != 4 or words[0] != "limit":
            continue
        try:
            allowance = Allowance.parse(f"{value} {words[2]} a {words[3]}")
        except ValueError:
            continue
        found.append(Limit(scope, words[1], allowance))
    return tuple(found)


def kept_share(kept: Mapping[tuple[str, str], str], origin: Origin) -> int:
    """The share of the server by the settings, in per cent: its own, else that of every server; 0 if none is kept."""
    found = (kept.get((scope, SHARE), "") for scope in (server_scope(origin), BOT))
    return next((int(value) for value in found if value.isdecimal()), 0)


def terms(config: Limits, kept: Mapping[tuple[str, str], str], origin: Origin, zones: Zones, *, trusted: bool) -> Terms:
    """How much that person may have there. `kept`: the settings of the `limit_scopes` there.

    `trusted`: an owner let the person or their group in by hand.
    """
    share = kept_share(kept, origin) or config.server_share
    return Terms((*config.all(trusted=trusted), *kept_limits(kept)), share, zones)


def meters(terms: Terms, origin: Origin, *, priced: bool, new: bool = False) -> tuple[Meter, ...]:
    """The limits of an answer to that person there. Of two with the same key the later one counts.

    `new`: the person joined today.
    """
    zones = terms.zones
    known = {(limit.scope, limit.holder, limit.allowance.unit, limit.allowance.period): limit for limit in terms.limits}
    found: list[Meter] = []
    personal: dict[tuple[str, Unit, Period], list[tuple[int, Allowance]]] = {}
    for (scope, holder, unit, period), limit in known.items():
        rank = _rank(holder, origin)
        if holder == "all" or (holder == UNPRICED and not priced):
            zone = zones.bot if scope == BOT else zones.place
            found.append(Meter(f"{scope}|{holder}", limit.allowance, zone=zone))
            if scope == BOT:
                parts = _shares(limit, server_scope(origin), terms.share / 100, new=new)
                found += (replace(part, zone=zones.bot) for part in parts)
        elif rank:
            personal.setdefault((scope, unit, period), []).append((rank, limit.allowance))
    for (scope, _, _), candidates in personal.items():
        best = max(rank for rank, _ in candidates)
        most = max((allowance for rank, allowance in candidates if rank == best), key=lambda allowance: allowance.most)
        found.append(Meter(f"{scope}|{origin.person}", most, zone=zones.place))
    return tuple(found)


def _shares(limit: Limit, server: str, share: float, *, new: bool) -> Iterator[Meter]:
    """What a server takes of a limit that holds for all together."""
    if not server:
        return
    subject = f"{server}|{SHARED if limit.holder == 'all' else limit.holder}"
    if share < 1:
        yield Meter(subject, _part(limit.allowance, share), "share")
    if new:
        yield Meter(subject, _part(limit.allowance, share * NEWCOMERS), "newcomers")


def _part(allowance: Allowance, share: float) -> Allowance:
    """A part of an allowance; of answers at least one, and whole ones."""
    most = allowance.most * share
    return replace(allowance, most=max(1.0, float(int(most))) if allowance.unit == "answers" else most)


def _rank(holder: str, origin: Origin) -> int:
    """How closely the holder means that person; 0 for not at all."""
    if holder == f"person:{origin.person.id}":
        return 3
    if holder.startswith("role:") and holder.removeprefix("role:") in origin.roles:
        return 2
    return int(holder == "each")


def refused(measured: Iterable[Meter], counts: Counts, asked: Spent, now: float) -> OverBudget | None:
    """The limit that leaves no room for `asked`; of several, the one that opens last."""
    full = [
        OverBudget(meter, meter.ends(now))
        for meter in measured
        if asked.of(meter.allowance.unit) > 0
        and _count(counts, meter) + asked.of(meter.allowance.unit) > meter.allowance.most + 1e-9
    ]
    return max(full, key=lambda over: over.opens, default=None)


def passed(measured: Iterable[Meter], before: Counts, added: Spent, now: float) -> tuple[Passed, ...]:
    """The limits that `added` takes to 80 or 100 per cent."""
    found: list[Passed] = []
    for meter in measured:
        most, was = meter.allowance.most, _count(before, meter)
        now_is = was + added.of(meter.allowance.unit)
        for percent, mark in ((100, most), (80, most * WARN_AT)):
            if was < mark <= now_is + 1e-9:
                found.append(Passed(meter, percent, meter.ends(now)))
                break
    return tuple(found)


def _count(counts: Counts, meter: Meter) -> float:
    return counts.get((meter.subject, meter.allowance.period), Spent()).of(meter.allowance.unit)
