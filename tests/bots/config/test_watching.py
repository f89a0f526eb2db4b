"""A changed config file is taken over while the bot runs: checked first, swapped whole, or not at all."""

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bots.config.loading import load
from bots.config.sections import Config
from bots.config.watching import LOOKED_AT_EVERY, Change, source, waiting_keys, watch
from bots.engine.seam.places import Person
from bots.engine.storage import owners as stored_owners
from bots.wiring import policy
from tests.bots.engine.house import ANN, house
from tests.fakes.memory import VirtualClock

pytestmark = pytest.mark.looptime

BEFORE = 'default_model = "auto"\n[access]\nopen = false\n'


@dataclass
class Watched:
    """A file that is watched, and what was said of it."""

    path: Path
    config: Config
    changes: list[Change] = field(default_factory=list)

    async def write(self, text: str) -> None:
        self.path.write_text(text)
        os.utime(self.path, ns=(len(self.changes) + 1, len(text)))  # a clock as coarse as a file system's may be
        await asyncio.sleep(LOOKED_AT_EVERY + 0.1)


@asynccontextmanager
async def watched(folder: Path) -> AsyncIterator[Watched]:
    path = folder / "config.toml"
    path.write_text(BEFORE)
    found = source(None, {}, folder)
    assert found is not None
    one = Watched(path, load(None, {}, folder))
    task = asyncio.create_task(watch(found, one.config, VirtualClock(), one.changes.append))
    await asyncio.sleep(0)
    try:
        yield one
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def test_a_change_is_told_once(tmp_path: Path) -> None:
    """Within seconds; touching the file, or a comment in it, changes nothing."""
    async with watched(tmp_path) as one:
        await one.write(BEFORE + "# a comment\n")
        quiet = list(one.changes)
        await one.write(BEFORE.replace("false", "true"))
        await asyncio.sleep(60.0)

    (change,) = one.changes
    assert quiet == []
    assert change.config is not None
    assert change.config.access.open
    assert change.waiting == ()


@pytest.mark.parametrize("text", ["[access", "[access]\nopen = 5\n", '[limits]\nbot = ["a lot"]\n'])
async def test_a_bad_file_keeps_the_old_one_and_says_why(tmp_path: Path, text: str) -> None:
    """One line, which names the file; a good one after it holds."""
    async with watched(tmp_path) as one:
        await one.write(text)
        await one.write(BEFORE.replace("false", "true"))

    bad, good = one.changes
    assert bad.config is None
    assert bad.problem.startswith("config.toml: ")
    assert "\n" not in bad.problem
    assert good.config is not None


async def test_a_mistake_that_is_taken_back_is_a_change(tmp_path: Path) -> None:
    """Whoever was told of it hears that it is gone; the same file once more is none."""
    async with watched(tmp_path) as one:
        await one.write("[access")
        await one.write(BEFORE)
        await one.write(BEFORE + "# a comment\n")

    bad, good = one.changes
    assert bad.problem
    assert (good.config, good.waiting) == (one.config, ())


async def test_a_file_that_is_taken_away_keeps_the_old_one(tmp_path: Path) -> None:
    """As an editor may for a moment: nobody forgets meanwhile who may do what."""
    async with watched(tmp_path) as one:
        await one.write(BEFORE.replace("false", "true"))
        one.path.unlink()
        await asyncio.sleep(LOOKED_AT_EVERY + 0.1)
        gone = len(one.changes)
        await one.write(BEFORE)

    assert (gone, len(one.changes)) == (1, 2)


def test_what_only_a_restart_takes_over(tmp_path: Path) -> None:
    """Tokens, providers and the database; by their keys and without their values."""
    path = tmp_path / "config.toml"
    path.write_text(BEFORE)
    old = load(None, {}, tmp_path)
    path.write_text('[telegram]\ntoken = "1:abc"\n[storage]\nurl = "sqlite:///other.db"\nkeep_days = 3\n')
    new = load(None, {}, tmp_path)

    assert waiting_keys(old, new) == ("telegram", "storage.url")
    assert waiting_keys(old, old) == ()


async def test_the_engine_takes_over_all_at_once(tmp_path: Path) -> None:
    """Who may talk, how much, how it looks, how long it is kept; who claimed the bot still owns it."""
    (tmp_path / "config.toml").write_text(
        'default_model = "demo/small"\n[access]\nowners = ["telegram:7"]\ndenied = ["telegram:person:5"]\n'
        '[limits]\nperson = ["3 answers a day"]\n[storage]\nkeep_days = 3\n[reply]\nstreaming = "off"\n'
    )
    async with house() as one:
        await one.store.run(stored_owners.claim_first, ANN, 0.0)
        await one.engine.services.owners.load()
        one.engine.adopt(policy(load(None, {"PARLEY_PROVIDERS__DEMO__KIND": "demo"}, tmp_path)))
        doors, owners = one.engine.services.gate.doors, one.engine.services.gate.owners
        settings, privacy = await one.command("settings"), await one.command("privacy")

    assert owners == {Person("telegram", "7"), ANN}
    assert (doors.everyone, doors.denied) == (False, frozenset({"telegram:person:5"}))
    assert "3 answers a day" in settings
    assert "Writing pace: **all at once**" in settings
    assert "for 3 days" in privacy
