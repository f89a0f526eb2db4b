"""What is measured when no scenario is named is over before anybody has forgotten why."""

from benchmarks.__main__ import BY_NAME_ALONE, TAKES, seconds_of
from benchmarks.scenarios import BY_NAME


def test_the_whole_bench_takes_under_ten_minutes() -> None:
    """Beside another commit twice as long."""
    names = [name for name in (*BY_NAME, *TAKES) if name not in BY_NAME_ALONE]

    assert 300 < seconds_of(names) < 600
    assert seconds_of(names, against=True) == 2 * seconds_of(names)
