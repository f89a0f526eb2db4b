"""`parley backup` and `parley restore` as commands: what is printed where, and their exit status."""

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bots.__main__ import main
from bots.engine.storage.store import Store

ROOT = Path(__file__).parents[3]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a database, from which the program is started."""
    monkeypatch.chdir(tmp_path)
    asyncio.run(Store.open("sqlite:///parley.db").close())
    return tmp_path


def parley(folder: Path, command: str) -> "subprocess.CompletedProcess[bytes]":
    """Run a line of a shell in which `parley` is the program."""
    line = command.replace("parley ", f"{sys.executable} -m bots ")
    return subprocess.run(
        ["/bin/bash", "-o", "pipefail", "-c", line],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        capture_output=True,
        check=False,
    )


def test_a_backup_and_its_restore_say_what_they_did(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One line each, with the names of the files; a second one of that name is refused with 1 without --force."""
    made = [main(["backup", "copy.db"]), main(["backup", "copy.db"]), main(["backup", "--force", "copy.db"])]
    out, err = capsys.readouterr()
    restored = main(["restore", "copy.db"])
    told = capsys.readouterr().out.splitlines()

    assert made == [0, 1, 0]
    assert out.splitlines()[0].startswith(f"{folder / 'parley.db'} is backed up to copy.db: 0.")
    assert out.splitlines()[0].endswith("checked.")
    assert err == "parley: The backup copy.db exists already; name another file, or say --force to replace it.\n"
    assert restored == 0
    assert "The next start brings it up to date." in told[0]
    assert f"{folder / 'parley.db'}.before-" in told[1]


def test_standard_streams_carry_the_backup_and_nothing_else(folder: Path) -> None:
    """From one into the other; what is said goes to standard error."""
    ran = parley(folder, "parley backup - | tee copy.db | parley restore -")

    assert ran.returncode == 0, ran.stderr
    assert b"backed up to standard output" in ran.stderr
    assert (folder / "copy.db").read_bytes().startswith(b"SQLite format 3\0")
    assert ran.stdout.startswith(f"{folder / 'parley.db'} is restored".encode())


@pytest.mark.parametrize("away", ["| true", "> /dev/full", ">&-"])
def test_an_output_that_takes_no_more_costs_a_sentence(folder: Path, away: str) -> None:
    """Not a trace; the exit status is 1, and nothing is left behind."""
    ran = parley(folder, f"parley backup - {away}")

    assert ran.returncode == 1
    assert ran.stderr.startswith(b"parley: standard output takes no more")
    assert len(ran.stderr.splitlines()) == 1
    assert [path.name for path in folder.iterdir()] == ["parley.db"]


def test_an_input_that_is_closed_is_said(folder: Path) -> None:
    """In one sentence, as any other that brings no backup."""
    closed, empty = parley(folder, "parley restore - <&-"), parley(folder, "parley restore - < /dev/null")

    assert (closed.returncode, empty.returncode) == (1, 1)
    assert closed.stderr.startswith(b"parley: standard input is closed")
    assert empty.stderr == b"parley: The backup from standard input is empty; take another one.\n"
