"""A row that makes no sense, in any table, costs at most what it is about: the start goes on, and so does the bot."""

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bots.engine.storage.schema import METADATA
from bots.engine.upkeep.housekeeping import EVERY
from provider.contract import Finish, Text
from tests.bots.engine.house import house

pytestmark = pytest.mark.looptime

TABLES = [table.name for table in METADATA.sorted_tables if table.name != "parley"]
JUNK = {"text": ('{"x": [', "soon"), "bytes": (b"\x00\xfe", b"\xff"), "numbers": (7, -1e300)}


def rows(table: str, texts: object, numbers: object) -> Iterator[tuple[str, object]]:
    for column in METADATA.tables[table].columns:
        if column.name in ("row", "key") and column.primary_key and str(column.type) == "INTEGER":
            yield column.name, 99
        elif column.foreign_keys:
            yield column.name, None if column.nullable else 99
        else:
            yield column.name, texts if str(column.type) == "TEXT" else numbers


@pytest.mark.parametrize("junk", JUNK)
async def test_an_odd_row_in_each_table_stops_nothing(
    junk: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A question is answered, and the regular work is done, without a defect."""
    path = tmp_path / "parley.db"
    async with house(path=str(path)):
        pass
    with closing(sqlite3.connect(path)) as raw, raw:
        for table in TABLES:
            values = dict(rows(table, *JUNK[junk]))
            names = ", ".join(f'"{name}"' for name in values)
            marks = ", ".join("?" * len(values))
            raw.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", tuple(values.values()))
    with caplog.at_level(logging.ERROR, "parley"):
        async with house([Text("Yes."), Finish()], path=str(path)) as one:
            await one.ask("Well?")
            await one.wait(EVERY + 60)
            await one.engine.on_ready("memory")
            await one.wait(60)
            shown = one.texts()

    assert shown[0] == "Yes."
    assert [record.getMessage() for record in caplog.records] == []
