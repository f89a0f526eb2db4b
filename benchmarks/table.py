"""The figures of a case as a table, and how far it has come while it runs."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from benchmarks.reckoning import Figure


def show(console: Console, title: str, figures: Sequence[Figure], against: str = "") -> None:
    """Print one case. `against`: the other commit, if one was measured in turn."""
    table = Table(title=title, title_justify="left", title_style="bold", pad_edge=False)
    table.add_column("")
    for name in ("measured", "best there can be", "target"):
        table.add_column(name, justify="right")
    table.add_column("")
    if against:
        table.add_column(against, justify="right")
        table.add_column("ratio", justify="right")
    for figure in figures:
        table.add_row(
            figure.name,
            number(figure.value, figure.unit),
            number(figure.best, figure.unit),
            number(figure.target, figure.unit),
            _verdict(figure),
            *((number(figure.other, figure.unit), _ratio(figure)) if against else ()),
        )
    console.print(table)


def number(value: float | None, unit: str) -> str:
    """As a person reads it."""
    if value is None:
        return ""
    if unit == "s":
        return f"{value * 1000:.0f} ms" if value < 1 else f"{value:.2f} s"
    digits = f"{value:.0f}" if float(value).is_integer() or value >= 100 else f"{value:.2f}"
    return f"{digits} {unit}".rstrip()


def _ratio(figure: Figure) -> str:
    return "" if figure.ratio is None else f"× {figure.ratio:.2f}"


def _verdict(figure: Figure) -> Text:
    match figure.reached:
        case None:
            return Text("")
        case True:
            return Text("reached", "green")
        case False:
            return Text("not reached", "bold red")
