"""The table of prices is what `make prices` writes."""

from datetime import date
from pathlib import Path

from benchmarks.prices import day_of, table

TABLE = Path(__file__).parent.parent.parent / "provider/known/prices.csv"
TODAY = date(2030, 1, 2)


def test_the_table_is_what_make_prices_gives() -> None:
    """From the version of the package that is locked, on whatever day; after a change of that: `make prices`."""
    written = TABLE.read_text()
    day = day_of(written, TODAY)

    assert day != TODAY, "the table is of another version of the package"
    assert table(day).splitlines() == written.splitlines()


def test_another_version_has_the_day_of_today() -> None:
    """So that the date says when its prices were taken over, and not when somebody wrote the same once more."""
    assert day_of("", TODAY) == day_of("# genai-prices 0.0.1, 2026-11-28\n", TODAY) == TODAY
