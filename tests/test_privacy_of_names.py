"""A test uses what is public: what it needs beyond that is not promised to anybody."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
OWN = {"self", "cls"}


def _is_private(name: str) -> bool:
    return name.startswith("_") and not name.startswith("__")


def _is_own(value: ast.expr) -> bool:
    """Of the object itself, or of its base class."""
    if isinstance(value, ast.Call) and isinstance(value.func, ast.Name):
        return value.func.id == "super"
    return isinstance(value, ast.Name) and value.id in OWN


def reached_for(source: str) -> Iterator[str]:
    """The private names of others, each with its line."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and _is_private(node.attr) and not _is_own(node.value):
            yield f"{node.lineno}: {ast.unparse(node)}"
        elif isinstance(node, ast.ImportFrom):
            path = [*(node.module or "").split("."), *(alias.name for alias in node.names)]
            yield from (f"{node.lineno}: {name}" for name in path if _is_private(name))
        elif isinstance(node, ast.Import):
            path = [part for alias in node.names for part in alias.name.split(".")]
            yield from (f"{node.lineno}: {name}" for name in path if _is_private(name))


def test_no_test_reaches_for_a_private_name() -> None:
    """Neither of the program nor of a fake nor of a library."""
    found = [f"{path.name}:{line}" for path in sorted(TESTS.rglob("*.py")) for line in reached_for(path.read_text())]

    assert found == []


@pytest.mark.parametrize(
    "source", ["x._y", "self.x._y", "f()._y", "from m import _y", "from m._y import z", "import m._y"]
)
def test_the_search_finds_one(source: str) -> None:
    """However it is reached for."""
    assert list(reached_for(source))


@pytest.mark.parametrize("source", ["self._y", "cls._y", "super()._y()", "x.__dict__", "from m import y", "_y = 1"])
def test_what_is_ones_own_is_not_reached_for(source: str) -> None:
    """Nor what belongs to the language."""
    assert not list(reached_for(source))
