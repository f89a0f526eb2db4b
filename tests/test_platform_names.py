"""No platform's name outside its adapter and the table of platforms: its row or the platform itself is asked."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bots.platforms import OURS

ROOT = Path(__file__).parent.parent

NAMES = frozenset({*(row.name for row in OURS), "terminal"})

HOMES = (*(f"bots/{path.name}/" for path in (ROOT / "bots").glob("*_bot")), "bots/platforms.py")
"""Where a platform's name belongs."""

EXCEPTIONS = {
    "bots/cli/arguments.py": "the program's one-line description, which people read",
    "bots/engine/commands/table_people.py": "an example in a description, which people read",
    "bots/engine/language/english.py": "sentences of all adapters stand in the tables of a language",
    "bots/engine/language/english_errors.py": "sentences of all adapters stand in the tables of a language",
    "bots/engine/language/english_files.py": "sentences of all adapters stand in the tables of a language",
    "bots/engine/language/spanish.py": "sentences of all adapters stand in the tables of a language",
    "bots/engine/language/spanish_errors.py": "sentences of all adapters stand in the tables of a language",
    "bots/engine/language/spanish_files.py": "sentences of all adapters stand in the tables of a language",
    "bots/engine/language/spanish_commands.py": "descriptions, which people read",
}
"""Files whose sentences may name a platform. A string that is a platform's name alone may stand in none of them."""

FILES = sorted(
    str(path.relative_to(ROOT))
    for room in ("bots", "provider")
    for path in (ROOT / room).rglob("*.py")
    if not str(path.relative_to(ROOT)).startswith(HOMES)
)


def strings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """The strings that the program uses, each with its line; docstrings are none of them."""
    docs = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
            yield node.lineno, node.value


def named(text: str) -> bool:
    """Whether a platform's name is among the words of the text; "cut_by_discord" and "discord:5" have one."""
    return not NAMES.isdisjoint(re.findall(r"[a-z]+", text.lower()))


def found(source: str, *, sentences: bool) -> list[int]:
    """The lines with a string that names a platform; `sentences`: those that are a sentence are fine."""
    return [line for line, text in strings(ast.parse(source)) if named(text) and not (sentences and " " in text)]


@pytest.mark.parametrize("path", FILES)
def test_no_string_names_a_platform(path: str) -> None:
    """Compared, as a key or as the beginning of another string: each would leave out a platform that a package adds."""
    assert found((ROOT / path).read_text(encoding="utf-8"), sentences=path in EXCEPTIONS) == []


@pytest.mark.parametrize("path", sorted(EXCEPTIONS))
def test_each_exception_is_still_one(path: str) -> None:
    """A file that names no platform any more leaves the list."""
    assert found((ROOT / path).read_text(encoding="utf-8"), sentences=False)


def test_a_name_is_found_wherever_it_stands() -> None:
    """Alone, in a word and before a number, but not in a docstring."""
    source = '"""Telegram."""\nif a == "telegram": pass\nsay("cut_by_discord")\nf"discord:{b}"\nsay("In a Terminal.")\n'

    assert found(source, sentences=False) == [2, 3, 4, 5]
    assert found(source, sentences=True) == [2, 3, 4]
