"""A database that each older version really wrote: today's code opens it, keeps all of it, and goes on with it."""

import asyncio
import re
import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from bots.engine.language.phrases import say
from bots.engine.storage.schema import METADATA, MIGRATIONS, REVISIONS
from bots.engine.storage.store import Store
from tests.fakes.chat_completions import ChatCompletions
from tests.fakes.telegram_api import TelegramApi
from tests.fakes.telegram_world import Posted
from tests.program import SPEED, model, on_telegram, running
from tests.recorded.databases import recording
from tests.waiting import until

ADA, EVE = 1001, 1002
LADDER = 1 + len(MIGRATIONS)
OLDER = [*map(recording, range(1, LADDER)), *(recording(LADDER, each) for each in REVISIONS if each != REVISIONS[-1])]
"""Of each version on the ladder, and of each revision but the present one."""

Rows = dict[str, list[dict[str, object]]]


def rows(path: Path) -> Rows:
    """Every row of every table."""
    with closing(sqlite3.connect(path)) as database:
        database.row_factory = sqlite3.Row
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {table: [dict(row) for row in database.execute(f"SELECT * FROM {table}")] for table in tables}


def with_button(api: TelegramApi, label: str) -> list[Posted]:
    """The messages to Ada that have it."""
    return [each for each in api.replies(ADA) if label in each.labels]


def answered(api: TelegramApi, before: int) -> bool:
    """Whether Ada has read more than so many messages."""
    return len(api.replies(ADA)) > before


@pytest.fixture(params=OLDER, ids=lambda kept: kept.stem)
def old(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The database of one older version, as it was written."""
    path = tmp_path / "parley.db"
    with closing(sqlite3.connect(path)) as database:
        database.executescript(request.param.read_text(encoding="utf-8"))
    return path


@pytest.mark.parametrize("kept", OLDER, ids=lambda kept: kept.stem)
def test_each_older_version_has_its_recording(kept: Path) -> None:
    """Where one is missing: make database COMMIT=..., by a commit of that version (tests/recorded/databases)."""
    said = kept.read_text(encoding="utf-8")
    version = re.findall(r'INSERT INTO "parley" VALUES\((\d+)\)', said)[0]
    revision = re.findall(r"INSERT INTO \"alembic_version\" VALUES\('(\w+)'\)", said)

    assert kept == recording(int(version), *revision)


def test_each_table_of_a_recording_is_filled(old: Path) -> None:
    """An empty one would show nothing."""
    assert [table for table, found in rows(old).items() if not found] == []


def test_an_upgrade_keeps_every_row(old: Path) -> None:
    """With all of its values; what is broken or points nowhere would be found."""
    before = rows(old)
    asyncio.run(Store.open(f"sqlite:///{old}").close())
    after = rows(old)
    with closing(sqlite3.connect(old)) as database:
        whole = database.execute("PRAGMA integrity_check").fetchall()
        astray = database.execute("PRAGMA foreign_key_check").fetchall()

    assert whole == [("ok",)]
    assert astray == []
    assert after["parley"] == [{"version": LADDER}]
    assert after["alembic_version"] == [{"version_num": REVISIONS[-1]}]
    assert set(METADATA.tables) <= set(after)
    for row in before.get("delivered", []):
        known = {key: value for key, value in row.items() if key != "at"}
        assert any(known.items() <= later.items() for later in after["inbox"])
    for table in before.keys() - {"parley", "alembic_version", "sqlite_sequence", "delivered"}:
        for row in before[table]:
            assert any(row.items() <= later.items() for later in after[table]), (table, row)


async def test_the_program_goes_on_with_it(old: Path) -> None:
    """What was said and chosen counts, what was cut off is settled, a person can erase what there is of them."""
    async with ChatCompletions(text="Aye.") as llm, TelegramApi(speed=SPEED) as api:
        ada, _ = api.user(ADA), api.user(EVE)
        api.world.private(ADA).numbers.last = 1000  # of the messages that were recorded none comes again
        variables = model(llm) | on_telegram(api) | {"PARLEY_ACCESS__OPEN": "true"}
        async with running(variables, old.parent) as program:
            await until(lambda: api.is_polled)
            for text in (
                "/settings",
                "/usage",
                "/servers",
                "/settings history",
                "/models",
                "/whoami",
                "/help",
                "/privacy",
            ):
                before = len(api.replies(ADA))
                ada.writes(text)
                await until(partial(answered, api, before))
            ada.writes("Which word?")
            await until(lambda: any(reply.text == "Aye." for reply in api.replies(ADA)))
            await until(lambda: not [each for each in rows(old)["replies"] if '"telegram"' in str(each["target"])])
            known = "barnacle" in str(rows(old)["messages"])
            for phrase in ("forget_button", "forget_sure_button"):
                await until(partial(with_button, api, say(phrase)))
                ada.presses(say(phrase), with_button(api, say(phrase))[-1])
            await until(lambda: "barnacle" not in str(rows(old)["messages"]))
            status = await program.stop()
        told = " ".join(reply.text for reply in api.replies(ADA))

    assert status == 0
    assert known
    assert "sea" in str(llm.requests[-1])
    assert "trace" not in told
    assert "Traceback" not in told
