"""Platforms and providers of installed packages come by an entry point; a broken one costs one sentence."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from bots.config.sections import Config
from bots.platforms import TAKEN
from tests.forked_program import parley

ROOT = Path(__file__).parent.parent

LINES = """
from dataclasses import dataclass, field
from bots.engine.seam.manifest import Manifest
@dataclass(frozen=True)
class Settings:
    port: int = 0
def never(settings, clock, meter): raise AssertionError
from provider.backends.demo import BACKEND as DEMO
from provider.values import replace
PARROT = replace(DEMO, kind="parrot")
@dataclass(frozen=True)
class Needy:
    address: str
NEEDY = replace(DEMO, kind="needy", options=Needy)
CAGED = replace(DEMO, kind="caged", open=lambda options: 1 / 0)
MANIFEST = Manifest("lines", "Lines", Settings, never, switch="port")
TELEGRAM = Manifest("telegram", "Another", Settings, never, switch="port")

@dataclass(frozen=True)
class Bare:
    port: int
@dataclass(frozen=True)
class Factory:
    port: int = 0
    names: tuple[str, ...] = field(default_factory=lambda: ("a", "b"))
@dataclass(frozen=True)
class Raising:
    port: int = 0
    def __post_init__(self): raise RuntimeError("a secret")
@dataclass(frozen=True)
class Choosy:
    port: int = 0
    def __post_init__(self):
        if self.port == 7: raise ValueError("a secret")
@dataclass(frozen=True)
class Unknown:
    port: "NoSuchType" = 0
@dataclass(frozen=True)
class Odd:
    port: int = 0
    thing: object = None
BARE, FACTORY, RAISING, CHOOSY, UNKNOWN, ODD = (
    Manifest("lines", "Lines", settings, never, switch="port")
    for settings in (Bare, Factory, Raising, Choosy, Unknown, Odd)
)
SWITCHLESS = Manifest("lines", "Lines", Settings, never)
SHAPELESS = Manifest("lines", "Lines", Settings, never, switch="port", secret_shapes=("(",))
def strict(settings, clock, meter): raise RuntimeError("a secret")
class Falling:
    name = "lines"
    async def run(self, inbox): 1 / 0
    async def quiet(self): pass
    async def aclose(self): pass
    async def check(self): raise RuntimeError("a secret")
    async def manages(self, place, server, person): return False
    async def private_chat(self, person): return None
FALLING = Manifest("lines", "Lines", Settings, lambda settings, clock, meter: Falling(), switch="port")
CLOSED = Manifest("lines", "Lines", Settings, strict, switch="port")
EMPTY = Manifest("lines", "Lines", Settings, lambda settings, clock, meter: None, switch="port")
TITLELESS = Manifest("lines", None, Settings, never, switch="port")
OPENERLESS = Manifest("lines", "Lines", Settings, None, switch="port")
VARIABLE = Manifest("lines", "Lines", Settings, never, switch="port", variables=None)
class Shy:
    def __getattr__(self, name): raise RuntimeError("a secret")
SHY = Shy()
OPENERLESS_KIND = replace(DEMO, kind="openerless", open=None)
"""


def check(folder: Path, entries: str, **variables: str) -> str:
    """What `parley check` prints with a package installed that has these entry points."""
    (folder / "lines_of_a_test.py").write_text(LINES)
    info = folder / "lines_of_a_test-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: lines-of-a-test\nVersion: 1\n")
    (info / "entry_points.txt").write_text(f"[parley.platforms]\n{entries}\n")
    return parley("check", folder, variables)


def begun(command: str, folder: Path, **variables: str) -> str:
    """What the program prints that is begun there as people do it."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    ran = subprocess.run(
        [sys.executable, "-m", "bots", command],
        cwd=folder,
        env={**kept, "PYTHONPATH": f"{ROOT}{os.pathsep}{folder}", **variables},
        capture_output=True,
        text=True,
    )
    return ran.stdout + ran.stderr


def test_an_installed_platform_has_its_section_and_its_line(tmp_path: Path) -> None:
    """Its keys can be set by variables too, and the check knows what turns it on."""
    said = check(tmp_path, "lines = lines_of_a_test:MANIFEST", PARLEY_LINES__PORT="0")

    assert "ok   Lines: off; lines.port turns it on." in said
    assert "Traceback" not in said
    assert begun("check", tmp_path, PARLEY_LINES__PORT="0") == said


def test_a_broken_platform_costs_one_sentence(tmp_path: Path) -> None:
    """One that cannot be loaded, and one whose name is taken; the good one works beside them."""
    entries = "bad = no_such_module:X\nlines = lines_of_a_test:MANIFEST\nother = lines_of_a_test:TELEGRAM"
    said = check(tmp_path, entries)

    assert "bad of the package lines-of-a-test cannot be loaded (ModuleNotFoundError)" in said
    assert "other of the package lines-of-a-test is called 'telegram', which is taken" in said
    assert "Lines: off" in said
    assert "Telegram: off" in said
    assert "Traceback" not in said


@pytest.mark.parametrize(
    ("row", "flaw"),
    [
        ("BARE", "has a setting port without a default"),
        ("RAISING", "does not accept the defaults of its own settings (RuntimeError)"),
        ("UNKNOWN", "has settings whose types cannot be read (NameError)"),
        ("ODD", "has a setting thing of a type that a section cannot hold"),
        ("SWITCHLESS", "speaks of a setting token that it does not have"),
        ("SHAPELESS", "has a shape of secrets that is no pattern"),
        ("PARROT", "is no Manifest with a dataclass of settings"),
        ("TITLELESS", "lacks a title, kinds of subjects, or what opens it"),
        ("OPENERLESS", "lacks a title, kinds of subjects, or what opens it"),
        ("VARIABLE", "cannot be read (AttributeError)"),
        ("SHY", "is no Manifest with a dataclass of settings"),
    ],
)
def test_settings_that_cannot_be_a_section_cost_one_sentence(tmp_path: Path, row: str, flaw: str) -> None:
    """What people wrote for that platform is no mistake of theirs, and everything else goes on."""
    (tmp_path / "config.toml").write_text("[lines]\nport = 1\n[telegram]\n")
    said = check(tmp_path, f"lines = lines_of_a_test:{row}", PARLEY_LINES__PORT="1")

    assert f"FAIL config: parley.platforms: lines of the package lines-of-a-test {flaw}; update or remove it.\n" in said
    assert said.count("FAIL") == 1
    assert "Telegram: off" in said
    assert "Traceback" not in said


def test_a_default_may_come_from_a_factory(tmp_path: Path) -> None:
    """It is a default like any other."""
    (tmp_path / "config.toml").write_text('[lines]\nnames = ["c"]\n')
    said = check(tmp_path, "lines = lines_of_a_test:FACTORY")

    assert "Lines: off; lines.port turns it on." in said
    assert "FAIL" not in said


def test_settings_that_the_platform_does_not_accept_cost_one_sentence(tmp_path: Path) -> None:
    """Its own words may quote a value, so that they are not repeated."""
    said = check(tmp_path, "lines = lines_of_a_test:CHOOSY", PARLEY_LINES__PORT="7")

    assert "FAIL config: [lines]: the platform does not accept these settings (ValueError) and is off; correct" in said
    assert said.count("FAIL") == 1
    assert "a secret" not in said
    assert "Traceback" not in said


@pytest.mark.parametrize(("row", "error"), [("CLOSED", "RuntimeError"), ("EMPTY", "TypeError")])
def test_a_platform_that_cannot_be_opened_costs_one_sentence(tmp_path: Path, row: str, error: str) -> None:
    """The others are tried all the same."""
    said = check(tmp_path, f"lines = lines_of_a_test:{row}", PARLEY_LINES__PORT="7")

    assert f"FAIL Lines: cannot be opened ({error} at " in said
    assert "Telegram: off" in said
    assert "a secret" not in said
    assert "Traceback" not in said


def test_an_installed_provider_is_a_kind_in_the_config(tmp_path: Path) -> None:
    """One that takes the name of another costs a sentence, and so does one that cannot start empty."""
    entries = "[parley.providers]\nparrot = lines_of_a_test:PARROT\nother = lines_of_a_test:DEMO\n"
    entries += "needy = lines_of_a_test:NEEDY"
    said = check(tmp_path, entries, PARLEY_PROVIDERS__BIRD__KIND="parrot")

    assert "ok   providers.bird: " in said
    assert "other of the package lines-of-a-test is called 'demo', which is taken" in said
    assert "needy of the package lines-of-a-test has options without defaults" in said
    assert "Traceback" not in said


def test_a_broken_provider_costs_one_sentence(tmp_path: Path) -> None:
    """What people wrote for it is no mistake of theirs, whether it cannot be loaded or cannot be opened."""
    sections = 'default_model = "bird/x"\n[providers.bird]\nkind = "needy"\n[providers.caged]\n'
    (tmp_path / "config.toml").write_text(sections)
    said = check(tmp_path, "[parley.providers]\nneedy = lines_of_a_test:NEEDY\ncaged = lines_of_a_test:CAGED")

    assert "FAIL config: parley.providers: needy of the package lines-of-a-test has options without defaults" in said
    assert "FAIL providers.caged: cannot be opened (ZeroDivisionError at " in said
    assert said.count("FAIL") == 2
    assert "Traceback" not in said


def test_a_package_that_would_end_the_program_costs_one_sentence(tmp_path: Path) -> None:
    """On import; a provider that nothing opens costs another."""
    (tmp_path / "leaving.py").write_text("import sys\nsys.exit(3)\n")
    entries = "lines = leaving:MANIFEST\n[parley.providers]\nbird = leaving:BACKEND\n"
    said = check(tmp_path, entries + "openerless = lines_of_a_test:OPENERLESS_KIND")

    assert "lines of the package lines-of-a-test cannot be loaded (RuntimeError)" in said
    assert "bird of the package lines-of-a-test cannot be loaded (RuntimeError)" in said
    assert "openerless of the package lines-of-a-test lacks what opens it" in said
    assert "Telegram: off" in said
    assert "Traceback" not in said


def test_a_platform_that_falls_over_ends_alone(tmp_path: Path) -> None:
    """In its check and while it runs: one line says where."""
    checked = check(tmp_path, "lines = lines_of_a_test:FALLING", PARLEY_LINES__PORT="7")
    ran = parley("run", tmp_path, {"PARLEY_LINES__PORT": "7"})

    assert "FAIL lines: the check has a defect, see trace " in checked
    assert "ZeroDivisionError at " in ran
    assert "a secret" not in checked + ran
    assert "Traceback" not in checked + ran


def test_no_platform_can_take_the_name_of_a_setting() -> None:
    """Each name at the top of the config is taken, and so is what the config can do."""
    names = {name for name in dir(Config) if not name.startswith("_")}

    assert names <= TAKEN
