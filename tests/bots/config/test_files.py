"""What the config says about files that people send."""

from pathlib import Path

import pytest

from bots.config.loading import load
from bots.config.problems import ConfigError
from bots.config.sections import Files


def loaded(tmp_path: Path, text: str) -> Files:
    (tmp_path / "config.toml").write_text(text)
    return load(None, {}, tmp_path).files


def test_the_defaults_suit_the_platforms(tmp_path: Path) -> None:
    """The largest file that Telegram hands to a bot, and as many files as one message can bring."""
    assert loaded(tmp_path, "") == Files(bytes=20 * 1024 * 1024, count=10, pages=500, seconds=20.0, memory=192)


def test_more_may_be_allowed(tmp_path: Path) -> None:
    """On a machine that has it."""
    found = loaded(tmp_path, "[files]\nbytes = 50_000_000\ncount = 0\npages = 2_000\nseconds = 60\nmemory = 1024\n")

    assert found == Files(bytes=50_000_000, count=0, pages=2_000, seconds=60.0, memory=1024)


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("bytes = 0", r"files\.bytes must be at least 1\."),
        ('bytes = "20 MB"', r"files\.bytes must be a whole number\."),
        ("count = -1", r"files\.count must be at least 0\."),
        ("count = 101", r"files\.count must be at most 100\."),
        ("pages = 0", r"files\.pages must be at least 1\."),
        ("seconds = 0.5", r"files\.seconds must be at least 1\."),
        ("seconds = inf", r"files\.seconds must be a number\."),
        ("memory = 64", r"files\.memory must be at least 96\."),
        ("megabytes = 20", r"files\.megabytes is not a setting; "),
    ],
)
def test_a_mistake_is_named_with_its_cure(tmp_path: Path, line: str, sentence: str) -> None:
    """And the file with it."""
    with pytest.raises(ConfigError, match=r"config\.toml: " + sentence):
        loaded(tmp_path, f"[files]\n{line}\n")
