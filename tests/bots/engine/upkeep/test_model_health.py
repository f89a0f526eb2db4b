"""How the models have done outlives the process."""

from pathlib import Path

from bots.engine.runtime.clock import RealClock
from bots.engine.storage.store import Store
from bots.engine.upkeep.model_health import kept, recall
from provider import Catalog
from provider.routing.health import Sample


class Evening(RealClock):
    """Another day."""

    def wall(self) -> float:
        return super().wall() + 90_000


async def test_it_is_there_after_a_restart(tmp_path: Path) -> None:
    """And forgotten a day later."""
    clock, store = RealClock(), Store.open(f"sqlite:///{tmp_path / 'parley.db'}")
    first, second, third = Catalog({}), Catalog({}), Catalog({})
    async with kept(store, first, clock):
        first.station.note("a/m", Sample(clock.wall(), 0.5, True))
    await recall(store, second, clock)
    await recall(store, third, Evening())
    await store.close()

    assert second.station.report("a/m", clock.wall()) == first.station.report("a/m", clock.wall()) is not None
    assert third.station.report("a/m", Evening().wall()) is None


async def test_a_broken_note_does_no_harm(tmp_path: Path) -> None:
    """The weather is not worth a failed start."""
    clock, store = RealClock(), Store.open(f"sqlite:///{tmp_path / 'parley.db'}")
    catalog = Catalog({})
    for key in ("answers", "troubles"):
        await store.set_setting("weather", key, "nonsense", by="", at=0.0)
    troubles = await recall(store, catalog, clock)
    await store.close()

    assert troubles == {}


async def test_old_troubles_are_none(tmp_path: Path) -> None:
    """A bot that no longer runs leaves nobody alone."""
    clock, store = RealClock(), Store.open(f"sqlite:///{tmp_path / 'parley.db'}")
    note = f'{{"at": {clock.wall()}, "states": {{"a/m": "open"}}}}'
    await store.set_setting("weather", "troubles", note, by="", at=0.0)
    now, later = await recall(store, Catalog({}), clock), await recall(store, Catalog({}), Evening())
    await store.close()

    assert (now, later) == ({"a/m": "open"}, {})
