"""What the config says about models that are offered and about settings where nobody chose."""

from pathlib import Path

import pytest

from bots.config.loading import load
from bots.config.problems import ConfigError
from bots.config.sections import Config
from bots.engine.settings.offered_models import Offers
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
    assert offers.allows("fast", "groq/llama", "discord:8")
    assert offers.allows("openai/x", "openai/x", "")
    assert not offers.allows("groq/llama", "groq/llama", "")
    assert offers.allows("mini", "openai/gpt-5-mini", "discord:9")
    assert not offers.allows("fast", "groq/llama", "discord:9")
    assert not offers.allows("openai/x", "openai/x", "telegram:-1009")
    assert Offers().allows("anything", "any/thing", "discord:9")


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
        'where = "thread"\n[conversation]\npersona = "teacher"\nmemory = "off"\nnames = true\n',
    )

    assert policy(config).defaults == {
        "model": "demo/demo",
        "persona": "teacher",
        "trigger": "mention",
        "reasoning": "keep",
        "streaming": "calm",
        "notify": "5",
        "where": "thread",
        "memory": "off",
        "names": "on",
    }


def test_a_persona_is_not_a_novel(tmp_path: Path) -> None:
    """More than 2,000 characters are refused before anything starts."""
    with pytest.raises(ConfigError, match=r"conversation\.persona"):
        loaded(tmp_path, f'[conversation]\npersona = "{"x" * 2001}"\n')
