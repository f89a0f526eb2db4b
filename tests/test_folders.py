"""Tests stand in the same folders as what they test, and tests of the whole program at the top."""

from pathlib import Path

ROOT = Path(__file__).parents[1]

WITHOUT_TESTS = {
    "bots/testing": "the tests that platforms pass: every platform runs them",
    "provider/testing": "the tests that providers pass: every provider runs them",
    "bots/engine/storage/revisions": "run by the tests of the store, on recorded databases",
    "bots/engine/storage/revisions/versions": "run by the tests of the store, on recorded databases",
}

WITHOUT_PROGRAM = {"tests/bots/text/answers": "answers that models gave, and what each platform shows of them"}


def folders(top: str, name: str) -> set[str]:
    """The folders with files of such a name."""
    found = (path for path in (ROOT / top).rglob(name) if path.name != "__init__.py")
    return {str(path.parent.relative_to(ROOT)) for path in found}


def test_each_folder_of_the_program_has_its_tests() -> None:
    """Under the same name."""
    program = (folders("bots", "*.py") | folders("provider", "*.py")) - WITHOUT_TESTS.keys()

    assert {folder for folder in program if not any((ROOT / "tests" / folder).glob("test_*.py"))} == set()


def test_each_folder_of_tests_has_its_program() -> None:
    """None is left behind where something was moved."""
    tests = (folders("tests/bots", "test_*.py") | folders("tests/provider", "test_*.py")) - WITHOUT_PROGRAM.keys()

    assert {folder for folder in tests if not (ROOT / folder.removeprefix("tests/")).is_dir()} == set()
