"""Where platforms have read to, and where they look if that is not enough."""

import asyncio
from collections.abc import Callable

from bots.engine.seam.bookmarks import ActivePlace
from bots.engine.seam.places import Person, Place
from bots.engine.storage import bookmarks, messages, servers, usage
from tests.bots.engine.stores import ANN, NOON, opened, said

DAY = 86_400.0
BOB = Person("discord", "6")


def here(number: int, thread: str = "") -> Place:
    return Place("discord", str(number), thread)


def put(text: str) -> Callable[[str], str]:
    """Whatever stood there before."""
    return lambda before: text


async def test_one_bookmark_for_each_platform(url: str) -> None:
    """The last one that was kept."""
    async with opened(url) as store:
        before = await store.run(bookmarks.kept, "discord")
        for text in ("one", "two"):
            await store.run(bookmarks.change, "discord", put(text), NOON)
        await store.run(bookmarks.change, "telegram", put("other"), NOON)
        kept = await store.run(bookmarks.kept, "discord")

    assert (before, kept) == ("", "two")


async def test_a_bookmark_is_changed_by_several(url: str) -> None:
    """Each makes the next one of what stands there; what others have written in between is not lost."""

    def add(word: str) -> Callable[[str], str]:
        return lambda before: f"{before} {word}"

    async with opened(url) as one, opened(url) as other:
        stores = (one, other) * 5
        await asyncio.gather(*(store.run(bookmarks.change, "discord", add("x"), NOON) for store in stores))
        kept = await one.run(bookmarks.kept, "discord")

    assert kept == " x" * 10


async def test_active_places(url: str) -> None:
    """Those with an answer lately, one that grows too, the newest first; those without rows come last."""
    async with opened(url) as store:
        for place, at in ((here(1), NOON - 8 * DAY), (here(2), NOON), (here(3, "33"), NOON), (here(2), NOON)):
            asked = await said(store, "Well?", place=place)
            await store.run(messages.add_answer, place, asked, asked, at=at, apart=False)
        await said(store, "only asked", place=here(4))
        await store.run(servers.lies_in, here(3), "server")
        for number, days in ((5, 6), (6, 1), (7, 8), (2, 0)):
            at = NOON - days * DAY
            await store.run(usage.count, here(number), BOB, provider="p", model="m", at=at)
        await store.run(usage.count, Place("telegram", "8"), ANN, provider="p", model="m", at=NOON)
        found = await store.run(bookmarks.active_places, "discord", NOON, 10)
        newest = await store.run(bookmarks.active_places, "discord", NOON, 2)

    assert found == (
        ActivePlace(here(2), ""),
        ActivePlace(here(3, "33"), "server"),
        ActivePlace(here(6), ""),
        ActivePlace(here(5), ""),
    )
    assert newest == found[:2]
