"""How the models have done."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provider.routing.health import DAY, Health, HealthLog, Sample

NOW = 1_800_000_000.0


def test_a_day_of_answers() -> None:
    """The median of the first words, the share of good ends, the mean of the costs that are known."""
    station = HealthLog()
    for first, well, cost in ((0.2, True, 0.01), (0.4, True, None), (9.0, False, 0.03), (None, False, None)):
        station.note("a/m", Sample(NOW, first, well, cost))

    assert station.report("a/m", NOW) == Health(4, 0.5, 0.4, (0.01 + 0.03) / 2)
    assert station.report("a/other", NOW) is None


def test_yesterday_is_forgotten() -> None:
    """And what nobody knows is not guessed."""
    station = HealthLog()
    station.note("a/m", Sample(NOW - DAY, 1.0, True, 1.0))
    old = station.report("a/m", NOW)
    station.note("a/m", Sample(NOW, None, False))

    assert old is None
    assert station.report("a/m", NOW) == Health(1, 0.0, None, None)


def test_memory_is_bounded() -> None:
    """However many names people try, and however often one is asked."""
    station = HealthLog()
    for number in range(2000):
        station.note(f"a/{number}", Sample(NOW, 1.0, True))
        station.note("a/m", Sample(NOW, 1.0, True))
    health = station.report("a/m", NOW)

    assert len(station.dump(NOW)) < 100_000
    assert health is not None
    assert health.answers == 200


@pytest.mark.parametrize("text", ["", "nonsense", "[]", '{"a/m": 3}', '{"a/m": [[1, "x"], null, [1.0, null, 1, 2.0]]}'])
def test_a_broken_note_is_none(text: str) -> None:
    """The weather is not worth a failed start."""
    station = HealthLog()
    station.load(text)

    assert station.report("a/m", 1.0) is None


SAMPLES = st.builds(
    Sample, st.floats(NOW - 2 * DAY, NOW), st.none() | st.floats(0, 900), st.booleans(), st.none() | st.floats(0, 9)
)


@given(st.dictionaries(st.text(max_size=9), st.lists(SAMPLES, max_size=9), max_size=4))
def test_it_survives_a_restart(noted: dict[str, list[Sample]]) -> None:
    """Unchanged."""
    station, again = HealthLog(), HealthLog()
    for model, samples in noted.items():
        for sample in samples:
            station.note(model, sample)
    again.load(station.dump(NOW))

    assert {model: again.report(model, NOW) for model in noted} == {m: station.report(m, NOW) for m in noted}
