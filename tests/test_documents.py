"""The documents say what is true: their tables, their links, the files and functions that they name."""

import ast
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from bots.engine.commands.table import COMMANDS

ROOT = Path(__file__).parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").glob("*.md")])
TOPS = ("bots", "provider", "tests", "benchmarks")
WHO = {"anyone": "anybody", "member": "who may talk", "manager": "administrators", "owner": "the owner"}


def page(name: str) -> str:
    return (ROOT / name).read_text()


def anchors(path: Path) -> set[str]:
    """What a link names behind `#`: each heading in small letters, without punctuation, with a hyphen for a blank."""
    headings = re.findall(r"^#+ (.+)$", path.read_text(), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-") for heading in headings}


def test_the_table_of_commands_is_the_program_s() -> None:
    """All of them, in their order, in their own words, and for whom they are."""
    rows = re.findall(r"^\| `/([\w ]+)` \| (.+) \| (.+) \|$", page("docs/commands.md"), re.MULTILINE)

    assert rows == [(command.name, command.description, WHO[command.role]) for command in COMMANDS]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    """Each to a file of the project and, behind `#`, to a heading in it."""
    for target in re.findall(r"\]\((?!https?:)([^)]+)\)", path.read_text()):
        name, _, anchor = target.partition("#")
        linked = path.parent / name if name else path

        assert linked.is_file(), target
        assert not anchor or anchor in anchors(linked), target


def test_every_page_is_found_from_readme() -> None:
    """By links alone."""
    found, look = set[Path](), [ROOT / "README.md"]
    while look:
        path = look.pop()
        if path not in found:
            found.add(path)
            names = re.findall(r"\]\((?!https?:)([^)#]+\.md)[^)]*\)", path.read_text())
            look += [(path.parent / name).resolve() for name in names]

    assert set(PAGES) <= found


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_the_files_that_they_name_exist(path: Path) -> None:
    """By their whole path or by the end of it, and what stands behind a colon is defined there: `spam.py: eggs`."""
    for name, _, defined in re.findall(r"`([\w/]+\.py)(: ([\w.]+))?`", path.read_text()):
        meant = [each for each, written in files().items() if written.endswith(f"/{name}")]

        assert meant, name
        assert not defined or any(defined.split(".")[-1] in names_in(each) for each in meant), (name, defined)


@cache
def files() -> Mapping[Path, str]:
    """Every file of the project with its path from the top, a slash before it."""
    return {each: f"/{each.relative_to(ROOT).as_posix()}" for top in TOPS for each in (ROOT / top).rglob("*.py")}


@cache
def names_in(path: Path) -> set[str]:
    """Functions, classes and constants that a file defines."""
    tree = list(ast.walk(ast.parse(path.read_text())))
    found = {node.name for node in tree if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)}
    return found | {node.id for node in tree if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}


def test_the_table_of_the_program_s_commands_is_whole() -> None:
    """Every word that can stand behind `parley`."""
    words = set(re.findall(r"^\| `parley (\w+)` \|", page("docs/program.md"), re.MULTILINE))

    assert words == {"run", "chat", "ask", "models", "check", "init"}


def test_the_make_targets_that_they_name_exist() -> None:
    """`make run` and the like, and each target is named somewhere."""
    targets = set(re.findall(r"^([\w-]+):", page("Makefile"), re.MULTILINE))
    named = {
        name for path in PAGES for name in re.findall(r"^make ([\w-]+)|`make ([\w-]+)", path.read_text(), re.MULTILINE)
    }

    assert {first or second for first, second in named} == targets


def test_the_architecture_fits_on_one_page() -> None:
    """What does not is a reason, a number or a dependency, and has a page of its own; no row is a page in itself."""
    lines = page("ARCHITECTURE.md").splitlines()

    assert sum(max(1, -(-len(line) // 120)) for line in lines) <= 115
    assert max(map(len, lines)) <= 240


def test_the_eight_steps_name_files_and_functions() -> None:
    """Each of them; that they exist is looked at above."""
    steps = re.findall(r"^(\d)\. (.+(?:\n   .+)*)", page("ARCHITECTURE.md"), re.MULTILINE)

    assert [number for number, _ in steps] == list("12345678")
    assert all(re.search(r"`[\w/]+\.py: [\w.]+`", words) for _, words in steps)


def test_the_ways_without_make_install_the_lock() -> None:
    """README's and the Dockerfile's: nothing is installed whose hash was not checked."""
    for name, more in (("README.md", ""), ("Dockerfile", " -r requirements-postgresql.lock")):
        installs = re.findall(r"pip install (.+)", page(name))

        assert [line.replace("--no-cache-dir ", "") for line in installs] == [
            f"--require-hashes -r requirements.lock{more}",
            "--no-deps --no-build-isolation .",
        ]
