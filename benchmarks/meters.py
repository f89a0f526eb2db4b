"""What counting costs: the CPU of all that one answer is counted by, with and without `[ops]`, and of one reading.

python -m benchmarks.meters
"""

import time
from collections.abc import Callable

from bots.engine.runtime.meters import UNCOUNTED, Answered, Meters
from bots.ops.metrics import Metrics

ANSWERS = 20_000
FRAMES = 12
CALLS = 15
JOBS = 8
READINGS = 100


class Program:
    """A program at work."""

    def connected(self) -> dict[str, bool]:
        return {"telegram": True, "discord": True}

    def growing(self) -> int:
        return 30

    def waiting(self) -> dict[str, int]:
        return {"questions": 5, "calls": 20, "jobs": 1}

    def streams(self) -> dict[str, tuple[int, int]]:
        return {f"provider-{number}": (number, 0) for number in range(8)}


def an_answer(meters: Meters, worked: Callable[[str, float], None]) -> None:
    """All that is told of one."""
    for _ in range(JOBS):
        worked("begin", 0.002)
    for _ in range(CALLS):
        meters.called("telegram", "done")
    for _ in range(FRAMES):
        meters.stood("telegram", 0.05)
    meters.answered(Answered("telegram", "provider-1", "whole", 0.02, 0.4, 0.5, 9.0, 900, 0.002))


def microseconds(work: Callable[[], object], times: int) -> float:
    """The CPU of one, by the clock of the process."""
    began = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - began) / times * 1e6


def main() -> None:
    """Print the figures."""
    metrics = Metrics(Program())
    on = microseconds(lambda: an_answer(metrics, metrics.worked), ANSWERS)
    off = microseconds(lambda: an_answer(UNCOUNTED, lambda job, seconds: None), ANSWERS)
    page = microseconds(metrics.page, READINGS)
    print(f"one answer ({FRAMES} frames, {CALLS} calls, {JOBS} jobs): {on:.0f} us of CPU with, {off:.0f} us without")
    print(f"one reading: {page / 1000:.1f} ms of CPU for {len(metrics.page()):,} bytes, at most once a second")


if __name__ == "__main__":
    main()
