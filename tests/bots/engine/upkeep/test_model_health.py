"""How the models have done, and what they have taught, outlives the process."""

from pathlib import Path

import pytest

from bots.engine.runtime.clock import RealClock
from bots.engine.storage import settings
from bots.engine.storage.store import Store
from bots.engine.upkeep.model_health import SAVED_EVERY, kept, recall
from provider import Catalog
from provider.backends.openai import OpenAI, Options
from provider.known.learning import WEEK
from provider.routing.health import Sample
from provider.routing.model_client import Clocks
from tests.bots.engine.house import open_database
from tests.fakes.memory import VirtualClock


class Evening(RealClock):
    """Another day."""

    def wall(self) -> float:
        return super().wall() + 90_000


async def test_it_is_there_after_a_restart(tmp_path: Path) -> None:
    """And forgotten a day later."""
    clock, store = RealClock(), Store.open(f"sqlite:///{tmp_path / 'parley.db'}")
    first, second, third = Catalog({}), Catalog({}), Catalog({})
    async with kept(store, first, clock):
        first.health_log.note("a/m", Sample(clock.wall(), 0.5, True))
    await recall(store, second, clock)
    await recall(store, third, Evening())
    await store.close()

    assert second.health_log.report("a/m", clock.wall()) == first.health_log.report("a/m", clock.wall()) is not None
    assert third.health_log.report("a/m", Evening().wall()) is None


async def test_what_was_learned_is_there_after_a_restart(tmp_path: Path) -> None:
    """For a week, and then it is found out anew; a provider that is gone takes its lessons along."""
    clock = RealClock()

    class NextWeek(RealClock):
        def wall(self) -> float:
            return super().wall() + WEEK + 60

    def catalog(name: str, clock: RealClock) -> tuple[Catalog, OpenAI]:
        provider = OpenAI(Options())
        return Catalog({name: provider}, clocks=Clocks(wall=clock.wall)), provider

    path = f"sqlite:///{tmp_path / 'parley.db'}"
    first, second, third, other = (
        catalog("a", clock),
        catalog("a", clock),
        catalog("a", NextWeek()),
        catalog("b", clock),
    )
    store = Store.open(path)
    async with kept(store, first[0], clock):
        first[1].learned.note("m", "stream")
    await store.close()
    store = Store.open(path)
    for each, _ in (second, third, other):
        await recall(store, each, clock)
    await store.close()

    assert second[0].facts("a/m").found_out == ("stream",)
    assert third[0].facts("a/m").found_out == ()
    assert other[0].facts("b/m").found_out == ()


@pytest.mark.looptime
async def test_what_was_learned_is_kept_while_the_bot_runs(tmp_path: Path) -> None:
    """Within a minute, so that a crash loses no more."""
    clock, store = VirtualClock(), Store(open_database(f"{tmp_path / 'parley.db'}"))
    provider, after = OpenAI(Options()), OpenAI(Options())
    async with kept(store, Catalog({"a": provider}, clocks=Clocks(clock.now, clock.wall)), clock):
        await clock.sleep(1.0)
        provider.learned.note("m", "system")
        await clock.sleep(2 * SAVED_EVERY)
        await recall(store, Catalog({"a": after}, clocks=Clocks(clock.now, clock.wall)), clock)
    await store.close()

    assert after.found_out("m") == ("system",)


async def test_a_broken_note_does_no_harm(tmp_path: Path) -> None:
    """The weather is not worth a failed start."""
    clock, store = RealClock(), Store.open(f"sqlite:///{tmp_path / 'parley.db'}")
    catalog = Catalog({})
    for key in ("answers", "troubles", "lessons"):
        await store.run(settings.change, "weather", key, "nonsense", by="", at=0.0)
    troubles = await recall(store, catalog, clock)
    await store.close()

    assert troubles == {}


async def test_old_troubles_are_none(tmp_path: Path) -> None:
    """A bot that no longer runs leaves nobody alone."""
    clock, store = RealClock(), Store.open(f"sqlite:///{tmp_path / 'parley.db'}")
    note = f'{{"at": {clock.wall()}, "states": {{"a/m": "open"}}}}'
    await store.run(settings.change, "weather", "troubles", note, by="", at=0.0)
    now, later = await recall(store, Catalog({}), clock), await recall(store, Catalog({}), Evening())
    await store.close()

    assert (now, later) == ({"a/m": "open"}, {})
