"""The locks make installs repeatable, wherever the packages come from."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent


def locked(name: str) -> set[str]:
    return set(re.findall(r"^([a-z0-9.-]+)==", (ROOT / name).read_text(), re.MULTILINE))


def named(requirements: list[str]) -> set[str]:
    """Names as a lock spells them."""
    return {re.sub(r"[-_.]+", "-", re.split(r"[<>=~!\[ ]", each)[0]).lower() for each in requirements}


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_a_lock_holds_names_versions_and_hashes_only(name: str) -> None:
    """No address of an index, no path, no option."""
    lines = (ROOT / name).read_text().splitlines()

    wrong = [
        line
        for line in lines
        if not re.match(r"[a-z0-9.-]+==\S+( ; .*)? \\$|    --hash=sha256:[0-9a-f]{64}( \\)?$", line)
    ]
    assert wrong == []


def test_the_locks_hold_what_the_project_names() -> None:
    """After a change of dependencies: `make lock`."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    needed = named(project["project"]["dependencies"]) | named(project["build-system"]["requires"])

    assert needed <= locked("requirements.lock")
    assert named(project["project"]["optional-dependencies"]["dev"]) <= locked("requirements-dev.lock")
