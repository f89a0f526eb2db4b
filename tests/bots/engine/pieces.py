"""Questions that come in several messages: what was asked, and what is kept of them."""

from pathlib import Path

from sqlalchemy import select

from bots.engine.seam.incoming import Origin
from bots.engine.spending.allowance import Allowance
from bots.engine.spending.limits import Limits
from bots.engine.storage.pieces import load_spans
from bots.engine.storage.schema import MESSAGES
from provider.contract import Finish, Text
from provider.values import replace
from tests.bots.engine.house import POLICY, House
from tests.fakes.memory import Step

LATE: tuple[Step, ...] = (5.0, Text("Both."), Finish())
"""A model that thinks for a while before its first word."""
SLOW: tuple[Step, ...] = (Text("One "), 20.0, Text("two."), Finish())
"""One whose first word is there at once."""
LIMITED = replace(POLICY, limits=Limits(person=(Allowance(20, "answers", "day"),), input_characters=16_000))


def asked(one: House) -> list[str]:
    """The last message that the model read, each time."""
    return [request.messages[-1].content for request in one.provider.requests]


async def deletes(one: House, *ids: str, origin: Origin | None = None) -> None:
    await one.engine.on_deleted((origin or one.private()).place, ids)


async def kept(one: House) -> list[tuple[str, int]]:
    """The questions that the store holds, each with the number of its messages."""
    found = await one.store.run(
        lambda sql: sql.execute(select(MESSAGES).where(MESSAGES.c.role == "user").order_by(MESSAGES.c.row)).all()
    )
    return [(row.text, len(load_spans(row.pieces)) or 1) for row in found]


def written(folder: Path) -> bytes:
    """All that stands in the files there."""
    return b"".join(each.read_bytes() for each in folder.iterdir())
