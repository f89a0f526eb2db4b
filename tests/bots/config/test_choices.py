"""What the config says about models that are offered and about settings where nobody chose."""

from pathlib import Path

import pytest

from bots.config.loading import load
from bots.config.problems import ConfigError
from bots.config.sections import Config
from bots.engine.settings.offered_models import Offers, Usable
from bots.wiring import policy


def loaded(tmp_path: Path, text: str) -> Config:
    (tmp_path / "config.toml").write_text(text)
    return load(None, {}, tmp_path)


def test_what_is_offered(tmp_path: Path) -> None:
    """To all, and to single servers; aliases and whole providers too."""
    config = loaded(
        tmp_path,
        '[aliases]\nfast = "groq/llama"\n[models]\noffered = ["fast", "openai"]\n'
        '[models.offered_in]\n"discord:9" = ["openai/gpt-5-mini"]\n"telegram:-1009" = []\n',
    )

    offers = policy(config).offers

    assert offers == Offers(("fast", "openai"), {"discord:9": ("openai/gpt-5-mini",), "telegram:-1009": ()})
    assert [offers.here(server) for server in ("", "discord:9", "telegram:-1009")] == [
        ("fast", "openai"),
        ("openai/gpt-5-mini",),
        (),
    ]
    assert Offers().here("discord:9") is None


def test_what_is_offered_to_some(tmp_path: Path) -> None:
    """To the people of a role, and to single people of any platform."""
    config = loaded(
        tmp_path, '[models.offered_to]\n"discord:role:7" = ["openai"]\n"telegram:person:5" = ["groq/llama", "fast"]\n'
    )

    assert policy(config).offers.by_subject == {
        "discord:role:7": ("openai",),
        "telegram:person:5": ("groq/llama", "fast"),
    }


@pytest.mark.parametrize("key", ["7", "discord:7", "discord:server:7", "telegram:role:7", "telegram:person:@ann", ""])
def test_whom_something_is_offered_to_is_named_by_a_number(tmp_path: Path, key: str) -> None:
    """With the kind before it; Telegram has no roles, and for servers there is another list."""
    with pytest.raises(ConfigError, match=r'models\.offered_to must have keys such as "discord:role:'):
        loaded(tmp_path, f'[models.offered_to]\n"{key}" = []\n')


def test_names_of_models_may_be_aliases_providers_or_whole_names() -> None:
    """An alias that is called like a provider stands for its model alone."""
    aliases = {"fast": "groq/llama", "openai": "openai/gpt-5-mini"}
    among = Usable.of(("fast", "openai", "gemini"), aliases, lambda name: aliases.get(name, name))

    assert among.allows("fast", "groq/llama")
    assert among.allows("groq/llama", "groq/llama")
    assert among.allows("openai", "openai/gpt-5-mini")
    assert among.allows("gemini/flash", "gemini/flash")
    assert not among.allows("openai/gpt-5", "openai/gpt-5")
    assert not among.allows("groq/other", "groq/other")
    assert Usable().allows("any/thing", "any/thing")
    assert not Usable(()).allows("any/thing", "any/thing")


@pytest.mark.parametrize("key", ["9", "discord:", "discord:name", "irc:9"])
def test_a_server_is_named_by_its_number(tmp_path: Path, key: str) -> None:
    """A name could be anybody's."""
    with pytest.raises(ConfigError, match=r"models\.offered_in must have keys such as"):
        loaded(tmp_path, f'[models.offered_in]\n"{key}" = []\n')


def test_settings_where_nobody_chose(tmp_path: Path) -> None:
    """All that the config knows stands in the defaults."""
    config = loaded(
        tmp_path,
        'default_model = "demo/demo"\n[reply]\nstreaming = "calm"\nnotify_after = 5.0\nreasoning = "keep"\n'
        'where = "thread"\ndetails = true\n[conversation]\npersona = "teacher"\nmemory = "off"\nnames = true\n'
        'timezone = "Madrid"\nlanguage = "es"\n[models]\neffort = "high"\n',
    )

    assert policy(config).defaults == {
        "model": "demo/demo",
        "persona": "teacher",
        "trigger": "mention",
        "effort": "high",
        "search": "off",
        "tools": "off",
        "reasoning": "keep",
        "details": "on",
        "streaming": "calm",
        "notify": "5",
        "where": "thread",
        "memory": "off",
        "busy": "queue",
        "names": "on",
        "timezone": "Europe/Madrid",
        "language": "es",
    }


def test_a_persona_is_not_a_novel(tmp_path: Path) -> None:
    """More than 2,000 characters are refused before anything starts."""
    with pytest.raises(ConfigError, match=r"conversation\.persona"):
        loaded(tmp_path, f'[conversation]\npersona = "{"x" * 2001}"\n')
