"""How many answers of a provider are read at a time. Time is virtual."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from provider import Finish, RateLimited, Text
from provider.contract import Event, Request
from provider.limits import Limits
from provider.routing.deadlines import Deadlines
from provider.routing.model_client import Clocks
from provider.routing.retries import Patience
from provider.routing.stream_queue import ACCOUNT, GROWS_EVERY, LEAST, LOCAL, StreamQueue, most
from tests.provider.asking_models import ask, client_of
from tests.provider.scripted import HELLO, Player

pytestmark = pytest.mark.looptime


def now() -> float:
    return asyncio.get_running_loop().time()


async def taken(turns: StreamQueue, count: int) -> None:
    for _ in range(count):
        await turns.take()


def test_an_account_takes_many_and_a_local_server_few() -> None:
    """Unless the config says how many."""
    assert most(Limits(), "account") == ACCOUNT
    assert most(Limits(), "local") == LOCAL
    assert most(Limits(max_streams=7), "local") == 7


async def test_after_a_refusal_fewer_are_let_in_and_then_one_more_after_the_other() -> None:
    """Three quarters of those that were being read; never fewer than a few, never more than at first."""
    turns = StreamQueue(40, now)
    await taken(turns, 20)
    turns.refused()
    less = turns.room
    await asyncio.sleep(3 * GROWS_EVERY)
    later = turns.room
    for _ in range(18):
        turns.give_back()
    turns.refused()
    least = turns.room
    await asyncio.sleep(1000 * GROWS_EVERY)

    assert (less, later, least) == (15, 18, LEAST)
    assert turns.room == 40


async def test_who_waits_comes_in_order_and_who_gives_up_takes_nothing_along() -> None:
    """Cancelled while it waits, or in the moment in which its turn comes."""
    turns, order = StreamQueue(1, now), list[int]()
    await turns.take()

    async def wait(number: int) -> None:
        await turns.take()
        order.append(number)
        turns.give_back()

    tasks = [asyncio.create_task(wait(number)) for number in range(5)]
    await asyncio.sleep(1)
    waiting = turns.waiting
    tasks[1].cancel()
    turns.give_back()
    tasks[0].cancel()
    await asyncio.wait(tasks)

    assert waiting == 5
    assert order == [2, 3, 4]
    assert (turns.taken, turns.waiting) == (0, 0)


async def test_a_provider_that_refuses_is_asked_less_at_a_time() -> None:
    """Its 429 counts, whatever becomes of the answer that met it."""
    guard = Deadlines("it", Limits(max_streams=10))
    busy = [asyncio.create_task(ask(client_of(Player([9.0, *HELLO]), deadlines=guard))) for _ in range(8)]
    await asyncio.sleep(1)
    refused = await ask(client_of(Player([RateLimited()]), deadlines=guard))
    room = guard.turns.room
    await asyncio.gather(*busy)

    assert isinstance(refused.error, RateLimited)
    assert room == 6
    assert (Text("Hello"), Finish()) == HELLO


class Narrow(Player):
    """A provider that takes 40 questions at a time and refuses more, as a service with an account does."""

    async def stream(self, request: Request) -> AsyncGenerator[Event, None]:
        if self.open >= 40:
            raise RateLimited
        async with aclosing(super().stream(request)) as events:
            async for event in events:
                yield event


async def test_a_burst_finds_how_many_a_provider_takes_and_everybody_is_answered() -> None:
    """200 ask at once, 160 are refused at first: they wait in the line for those before them, and none fails."""
    provider, guard = Narrow([5.0, *HELLO]), Deadlines("it", now=now)
    client = client_of(provider, deadlines=guard, patience=Patience(), clocks=Clocks(now=now))

    got = await asyncio.gather(*(ask(client) for _ in range(200)))

    assert [each.error for each in got] == [None] * 200
    assert sum(each.sent.refusals for each in got) <= 200
    assert LEAST < guard.turns.room <= 40
