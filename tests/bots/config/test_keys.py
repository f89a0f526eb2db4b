"""Keys of model servers come from files and from their usual variables; each goes only where it belongs."""

from pathlib import Path
from typing import Any

import pytest

from bots.config.loading import load
from bots.config.problems import ConfigError
from provider.known.presets import PRESETS, wants_key

SECRET = "hunter22"


def providers(folder: Path, text: str = "", **environ: str) -> dict[str, Any]:
    """The options of each section."""
    (folder / "config.toml").write_text(text)
    (folder / "config.toml").chmod(0o600)
    return {name: options for name, (_, options) in load(None, environ, folder).providers.items()}


def error(folder: Path, text: str, **environ: str) -> str:
    """What loading it says: one line without the value."""
    with pytest.raises(ConfigError) as caught:
        providers(folder, text, **environ)
    assert "\n" not in str(caught.value)
    assert SECRET not in repr(caught.value)
    return str(caught.value)


@pytest.mark.parametrize("name", PRESETS)
def test_a_name_is_enough(tmp_path: Path, name: str) -> None:
    """As the section's own name or as its kind: the address is known, and without a key it is off."""
    for text in (f"[providers.{name}]\n", f'[providers.mine]\nkind = "{name}"\n'):
        ((_, (kind, options)),) = load_all(tmp_path, text)

        assert kind == PRESETS[name].kind
        assert getattr(options, "base_url", "") == PRESETS[name].base_url
        assert wants_key(getattr(options, "base_url", "")) is bool(PRESETS[name].variable)


def load_all(folder: Path, text: str) -> list[tuple[str, tuple[str, object]]]:
    (folder / "config.toml").write_text(text)
    return list(load(None, {}, folder).providers.items())


@pytest.mark.parametrize("name", [name for name, preset in PRESETS.items() if preset.variable])
def test_a_key_under_its_usual_name_makes_the_section(tmp_path: Path, name: str) -> None:
    """So that nothing else must be written; an empty variable is none."""
    variable = PRESETS[name].variable
    found = providers(tmp_path, **{variable: f" {SECRET} "})

    assert list(found) == [name]
    assert found[name].api_key == SECRET
    assert found[name].base_url == PRESETS[name].base_url
    assert wants_key(found[name].base_url)
    assert providers(tmp_path, **{variable: " "}) == {}


def test_at_home_it_wins_over_the_file_and_loses_to_ours(tmp_path: Path) -> None:
    """PARLEY_ variables, then the usual ones, then the file."""
    text = '[providers.groq]\napi_key = "file"\n'

    assert providers(tmp_path, text)["groq"].api_key == "file"
    assert providers(tmp_path, text, GROQ_API_KEY="usual")["groq"].api_key == "usual"
    both = providers(tmp_path, text, GROQ_API_KEY="usual", PARLEY_PROVIDERS__GROQ__API_KEY="ours")
    assert both["groq"].api_key == "ours"


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        # Another server behind a dialect's name never sees the key of the service that the dialect is named after.
        ('[providers.mine]\nkind = "openai"\nbase_url = "https://other.example/v1"', {"mine": "", "openai": SECRET}),
        ('[providers.mine]\nkind = "openai"\nbase_url = "http://api.openai.com/v1"', {"mine": "", "openai": SECRET}),
        ('[providers.mine]\nkind = "groq"', {"mine": "", "openai": SECRET}),
        ('[providers.mine]\nkind = "demo"', {"mine": None, "openai": SECRET}),
        # A section of the same service takes it where it has none, and then no other section is made.
        ('[providers.mine]\nkind = "openai"', {"mine": SECRET}),
        ('[providers.mine]\nkind = "openai"\napi_key = "own"', {"mine": "own"}),
        ('[providers.mine]\nkind = "openai"\napi_key = "own"\n[providers.openai]', {"mine": "own", "openai": SECRET}),
        # Whoever gives a section the service's name and another address means it, unless it has a key of its own.
        ('[providers.openai]\nbase_url = "https://other.example/v1"', {"openai": SECRET}),
        ('[providers.openai]\nbase_url = "https://other.example/v1"\napi_key = "own"', {"openai": "own"}),
        ('[providers.openai]\nkind = "groq"', {"openai": ""}),
        ('[providers.openai]\nbase_url = "https://api.groq.com/openai/v1"', {"openai": ""}),
        ('[providers.openai]\nkind = "anthropic"', {"openai": ""}),
        ('[providers.openai]\nkind = "demo"', {"openai": None}),
    ],
)
def test_a_key_goes_only_where_it_belongs(tmp_path: Path, text: str, keys: dict[str, str | None]) -> None:
    """By the address of a section, not by its dialect."""
    found = providers(tmp_path, text, OPENAI_API_KEY=SECRET)

    assert {name: getattr(options, "api_key", None) for name, options in found.items()} == keys


def test_a_key_from_a_file(tmp_path: Path) -> None:
    """Beside the config, or anywhere; it is as secret as any other."""
    (tmp_path / "key").write_text(f"{SECRET}\n")
    text = '[providers.groq]\napi_key_file = "key"\n'

    assert providers(tmp_path, text)["groq"].api_key == SECRET
    assert SECRET in load(None, {}, tmp_path).secrets()
    assert SECRET not in repr(load(None, {}, tmp_path))
    absolute = {"PARLEY_PROVIDERS__GROQ__API_KEY_FILE": str(tmp_path / "key")}
    assert providers(tmp_path, "", **absolute)["groq"].api_key == SECRET
    assert providers(tmp_path, text, GROQ_API_KEY="usual")["groq"].api_key == "usual"
    assert providers(tmp_path, "", **absolute, GROQ_API_KEY="usual")["groq"].api_key == SECRET


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ('api_key_file = "nowhere"', "names a file that is not there"),
        ('api_key_file = "."', "names a file that cannot be read"),
        ('api_key_file = "empty"', "names a file that holds no key"),
        ('api_key_file = "two"', "names a file that holds no key"),
        ('api_key_file = "junk"', "names a file that holds no key"),
        ('api_key_file = "\\u0000"', "names a file that cannot be read"),
        ('api_key_file = "~nobody-at-all/x"', "names a file that"),
        ('api_key_file = "two"\napi_key = "own"', "stands beside api_key; keep one of them."),
        ("api_key_file = 5", "must be text in quotes"),
    ],
)
def test_a_file_without_a_key_is_named_with_its_cure(tmp_path: Path, text: str, says: str) -> None:
    """And nothing of what stands in it."""
    (tmp_path / "empty").write_text(" \n")
    (tmp_path / "two").write_text(f"{SECRET} {SECRET}\n")
    (tmp_path / "junk").write_bytes(b"\xff" + SECRET.encode())
    said = error(tmp_path, f"[providers.groq]\n{text}\n")

    assert said.startswith("config.toml: providers.groq.api_key_file ")
    assert says in said


def test_a_file_from_a_variable_is_named_by_it(tmp_path: Path) -> None:
    """Not as the config's."""
    said = error(tmp_path, "", PARLEY_PROVIDERS__GROQ__API_KEY_FILE="nowhere")

    assert said.startswith("PARLEY_PROVIDERS__GROQ__API_KEY_FILE: providers.groq.api_key_file names a file")


def test_headers_may_hold_secrets(tmp_path: Path) -> None:
    """They are hidden in logs, but for those that never hold one: else the bot's own name could be hidden."""
    text = '[providers.groq]\nheaders = { Authorization = "Basic hidden-1", X-Gate = "hidden-2", X-Title = "Parley" }\n'
    providers(tmp_path, text)

    assert load(None, {}, tmp_path).secrets() == {"Basic hidden-1", "hidden-1", "hidden-2"}
    assert "hidden" not in repr(load(None, {}, tmp_path))


def test_a_file_may_be_named_by_where_systemd_puts_credentials(tmp_path: Path) -> None:
    """In the config; outside of a unit, the sentence says where that variable comes from."""
    (tmp_path / "config.toml").write_text('[telegram]\ntoken_file = "${CREDENTIALS_DIRECTORY}/telegram_token"\n')
    credentials = tmp_path / "credentials"
    credentials.mkdir()
    token = "42:" + "a" * 35
    (credentials / "telegram_token").write_text(f"{token}\n")
    config = load(None, {"CREDENTIALS_DIRECTORY": str(credentials)}, tmp_path)
    with pytest.raises(
        ConfigError, match=r"telegram\.token_file names \$\{CREDENTIALS_DIRECTORY\}.*LoadCredential=.*systemctl"
    ):
        load(None, {}, tmp_path)

    assert config.secrets() >= {token}
    assert load(None, {}, tmp_path, keys=False).storage.url == f"sqlite:///{tmp_path / 'parley.db'}"
