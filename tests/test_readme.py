"""README says what is true."""

import re
from pathlib import Path

from bots.engine.commands.table import COMMANDS

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()


TOPS = ("bots", "provider", "tests", "benchmarks")
WHO = {"anyone": "anybody", "member": "who may talk", "manager": "administrators", "owner": "the owner"}


def test_its_table_of_commands_is_the_program_s() -> None:
    """All of them, in their order, in their own words, and for whom they are."""
    rows = re.findall(r"^\| `/([\w ]+)` \| (.+) \| (.+) \|$", README, re.MULTILINE)

    assert rows == [(command.name, command.description, WHO[command.role]) for command in COMMANDS]


def test_its_links_lead_to_files() -> None:
    """Those within the project."""
    linked = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)

    assert linked
    assert [name for name in linked if not (ROOT / name).is_file()] == []


def test_the_files_that_the_documents_name_exist() -> None:
    """By their whole path or by the end of it."""
    named = {
        name
        for page in ("ARCHITECTURE.md", "CONTRIBUTING.md", "README.md")
        for name in re.findall(r"`([\w/]+\.py)`", (ROOT / page).read_text())
    }
    paths = [path.relative_to(ROOT).as_posix() for top in TOPS for path in (ROOT / top).rglob("*.py")]

    assert named
    assert [name for name in sorted(named) if not any(f"/{path}".endswith(f"/{name}") for path in paths)] == []


def test_its_table_of_the_program_s_commands_is_whole() -> None:
    """Every word that can stand behind `parley`."""
    assert set(re.findall(r"^\| `parley (\w+)` \|", README, re.MULTILINE)) == {"run", "chat", "ask", "models", "check"}


def test_its_make_targets_exist() -> None:
    """`make run` and the like."""
    targets = set(re.findall(r"^(\w+):", (ROOT / "Makefile").read_text(), re.MULTILINE))

    assert set(re.findall(r"\bmake (run|test|check|fix|bench|lock|clean)\b", README)) <= targets
    assert {"run", "test", "check", "fix", "bench", "lock", "clean"} <= targets
