"""What is measured against another commit is its program, by this bench."""

import shutil
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

import pytest

import provider
from benchmarks.elsewhere import ROOT, NoSuchCommit, imported_from, program_of

pytestmark = pytest.mark.skipif(
    not (ROOT / ".git").exists() or shutil.which("git") is None, reason="this is no clone of the repository"
)


def tell_where(line: "Connection[Any, Any]") -> None:
    line.send(provider.__file__)


def test_the_program_is_another_commit_s_and_the_bench_is_this_one() -> None:
    """And nothing of it is left behind."""
    with program_of("HEAD") as tree:
        program = (tree / "bots" / "__init__.py").resolve()
        bench = (tree / "benchmarks").resolve()
        assert program.exists()
        line, end = get_context("spawn").Pipe()
        process = get_context("spawn").Process(target=tell_where, args=(end,))
        with imported_from(tree):
            process.start()
        imported = line.recv()
        process.join()

    assert bench == ROOT / "benchmarks"
    assert ROOT not in program.parents
    assert Path(imported).is_relative_to(tree)
    assert not program.exists()


def test_a_commit_that_is_none_is_said() -> None:
    """In git's words."""
    with pytest.raises(NoSuchCommit, match="no-such-commit"), program_of("no-such-commit"):
        pass
