"""A call is tried until it works."""

import pytest

from bots.engine.seam.errors import NotSent, PlatformError, Refused, SlowDown, Unsure
from bots.engine.seam.persisting import LONGEST, until_it_works
from tests.fakes.memory import VirtualClock


class Server:
    """Fails as it was told to, then works. Knows when it was called."""

    def __init__(self, clock: VirtualClock, *failures: PlatformError) -> None:
        self._clock = clock
        self._failures = list(failures)
        self.called: list[float] = []

    async def call(self) -> str:
        self.called.append(self._clock.now())
        if self._failures:
            raise self._failures.pop(0)
        return "done"


@pytest.mark.looptime
async def test_it_is_tried_ever_more_rarely_and_told_once() -> None:
    """Whatever kept it from working the first times."""
    clock, told = VirtualClock(), list[PlatformError]()
    server = Server(clock, NotSent("no connection"), Unsure("HTTP 500"), NotSent("no connection"))

    assert await until_it_works(server.call, clock, told.append) == "done"
    assert [at - server.called[0] for at in server.called] == pytest.approx([0.0, 1.0, 3.0, 7.0])
    assert [str(error) for error in told] == ["no connection"]


@pytest.mark.looptime
async def test_a_429_is_waited_for() -> None:
    """As long as the server says, if that is longer."""
    clock = VirtualClock()
    server = Server(clock, SlowDown(40.0), SlowDown(0.1))
    await until_it_works(server.call, clock, lambda _: None)

    assert [at - server.called[0] for at in server.called] == pytest.approx([0.0, 40.0, 42.0])


@pytest.mark.looptime
async def test_no_pause_is_longer_than_the_longest() -> None:
    """A server that is away for a week is asked every few minutes."""
    clock = VirtualClock()
    server = Server(clock, *[NotSent("no connection")] * 60)
    await until_it_works(server.call, clock, lambda _: None)

    assert server.called[-1] - server.called[-2] == pytest.approx(LONGEST)


async def test_a_refusal_is_final() -> None:
    """Trying again cannot help."""
    clock, told = VirtualClock(), list[PlatformError]()
    server = Server(clock, Refused("malformed"))

    with pytest.raises(Refused):
        await until_it_works(server.call, clock, told.append)
    assert told == []
    assert len(server.called) == 1
