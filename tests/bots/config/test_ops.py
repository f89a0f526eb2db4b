"""What the config says about the pages for an operator's tools."""

from pathlib import Path

import pytest

from bots.config.loading import load
from bots.config.problems import ConfigError
from bots.config.sections import Config
from bots.config.watching import waiting_keys

TOKEN = "0123456789abcdef"


def loaded(tmp_path: Path, text: str, **variables: str) -> Config:
    (tmp_path / "config.toml").write_text(text)
    (tmp_path / "config.toml").chmod(0o600)
    return load(None, variables, tmp_path)


def test_nothing_is_open_by_itself(tmp_path: Path) -> None:
    """There is no address."""
    assert loaded(tmp_path, "").ops.listen == ""


@pytest.mark.parametrize("address", ["127.0.0.1:9464", "[::1]:0", "localhost:80"])
def test_this_machine_needs_no_token(tmp_path: Path, address: str) -> None:
    """Only it can reach the pages."""
    found = loaded(tmp_path, "", PARLEY_OPS__LISTEN=address)

    assert (found.ops.listen, found.ops.token) == (address, "")


def test_the_token_may_be_in_a_file(tmp_path: Path) -> None:
    """And nobody sees it in a log, or in what is printed of the settings."""
    (tmp_path / "secret").write_text(f"{TOKEN}\n")
    found = loaded(tmp_path, '[ops]\nlisten = "0.0.0.0:9464"\ntoken_file = "secret"\n')

    assert found.ops.token == TOKEN
    assert TOKEN in found.secrets()
    assert TOKEN not in repr(found)


def test_a_file_that_others_may_read_is_warned_of(tmp_path: Path) -> None:
    """It holds a token."""
    (tmp_path / "config.toml").write_text(f'[ops]\ntoken = "{TOKEN}"\n')
    (tmp_path / "config.toml").chmod(0o644)

    assert "chmod 600 config.toml" in load(None, {}, tmp_path).warnings[0]


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        ('listen = "9464"', r"ops\.listen must be empty, or a host and a port, such as"),
        ('listen = "127.0.0.1:99999"', r"ops\.listen must be empty, or a host and a port, such as"),
        ('listen = "http://127.0.0.1:9464"', r"ops\.listen must be empty, or a host and a port, such as"),
        ("listen = 9464", r"ops\.listen must be text in quotes"),
        ('listen = "0.0.0.0:9464"', r"ops\.listen can be reached from elsewhere; set ops\.token"),
        ('listen = "parley.example.org:9464"', r"ops\.listen can be reached from elsewhere; set ops\.token"),
        ('token = "guess"', r"ops\.token must have at least 16 characters; make one with"),
        ('token = "two words of a token"', r"ops\.token is not a token"),
        (f'token = "{TOKEN}"\ntoken_file = "x"', r"ops\.token_file stands beside token; keep one of them\."),
        ('token_file = "nowhere"', r"ops\.token_file names a file that is not there"),
        ("port = 9464", r"ops\.port is not a setting; "),
    ],
)
def test_a_mistake_is_one_sentence_with_its_cure(tmp_path: Path, lines: str, sentence: str) -> None:
    """It names the file and the key."""
    with pytest.raises(ConfigError, match=r"config\.toml: " + sentence):
        loaded(tmp_path, f"[ops]\n{lines}\n")


def test_a_change_waits_for_a_restart(tmp_path: Path) -> None:
    """The address is taken at the start."""
    before, after = loaded(tmp_path, ""), loaded(tmp_path, '[ops]\nlisten = "127.0.0.1:9464"\n')

    assert waiting_keys(before, after) == ("ops",)
