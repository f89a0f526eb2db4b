"""An answer holds for a minute, and so does a silence."""

import asyncio
import logging

import pytest

from bots.engine.seam.errors import Refused, Unsure
from bots.engine.seam.lookups import KEPT_FOR, PATIENCE, Lookups
from tests.fakes.memory import VirtualClock

log = logging.getLogger("parley")


class Asked:
    """Answers a look-up, or fails, or says nothing; counts how often it was asked."""

    def __init__(self, answer: bool | Exception | None) -> None:
        self.answer = answer
        self.times = 0

    async def __call__(self) -> bool:
        self.times += 1
        if self.answer is None:
            await asyncio.Event().wait()
        if isinstance(self.answer, Exception):
            raise self.answer
        return bool(self.answer)


def lookups(kept_for: float = KEPT_FOR) -> tuple[Lookups[bool], VirtualClock]:
    clock = VirtualClock()
    return Lookups(clock, False, "who administers", log, kept_for=kept_for), clock


@pytest.mark.looptime
async def test_an_answer_is_kept_for_a_minute() -> None:
    """Then it is asked anew; each key has an answer of its own."""
    found, clock = lookups()
    asked = Asked(True)
    first = await found.get("a", asked), await found.get("a", asked), asked.times
    await found.get("b", asked)
    await clock.sleep(KEPT_FOR)
    await found.get("a", asked)

    assert first == (True, True, 1)
    assert asked.times == 3


@pytest.mark.looptime
@pytest.mark.parametrize("failure", [None, Unsure("HTTP 500"), Refused("chat not found")])
@pytest.mark.parametrize("kept_for", [KEPT_FOR, 0.0])
async def test_a_failure_is_remembered_too(
    failure: Exception | None, kept_for: float, caplog: pytest.LogCaptureFixture
) -> None:
    """For a minute the cautious answer is given at once, after it was waited for once; one line says why."""
    found, clock = lookups(kept_for)
    asked = Asked(failure)
    began = clock.now()
    first = await found.get("a", asked)
    waited = clock.now() - began
    second = await found.get("a", asked)
    again = clock.now() - began
    await clock.sleep(KEPT_FOR)
    asked.answer = True
    third = await found.get("a", asked)

    assert (first, second, third) == (False, False, True)
    assert asked.times == 2
    assert waited == again == pytest.approx(PATIENCE if failure is None else 0.0)
    assert len(caplog.messages) == 1


@pytest.mark.looptime
async def test_what_is_noted_is_not_asked() -> None:
    """An event said it, even after a failure."""
    found, _ = lookups()
    asked = Asked(Unsure("HTTP 500"))
    await found.get("a", asked)
    found.note("a", True)

    assert await found.get("a", asked) is True
    assert asked.times == 1
