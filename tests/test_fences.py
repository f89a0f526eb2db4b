"""Errors are caught by their names. What catches any error at all and goes on is a fence, and there are two."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent

ANY = frozenset({"Exception", "BaseException"})

FENCES = {
    "bots/engine/runtime/defects.py": "a defect in the work for one person must not end the work for another",
    "provider/fence.py": "an installed package may raise anything, and who asked for a job of the store gets its error",
}


def names(kind: ast.expr | None) -> frozenset[str]:
    """The errors that an `except` names; none at all names any."""
    if kind is None:
        return ANY
    return frozenset(each.id for each in ast.walk(kind) if isinstance(each, ast.Name))


def fences(tree: ast.Module) -> Iterator[int]:
    """The lines that catch any error and do not raise it again."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ExceptHandler) and names(node.type) & ANY:
            last = node.body[-1]
            if not (isinstance(last, ast.Raise) and last.exc is None):
                yield node.lineno
        match node:
            case ast.Call(func=ast.Name("suppress") | ast.Attribute(attr="suppress"), args=kinds):
                if any(names(kind) & ANY for kind in kinds):
                    yield node.lineno


def test_there_are_two_fences() -> None:
    """Each stands in its file once, for its reason."""
    files = (path for room in ("bots", "provider") for path in sorted((ROOT / room).rglob("*.py")))
    found = [str(path.relative_to(ROOT)) for path in files for _ in fences(ast.parse(path.read_text(encoding="utf-8")))]

    assert sorted(found) == sorted(FENCES)


def test_what_swallows_any_error_is_found() -> None:
    """By its name, by another, without a name, beside others, and in `suppress`; what raises it again is none."""
    source = """
try: f()
except Exception: pass
try: f()
except: pass
try: f()
except (OSError, BaseException) as error: log(error)
try: f()
except BaseException:
    g()
    raise
with contextlib.suppress(Exception): f()
with suppress(OSError): f()
"""

    assert sorted(fences(ast.parse(source))) == [3, 5, 7, 12]
