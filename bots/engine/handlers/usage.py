"""`/usage`: answers, tokens and money as lines, and as a picture, or as bars where there are no pictures."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Protocol

from bots.engine.charts.columns import KINDS, Column, draw
from bots.engine.commands.table import HERE, ME, SERVER, WHOSE
from bots.engine.handlers.permissions import is_anothers
from bots.engine.language.phrases import money, say
from bots.engine.runtime.clock import Clock
from bots.engine.seam import panels
from bots.engine.seam.incoming import Incoming, Invocation, Origin, Press
from bots.engine.seam.places import ToInteraction
from bots.engine.seam.platform import Platform, ShowsOutcome
from bots.engine.seam.shown import Action, File, Option, Panel, Response, Select
from bots.engine.spending.ledger import Ledger
from bots.engine.storage import usage as stored_usage
from bots.engine.storage.records import Had
from bots.engine.storage.store import Store
from provider.contract import Usage
from provider.known.prices import table
from provider.values import replace

_HEADS = {ME: "usage_me", HERE: "usage_here", SERVER: "usage_server"}
_WHOSE = {ME: "usage_whose_me", HERE: "usage_whose_here", SERVER: "usage_whose_server"}
DAYS = 7
LENGTHS = (DAYS, 30, 90)
"""Days that the menu offers."""
MOST_DAYS = 90
BESIDE_A_PICTURE = 950
"""Characters of text that every platform shows beside a picture."""

_BARS, _COLUMNS = 14, 31
_WIDE = 16
_EIGHTHS = " ▏▎▍▌▋▊▉"
_AFTER = 260
"""Characters for what stands below the models."""

Stretch = tuple[date, tuple[Had, ...]]
"""Some days: the first of them, and the usage in them."""


class Services(Protocol):
    """The services that `/usage` needs."""

    @property
    def store(self) -> Store: ...

    @property
    def clock(self) -> Clock: ...

    @property
    def ledger(self) -> Ledger: ...

    @property
    def platforms(self) -> Mapping[str, Platform]: ...


async def usage(services: Services, invocation: Invocation) -> Response | Incoming:
    """`/usage`: the usage of a person, a place or a server."""
    origin, options = invocation.origin, invocation.options
    whose = options.get("whose") or ME
    if whose not in WHOSE:
        return Response(say("value_unfit"))
    if whose == SERVER and not origin.server:
        return Response(say("usage_no_server"))
    wanted = options.get("days", "").strip() or str(DAYS)
    if not (wanted.isascii() and wanted.isdigit() and len(wanted) < 4 and 1 <= int(wanted) <= MOST_DAYS):
        return Response(say("usage_days_unfit", most=MOST_DAYS))
    today = stored_usage.day_of(services.clock.wall())
    first = today - timedelta(days=int(wanted) - 1)
    if whose == ME:
        had = await services.store.run(stored_usage.by, origin.person, first)
    else:
        had = await services.store.run(stored_usage.server if whose == SERVER else stored_usage.here, origin, first)
    head = say(_HEADS[whose], days=int(wanted))
    ways = _ways(origin, whose, int(wanted))
    if not had:
        return panels.shown(Panel(head, (say("usage_none"),), selects=ways))
    lines = _models(services, had, BESIDE_A_PICTURE - len(head))
    found = stretches(had, first, today, _COLUMNS)
    if _is_text_only(services, origin):
        bars = "\n".join(("```", *_bars(stretches(had, first, today, _BARS)), "```"))
        return panels.shown(Panel(head, tuple(lines), bars, ways))
    return panels.shown(Panel(head, tuple(lines), selects=ways), file=File("usage.png", _picture(found, int(wanted))))


async def usage_pressed(services: Services, press: Press) -> Response | Incoming:
    """The menus of `/usage`: "here 30". A picture can be changed on Discord only; elsewhere another message comes."""
    if is_anothers(press):
        return Response(say("not_your_button"))
    whose, _, days = press.action.argument.partition(" ")
    answer = await usage(services, Invocation(press.origin, "usage", {"whose": whose, "days": days}))
    if isinstance(answer, Response) and isinstance(press.origin.target, ToInteraction):
        return replace(answer, replace=True)
    return answer


def _ways(origin: Origin, whose: str, days: int) -> tuple[Select, ...]:
    """The menus: whose usage, and of how many days."""
    others = () if origin.private else (ME, HERE, SERVER) if origin.server else (ME, HERE)
    people = tuple(Option(say(_WHOSE[each]), _way(each, days), current=each == whose) for each in others)
    stretch = tuple(Option(say("usage_days", days=each), _way(whose, each), current=each == days) for each in LENGTHS)
    menus = (Select(say("usage_whose_pick"), people), Select(say("usage_days_pick"), stretch))
    return tuple(menu for menu in menus if menu.options)


def _way(whose: str, days: int) -> Action:
    return Action("usage", f"{whose} {days}")


def _is_text_only(services: Services, origin: Origin) -> bool:
    """Whether there is no picture there (a terminal), but room for bars of letters."""
    return isinstance(services.platforms[origin.place.platform], ShowsOutcome)


def stretches(had: Sequence[Had], first: date, last: date, most: int) -> tuple[Stretch, ...]:
    """The days in at most `most` stretches of equal length that end with the last day; the first may be shorter."""
    days = (last - first).days + 1
    length = timedelta(days=-(-days // most))
    ends = [last - length * number for number in range(-(-days // length.days))][::-1]
    begins = [max(first, end - length + timedelta(days=1)) for end in ends]
    return tuple(
        (begin, tuple(one for one in had if begin <= one.day <= end)) for begin, end in zip(begins, ends, strict=True)
    )


def _bars(found: Sequence[Stretch]) -> list[str]:
    """One line for each stretch, aligned for a fixed-width font."""
    sums = [sum(one.answers for one in had) for _, had in found]
    most = max(sums)
    wide = len(str(most))
    return [
        f"{start:%m-%d} {count:>{wide}} {_bar(count, most)}".rstrip()
        for (start, _), count in zip(found, sums, strict=True)
    ]


def _bar(count: int, most: int) -> str:
    eighths = max(int(count > 0), round(count * _WIDE * 8 / most))
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()


def _models(services: Services, had: Sequence[Had], room: int) -> list[str]:
    """A line for each model, the most used first, as far as `room` characters hold them, and the sum."""
    answers, input_tokens, output_tokens = Counter[str](), Counter[str](), Counter[str]()
    for one in had:
        answers[one.model] += one.answers
        input_tokens[one.model] += one.input_tokens
        output_tokens[one.model] += one.output_tokens
    prices = {model: services.ledger.tariff.price(model) for model in answers}
    costs = {
        model: price.of(Usage(input_tokens[model], output_tokens[model]), requests=answers[model])
        for model, price in prices.items()
        if price is not None
    }
    lines: list[str] = []
    for model, count in answers.most_common():
        line = "- " + _line(model, count, input_tokens[model], output_tokens[model], costs.get(model))
        if (price := prices[model]) and price.like:
            line = say("usage_like", line=line, model=price.like)
        room -= len(line) + 1
        if room < _AFTER:
            lines.append(say("models_more", count=len(answers) - len(lines)))
            break
        lines.append(line)
    if len(answers) > 1:
        total = sum(costs.values()) if costs else None
        lines.append(_line(say("usage_sum"), answers.total(), input_tokens.total(), output_tokens.total(), total))
    if costs and len(costs) < len(answers):
        lines.append(say("usage_unpriced"))
    if costs and table().is_old(now := services.clock.wall()):
        lines.append(say("prices_old", date=str(table().taken), days=table().days_old(now)))
    return lines


def _line(name: str, answers: int, input_tokens: int, output_tokens: int, cost: float | None) -> str:
    line = say(
        "usage_line",
        name=name,
        answers=answers,
        input_tokens=input_tokens,
        output_tokens=output_tokens,
    )
    return line if cost is None else say("usage_cost", line=line, cost=cost_words(cost))


def cost_words(cost: float) -> str:
    """An amount of US $, with two figures where it is small."""
    return money(cost, ".2g" if 0.0001 <= cost < 0.1 else ",.2f")


def _day(day: date) -> str:
    return say("usage_day", day=str(day.day), month=say("months").split()[day.month - 1])


def _picture(found: Sequence[Stretch], days: int) -> bytes:
    """A picture with the columns of the most used models, and of the others together."""
    all_of_them = Counter[str]()
    for _, had in found:
        for one in had:
            all_of_them[one.model] += one.answers
    names = [name for name, _ in all_of_them.most_common()]
    few = names if len(names) <= len(KINDS) else names[: len(KINDS) - 1]
    kinds = few if few == names else [*few, say("usage_others")]
    columns = []
    for start, had in found:
        counts = Counter[str]()
        for one in had:
            counts[one.model if one.model in few else kinds[-1]] += one.answers
        columns.append(Column(_day(start), tuple(counts[kind] for kind in kinds)))
    columns[-1] = replace(columns[-1], label=say("usage_today"), marked=True)
    title = say("usage_chart", days=days)
    return draw(title, [kind.partition("/")[2] or kind for kind in kinds], columns).png()
