"""Numbers without a program: one that is always busy, and metrics that have counted one of each."""

from bots.engine.runtime.meters import Answered
from bots.engine.storage.records import StoreError
from bots.ops.metrics import Metrics


class Busy:
    """A program in which everything is going on. `providers`: how many it has."""

    def __init__(self, providers: int = 1) -> None:
        self._providers = providers

    def connected(self) -> dict[str, bool]:
        return {"telegram": True, "discord": False}

    def growing(self) -> int:
        return 3

    def waiting(self) -> dict[str, int]:
        return {"questions": 5, "calls": 7, "jobs": 1}

    def streams(self) -> dict[str, tuple[int, int]]:
        return {f"provider-{number}": (1, 2) for number in range(self._providers)}


def answered(provider: str = "demo") -> Answered:
    return Answered(
        "telegram", provider, "whole", asked=0.1, first_word=0.2, shown=0.3, ended=0.4, tokens=10, dollars=0.5
    )


def counted(metrics: Metrics) -> Metrics:
    """The metrics, after one of everything."""
    metrics.answered(answered())
    metrics.stood("telegram", 0.02)
    metrics.called("telegram", "slowed")
    metrics.opening_lost("telegram")
    metrics.worked("begin", 0.001)
    metrics.failed("begin", StoreError("It is full."), 0.001)
    metrics.late(0.0)
    return metrics
