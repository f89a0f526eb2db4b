"""A docstring begins with its subject, or with the verb of what is done, so that a stranger reads it once."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]

DANGLING = frozenset(
    ("Of", "For", "With", "Without", "By", "Those", "That", "So", "From", "Before", "After", "Between", "Above")
) | frozenset(("As", "At", "In", "Inside", "To", "Below", "Behind", "Beside", "Upon", "Whom", "On"))
"""Words that lean on something which stands elsewhere."""


def docstrings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Those of the module, of its classes and functions, and of its names; each with its line."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            for each in node.body:
                match each:
                    case ast.Expr(value=ast.Constant(value=str() as text)):
                        yield each.lineno, text


def dangling(source: str) -> list[int]:
    return [line for line, text in docstrings(ast.parse(source)) if text.split()[0].rstrip(",:;") in DANGLING]


@pytest.mark.parametrize("top", ["bots", "provider"])
def test_a_docstring_begins_with_its_subject(top: str) -> None:
    """The lines are named."""
    paths = sorted((ROOT / top).rglob("*.py"))
    found = {str(path.relative_to(ROOT)): lines for path in paths if (lines := dangling(path.read_text()))}

    assert found == {}


def test_one_that_does_not_is_found() -> None:
    """Wherever it stands."""
    source = (
        '"""Of what."""\nA = 1\n"""By kind."""\nclass B:\n    """A thing."""\n    def c():\n        """So, yes."""\n'
    )

    assert dangling(source) == [1, 3, 7]
