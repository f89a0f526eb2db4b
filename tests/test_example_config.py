"""config.example.toml holds every setting with its true default, and works as it is."""

import dataclasses
import re
import tomllib
from pathlib import Path

from bots.config.checking import Section, is_section, keys_of
from bots.config.loading import load
from bots.config.sections import config_type
from provider.backends import backends
from provider.values import replace

EXAMPLE = Path(__file__).parent.parent / "config.example.toml"


def uncommented() -> str:
    """The example with all that is commented out in it: "#key = ..." and "#[section]", not "# prose"."""
    return re.sub(r"^#(?=[\[a-z])", "", EXAMPLE.read_text(), flags=re.MULTILINE)


def written(settings: type[Section]) -> dict[str, object]:
    """All keys of the models with their defaults, as TOML has them."""
    found: dict[str, object] = {}
    for name, child in keys_of(settings).items():
        if is_section(child):
            found[name] = written(child)
        elif name != "providers":
            default = getattr(settings(), name)
            found[name] = list(default) if isinstance(default, tuple) else default
    return found


def test_it_starts_as_it_is(tmp_path: Path) -> None:
    """Copied to config.toml, it changes nothing but that the provider's section is written."""
    (tmp_path / "config.toml").write_text(EXAMPLE.read_text())

    config = load(None, {}, tmp_path)

    assert replace(config, providers={}) == replace(load(None, {}, tmp_path / "nowhere"), storage=config.storage)
    assert list(config.providers) == ["openai"]
    assert config.warnings == ()


def test_it_holds_every_setting_with_its_default() -> None:
    """No key is missing, none is stale, no default differs."""
    example = tomllib.loads(EXAMPLE.read_text())
    del example["providers"]

    assert example == written(config_type())


def test_what_is_commented_out_works_too(tmp_path: Path) -> None:
    """ChatGptEs is off until somebody takes the marks away."""
    (tmp_path / "config.toml").write_text(uncommented())

    config = load(None, {}, tmp_path)

    assert {name: kind for name, (kind, _) in config.providers.items()} == {
        "openai": "openai",
        "anthropic": "anthropic",
        "gemini": "gemini",
        "groq": "openai",
        "local": "openai",
        "chatgptes": "chatgptes",
    }


def test_providers_stand_there_with_their_true_defaults() -> None:
    """Every key of the backends that the page describes; what `openai` shows is not said again."""
    tables = tomllib.loads(uncommented())["providers"]
    shown = tables["openai"].keys() - {"kind", "api_key_file"}
    for kind in ("openai", "anthropic", "gemini", "chatgptes"):
        fields = dataclasses.fields(backends()[kind].options)
        defaults = {each.name: getattr(backends()[kind].options(), each.name) for each in fields}
        table = {key: tuple(value) if isinstance(value, list) else value for key, value in tables[kind].items()}
        table.pop("api_key_file", None)

        assert table.pop("kind") == kind
        assert table == {key: defaults[key] for key in table}
        assert kind == "chatgptes" or defaults.keys() == table.keys() | shown


def test_no_line_is_too_long_to_read() -> None:
    """It is read in editors and terminals."""
    assert max(map(len, EXAMPLE.read_text().splitlines())) <= 120
