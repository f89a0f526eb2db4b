"""`make prices`: the table of prices, out of the package genai-prices.

The package changes as often as prices do, and has no date: the table has that of the day on which `make prices` first
met this version of it. The same version gives the same table on every later day.
"""

import csv
import re
import sys
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from importlib.metadata import version
from io import StringIO
from pathlib import Path
from typing import Final

from genai_prices.data import providers
from genai_prices.types import (
    ClauseContains,
    ClauseEquals,
    ClauseOr,
    ClauseStartsWith,
    ConditionalPrice,
    MatchLogic,
    ModelInfo,
    ModelPrice,
    Provider,
    StartDateConstraint,
    TieredPrices,
)

from provider.dialects.fitting import SECOND_TOKENS
from provider.known.presets import PRESETS
from provider.known.prices import COLUMNS, pieces, without_date

PACKAGE: Final = "genai-prices"

_NOT_THERE: Final = {"gemini": "claude", "openrouter": ":"}
"""What no name at that service has, though the package counts the service's other addresses as the same one.

OpenRouter's names with a colon are its variants: free ones, and those of its batches.
"""

_HOURS_OF_TOKENS: Final = Decimal(1_000_000) / (3600 * SECOND_TOKENS)
"""The hours of sound that are a million of its tokens, as we estimate them."""

Row = tuple[str, ...]


def table(day: date) -> str:
    """The whole table as of that day: the prices of that day, and later ones that are announced."""
    out = StringIO()
    out.write(f"# {PACKAGE} {version(PACKAGE)}, {day}\n")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    for service in PRESETS:
        if (found := _found(service)) is not None:
            writer.writerows(sorted(_rows(service, found, day)))
    return out.getvalue()


def day_of(written: str, today: date) -> date:
    """The day of a table that was written before; today if it is not of this version of the package."""
    told = re.match(rf"# {PACKAGE} {re.escape(version(PACKAGE))}, (\S+)\n", written)
    return date.fromisoformat(told[1]) if told else today


def _found(service: str) -> Provider | None:
    return next((each for each in providers if re.match(each.api_pattern, PRESETS[service].base_url)), None)


def _rows(service: str, found: Provider, day: date) -> Iterator[Row]:
    barred = _NOT_THERE.get(service, "\n")
    priced: dict[str, list[Row]] = {}
    for model in found.models:
        prices = list(_in_time(model, day))
        for name in _names(found, model) if prices else ():
            if barred not in name and (service != "openrouter" or "/" in name):
                priced.setdefault(name, prices)
    spelled = {pieces(name): prices for name, prices in reversed(priced.items())}
    for name, prices in priced.items():
        short = without_date(name)
        if spelled.pop(pieces(name), None) and (short == name or priced.get(short) != prices):
            yield from ((service, name, *price) for price in prices)


def _names(found: Provider, model: ModelInfo) -> Iterator[str]:
    """The names under which the model is asked for; each must lead to this model first."""
    for name in dict.fromkeys((model.id, *_words(model.match))):
        if not name[-1].isalnum() or (name != model.id and re.match(rf"{found.id}[:/]", name)):
            continue  # the beginning of a name, or the service's own before it
        first = next((each for each in found.models if each.is_match(name)), model)
        if first is model:
            yield name.lower()


def _words(match: MatchLogic) -> Iterator[str]:
    if isinstance(match, ClauseOr):
        for each in match.or_:
            yield from _words(each)
    elif isinstance(match, ClauseEquals):
        yield match.equals
    elif isinstance(match, ClauseStartsWith):
        yield match.starts_with
    elif isinstance(match, ClauseContains):
        yield match.contains


def _in_time(model: ModelInfo, day: date) -> Iterator[Row]:
    """Its prices on that day, and those that change later, each with the day from which it holds."""
    begins = (
        (each.constraint for each in model.prices if isinstance(each, ConditionalPrice))
        if isinstance(model.prices, list)
        else ()
    )
    later = sorted(
        {each.start_date for each in begins if isinstance(each, StartDateConstraint) and each.start_date > day}
    )
    last: Row = ()
    for since in (day, *later):
        price = _row(_dearest(model.get_prices(hour) for hour in _hours(since)))
        if price and price != last:
            yield ("" if since == day else str(since), *price)
        last = price


def _hours(day: date) -> Iterator[datetime]:
    midnight = datetime.combine(day, time(), UTC)
    return (midnight + timedelta(hours=hour) for hour in range(24))


def _dearest(prices: Iterable[ModelPrice]) -> ModelPrice:
    """The price of the dearest hours: some services are cheaper at night."""
    return max(prices, key=lambda price: (_base(price.output_mtok), _base(price.input_mtok)))


def _row(price: ModelPrice) -> Row:
    """The columns of a price; empty if the model has none that we could count."""
    if price.input_mtok is None:
        hours = price.audio_hours or price.input_audio_hours
        return (_text(_base(hours) * _HOURS_OF_TOKENS), "0", "", "", "") if hours else ()
    if price.output_mtok is None:
        return ()
    cached, search, request = price.cache_read_mtok, price.web_searches_kcount, price.requests_kcount
    return (
        _text(_base(price.input_mtok)),
        _text(_base(price.output_mtok)),
        *("" if each is None else _text(_base(each)) for each in (cached, search, request)),
    )


def _base(price: Decimal | TieredPrices | None) -> Decimal:
    """Without the surcharge for very long prompts."""
    if price is None:
        return Decimal()
    return price.base if isinstance(price, TieredPrices) else price


def _text(price: Decimal) -> str:
    return f"{round(price, 6).normalize():f}"


if __name__ == "__main__":
    path = Path(sys.argv[1])
    today = datetime.now(UTC).date()
    path.write_text(table(day_of(path.read_text() if path.exists() else "", today)))
