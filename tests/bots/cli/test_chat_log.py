"""The log of a chat is beside it, and tears nothing."""

import io
import logging
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import bots.log
from bots.cli.chat_log import log_beside

log = logging.getLogger("parley.provider")


class Terminal(io.StringIO):
    """A standard error that somebody reads."""

    def isatty(self) -> bool:
        return True


@contextmanager
def terminal(monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    """Standard error while the block runs, and the log on it."""
    root, shown = logging.getLogger(), Terminal()
    monkeypatch.setattr(sys, "stderr", shown)
    monkeypatch.setattr(root, "handlers", [bots.log.handler(shown, ["hunter2"])])
    yield shown
    monkeypatch.undo()


def test_lines_go_to_a_file_and_the_first_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The file is its owner's alone and holds no secret; a folder that is not there is made."""
    path, told = tmp_path / "state" / "chat.log", list[str]()
    with terminal(monkeypatch) as shown:
        with log_beside(path, told.append):
            log.warning("the key %s is refused", "hunter2")
            log.warning("once more")
        log.warning("afterwards")

    assert [line[9:] for line in path.read_text().splitlines()] == [
        "Provider: warning: the key *** is refused",
        "Provider: warning: once more",
    ]
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert told == [f"What exactly went wrong is written to {path}."]
    assert shown.getvalue().endswith("Provider: warning: afterwards\n")
    assert "once more" not in shown.getvalue()


def test_what_the_file_does_not_take_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As words between the answers, redacted, and without a traceback."""
    (tmp_path / "state").write_text("a file where the folder should be")
    told = list[str]()
    with terminal(monkeypatch) as shown, log_beside(tmp_path / "state" / "chat.log", told.append):
        log.warning("the key %s is refused", "hunter2")

    assert [line[9:] for line in told] == ["Provider: warning: the key *** is refused"]
    assert shown.getvalue() == ""


def test_a_log_that_goes_elsewhere_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`parley 2> log` tears nothing."""
    with terminal(monkeypatch) as shown:
        monkeypatch.setattr(shown, "isatty", lambda: False)
        with log_beside(tmp_path / "chat.log", print):
            log.warning("here")

    assert "here" in shown.getvalue()
    assert not (tmp_path / "chat.log").exists()
