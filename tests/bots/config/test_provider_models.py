"""What the config says of single models, and what it adds to requests."""

from pathlib import Path
from typing import Any

import pytest

from bots.config.loading import load
from bots.config.problems import ConfigError
from provider.known.model_settings import ModelSettings
from provider.known.prices import Price

SECRET = "hunter2"


def groq(folder: Path, text: str, **environ: str) -> Any:
    """The options of that section."""
    (folder / "config.toml").write_text(f"[providers.groq]\n{text}\n")
    return load(None, environ, folder).providers["groq"][1]


def test_a_model_has_a_table_of_its_own(tmp_path: Path) -> None:
    """Each key may be left out; a price of nothing is a price."""
    options = groq(
        tmp_path,
        '[providers.groq.model."a/b-3.3"]\ncontext = 131072\nvision = false\nreasoning = true\nprice = [0.59, 0]\n'
        "extra = { top_p = 0.9, deep = { er = [1] } }\n[providers.groq.model.small]\n",
    )

    assert options.model == {
        "a/b-3.3": ModelSettings(False, True, 131072, Price(0.59, 0.0), {"top_p": 0.9, "deep": {"er": [1]}}),
        "small": ModelSettings(),
    }


def test_the_senses_of_a_model_can_be_said(tmp_path: Path) -> None:
    """Pictures and how many, sounds, PDFs."""
    options = groq(
        tmp_path, "[providers.groq.model.m]\nvision = true\nhearing = true\ndocuments = false\npictures = 5\n"
    )

    assert options.model == {"m": ModelSettings(vision=True, hearing=True, documents=False, pictures=5)}


def test_what_a_model_takes_can_be_said(tmp_path: Path) -> None:
    """Whether it has a system role, may stream, and can be told to think, and around what its thoughts stand."""
    options = groq(
        tmp_path,
        "[providers.groq.model.m]\nsystem = false\nstream = true\n"
        'reasoning_marks = [["<plan>", "</plan>"], ["", "</answer>"]]\n'
        '[providers.groq.model.n]\nreasoning_marks = []\nefforts = ["high", "none"]\n'
        "[providers.groq.model.o]\nefforts = []\n",
    )

    assert options.model == {
        "m": ModelSettings(system=False, stream=True, reasoning_marks=("<plan>", "</plan>", "", "</answer>")),
        "n": ModelSettings(efforts=("none", "high")),
        "o": ModelSettings(efforts=()),
    }


def test_further_fields_and_headers(tmp_path: Path) -> None:
    """In the file as tables, in a variable as JSON."""
    options = groq(tmp_path, '[providers.groq.extra]\ntemperature = 0.3\n[providers.groq.headers]\nX-Title = "Me"\n')
    by_variable = groq(
        tmp_path,
        "",
        PARLEY_PROVIDERS__GROQ__EXTRA='{"temperature": 0.5}',
        PARLEY_PROVIDERS__GROQ__MODEL='{"m": {"context": 5}}',
    )

    assert (options.extra, options.headers) == ({"temperature": 0.3}, {"X-Title": "Me"})
    assert (by_variable.extra, by_variable.model["m"].context) == ({"temperature": 0.5}, 5)


def test_limits_are_settings(tmp_path: Path) -> None:
    """A whole number of seconds is one too."""
    options = groq(tmp_path, "first_token_timeout = 20\nmax_streams = 2", PARLEY_PROVIDERS__GROQ__TOTAL_TIMEOUT="30")

    assert (options.first_token_timeout, options.max_streams, options.total_timeout) == (20, 2, 30)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("first_token_timeout = 0", "first_token_timeout must be more than 0."),
        ("silence_timeout = nan", "silence_timeout must be more than 0."),
        ("total_timeout = inf", "total_timeout must be more than 0."),
        ("max_streams = -1", "max_streams must be more than 0."),
        ("max_streams = 1.5", "max_streams must be a whole number."),
        (f'extra = "{SECRET}"', "extra must be a section: [providers.groq.extra]."),
        (f'extra = {{ messages = "{SECRET}" }}', "extra.messages is what Parley itself fills in; leave it out."),
        (f'headers = {{ "X Y" = "{SECRET}" }}', "is no header"),
        (f'headers = {{ X = "{SECRET}\\n" }}', "headers.X is no header"),
        ("headers = { X = 5 }", 'headers.X must be text in quotes: "...".'),
        ("model = 5", "model must be a section: [providers.groq.model]."),
        ("model.m = 5", "model.m must be a section: [providers.groq.model.m]."),
        ("model.m.contxt = 5", "did you mean providers.groq.model.m.context?"),
        (f'model.m.vision = "{SECRET}"', "model.m.vision must be true or false."),
        (f'model.m.system = "{SECRET}"', "model.m.system must be true or false."),
        (f'model.m.hearing = "{SECRET}"', "model.m.hearing must be true or false."),
        ("model.m.pictures = 0", "model.m.pictures must be a whole number of pictures, 1 to 1000."),
        ("model.m.pictures = true", "model.m.pictures must be a whole number of pictures, 1 to 1000."),
        ("model.m.stream = 0", "model.m.stream must be true or false."),
        (
            f'model.m.efforts = "{SECRET}"',
            "efforts must be a list of some of these in quotes: none, minimal, low, medium,",
        ),
        (f'model.m.efforts = ["low", "{SECRET}"]', "efforts must be a list of some of these in quotes"),
        ("model.m.efforts = [[]]", "efforts must be a list of some of these in quotes"),
        (f'model.m.reasoning_marks = "{SECRET}"', "model.m.reasoning_marks must be pairs of an opening and a closing"),
        (f'model.m.reasoning_marks = ["<{SECRET}>", "</a>"]', "reasoning_marks must be pairs"),
        ('model.m.reasoning_marks = [["<a>"]]', "reasoning_marks must be pairs"),
        ('model.m.reasoning_marks = [["<a>", ""]]', "reasoning_marks must be pairs"),
        ('model.m.reasoning_marks = [["<a>", "<a>"]]', "reasoning_marks must be pairs"),
        ('model.m.reasoning_marks = [[" <a>", "</a>"]]', "reasoning_marks must be pairs"),
        ('model.m.reasoning_marks = [["a", "</a>"]]', "reasoning_marks must be pairs"),
        ('model.m.reasoning_marks = [["<a>", 5]]', "reasoning_marks must be pairs"),
        ("model.m.context = 0", "model.m.context must be a whole number of tokens"),
        ("model.m.context = true", "model.m.context must be a whole number of tokens"),
        ("model.m.price = 5", "model.m.price must be US $ for a million tokens"),
        ("model.m.price = [1]", "model.m.price must be US $ for a million tokens"),
        ("model.m.price = [-1, 1]", "model.m.price must be US $ for a million tokens"),
        ("model.m.price = [true, false]", "model.m.price must be US $ for a million tokens"),
        ("model.m.extra = { model = 5 }", "model.m.extra.model is what Parley itself fills in"),
        ("max_tokens = 5", "max_tokens is not a setting"),
    ],
)
def test_a_mistake_is_named_with_its_cure(tmp_path: Path, text: str, says: str) -> None:
    """One line with the key, without the value."""
    with pytest.raises(ConfigError) as caught:
        groq(tmp_path, text)

    assert str(caught.value).startswith("config.toml: providers.groq.")
    assert says in str(caught.value)
    assert "\n" not in str(caught.value)
    assert SECRET not in repr(caught.value)


def test_a_variable_that_is_no_json_is_named(tmp_path: Path) -> None:
    """With what it must be."""
    with pytest.raises(ConfigError, match=r"^PARLEY_PROVIDERS__GROQ__EXTRA: providers.groq.extra must be a section"):
        groq(tmp_path, "", PARLEY_PROVIDERS__GROQ__EXTRA=SECRET)
