"""The counters of answers, read back."""

from datetime import date

from bots.engine.seam.places import Person, Place
from bots.engine.storage import usage
from bots.engine.storage.records import Had
from tests.bots.engine.stores import opened

ANN, BOB = Person("memory", "5"), Person("memory", "6")
CHAT, THREAD, OTHER = Place("memory", "1"), Place("memory", "1", "7"), Place("memory", "2")
DAY = 86_400.0


async def test_what_was_used_lately_is_of_that_place(url: str) -> None:
    """Whoever asked; the last one first, of one day the one with more answers; nothing that is older than a month."""
    async with opened(url) as store:
        for place, person, model, day in (
            (CHAT, ANN, "old", 9),
            (CHAT, ANN, "once", 38),
            (CHAT, ANN, "often", 38),
            (CHAT, BOB, "often", 37),
            (THREAD, BOB, "often", 38),
            (THREAD, BOB, "last", 40),
            (OTHER, ANN, "elsewhere", 40),
        ):
            await store.run(
                usage.count, place, person, provider="p", model=model, at=day * DAY, input_tokens=10, output_tokens=2
            )
        here = await store.run(usage.lately, CHAT, 40 * DAY, 8)
        thread = await store.run(usage.lately, THREAD, 40 * DAY, 8)
        first = await store.run(usage.lately, CHAT, 40 * DAY, 1)
        nothing = await store.run(usage.lately, CHAT, 80 * DAY, 8)

    assert {type(count) for each in here for count in (each.answers, each.input_tokens)} == {int}
    assert here == (
        Had(date(1970, 2, 10), "p/last", 1, 10, 2),
        Had(date(1970, 2, 8), "p/often", 3, 30, 6),
        Had(date(1970, 2, 8), "p/once", 1, 10, 2),
    )
    assert [each.model for each in thread] == ["p/last", "p/often"]
    assert first == here[:1]
    assert nothing == ()
