"""What `make bench` measures: the whole program in real time on platforms that enforce their limits.

python -m benchmarks [SCENARIO ...]
"""

import argparse
import dataclasses
import json
import os
import platform
import sys
import time
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from benchmarks import completion, provider_streams
from benchmarks.reckoning import Figure, reckon
from benchmarks.running import Failed, run
from benchmarks.scenarios import BY_NAME, SCENARIOS, Case, cases
from benchmarks.table import number, show

PROVIDER = "provider"
"""A scenario without a platform: streams alone, beside other readers."""
COMPLETION = "completion"
"""A scenario without a platform: what is offered while somebody types."""


@dataclasses.dataclass(frozen=True, slots=True)
class Measured:
    """One case and what came of it. `place`: empty where no platform takes part."""

    scenario: str
    place: str
    title: str
    figures: list[Figure]


def main() -> int:
    """Measure; 0 when every case came to its end."""
    about = {scenario.name: scenario.about for scenario in SCENARIOS} | {
        PROVIDER: provider_streams.TITLE,
        COMPLETION: completion.TITLE,
    }
    lines = "\n".join(f"  {name:12} {words}" for name, words in about.items())
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=f"Measure the live reply and the providers. Without a SCENARIO, all of them:\n\n{lines}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("scenario", nargs="*", metavar="SCENARIO")
    names = parser.parse_args().scenario
    if unknown := [name for name in names if name not in about]:
        parser.error(f"there is no scenario {unknown[0]!r}; there are: {', '.join(about)}")
    console = Console()
    found: list[Measured] = []
    began = time.monotonic()
    try:
        for case in (
            cases(tuple(name for name in names if name in BY_NAME)) if not names or BY_NAME.keys() & set(names) else ()
        ):
            found.append(Measured(case.scenario, case.where.name, _title(case), _measured(case, console)))
            show(console, found[-1].title, found[-1].figures)
        if not names or PROVIDER in names:
            figures = provider_streams.run(lambda words: console.print(words, style="dim"))
            found.append(Measured(PROVIDER, "", provider_streams.TITLE, figures))
            show(console, found[-1].title, found[-1].figures)
        if not names or COMPLETION in names:
            found.append(Measured(COMPLETION, "", completion.TITLE, completion.run()))
            show(console, found[-1].title, found[-1].figures)
    except Failed as failed:
        console.print(f"The bench broke off: {failed}", style="bold red")
        return 1
    except KeyboardInterrupt:
        return 130
    _sum_up(console, found, time.monotonic() - began)
    return 0


def _measured(case: Case, console: Console) -> list[Figure]:
    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True, refresh_per_second=2) as progress:
        task = progress.add_task(_title(case), total=case.what.streams)
        history, vitals = run(case, lambda done: progress.update(task, completed=done))
    return reckon(case, history, vitals)


def _title(case: Case) -> str:
    return f"{case.scenario}: {case.what.about} · {case.where.name}"


def _sum_up(console: Console, found: list[Measured], seconds: float) -> None:
    missed = [(case, figure) for case in found for figure in case.figures if figure.reached is False]
    asked = sum(figure.reached is not None for case in found for figure in case.figures)
    console.print(f"{asked - len(missed)} of {asked} targets reached, in {seconds / 60:.1f} minutes.", style="bold")
    for case, figure in missed:
        value, target = number(figure.value, figure.unit), number(figure.target, figure.unit)
        console.print(f"  not reached: {case.title}: {figure.name} {value}, target {target}", style="red")
    path = Path(f"bench-{time.strftime('%Y%m%d-%H%M%S')}.json")
    path.write_text(json.dumps(_document(found, seconds), indent=1, ensure_ascii=False) + "\n")
    console.print(f"The figures are in {path}.")


def _document(found: list[Measured], seconds: float) -> dict[str, Any]:
    return {
        "at": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
        "seconds": round(seconds, 1),
        "machine": {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.platform()},
        "cases": [
            {
                "scenario": case.scenario,
                "place": case.place,
                "figures": [dataclasses.asdict(figure) | {"reached": figure.reached} for figure in case.figures],
            }
            for case in found
        ],
    }


if __name__ == "__main__":
    sys.exit(main())
