"""Many answers while a server refuses some calls: each refusal costs its own place some seconds, and no other."""

import asyncio
import random
from statistics import median

import pytest

from bots.engine.delivery.scheduler import Scheduler
from bots.engine.delivery.sending import Sender
from bots.engine.reply.live_reply import LiveReply
from bots.engine.seam.places import Place, Surface, ToChat
from bots.engine.seam.rates import Bucket, Tempo, Window
from tests.bots.engine.stage import LIVE, WORDS
from tests.fakes.memory import Fault, MemoryPlatform, VirtualClock

pytestmark = pytest.mark.looptime

ANSWERS = 150
BEGIN_WITHIN = 60.0
MOST_CALLS = 20_000


async def late_by(share: float, chance: random.Random, *, vague: bool) -> tuple[list[float], int]:
    """Where that share of all calls meets a 429: seconds from the end of each answer to its last frame; the calls."""
    clock = VirtualClock()
    platform = MemoryPlatform(
        clock,
        tempo=Tempo((0.6, 0.9), 1.1, gather=0.4),
        chat_limits=(Bucket(3, 1 / 1.02),),
        bot_limits=(Window(25, 1.0, reserve=2), Window(6, 0.2)),
        retry_after=2.0,
        vague=vague,
    )
    platform.faults = {number: Fault.SLOW_DOWN for number in range(MOST_CALLS) if chance.random() < share}
    scheduler = Scheduler(clock)

    async def note(surface: Surface, source: str, *_: object) -> None:
        return None

    async def answer(number: int) -> float:
        await clock.sleep(number * BEGIN_WITHIN / ANSWERS)
        live = LiveReply(Sender(platform, scheduler, clock), ToChat(Place("memory", str(number))), LIVE, note)
        async with asyncio.TaskGroup() as group:
            group.create_task(live.show())
            for _ in range(25):
                await clock.sleep(0.1)
                live.feed(WORDS)
            live.finish()
            ended = clock.now()
        return clock.now() - ended

    found = await asyncio.gather(*(answer(number) for number in range(ANSWERS)))
    return found, len(platform.calls)


@pytest.mark.parametrize("vague", [False, True])
@pytest.mark.parametrize("share", [0.0, 0.02, 0.07])
async def test_refusals_in_many_places_leave_the_bot_its_pace(share: float, vague: bool) -> None:
    """Each costs its own place the seconds that the server named; half of the answers are whole at once."""
    for seed in range(2):
        late, calls = await late_by(share, random.Random(seed), vague=vague)

        assert median(late) < 0.1
        assert max(late) < 5.0
        assert calls > 550  # of 600 that go out where nothing is refused
