"""Each number in docs/numbers.md equals the constant that stands beside it."""

import dataclasses
import importlib
import math
import re
from functools import cache
from pathlib import Path

import pytest

from bots.engine.seam.rates import Bucket, Budget, Tempo, Window
from provider.values import Value, fields

ROOT = Path(__file__).parent.parent
ROWS = re.findall(
    r"^\| (.+) \| (.+) \| (`[\w/]+\.py: [\w.]+`) \|$", (ROOT / "docs/numbers.md").read_text(), re.MULTILINE
)
UNITS = {"min": 60, "h": 3600, "days": 86_400, "MiB": 1024 * 1024, "%": 0.01}
IN_DAYS = "sections.py: Storage.keep_days"
"""The one constant that counts days itself."""


def constant(reference: str) -> object:
    """The value of "end/of/path.py: NAME" or "end/of/path.py: Class.field"."""
    path, _, name = reference.partition(": ")
    (found,) = (each for each in files() if ends(each, path))
    module = importlib.import_module(".".join(found.relative_to(ROOT).with_suffix("").parts))
    first, _, key = name.partition(".")
    value: object = getattr(module, first)
    if not key:
        return value
    assert isinstance(value, type)
    if issubclass(value, Value):
        return next(each.default for each in fields(value) if each.name == key)
    assert dataclasses.is_dataclass(value)
    return next(field.default for field in dataclasses.fields(value) if field.name == key)


@cache
def files() -> tuple[Path, ...]:
    return tuple(each for top in ("bots", "provider") for each in (ROOT / top).rglob("*.py"))


def ends(path: Path, name: str) -> bool:
    return path.as_posix().endswith(f"/{name}")


def numbers(value: object) -> list[float]:
    """The numbers of a constant, in the order in which the page names them."""
    match value:
        case int() | float():
            return [value]
        case Window(calls, seconds):
            return [calls, seconds]
        case Bucket(capacity, per_second):
            return [capacity, round(1 / per_second, 2)]
        case Budget(_, limits):
            return numbers(limits)
        case Tempo(first, then, gather):
            return [*first, then, *([gather] if gather else [])]
        case tuple():
            return [number for each in value for number in numbers(each)]
    raise AssertionError(value)


def written(text: str) -> list[float]:
    """The numbers of a cell: "6 × 1.1, then 4", "10 min", "1,000"."""
    found: list[float] = []
    for times, number, unit in re.findall(r"(?:(\d+) × )?(\d+(?:,\d{3})*(?:\.\d+)?)(?: (min|h|days|MiB|%))?", text):
        found += [float(number.replace(",", "")) * UNITS.get(unit, 1)] * int(times or 1)
    return found


def test_every_row_names_its_constant() -> None:
    """No number stands in a table unguarded."""
    tables = re.findall(r"^\| (?!\|)(.+) \|$", (ROOT / "docs/numbers.md").read_text(), re.MULTILINE)

    assert len(ROWS) == len(tables) > 60


@pytest.mark.parametrize(("what", "cell", "reference"), ROWS, ids=[reference for _, _, reference in ROWS])
def test_the_number_is_the_constant(what: str, cell: str, reference: str) -> None:
    """Whatever its unit."""
    reference = reference.strip("`")
    value = constant(reference)
    if isinstance(value, tuple) and all(isinstance(each, str) for each in value):
        assert cell == ", ".join(value), what
        return
    scale = UNITS["days"] if reference == IN_DAYS else 1

    assert [number / scale for number in written(cell)] == [pytest.approx(each) for each in numbers(value)], what
    assert all(map(math.isfinite, numbers(value)))
