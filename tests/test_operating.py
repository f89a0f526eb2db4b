"""The dashboard and the alert rules name series, labels and values that there are; the page explains each series."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args

import pytest
import yaml  # type: ignore[import-untyped]

from bots.engine.runtime.meters import Called, EndedAs
from bots.ops import series as known
from bots.ops.metrics import Metrics
from bots.ops.series import COUNTED, Series
from tests.bots.ops.counting import Busy, counted

DOCS = Path(__file__).parent.parent / "docs/operating"
PAGE = (DOCS / "monitoring.md").read_text()
VALUES: Mapping[str, frozenset[str]] = {
    "outcome": frozenset(get_args(EndedAs)),
    "how": frozenset(get_args(Called)),
    "what": frozenset(Busy().waiting()),
}
"""The labels whose values are words from tables."""
OF_PROMETHEUS = {"le", "instance", "job"}


def series() -> frozenset[str]:
    """Every name that the registry really writes down."""
    lines = counted(Metrics(Busy())).page().decode().splitlines()
    return frozenset(re.split(r"[{ ]", line)[0] for line in lines if not line.startswith("#"))


def on_the_dashboard() -> Iterator[str]:
    panels: list[dict[str, Any]] = json.loads((DOCS / "dashboard.json").read_text())["panels"]
    yield from (target["expr"] for panel in panels for target in panel.get("targets", ()))


def rules() -> list[dict[str, Any]]:
    groups: list[dict[str, Any]] = yaml.safe_load((DOCS / "alerts.yml").read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


EXPRESSIONS = (*on_the_dashboard(), *(rule["expr"] for rule in rules()))
SERIES = tuple(each for each in vars(known).values() if isinstance(each, Series))
LABELS = {label for each in SERIES for label in each.labels}


@pytest.mark.parametrize("expression", EXPRESSIONS)
def test_an_expression_names_what_there_is(expression: str) -> None:
    """Its series, its labels, and the words that stand for their values."""
    named = set(re.findall(r"\b(?:parley|process)_\w+", expression))
    grouped = {
        label.strip() for found in re.findall(r"(?:by|on|left) \(([^)]*)\)", expression) for label in found.split(",")
    }
    chosen = re.findall(r'(\w+)!?="([^"]*)"', expression)

    assert named
    assert named <= series()
    assert grouped | {label for label, _ in chosen} <= LABELS | OF_PROMETHEUS
    assert {value for label, value in chosen if value not in VALUES[label]} == set()
    assert expression.count("(") == expression.count(")")


def test_each_alert_says_what_to_do() -> None:
    """In a sentence, and how bad it is; each has its own name."""
    names = [rule["alert"] for rule in rules()]

    assert len(names) == len(set(names)) > 8
    for rule in rules():
        assert rule["labels"]["severity"] in ("critical", "warning")
        assert all(rule["annotations"][key].endswith(".") for key in ("summary", "description"))
        for label in re.findall(r"\$labels\.(\w+)", str(rule["annotations"])):
            assert label in rule["expr"]


def test_panels_lie_beside_each_other() -> None:
    """None over another, and none without a title and a number of its own."""
    panels = json.loads((DOCS / "dashboard.json").read_text())["panels"]
    cells = [
        (panel["gridPos"]["x"] + x, panel["gridPos"]["y"] + y)
        for panel in panels
        for x in range(panel["gridPos"]["w"])
        for y in range(panel["gridPos"]["h"])
    ]

    assert len(cells) == len(set(cells))
    assert max(x for x, _ in cells) < 24
    assert len({panel["id"] for panel in panels}) == len(panels)
    assert all(panel["title"] for panel in panels)


def test_everything_that_is_counted_is_explained_and_shown() -> None:
    """The page has a row for each series with its labels, and for each word; the dashboard shows each series."""
    shown = " ".join(on_the_dashboard())
    for each in SERIES:
        name = each.name if each.buckets or each not in COUNTED else f"{each.name}_total"
        row = next(line for line in PAGE.splitlines() if line.startswith("|") and f"`{name}`" in line)
        assert row.split("|")[2].strip() == ", ".join(each.labels)
        assert name in shown
    for words in VALUES.values():
        assert {word for word in words if f"`{word}`" not in PAGE} == set()


def test_a_name_that_there_is_not_would_be_found() -> None:
    """The tests above can fail."""
    assert "parley_answers" not in series()
    assert {"parley_answers_total", "parley_waiting", "process_open_fds", "parley_store_seconds_bucket"} <= series()
