"""How many answers grow for one person, over all processes."""

from collections.abc import Iterator

import pytest

from bots.engine.conversation.queue import ANSWERS_AT_ONCE
from bots.engine.seam.incoming import Origin
from bots.engine.seam.places import Place, ToChat
from provider.values import replace
from tests.bots.engine.house import ANN, BOB, ENDLESS
from tests.bots.engine.machines.processes import AT_MOST, Process, ask_at, two, until
from tests.postgresql import Server

pytestmark = pytest.mark.real_time


@pytest.fixture
def url(postgresql: Server) -> Iterator[str]:
    with postgresql.database() as found:
        yield found


def at(process: Process, chat: str) -> Origin:
    place = Place("memory", chat)
    return replace(process.private(), place=place, target=ToChat(place))


def asked(process: Process) -> int:
    return len(process.provider.requests)


async def test_a_person_has_two_answers_at_a_time_wherever_they_grow(url: str) -> None:
    """The third waits, whichever process gives it, and begins when one has ended; others do not wait for them."""
    async with two(url, ENDLESS) as (here, there):
        for chat in ("1", "2"):
            await ask_at(here, "Why?", at(here, chat), chat, there)
        await until(lambda: asked(here) == ANSWERS_AT_ONCE)
        await ask_at(there, "Why?", at(there, "3"), "3", here)
        await ask_at(there, "Why?", there.private(BOB), "4", here)
        await until(lambda: asked(there) == 1)
        waits = there.engine.services.queue.here(at(there, "3").place)
        here.engine.services.queue.here(at(here, "1").place)[0].stop("stopped")
        took = await until(lambda: asked(there) == 2)

    assert waits == ()
    assert there.engine.services.queue.is_busy_with(ANN) is False
    assert took < AT_MOST
