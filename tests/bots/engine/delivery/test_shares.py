"""What several processes take of the bot's calls: together no more than one would, and each at least a bit."""

import pytest

from bots.engine.delivery.pacing import Pacer, Priority
from bots.engine.seam.rates import OF_THE_BOT, Bucket, Budget, Limit, Window
from tests.bots.engine.delivery.test_pacing import Server

LIMITS = (Window(28, 1.0, reserve=2), Window(6, 0.2), Bucket(10.0, 25.0))


@pytest.mark.parametrize("limit", LIMITS)
@pytest.mark.parametrize("shares", [(1.0,), (0.5, 0.5), (0.25, 0.25, 0.5), (0.7, 0.1, 0.2)])
def test_together_they_stay_within_the_limit(limit: Limit, shares: tuple[float, ...]) -> None:
    """Each calls whenever it may, for four seconds; one of them may call no more than its part, but some."""
    budget = Budget("telegram:bot", (limit,), OF_THE_BOT)
    pacers = [Pacer() for _ in shares]
    for pacer, share in zip(pacers, shares, strict=True):
        pacer.divide({"telegram": share, "discord": 0.001})
    server, counts = Server(limit), [0] * len(shares)
    for step in range(4_000):
        now = 1000.0 + step / 1000
        for number, pacer in enumerate(pacers):
            if pacer.ready_at(now, (budget,), Priority.WORDS) <= now:
                pacer.take(now, (budget,))
                server.calls.append(now)
                counts[number] += 1

    assert not server.exceeded()
    assert min(counts) >= 4
    assert sum(counts) >= 4 * 14  # what does not divide evenly is left


def test_a_share_too_small_for_a_call_waits_longer() -> None:
    """A twelfth of six calls in 0.2 s is one in 0.4 s."""
    budget, pacer = Budget("telegram:bot", (Window(6, 0.2),), OF_THE_BOT), Pacer()
    pacer.divide({"telegram": 1 / 12})
    pacer.take(0.0, (budget,))

    assert pacer.ready_at(0.0, (budget,), Priority.WORDS) == pytest.approx(0.4)


def test_places_are_not_divided() -> None:
    """One process attends a place, and has all that may be done there; so it is when nobody else is alive."""
    place, bot = Budget("telegram:chat:42", (Window(2, 1.0),)), Budget("telegram:bot", (Window(2, 1.0),), OF_THE_BOT)
    pacer = Pacer()
    pacer.take(0.0, (place, bot))
    pacer.divide({"telegram": 0.5})

    assert pacer.ready_at(0.0, (place,), Priority.WORDS) == 0.0
    assert pacer.ready_at(0.0, (bot,), Priority.WORDS) == 1.0
    pacer.divide({"telegram": 1.0})
    assert pacer.ready_at(0.0, (bot,), Priority.WORDS) == 0.0
