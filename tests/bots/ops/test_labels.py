"""However many names come from outside, there are only so many series."""

from bots.engine.runtime.meters import Called
from bots.ops.labels import LONGEST, MOST, OTHER
from bots.ops.metrics import Metrics
from tests.bots.ops.counting import Busy, answered
from tests.bots.ops.reading import numbers


def test_a_thousand_providers_are_thirty_and_the_others() -> None:
    """No answer is lost in the sum."""
    metrics = Metrics(Busy(500))
    for number in range(1_000):
        metrics.answered(answered(f"provider-{number}"))
    found = numbers(metrics.page().decode())
    answers = {name: number for name, number in found.items() if name.startswith("parley_answers_total")}
    streams = {name: number for name, number in found.items() if name.startswith("parley_streams{")}

    assert len(answers) == len(streams) == MOST + 1
    assert sum(answers.values()) == 1_000
    assert sum(streams.values()) == 500
    assert f'parley_answers_total{{outcome="whole",platform="telegram",provider="{OTHER}"}}' in answers


def test_a_hostile_name_stays_inside_its_quotes() -> None:
    """Long, with quotes and lines of its own."""
    metrics = Metrics(Busy())
    metrics.answered(answered('a"} 1\nparley_answers_total{made="up' + "x" * 10_000))
    page = metrics.page().decode()

    assert not [line for line in page.splitlines() if line.startswith("parley_answers_total{made=")]
    assert max(map(len, page.splitlines())) < 3 * LONGEST + 100


def test_calls_and_frames_are_counted_by_platform() -> None:
    """A name is there from its first call on."""
    metrics = Metrics(Busy())
    how: Called = "slowed"
    metrics.called("discord", how)
    metrics.stood("discord", 0.02)
    metrics.late(0.001)
    found = numbers(metrics.page().decode())

    assert found['parley_calls_total{how="slowed",platform="discord"}'] == 1
    assert found['parley_frame_lag_seconds_count{platform="discord"}'] == 1
    assert found["parley_loop_lag_seconds_count"] == 1
