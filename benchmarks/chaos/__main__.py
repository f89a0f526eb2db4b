"""What `make chaos` plays: trouble of every kind, and what a member pays for it who only asks something.

python -m benchmarks.chaos [SCENARIO ...] [--against FOLDER]
"""

import argparse
import asyncio
import logging
import os
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks.chaos.outcomes import Goal, Row
from benchmarks.chaos.scenarios import BY_NAME, SCENARIOS, Play, Scenario
from benchmarks.chaos.stands import Stand
from benchmarks.table import number
from tests.process import ROOT, parley


def main() -> int:
    """Play; 0 when every goal was reached."""
    lines = "\n".join(f"  {scenario.name:10} {scenario.about}" for scenario in SCENARIOS)
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.chaos",
        description=f"Play trouble, and show what it costs a member. Without a SCENARIO, all of it:\n\n{lines}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("scenario", nargs="*", metavar="SCENARIO")
    parser.add_argument("--against", type=Path, default=ROOT, metavar="FOLDER", help="another copy of the program")
    args = parser.parse_args()
    if unknown := [name for name in args.scenario if name not in BY_NAME]:
        parser.error(f"there is no scenario {unknown[0]!r}; there are: {', '.join(BY_NAME)}")
    logging.getLogger().addHandler(logging.NullHandler())  # a caller that hangs up is what is played
    console = Console(width=max(150, Console().width))
    try:
        return asyncio.run(_play([BY_NAME[name] for name in args.scenario or BY_NAME], args.against, console))
    except KeyboardInterrupt:
        return 130


async def _play(scenarios: list[Scenario], root: Path, console: Console) -> int:
    began = time.monotonic()
    missed = 0
    for scenario in scenarios:
        load = os.getloadavg()[0]
        rows = await _rows(scenario, root)
        console.print(_table(f"{scenario.name}: {scenario.about} (load {load:.1f})", rows))
        missed += sum(not goal.is_reached for row in rows for goal in row.goals)
    console.print(f"{missed} goals not reached, in {(time.monotonic() - began) / 60:.1f} minutes.", style="bold")
    return 1 if missed else 0


async def _rows(scenario: Scenario, root: Path) -> list[Row]:
    plays = [_played(play, root) for play in scenario.plays]
    found = await asyncio.gather(*plays) if scenario.idle else [await play for play in plays]
    return [row for rows in found for row in rows]


async def _played(play: Play, root: Path) -> list[Row]:
    """One way of a scenario, with a folder of its own for the database."""
    with tempfile.TemporaryDirectory() as folder:
        return await play(Stand(lambda variables: parley(Path(folder), variables, root)))


def _table(title: str, rows: list[Row]) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", pad_edge=False)
    table.add_column("")
    for name in ("asked", "median wait", "longest", "lost", "told", "twice", "alive", "settled"):
        table.add_column(name, justify="right")
    table.add_column("")
    for row in rows:
        counts = [len(row.fates), row.lost, row.told, row.twice, row.alive]
        asked, *others = map(str, counts)
        table.add_row(
            row.case, asked, _seconds(row.median), _seconds(row.worst), *others, _seconds(row.settled), _words(row)
        )
    return table


def _seconds(value: float | None) -> str:
    return "never" if value is None or value == float("inf") else number(value, "s")


def _words(row: Row) -> str:
    return "\n".join(filter(None, (row.beside, *map(_verdict, row.goals))))


def _verdict(goal: Goal) -> str:
    value = "never" if goal.value is None else number(goal.value, goal.unit)
    style = "green" if goal.is_reached else "bold red"
    return f"[{style}]{goal.name}: {value}, at most {number(goal.most, goal.unit)}[/]"


if __name__ == "__main__":
    sys.exit(main())
