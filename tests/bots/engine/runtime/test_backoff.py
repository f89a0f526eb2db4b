"""How long it takes until the next attempt."""

from bots.engine.runtime.backoff import backoff


def test_each_pause_is_twice_the_one_before() -> None:
    """Up to the longest one."""
    pauses = [backoff(failures, 0.5, 3.0) for failures in range(1, 6)]

    assert pauses == [0.5, 1.0, 2.0, 3.0, 3.0]


def test_an_outage_of_many_days() -> None:
    """However often it failed, the next attempt follows."""
    assert backoff(1_000_000, 1.0, 10.0) == 10.0
