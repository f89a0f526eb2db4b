"""The locks make installs repeatable, wherever the packages come from."""

import re
import tomllib
from itertools import chain
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
EXTRAS = ("mcp", "postgresql", "web")
LOCKS = [path.name for path in sorted(ROOT.glob("requirements*.lock"))]


def locked(name: str) -> dict[str, str]:
    """The version of each package in a lock."""
    return dict(re.findall(r"^([a-z0-9.-]+)==(\S+)", (ROOT / name).read_text(), re.MULTILINE))


def named(requirements: list[str]) -> set[str]:
    """Names as a lock spells them."""
    return {re.sub(r"[-_.]+", "-", re.split(r"[<>=~!\[ ]", each)[0]).lower() for each in requirements}


@pytest.mark.parametrize("name", LOCKS)
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

    assert needed <= locked("requirements.lock").keys()
    extras = project["project"]["optional-dependencies"]
    for extra in EXTRAS:
        assert named(extras[extra]) <= locked(f"requirements-{extra}.lock").keys()
    assert (
        named([each for extra in ("dev", *EXTRAS) for each in extras[extra]]) <= locked("requirements-dev.lock").keys()
    )
    assert {*EXTRAS, "dev"} == extras.keys()


def test_the_least_version_of_each_package_is_the_minor_version_in_the_lock() -> None:
    """An install without the lock gets nothing that is older than what was tried, and no hole that is long closed."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    wanted = {
        "requirements.lock": project["dependencies"],
        **{f"requirements-{extra}.lock": needed for extra, needed in project["optional-dependencies"].items()},
    }

    wrong = [
        (requirement, version)
        for lock, requirements in wanted.items()
        for requirement in requirements
        if minor(least(requirement)) != minor(version := locked(lock)[min(named([requirement]))])
        or parts(least(requirement)) > parts(version)
    ]
    assert wrong == []


@pytest.mark.parametrize("package", ["aiohttp", "curl_cffi", "discord.py", "procrastinate"])
def test_packages_that_are_used_below_what_they_promise_have_a_greatest_version(package: str) -> None:
    """An install without the lock gets no minor version in which that may be gone."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"].values()
    (requirement,) = (
        each for each in (*project["dependencies"], *chain.from_iterable(extras)) if each.startswith(f"{package}>")
    )

    assert re.search(r",<\d+\.\d+$", requirement)


def least(requirement: str) -> str:
    found = re.search(r">=([0-9.]+)", requirement)
    return found[1] if found else "0"


def parts(version: str) -> list[int]:
    return [int(part) for part in version.split(".")]


def minor(version: str) -> list[int]:
    return [*parts(version), 0][:2]
