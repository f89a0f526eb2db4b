"""The version is said once, each has its section of changes, and the way back is as the page says."""

import re
import sqlite3
import tomllib
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from bots.__main__ import main
from bots.engine.storage.backup import back_up
from bots.engine.storage.records import StoreError
from bots.engine.storage.restore import restore
from tests.bots.engine.stores import NOON, opened, said

ROOT = Path(__file__).parent.parent
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
SECTIONS = re.findall(r"^## (.+)$", (ROOT / "CHANGELOG.md").read_text(), re.MULTILINE)
RELEASES = (ROOT / "docs/operating/releases.md").read_text()


def test_the_newest_section_is_of_this_version_or_of_the_next() -> None:
    """Each of the others has its number and its date, the newest first, and says something."""
    bodies = re.split(r"^## .+$", (ROOT / "CHANGELOG.md").read_text(), flags=re.MULTILINE)[1:]
    numbered = [section.split(", ") for section in SECTIONS if section != "Unreleased"]
    dates = [date.fromisoformat(when) for _, when in numbered if when != "not yet released"]

    assert "Unreleased" not in SECTIONS[1:]
    assert numbered[0][0] == VERSION
    assert [number for number, when in numbered[1:] if when == "not yet released"] == []
    assert [number for number, _ in numbered] == sorted({number for number, _ in numbered}, key=parts, reverse=True)
    assert dates == sorted(dates, reverse=True)
    assert all(re.search("^- ", body, re.MULTILINE) for body in bodies)


def parts(number: str) -> tuple[int, ...]:
    return tuple(map(int, number.split(".")))


def test_the_version_stands_in_one_place(capsys: pytest.CaptureFixture[str]) -> None:
    """The program says that one, and no file of it another."""
    with pytest.raises(SystemExit) as ended:
        main(["--version"])
    sources = [path for top in ("bots", "provider") for path in (ROOT / top).rglob("*.py")]

    assert ended.value.code == 0
    assert capsys.readouterr().out == f"parley {VERSION}\n"
    assert [path for path in sources if re.search(rf"[\"\' ]{re.escape(VERSION)}[\"\']", path.read_text())] == []


async def test_the_way_back_is_the_backup_from_before_the_upgrade(tmp_path: Path) -> None:
    """The older program refuses what the newer one left, in the words of the page, and goes on with the backup."""
    url, path, copy = f"sqlite:///{tmp_path / 'parley.db'}", tmp_path / "parley.db", tmp_path / "before-upgrade.db"
    async with opened(url) as store:
        await said(store, "from before")
    back_up(url, copy, overwrite=False)
    with closing(sqlite3.connect(path)) as newer:
        newer.execute("UPDATE alembic_version SET version_num = '9999'")
        newer.execute("UPDATE messages SET text = 'from after'")
        newer.commit()
    with pytest.raises(StoreError) as refused:
        async with opened(url):
            pass
    kept = restore(url, copy, NOON).before
    async with opened(url) as store:
        there = await store.run(lambda sql: sql.exec_driver_sql("SELECT text FROM messages").scalar())

    (quoted,) = re.findall(r"^> (.+)$", RELEASES, re.MULTILINE)
    assert quoted in str(refused.value)
    assert "parley restore FILE" in str(refused.value)
    assert there == "from before"
    assert Path(kept).name.startswith("parley.db.before-")
