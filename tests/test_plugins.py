"""Platforms and providers of installed packages come by an entry point; a broken one costs one sentence."""

import os
import subprocess
import sys
from pathlib import Path

from bots.config.sections import Config
from bots.platforms import TAKEN

ROOT = Path(__file__).parent.parent

LINES = """
from dataclasses import dataclass
from bots.engine.seam.manifest import Manifest
@dataclass(frozen=True)
class Settings:
    port: int = 0
def never(settings, clock, meter): raise AssertionError
from provider.backends.demo import BACKEND as DEMO
from dataclasses import replace
PARROT = replace(DEMO, kind="parrot")
MANIFEST = Manifest("lines", "Lines", Settings, never, switch="port")
TELEGRAM = Manifest("telegram", "Another", Settings, never, switch="port")
"""


def check(folder: Path, entries: str, **variables: str) -> str:
    """What `parley check` prints with a package installed that has these entry points."""
    (folder / "lines_of_a_test.py").write_text(LINES)
    info = folder / "lines_of_a_test-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: lines-of-a-test\nVersion: 1\n")
    (info / "entry_points.txt").write_text(f"[parley.platforms]\n{entries}\n")
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    ran = subprocess.run(
        [sys.executable, "-m", "bots", "check"],
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


def test_a_broken_platform_costs_one_sentence(tmp_path: Path) -> None:
    """One that cannot be loaded, and one whose name is taken; the good one works beside them."""
    entries = "bad = no_such_module:X\nlines = lines_of_a_test:MANIFEST\nother = lines_of_a_test:TELEGRAM"
    said = check(tmp_path, entries)

    assert "bad of the package lines-of-a-test cannot be loaded (ModuleNotFoundError)" in said
    assert "other of the package lines-of-a-test is called 'telegram', which is taken" in said
    assert "Lines: off" in said
    assert "Telegram: off" in said
    assert "Traceback" not in said


def test_an_installed_provider_is_a_kind_in_the_config(tmp_path: Path) -> None:
    """One that takes the name of another costs a sentence."""
    entries = "[parley.providers]\nparrot = lines_of_a_test:PARROT\nother = lines_of_a_test:DEMO"
    said = check(tmp_path, entries, PARLEY_PROVIDERS__BIRD__KIND="parrot")

    assert "ok   providers.bird: " in said
    assert "other of the package lines-of-a-test is called 'demo', which is taken" in said
    assert "Traceback" not in said


def test_no_platform_can_take_the_name_of_a_setting() -> None:
    """Each name at the top of the config is taken."""
    assert Config.model_fields.keys() <= TAKEN
