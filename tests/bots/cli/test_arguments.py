"""What the command line says."""

import pytest

from bots.__main__ import wanted_by
from bots.cli.arguments import parsed


@pytest.mark.parametrize("arguments", [[], ["run"]])
def test_a_plain_start_means_what_the_parser_would_say(arguments: list[str]) -> None:
    """Though none is made for it."""
    assert vars(wanted_by(arguments)) == vars(parsed(arguments))


def test_other_arguments_are_parsed() -> None:
    """The file of the settings may stand before the command or behind it."""
    before, behind = wanted_by(["--config", "my.toml", "run"]), wanted_by(["run", "--config", "my.toml"])

    assert vars(before) == vars(behind) == {"config": "my.toml", "command": "run"}


def test_the_version_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    """And the program ends."""
    with pytest.raises(SystemExit) as ended:
        wanted_by(["--version"])

    assert ended.value.code == 0
    assert capsys.readouterr().out.startswith("parley ")
