"""Of several processes with one token one polls; another takes over, and nothing is lost or handled twice by one."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from bots.engine.seam.incoming import Incoming
from bots.engine.seam.places import Person, Place
from bots.telegram_bot.bot import TelegramBot
from tests.bots.telegram_bot.stage import Collector, connected
from tests.fakes.shares import SharesInHand
from tests.fakes.telegram_api import TelegramApi
from tests.waiting import until


class OneOfSeveral(Collector):
    """The inbox of one process; `in_hand` says whether it polls. `may_take`: it commits what comes."""

    def __init__(self) -> None:
        super().__init__()
        self.in_hand = SharesInHand()
        self.shares = self.in_hand
        self.may_take = asyncio.Event()
        self.may_take.set()

    async def on_message(self, incoming: Incoming) -> None:
        await super().on_message(incoming)
        await self.may_take.wait()

    @property
    def texts(self) -> list[str]:
        return [each.text for each in self.messages]


@asynccontextmanager
async def process(api: TelegramApi, inbox: OneOfSeveral) -> AsyncIterator[TelegramBot]:
    async with connected(api) as bot, asyncio.TaskGroup() as tasks:
        tasks.create_task(bot.run(inbox))
        yield bot
        await bot.quiet()


async def test_one_polls_and_another_takes_over() -> None:
    """What nobody has confirmed comes to the one that polls then."""
    first, second = OneOfSeveral(), OneOfSeveral()
    first.in_hand.give(0)
    async with TelegramApi() as api, process(api, first), process(api, second):
        api.user(7).writes("one")
        await first.until(lambda: first.texts == ["one"])
        await api.until(lambda: api.is_polled and not api.pending)
        first.in_hand.give()
        api.user(7).writes("two")
        second.in_hand.give(0)
        await second.until(lambda: second.texts)
        conflicts = [call for call in api.calls if call.status == 409]

    assert first.texts == ["one"]
    assert second.texts == ["two"]
    assert conflicts == []


async def test_a_process_that_does_not_poll_is_ready_and_calls() -> None:
    """It can show an answer and ask who administers a group."""
    waiting = OneOfSeveral()
    async with TelegramApi() as api, process(api, waiting) as bot:
        api.group(-100, admins=(7,))
        api.user(7).writes("for whoever polls")
        await until(lambda: waiting.ready and bot.is_connected())
        manages = await bot.manages(Place("telegram", "-100"), "-100", Person("telegram", "7"))
        polled, texts = api.counts["getUpdates"], waiting.texts

    assert manages
    assert polled == 0
    assert texts == []


async def test_what_was_not_committed_when_the_turn_was_lost_comes_to_the_next_one() -> None:
    """Its number was never confirmed."""
    first, second = OneOfSeveral(), OneOfSeveral()
    first.in_hand.give(0)
    first.may_take.clear()
    async with TelegramApi() as api, process(api, first), process(api, second):
        api.user(7).writes("one")
        await first.until(lambda: first.texts)
        first.in_hand.give()
        second.in_hand.give(0)
        await second.until(lambda: second.texts)
        first.may_take.set()

    assert second.texts == ["one"]


async def test_a_process_that_gets_its_turn_back_handles_nothing_twice() -> None:
    """The database was away for a moment, and nobody else has polled."""
    inbox = OneOfSeveral()
    inbox.in_hand.give(0)
    async with TelegramApi() as api, process(api, inbox):
        for number in range(5):
            api.user(7).writes(str(number))
            await api.until(lambda: api.is_polled or api.pending)
            inbox.in_hand.give()
            inbox.in_hand.give(0)
        await inbox.until(lambda: len(inbox.texts) == 5)

    assert inbox.texts == ["0", "1", "2", "3", "4"]
