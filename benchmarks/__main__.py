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

from benchmarks.reckoning import Figure, reckon
from benchmarks.running import Failed, run
from benchmarks.scenarios import BY_NAME, SCENARIOS, Case, cases
from benchmarks.table import number, show


def main() -> int:
    """Measure; 0 when every case came to its end."""
    lines = "\n".join(f"  {scenario.name:12} {scenario.about}" for scenario in SCENARIOS)
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description=f"Measure the live reply. Without a SCENARIO, all of them:\n\n{lines}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("scenario", nargs="*", metavar="SCENARIO")
    names = parser.parse_args().scenario
    if unknown := [name for name in names if name not in BY_NAME]:
        parser.error(f"there is no scenario {unknown[0]!r}; there are: {', '.join(BY_NAME)}")
    console = Console()
    found: list[tuple[Case, list[Figure]]] = []
    began = time.monotonic()
    try:
        for case in cases(tuple(names)):
            figures = _measured(case, console)
            found.append((case, figures))
            show(console, _title(case), figures)
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


def _sum_up(console: Console, found: list[tuple[Case, list[Figure]]], seconds: float) -> None:
    missed = [(case, figure) for case, figures in found for figure in figures if figure.reached is False]
    asked = sum(figure.reached is not None for _, figures in found for figure in figures)
    console.print(f"{asked - len(missed)} of {asked} targets reached, in {seconds / 60:.1f} minutes.", style="bold")
    for case, figure in missed:
        value, target = number(figure.value, figure.unit), number(figure.target, figure.unit)
        console.print(f"  not reached: {_title(case)}: {figure.name} {value}, target {target}", style="red")
    path = Path(f"bench-{time.strftime('%Y%m%d-%H%M%S')}.json")
    path.write_text(json.dumps(_document(found, seconds), indent=1, ensure_ascii=False) + "\n")
    console.print(f"The figures are in {path}.")


def _document(found: list[tuple[Case, list[Figure]]], seconds: float) -> dict[str, Any]:
    return {
        "at": time.strftime("%Y-%m-%dT%H:%M:%S%z"),
        "seconds": round(seconds, 1),
        "machine": {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.platform()},
        "cases": [
            {
                "scenario": case.scenario,
                "place": case.where.name,
                "figures": [dataclasses.asdict(figure) | {"reached": figure.reached} for figure in figures],
            }
            for case, figures in found
        ],
    }


if __name__ == "__main__":
    sys.exit(main())
