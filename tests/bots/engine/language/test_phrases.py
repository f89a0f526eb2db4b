"""All that the bot itself says: nothing missing, nothing left over, in every language; a sentence for every error."""

import ast
import asyncio
import string
from pathlib import Path
from typing import get_args

import pytest

import bots
from bots.engine.commands.arguments import command_of, parse
from bots.engine.commands.table import BY_NAME, COMMANDS
from bots.engine.language.english import ENGLISH
from bots.engine.language.languages import LANGUAGES, TRANSLATED, language
from bots.engine.language.phrases import ERRORS, KINDS, again, called, explain, localised, money, say, speak
from bots.engine.language.spanish_commands import EXAMPLES
from bots.engine.seam.incoming import AttachmentKind, UnreadKind
from provider import errors
from provider.errors import CutOff, ProviderError

SOURCES = tuple(Path(bots.__file__).parent.rglob("*.py"))


def strings() -> set[str]:
    """Every string in the program, without the tables of phrases."""
    found: set[str] = set()
    for path in SOURCES:
        if path.parent.name == "language" and path.name not in ("phrases.py", "moments.py"):
            continue
        tree = ast.parse(path.read_text())
        found |= {
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
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
                calls += [(leaf.value, names) for leaf in keys if isinstance(leaf.value, str) and leaf.value in ENGLISH]
                if node.args and isinstance(node.args[0], ast.Constant):
                    assert node.args[0].value in ENGLISH, (path.name, node.args[0].value)
    return calls


def test_every_phrase_is_used() -> None:
    """A phrase that nobody says is a promise that nobody keeps."""
    assert sorted(set(ENGLISH) - strings()) == []


def test_every_phrase_gets_its_values() -> None:
    """What is said has a phrase, and every name in it is given."""
    calls = said()

    assert len(calls) > 40
    for key, given in calls:
        assert names_in(ENGLISH[key]) <= given, key


def names_in(phrase: str) -> set[str]:
    """What is filled in."""
    return {name for _, name, _, _ in string.Formatter().parse(phrase) if name}


def test_each_kind_of_thing_has_a_name() -> None:
    """What may stand in a message can be called something."""
    assert set(KINDS) == {*get_args(AttachmentKind), *get_args(UnreadKind)}

    assert called("voice") == "a voice message"


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_language_says_everything(code: str) -> None:
    """The same phrases with the same values."""
    phrases = LANGUAGES[code].phrases

    assert set(phrases) == set(ENGLISH)
    assert {key: names_in(phrases[key]) for key in phrases} == {key: names_in(ENGLISH[key]) for key in phrases}


@pytest.mark.parametrize("code", TRANSLATED)
def test_every_description_is_translated(code: str) -> None:
    """Of commands and of their options; nothing is left over, and Discord takes each."""
    ours = {command.description for command in COMMANDS}
    ours |= {option.description for command in COMMANDS for option in command.options}

    ours |= set(EXAMPLES)
    assert set(EXAMPLES) <= {command.example for command in COMMANDS}
    translated = LANGUAGES[code].descriptions
    assert set(translated) == ours
    assert [text for text in (*translated, *translated.values()) if len(text) > 100] == []


@pytest.mark.parametrize(
    ("locale", "ours"),
    [("es", "es"), ("es-ES", "es"), ("es-419", "es"), ("ES_mx", "es"), ("en-GB", "en"), ("est", "en"), ("", "en")],
)
def test_a_locale_has_a_language(locale: str, ours: str) -> None:
    """All that we do not speak is English."""
    assert language(locale) == ours


def test_a_description_in_another_language() -> None:
    """What nobody translated stays as it is."""
    assert localised("Stop the answer", "es-419") == "Parar la respuesta"
    assert localised("Stop the answer", "fr") == "Stop the answer"
    assert localised("Unheard of", "es") == "Unheard of"


async def test_the_language_of_the_moment() -> None:
    """A task speaks as whoever started it did then; another is not disturbed."""

    async def in_spanish() -> tuple[str, str]:
        speak("es-ES")
        inner = asyncio.create_task(said_in_a_moment())
        speak("de")
        return await inner, say("stopped")

    async def said_in_a_moment() -> str:
        await asyncio.sleep(0)
        return say("stopped")

    assert await asyncio.create_task(in_spanish()) == ("⏹ Detenida.", "⏹ Stopped.")
    assert say("stopped") == "⏹ Stopped."


def test_a_phrase_is_said_again_in_another_language() -> None:
    """With the phrases and the numbers inside it; what is no phrase stays as it is."""
    cost = money(0.5)
    said = say("alert_budget_anew", subject=say("everywhere"), limit=say("allowance", amount=cost, period="a day"))

    assert again(said, "es") == "📊 El límite se ha renovado: 0,50 $ a day (en todas partes)."
    assert again(again(said, "es"), "") == said == "📊 The limit has started over: $0.50 a day (everywhere)."
    assert again("as it is", "es") == "as it is"


def test_values_are_not_read_as_phrases() -> None:
    """Braces in a model's name stay braces."""
    assert say("model_set", model="{x}") == "From now on, {x} answers here."


def every_error(kind: type[ProviderError] = ProviderError) -> list[type[ProviderError]]:
    return [kind, *(found for child in kind.__subclasses__() for found in every_error(child))]


@pytest.mark.parametrize("kind", [kind for kind in every_error() if kind.__module__ == errors.__name__])
def test_every_error_has_a_sentence_of_its_own(kind: type[ProviderError]) -> None:
    """In plain words, never the provider's."""
    error = kind("secret detail", partial_text="so far")
    error.begun = True
    sentence = explain(error)

    assert ENGLISH[dict(ERRORS)[kind]] == sentence
    assert sentence.endswith((".", "!"))
    assert "secret" not in sentence


def test_no_sentence_is_hidden_by_a_wider_one() -> None:
    """The first class that fits counts, so a class stands before its parents."""
    kinds = [kind for kind, _ in ERRORS]

    for number, kind in enumerate(kinds):
        assert not any(issubclass(kind, earlier) for earlier in kinds[:number]), kind


def test_an_answer_that_broke_off_before_it_began() -> None:
    """There is nothing above, and the sentence does not say so."""
    assert explain(CutOff()) == "The model broke off before its first word. Please try again."


@pytest.mark.parametrize("english", sorted(EXAMPLES))
def test_a_spanish_example_means_what_the_english_one_does(english: str) -> None:
    """Typed in one line, as people copy it."""

    def typed(example: str) -> tuple[str, set[str], list[str]]:
        word, _, line = example.removeprefix("/").partition(" ")
        name, rest = command_of(word, line, BY_NAME)
        found = parse(BY_NAME[name].options, rest)
        choices = {option.name for option in BY_NAME[name].options if option.choices}
        return name, set(found), [value for key, value in found.items() if key in choices]

    assert typed(EXAMPLES[english]) in (typed(english), ("settings trigger", {"prefix"}, []))
