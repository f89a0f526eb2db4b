"""What the providers offer: asked, kept, refreshed behind the scenes."""

import asyncio

import pytest

from provider import Catalog, ConnectionFailed, Message, ProviderError, Request, WrongKey
from provider.routing.model_client import Clocks
from tests.provider.scripted import HELLO, Player


class Listing(Player):
    """Gives its list when the gate is open, or its error."""

    def __init__(self) -> None:
        super().__init__()
        self.default_model = ""
        self.gate = asyncio.Event()
        self.gate.set()
        self.down: ProviderError | None = None
        self.asked = 0
        self.open_lists = 0

    async def models(self) -> tuple[str, ...]:
        self.asked += 1
        self.open_lists += 1
        try:
            await self.gate.wait()
        finally:
            self.open_lists -= 1
        if self.down is not None:
            raise self.down
        return self.listed


class Time:
    now = 0.0


async def settle() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_an_old_list_is_refreshed_behind_the_scenes() -> None:
    """Whoever asks gets the old one at once, and the next one the new one; the server is asked once."""
    time, it = Time(), Listing()
    catalog = Catalog({"it": it}, clocks=Clocks(lambda: time.now))
    first = await catalog.names()
    it.listed, time.now = ("new",), 301.0
    it.gate.clear()
    meanwhile = [await catalog.names() for _ in range(3)]
    await settle()
    asked = it.asked
    it.gate.set()
    await settle()
    after = await catalog.names()
    await catalog.aclose()

    assert (first, meanwhile, after) == (("it/m",), [("it/m",)] * 3, ("it/new",))
    assert asked == 2


async def test_a_list_outlives_its_server() -> None:
    """It is kept while the server is down, and who is down is known."""
    time, it = Time(), Listing()
    catalog = Catalog({"it": it}, clocks=Clocks(lambda: time.now))
    await catalog.names()
    it.down = ConnectionFailed("gone")
    for _ in range(3):
        time.now += 301.0
        names = await catalog.names()
        await settle()
    silent = catalog.silent()
    await catalog.aclose()

    assert names == ("it/m",)
    assert str(silent["it"]) == "gone"


async def test_a_key_that_is_refused_later_is_known() -> None:
    """Whoever gave a list may refuse to answer all the same; when it answers, that is over."""
    catalog = Catalog({"it": Player((WrongKey("no"),), HELLO)})
    before = catalog.silent()
    with pytest.raises(WrongKey):
        _ = [event async for event in catalog.stream("it/m", Request((Message("user", "x"),)), chat=True)]
    refused = catalog.silent()
    _ = [event async for event in catalog.stream("it/m", Request((Message("user", "x"),)), chat=True)]
    after = catalog.silent()
    await catalog.aclose()

    assert (dict(before), list(refused), dict(after)) == ({}, ["it"], {})


async def test_closing_ends_a_refresh() -> None:
    """Nothing runs on behind the catalog's back."""
    time, it = Time(), Listing()
    catalog = Catalog({"it": it}, clocks=Clocks(lambda: time.now))
    await catalog.names()
    time.now = 301.0
    it.gate.clear()
    await catalog.names()
    await settle()
    running = it.open_lists
    await catalog.aclose()
    await catalog.aclose()

    assert (running, it.open_lists) == (1, 0)
    assert len(asyncio.all_tasks()) == 1


async def test_a_server_that_never_said_is_asked_now() -> None:
    """There is nothing older to show."""
    it = Listing()
    it.down = ConnectionFailed()
    catalog = Catalog({"it": it})

    assert await catalog.names() == ()
    with pytest.raises(ConnectionFailed):
        await catalog.find("it")
    assert await catalog.find("it/anything") == "it/anything"
