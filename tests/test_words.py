"""One meaning a word: names that the trade has no use for do not come back, nor those that meant two things.

A docstring begins with its subject, or with the verb of what is done, so that a stranger reads it once.
"""

import ast
import re
import tokenize
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from bots.engine.seam import platform

ROOT = Path(__file__).parents[1]

WORDS = frozenset(
    ("desk", "given", "hush", "hushed", "keeper", "lacks", "made", "manner", "mishap", "overhears", "remembered")
) | frozenset(("rules", "tending", "thinking", "thought", "thoughts", "weather"))
"""In no identifier, as a word of it."""

NAMES = frozenset(
    ("InLine", "readers", "Turns", "Voice", "Line", "Guard", "Chain", "Breaker", "Outcome", "Servers", "Leaves")
)
"""No identifier of its own."""

IN_THE_ENGINE = frozenset({"Answer", "model"})
"""Nor a class or a file of the engine: a command gives a `Response`, and values are no model."""

THEIRS = frozenset({"VoiceClient", "connection_made"})
"""A library's own name for something."""

PLAIN = frozenset({"given", "made", "rules", "thoughts"})
"""Words that name nothing of the program in a test."""

VERBS = frozenset(
    (
        "Changes",
        "Deletes",
        "Downloads",
        "Filters",
        "Finds",
        "Folds",
        "Hands",
        "Knows",
        "Learns",
        "Leaves",
        "Links",
        "Manages",
    )
) | frozenset(("Mentions", "Moderates", "Opens", "Reacts", "Reads", "Reports", "Says", "Shows", "Takes"))
"""How the optional abilities of a platform begin: what it does."""


def names_in(path: Path) -> Iterator[str]:
    with tokenize.open(path) as file:
        yield from (token.string for token in tokenize.generate_tokens(file.readline) if token.type == tokenize.NAME)


def words_of(name: str) -> set[str]:
    """The words that a name is made of, whichever way they are joined."""
    return {word.lower() for word in re.findall(r"[A-Z]?[a-z0-9]+|[A-Z]+(?![a-z])", name)}


@cache  # most names stand in many files
def is_stale(name: str) -> bool:
    return name not in THEIRS and (name in NAMES or bool(words_of(name) & WORDS))


@pytest.mark.parametrize("top", ["bots", "provider", "benchmarks"])
def test_no_stale_word_is_in_an_identifier(top: str) -> None:
    """The files are named, so that whoever brings one back finds it."""
    found = {
        (str(path.relative_to(ROOT)), name)
        for path in (ROOT / top).rglob("*.py")
        for name in names_in(path)
        if is_stale(name)
    }

    assert found == set()


def test_no_class_of_the_tests_has_a_stale_name() -> None:
    """Nor a constant; what a test is given and made of is plain English there."""
    found = {
        (str(path.relative_to(ROOT)), name)
        for path in (ROOT / "tests").rglob("*.py")
        for name in names_in(path)
        if name[:1].isupper() and is_stale(name) and not words_of(name) & PLAIN
    }

    assert found == set()


@pytest.mark.parametrize("top", ["bots", "provider"])
def test_no_file_has_a_stale_name(top: str) -> None:
    """Nor a folder."""
    paths = {path.relative_to(ROOT) for path in (ROOT / top).rglob("*.py")}

    assert {str(path) for path in paths if any(is_stale(part) for part in path.with_suffix("").parts)} == set()


def test_some_words_mean_something_else_in_the_engine() -> None:
    """What a model says is an answer there, and no command's."""
    paths = sorted((ROOT / "bots/engine").rglob("*.py"))
    trees = [ast.parse(path.read_text()) for path in paths]
    classes = {node.name for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)}

    assert not IN_THE_ENGINE & {*classes, *(path.stem for path in paths)}


def test_what_only_some_platforms_can_do_is_called_by_its_verb() -> None:
    """Whoever reads `isinstance(platform, Deletes)` reads a sentence."""
    optional = [each.__name__ for each in vars(platform).values() if getattr(each, "_is_runtime_protocol", False)]

    assert optional
    assert [name for name in optional if re.findall(r"[A-Z][a-z]+", name)[0] not in VERBS] == []


@pytest.mark.parametrize("name", ["_keeper", "PlaceKeeper", "MOST_HUSHED", "thoughts", "Line", "token_weather"])
def test_a_stale_word_is_found(name: str) -> None:
    """However it is written."""
    assert is_stale(name)


@pytest.mark.parametrize("name", ["line", "outline", "CircuitBreaker", "reasoning", "ReplyQueue", "timeline"])
def test_other_words_are_not(name: str) -> None:
    """Also where they hold one as a part of them, or mean something else."""
    assert not is_stale(name)


# Docstrings.

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
