"""What `make bench` measures: the whole program in real time on platforms that enforce their limits.

python -m benchmarks [SCENARIO ...] [--against REVISION]
"""

import argparse
import dataclasses
import json
import os
import platform
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from benchmarks import completion, filled, machines, provider_streams, start
from benchmarks.cost import Spent
from benchmarks.elsewhere import NoSuchCommit, program_of
from benchmarks.history import History, Vitals
from benchmarks.reckoning import Figure, beside, reckon
from benchmarks.running import Failed, run
from benchmarks.scenarios import BY_NAME, SCENARIOS, Case, cases, lasts
from benchmarks.table import number, show

BY_NAME_ALONE = frozenset({"filled", "machines", "bursts800", "scale"})
"""What is measured only if it is named: with all others it would take over ten minutes."""
TAKES = {"provider": 60.0, "completion": 10.0, "start": 20.0, "filled": 45.0, "machines": 90.0}
"""Seconds of what is measured without a platform, about."""
FUNCTIONS = 12
"""Functions that are named below a case whose CPU was looked at: those that took the most themselves."""

Measure = Callable[[Path | None], list[Figure]]
"""Measures something; it is told where the other commit's program is, None if there is none."""


@dataclasses.dataclass(frozen=True, slots=True)
class Measured:
    """One case and what came of it. `place`: empty where no platform takes part."""

    scenario: str
    place: str
    title: str
    figures: list[Figure]


def main() -> int:
    """Measure; 0 when every case came to its end."""
    console = Console()
    others = _others(console)
    about = {scenario.name: scenario.about for scenario in SCENARIOS} | {name: each[0] for name, each in others.items()}
    lines = "\n".join(f"  {name:12} {words}" for name, words in about.items())
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=f"Measure the live reply and the providers. Without a SCENARIO, all but the largest:\n\n{lines}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("scenario", nargs="*", metavar="SCENARIO")
    parser.add_argument("--against", default="", metavar="REVISION", help="a commit whose program is measured in turn")
    args = parser.parse_args()
    names = args.scenario or [name for name in about if name not in BY_NAME_ALONE]
    if unknown := [name for name in names if name not in about]:
        parser.error(f"there is no scenario {unknown[0]!r}; there are: {', '.join(about)}")
    began = time.monotonic()
    console.print(f"This takes about {seconds_of(names, against=bool(args.against)) / 60:.0f} minutes.", style="dim")
    try:
        with ExitStack() as stack:
            other = stack.enter_context(program_of(args.against)) if args.against else None
            bench = Bench(console, args.against, other)
            for case in cases(tuple(name for name in names if name in BY_NAME)):
                bench.case(case)
            for name, (title, measure) in others.items():
                if name in names:
                    bench.add(name, title, measure)
    except NoSuchCommit as error:
        parser.error(f"{args.against}: {error}")
    except Failed as failed:
        console.print(f"The bench broke off: {failed}", style="bold red")
        return 1
    except KeyboardInterrupt:
        return 130
    _sum_up(console, bench.found, args.against, time.monotonic() - began)
    return 0


def seconds_of(names: Sequence[str], *, against: bool = False) -> float:
    """How long it takes to measure these scenarios, about. `against`: another commit is measured in turn."""
    seconds = sum(map(lasts, cases(tuple(name for name in names if name in BY_NAME))))
    seconds += sum(TAKES[name] for name in names if name in TAKES)
    return 2 * seconds if against else seconds


def _others(console: Console) -> Mapping[str, tuple[str, Measure]]:
    """The scenarios without a platform, each with its title."""
    note = partial(console.print, style="dim")
    return {
        "provider": (provider_streams.TITLE, partial(provider_streams.run, note)),
        "completion": (completion.TITLE, completion.run),
        "start": (start.TITLE, start.run),
        "filled": (filled.TITLE, filled.run),
        "machines": (machines.TITLE, machines.run),
    }


class Bench:
    """Measures and prints. `against`: the name of the other commit, and `other` where its program is."""

    def __init__(self, console: Console, against: str, other: Path | None) -> None:
        self.found: list[Measured] = []
        self._console = console
        self._against = against
        self._other = other

    def case(self, case: Case) -> None:
        """Measure a case, and the other commit in turn: now this one first, now that one."""
        trees = [None] if self._other is None else [None, self._other][:: -1 if len(self.found) % 2 else 1]
        figures: dict[Path | None, list[Figure]] = {}
        spent: Spent = ()
        for tree in trees:
            try:
                history, vitals = self._run(case, tree)
            except Failed as failed:
                if tree is None:
                    raise
                self._console.print(f"{self._against} cannot be measured: {failed}", style="red")
                continue
            figures[tree] = reckon(case, history, vitals)
            spent = vitals.spent if tree is None else spent
        self._show(case.scenario, case.where.name, _title(case), beside(figures[None], figures.get(self._other, [])))
        for centre, function, seconds in spent[:FUNCTIONS]:
            milliseconds = 1000 * seconds / case.what.streams
            self._console.print(f"{milliseconds:8.2f} ms  {function}  ({centre})", style="dim", highlight=False)

    def add(self, name: str, title: str, measure: Measure) -> None:
        """Measure something without a platform."""
        self._show(name, "", title, measure(self._other))

    def _show(self, scenario: str, place: str, title: str, figures: list[Figure]) -> None:
        self.found.append(Measured(scenario, place, title, figures))
        show(self._console, title, figures, self._against)

    def _run(self, case: Case, tree: Path | None) -> tuple[History, Vitals]:
        columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        title = _title(case) + (f" · {self._against}" if tree else "")
        with Progress(
            *columns, TimeElapsedColumn(), console=self._console, transient=True, refresh_per_second=2
        ) as progress:
            task = progress.add_task(title, total=case.what.streams)
            return run(case, lambda done: progress.update(task, completed=done), tree)


def _title(case: Case) -> str:
    return f"{case.scenario}: {case.what.about} · {case.where.name}"


def _sum_up(console: Console, found: list[Measured], against: str, seconds: float) -> None:
    missed = [(case, figure) for case in found for figure in case.figures if figure.reached is False]
    asked = sum(figure.reached is not None for case in found for figure in case.figures)
    console.print(f"{asked - len(missed)} of {asked} targets reached, in {seconds / 60:.1f} minutes.", style="bold")
    for case, figure in missed:
        value, target = number(figure.value, figure.unit), number(figure.target, figure.unit)
        console.print(f"  not reached: {case.title}: {figure.name} {value}, target {target}", style="red")
    path = Path(f"bench-{time.strftime('%Y%m%d-%H%M%S')}.json")
    path.write_text(json.dumps(_document(found, against, seconds), indent=1, ensure_ascii=False) + "\n")
    console.print(f"The figures are in {path}.")


def _document(found: list[Measured], against: str, seconds: float) -> dict[str, Any]:
    return {
        "at": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
        "seconds": round(seconds, 1),
        "against": against,
        "machine": {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.platform()},
        "cases": [
            {
                "scenario": case.scenario,
                "place": case.place,
                "figures": [
                    dataclasses.asdict(figure) | {"reached": figure.reached, "ratio": figure.ratio}
                    for figure in case.figures
                ],
            }
            for case in found
        ],
    }


if __name__ == "__main__":
    sys.exit(main())
