"""A store for a test, and short words to use it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date

from bots.engine.seam.values import Person, Place
from bots.engine.storage import messages, personal_data
from bots.engine.storage.records import Attached
from bots.engine.storage.store import Store

HERE = Place("telegram", "42")
TOPIC = Place("telegram", "42", "7")
THERE = Place("telegram", "-100123")
ANN = Person("telegram", "5")
NOON = 1_800_000_000.0
EVER = date(1970, 1, 1)


@asynccontextmanager
async def opened(url: str, patience: float = 5.0) -> AsyncIterator[Store]:
    store = Store.open(url, patience)
    try:
        yield store
    finally:
        await store.close()


async def said(
    store: Store,
    text: str,
    *,
    place: Place = HERE,
    id: str = "",
    parent: int | None = None,
    attached: tuple[Attached, ...] = (),
) -> int:
    return await store.run(
        messages.add_message,
        place,
        id=id,
        parent=parent,
        role="user",
        text=text,
        author=str(ANN),
        at=NOON,
        attached=attached,
    )


async def texts(store: Store, row: int, limit: int = 100) -> list[str]:
    return [turn.text for turn in await store.run(messages.branch, row, limit)]


async def forget(store: Store, person: Person, alone: Place | None = None, *, at_once: int = 100) -> int:
    """Forget a person to the end; returns the number of messages."""
    await store.run(personal_data.begin_forgetting, person, alone)
    while await store.run(personal_data.forget_some, person, at_once):
        pass
    return await store.run(personal_data.end_forgetting, person) or 0
