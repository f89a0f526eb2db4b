"""Another commit of the program, measured by this bench: what is compared are two programs, never two benches."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

ROOT: Final = Path(__file__).parent.parent
_PROGRAM: Final = ("bots", "provider")
_BENCH: Final = ("benchmarks", "tests")


class NoSuchCommit(Exception):
    """There is no worktree of that commit; git says why."""


@contextmanager
def program_of(revision: str) -> Iterator[Path]:
    """A directory with the program of that commit, from a worktree of its own, and this bench.

    Raises:
        NoSuchCommit: git makes no worktree of it.
    """
    with TemporaryDirectory(prefix="parley-bench-") as folder:
        tree, both = Path(folder) / "tree", Path(folder) / "both"
        try:
            _git("worktree", "add", "--detach", "--force", str(tree), revision)
        except subprocess.CalledProcessError as error:
            raise NoSuchCommit(error.stderr.strip()) from None
        try:
            both.mkdir()
            for name in _PROGRAM:
                (both / name).symlink_to(tree / name, target_is_directory=True)
            for name in _BENCH:
                (both / name).symlink_to(ROOT / name, target_is_directory=True)
            yield both
        finally:
            _git("worktree", "remove", "--force", str(tree))


@contextmanager
def imported_from(tree: Path | None) -> Iterator[None]:
    """Processes that are started in the block import the program from there. None: from here."""
    if tree is None:
        yield
        return
    path, before = sys.path[:], os.environ.get("PYTHONPATH")
    sys.path[:] = [str(tree), *(each for each in path if each and Path(each).resolve() != ROOT)]
    os.environ["PYTHONPATH"] = str(tree)
    try:
        yield
    finally:
        sys.path[:] = path
        if before is None:
            del os.environ["PYTHONPATH"]
        else:
            os.environ["PYTHONPATH"] = before


def _git(*words: str) -> None:
    subprocess.run(["git", "-C", str(ROOT), *words], check=True, capture_output=True, text=True)
