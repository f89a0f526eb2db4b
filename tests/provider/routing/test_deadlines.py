"""What one answer may take. Time is virtual: nothing waits."""

import asyncio

import pytest

from provider import (
    AnswerTooLong,
    BadAnswer,
    CutOff,
    EmptyAnswer,
    Finish,
    Picture,
    ProviderError,
    Reasoning,
    Retract,
    Text,
    TimedOut,
)
from provider.limits import Limits
from provider.pace import LONGEST, Pace
from provider.routing.deadlines import Deadlines
from provider.routing.model_client import ModelClient
from provider.values import replace
from tests.provider.asking_models import ASKED, Sent, ask, client_of
from tests.provider.scripted import HELLO, Player, Step

pytestmark = pytest.mark.looptime

SHORT = Limits(first_token_timeout=10.0, silence_timeout=5.0, total_timeout=30.0, max_streams=2, max_answer_bytes=100)


def limited(player: Player, limits: Limits = SHORT) -> ModelClient:
    return client_of(player, deadlines=Deadlines("it", limits))


async def read(*steps: Step, limits: Limits = SHORT) -> tuple[str, ProviderError | None, float]:
    """The text that came, the error it ended with, and after how many seconds."""
    player, began = Player(steps), asyncio.get_running_loop().time()
    got = await ask(limited(player, limits))
    assert player.open == 0
    return got.text, got.error, asyncio.get_running_loop().time() - began


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
    async for event in limited(player, limits).ask(ASKED, Sent()):
        said += event.text if isinstance(event, Text) else ""
        await asyncio.sleep(40.0)

    assert said == "ab"


async def test_an_endless_answer_is_cut_off() -> None:
    """At the last whole character that is allowed."""
    said, error, _ = await read(Text("x" * 97), Text("ßü"), Text("y" * 50), Finish())

    assert said == "x" * 97 + "ß"
    assert isinstance(error, AnswerTooLong)
    assert error.partial_text == said


async def test_endless_white_space_is_an_empty_answer() -> None:
    """Nothing was cut off that anybody could read."""
    said, error, _ = await read(Text(" " * 101), Text("a"), Finish())

    assert said == ""
    assert isinstance(error, EmptyAnswer)


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
    got = await ask(limited(player))

    assert got.events == [Text("\n  a"), Text("\n"), Finish()]


async def test_what_nobody_saw_is_not_taken_back() -> None:
    """White space waited, and goes with what it stood before."""
    got = await ask(limited(Player([Text("\n"), Retract(), Text("a"), Retract(), Text("b"), Finish()])))

    assert got.events == [Text("a"), Retract(), Text("b"), Finish()]


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
    player = Player([2.0, *HELLO])

    async def wait(number: int) -> None:
        await ask(client_of(player, deadlines=guard))
        order.append(number)

    tasks = [asyncio.create_task(wait(number)) for number in range(6)]
    await asyncio.sleep(1.0)
    at_once = player.open
    tasks[2].cancel()
    await asyncio.wait(tasks)

    assert at_once == 2
    assert order == [0, 1, 3, 4, 5]
    assert asyncio.get_running_loop().time() == pytest.approx(6.0)


async def test_waiting_is_not_held_against_the_model() -> None:
    """The clocks run from its turn on."""
    guard = Deadlines("it", Limits(max_streams=1, first_token_timeout=10.0))
    players = Player([8.0, *HELLO]), Player([8.0, *HELLO])
    both = await asyncio.gather(*(ask(client_of(player, deadlines=guard)) for player in players))

    assert [got.events[-1] for got in both] == [Finish(), Finish()]


@pytest.mark.parametrize(
    ("steps", "begun"),
    [
        ((), False),
        ((Reasoning("hm"), Text(" \n")), False),
        ((Text("a"),), True),
        ((Picture(),), True),
        ((Text("a"), Retract()), False),
        ((Text("a"), Retract(), Text("b")), True),
    ],
)
async def test_an_error_says_whether_the_answer_had_begun(steps: tuple[Step, ...], begun: bool) -> None:
    """With a word or a picture that stands."""
    _, error, _ = await read(*steps, BadAnswer())

    assert error is not None
    assert error.begun is begun


@pytest.mark.parametrize(
    ("steps", "refusals"),
    [
        ((BadAnswer(),), 1),
        ((Text("a"),), 1),  # it broke off
        ((99.0,), 0),
        ((Text("x" * 101), Finish()), 0),
        ((Finish(),), 0),
        (tuple(HELLO), 0),
    ],
)
async def test_who_pays_is_told_of_each_request_and_of_each_refusal(steps: tuple[Step, ...], refusals: int) -> None:
    """What we gave up ourselves, or what came empty, the server may well count."""
    got = await ask(limited(Player(steps)))

    assert (got.sent.models, got.sent.refusals) == (["it/m"], refusals)


async def test_what_waits_to_be_read_is_no_silence() -> None:
    """Words that came and wait for others are read long before their lack would end the answer."""
    pace = Pace()
    longest = []
    for limits in (Limits(), Limits(silence_timeout=2.0)):
        async for _ in limited(Player([Text("a"), Finish()]), limits).ask(replace(ASKED, pace=pace), Sent()):
            pass
        longest.append(pace.longest)

    assert longest == [LONGEST, 0.5]
