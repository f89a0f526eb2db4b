"""What one answer may take. Time is virtual: nothing waits."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing

import pytest

from provider import BadAnswer, CutOff, EmptyAnswer, Event, Finish, ProviderError, Reasoning, Request, Text, TimedOut
from provider.limits import Limits
from provider.routing.deadlines import Deadlines
from tests.provider.scripted import HELLO, Player, Step

pytestmark = pytest.mark.looptime

SHORT = Limits(first_token_timeout=10.0, silence_timeout=5.0, total_timeout=30.0, max_streams=2, max_answer_bytes=100)


def watched(guard: Deadlines, player: Player) -> AsyncGenerator[Event, None]:
    return guard.watched(lambda: player.stream(Request(())))


async def read(*steps: Step, limits: Limits = SHORT) -> tuple[str, ProviderError | None, float]:
    """The text that came, the error it ended with, and after how many seconds."""
    player = Player(steps)
    said, began = "", asyncio.get_running_loop().time()
    caught: ProviderError | None = None
    try:
        async with aclosing(watched(Deadlines("it", limits), player)) as events:
            async for event in events:
                said += event.text if isinstance(event, Text) else ""
    except ProviderError as error:
        caught = error
    assert player.open == 0
    return said, caught, asyncio.get_running_loop().time() - began


async def test_a_whole_answer_passes() -> None:
    """Unharmed, and at its own pace."""
    said, error, took = await read(3.0, Text("a"), 3.0, Text("b"), Finish())

    assert (said, error) == ("ab", None)
    assert took == pytest.approx(6.0)


@pytest.mark.parametrize(
    ("steps", "says", "after"),
    [
        ((99.0,), "not a word came for 10 s", 10.0),
        ((9.0, Text("a"), 99.0), "not a word came for 5 s", 14.0),
        (tuple(x for _ in range(20) for x in (4.0, Text("a"))), "not complete within 30 s", 30.0),
        ((Text("a"), Finish(), 99.0), "not a word came for 5 s", 5.0),
    ],
)
async def test_each_deadline_passes_on_its_own(steps: tuple[Step, ...], says: str, after: float) -> None:
    """First token, silence, the whole; what came before stays with the error."""
    said, error, took = await read(*steps)

    assert isinstance(error, TimedOut)
    assert says in str(error)
    assert took == pytest.approx(after)
    assert error.partial_text == said


async def test_thinking_is_a_sign_of_life() -> None:
    """A model that thinks aloud for longer than the silence allows is not dead; nor is one that is silent at first."""
    said, error, _ = await read(9.0, Reasoning("hm"), 4.0, Reasoning("hm"), 4.0, Text("a"), Finish())

    assert (said, error) == ("a", None)


async def test_a_slow_reader_is_not_silence() -> None:
    """Who takes a minute over each word is given the next one; the whole has its end all the same."""
    player = Player([Text("a"), Text("b"), Finish()])
    limits = Limits(silence_timeout=5.0, total_timeout=100.0)
    said = ""
    async for event in watched(Deadlines("it", limits), player):
        said += event.text if isinstance(event, Text) else ""
        await asyncio.sleep(40.0)

    assert said == "ab"


async def test_an_endless_answer_is_cut_off() -> None:
    """At the last whole character that is allowed."""
    said, error, _ = await read(Text("x" * 97), Text("ßü"), Text("y" * 50), Finish())

    assert said == "x" * 97 + "ß"
    assert isinstance(error, CutOff)
    assert error.partial_text == said


async def test_an_answer_of_just_that_size_is_whole() -> None:
    """The limit itself is allowed."""
    said, error, _ = await read(Text("x" * 100), Finish())

    assert (len(said), error) == (100, None)


@pytest.mark.parametrize(
    "steps", [(Finish(),), (Text(" \n"), Text("\n"), Finish()), (Reasoning("hm"), Finish()), (Text(" "),), ()]
)
async def test_an_answer_without_a_visible_character_is_empty(steps: tuple[Step, ...]) -> None:
    """It is a failure, and nothing of it is shown."""
    said, error, _ = await read(*steps)

    assert said == ""
    assert isinstance(error, EmptyAnswer)


async def test_white_space_waits_for_the_first_word() -> None:
    """None is lost, and no part of an empty answer is ever shown."""
    player = Player([Text("\n"), Text("  "), Text("a"), Text("\n"), Finish()])
    events = [event async for event in watched(Deadlines("it"), player)]

    assert events == [Text("\n  a"), Text("\n"), Finish()]


async def test_an_answer_without_an_end_is_cut_off() -> None:
    """A stream that just ends did not say that it is complete."""
    said, error, _ = await read(Text("a"))

    assert said == "a"
    assert isinstance(error, CutOff)


async def test_errors_carry_what_came() -> None:
    """Whatever the backend forgot."""
    _, error, _ = await read(Text("a"), BadAnswer("junk"))

    assert isinstance(error, BadAnswer)
    assert error.partial_text == "a"


async def test_streams_wait_their_turn() -> None:
    """Two at once, the others in the order in which they came; who waits may go, and holds nobody up."""
    guard, order = Deadlines("it", SHORT), list[int]()

    async def ask(number: int) -> None:
        player = Player([2.0, *HELLO])
        async for event in watched(guard, player):
            if isinstance(event, Finish):
                order.append(number)

    tasks = [asyncio.create_task(ask(number)) for number in range(6)]
    await asyncio.sleep(1.0)
    full = guard.free
    tasks[2].cancel()
    await asyncio.wait(tasks)

    assert not full
    assert order == [0, 1, 3, 4, 5]
    assert asyncio.get_running_loop().time() == pytest.approx(6.0)
    assert guard.free


async def test_waiting_is_not_held_against_the_model() -> None:
    """The clocks run from its turn on."""
    guard = Deadlines("it", Limits(max_streams=1, first_token_timeout=10.0))
    first, second = Player([8.0, *HELLO]), Player([8.0, *HELLO])
    both = await asyncio.gather(*(_finished(guard, player) for player in (first, second)))

    assert both == [True, True]


async def _finished(guard: Deadlines, player: Player) -> bool:
    return [event async for event in watched(guard, player)][-1] == Finish()
