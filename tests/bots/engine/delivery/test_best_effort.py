"""What may be lost: paced, merged in a place, dropped when late. In virtual time."""

import asyncio
import logging
from dataclasses import dataclass, field

import pytest

from bots.engine.delivery.best_effort import MOST, WITHIN
from bots.engine.delivery.notices import Notices
from bots.engine.delivery.pacing import Priority
from bots.engine.delivery.scheduler import Scheduler
from bots.engine.delivery.sending import Sender
from bots.engine.runtime.tasks import Supervisor
from bots.engine.seam.places import Person, Place, ToChat
from bots.engine.seam.shown import Response
from tests.bots.engine.stage import as_they_are
from tests.fakes.memory import MemoryPlatform, VirtualClock

pytestmark = pytest.mark.looptime

STRANGER = Person("memory", "7")


def at(number: int) -> Place:
    return Place("memory", f"p{number}")


@dataclass
class Hall:
    """A platform on which the bot speaks."""

    clock: VirtualClock = field(default_factory=VirtualClock)

    def __post_init__(self) -> None:
        self.platform = MemoryPlatform(self.clock)
        self.scheduler = Scheduler(self.clock)
        senders = {"memory": Sender(self.platform, self.scheduler, self.clock)}
        self.notices = Notices(senders, Supervisor(logging.getLogger("parley")), self.clock, as_they_are)

    def tells_stranger(self, place: Place) -> None:
        self.notices.say_soon(ToChat(place), Response("Who are you?", to_stranger=True))

    def times(self) -> list[float]:
        return [call.at for call in self.platform.calls]


async def test_two_a_second_are_said_and_what_is_late_is_dropped() -> None:
    """However many strangers come at once."""
    hall = Hall()
    for number in range(1000):
        hall.tells_stranger(at(number))

    await asyncio.sleep(WITHIN + 5)

    assert max(hall.times()) <= WITHIN
    assert MOST - 3 <= len(hall.times()) <= MOST + 1
    assert all(later - earlier > 0.49 for earlier, later in zip(hall.times(), hall.times()[2:], strict=False))


async def test_in_one_place_one_message_is_said_for_all() -> None:
    """What comes while it waits adds nothing; what comes later is said."""
    hall = Hall()
    for _ in range(50):
        hall.tells_stranger(at(1))
    await asyncio.sleep(5)
    hall.tells_stranger(at(1))
    await asyncio.sleep(5)

    assert len(hall.platform.texts(at(1))) == 2


async def test_a_stranger_is_told_once_a_minute() -> None:
    """Anywhere."""
    hall = Hall()
    first, second = hall.notices.admits(STRANGER, at(1)), hall.notices.admits(STRANGER, at(2))
    await asyncio.sleep(61)

    assert (first, second, hall.notices.admits(STRANGER, at(2))) == (True, False, True)


async def test_words_to_strangers_go_after_everything_else() -> None:
    """While answers need every call of the bot, a stranger waits, and in the end is not told."""
    hall = Hall()

    async def answers() -> None:
        while hall.clock.now() < WITHIN + 5:
            budgets = hall.platform.budgets(ToChat(at(len(hall.times()))))[1:]
            async with hall.scheduler.grant(budgets, lambda: (Priority.PROGRESS, 0.0)):
                pass

    async with asyncio.TaskGroup() as group:
        for _ in range(30):
            group.create_task(answers())
        await asyncio.sleep(1)
        hall.tells_stranger(at(1))

    assert hall.platform.calls == []


async def test_why_members_get_no_answer_is_paced_too_and_takes_no_room_from_strangers() -> None:
    """A raid on an allowed server is a flood as well."""
    hall = Hall()
    for number in range(500):
        hall.notices.turn_down(ToChat(at(number)), "You have had your share.")
    room = hall.notices.has_room_at(at(1))
    await asyncio.sleep(WITHIN + 5)

    assert room
    assert MOST - 3 <= len(hall.times()) <= MOST + 1


async def test_answers_to_commands_take_turns() -> None:
    """Of somebody who sends a hundred, one goes before the first of somebody else."""
    hall = Hall()
    for number in range(300):
        hall.notices.say_soon(ToChat(at(number % 3)), Response(f"{number}"))
    hall.notices.say_soon(ToChat(at(9)), Response("mine"))

    await asyncio.sleep(1)

    assert hall.platform.texts(at(9)) == ["mine"]
    assert hall.times()[3] < 0.01
