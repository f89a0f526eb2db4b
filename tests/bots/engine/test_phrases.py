"""All that the bot itself says: nothing missing, nothing left over, a sentence for every error."""

import ast
import string
from pathlib import Path

import pytest

import bots
from bots.engine.phrases import ERRORS, PHRASES, explain, say
from provider import errors
from provider.errors import CutOff, ProviderError

SOURCES = tuple(Path(bots.__file__).parent.rglob("*.py"))


def strings() -> set[str]:
    """Every string in the program, without those that are the table's own keys."""
    found: set[str] = set()
    for path in SOURCES:
        tree = ast.parse(path.read_text())
        keys = {
            id(key)
            for node in ast.walk(tree)
            if isinstance(node, ast.Dict) and path.name == "phrases.py"
            for key in node.keys
        }
        found |= {
            node.value
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in keys
        }
    return found


def said() -> list[tuple[str, set[str]]]:
    """Every `say("key", value=...)` in the program: its key and the names of its values."""
    calls = []
    for path in SOURCES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say":
                names = {keyword.arg for keyword in node.keywords if keyword.arg}
                keys = [leaf for leaf in ast.walk(node.args[0]) if isinstance(leaf, ast.Constant)] if node.args else []
                calls += [(leaf.value, names) for leaf in keys if isinstance(leaf.value, str) and leaf.value in PHRASES]
                if node.args and isinstance(node.args[0], ast.Constant):
                    assert node.args[0].value in PHRASES, (path.name, node.args[0].value)
    return calls


def test_every_phrase_is_used() -> None:
    """A phrase that nobody says is a promise that nobody keeps."""
    assert sorted(set(PHRASES) - strings()) == []


def test_every_phrase_gets_its_values() -> None:
    """What is said has a phrase, and every name in it is given."""
    calls = said()

    assert len(calls) > 40
    for key, given in calls:
        wanted = {name for _, name, _, _ in string.Formatter().parse(PHRASES[key]) if name}
        assert wanted <= given, key


def test_values_are_not_read_as_phrases() -> None:
    """Braces in a model's name stay braces."""
    assert say("model_set", model="{x}") == "From now on {x} answers here."


def every_error(kind: type[ProviderError] = ProviderError) -> list[type[ProviderError]]:
    return [kind, *(found for child in kind.__subclasses__() for found in every_error(child))]


@pytest.mark.parametrize("kind", [kind for kind in every_error() if kind.__module__ == errors.__name__])
def test_every_error_has_a_sentence_of_its_own(kind: type[ProviderError]) -> None:
    """In plain words, never the provider's."""
    sentence = explain(kind("secret detail", partial_text="so far"))

    assert dict(ERRORS)[kind] == sentence
    assert sentence.endswith((".", "!"))
    assert "secret" not in sentence


def test_no_sentence_is_hidden_by_a_wider_one() -> None:
    """The first class that fits counts, so a class stands before its parents."""
    kinds = [kind for kind, _ in ERRORS]

    for number, kind in enumerate(kinds):
        assert not any(issubclass(kind, earlier) for earlier in kinds[:number]), kind


def test_an_answer_that_broke_off_before_it_began() -> None:
    """There is nothing above, and the sentence does not say so."""
    assert explain(CutOff()) == "The model broke off before its first word; try again."
    assert explain(CutOff(), begun=True) == explain(CutOff(partial_text="So"))
