"""What is asked again, and when."""

import asyncio

import pytest
from hypothesis import given
from hypothesis import strategies as st

from provider import (
    BadAnswer,
    BadRequest,
    Blocked,
    ConnectionFailed,
    CutOff,
    EmptyAnswer,
    Event,
    Filtered,
    Finish,
    ModelNotFound,
    NotWorking,
    Overloaded,
    PromptTooLong,
    ProviderError,
    QuotaExceeded,
    RateLimited,
    Reasoning,
    Retract,
    Text,
    TimedOut,
    WrongKey,
)
from provider.limits import Limits
from provider.routing.deadlines import Deadlines
from provider.routing.model_client import Clocks
from provider.routing.retries import Patience
from tests.provider import asking_models
from tests.provider.asking_models import ASKED, Sent, client_of
from tests.provider.scripted import HELLO, Player, Step

NEVER = (
    BadAnswer, BadRequest, Blocked, ConnectionFailed, CutOff, EmptyAnswer, Filtered, ModelNotFound, NotWorking,
    PromptTooLong, QuotaExceeded, TimedOut, WrongKey,
)  # fmt: skip


class Naps:
    """Seconds that were waited; no time passes."""

    def __init__(self) -> None:
        self.seconds: list[float] = []

    async def __call__(self, seconds: float) -> None:
        self.seconds.append(seconds)


async def ask(*scripts: list[Step]) -> tuple[list[Event], ProviderError | None, Naps, Player]:
    player, naps = Player(*scripts), Naps()
    client = client_of(player, patience=Patience(chance=lambda: 0.5), clocks=Clocks(sleep=naps))
    got = await asking_models.ask(client)
    return got.events, got.error, naps, player


async def test_a_server_in_trouble_is_asked_twice_more() -> None:
    """After a wait that doubles; then its error is told."""
    events, error, naps, player = await ask([Overloaded("503")])

    assert events == []
    assert isinstance(error, Overloaded)
    assert naps.seconds == [0.5, 1.0]
    assert len(player.requests) == 3


async def test_the_second_try_may_do() -> None:
    """The reader sees one answer and nothing of the first try."""
    events, error, naps, _ = await ask([Overloaded()], list(HELLO))

    assert (events, error) == (list(HELLO), None)
    assert len(naps.seconds) == 1


async def test_too_fast_waits_as_told() -> None:
    """For the server's own time, and not a moment less."""
    _, error, naps, _ = await ask([RateLimited(retry_after=7.0)], list(HELLO))

    assert error is None
    assert 7.0 <= naps.seconds[0] < 8.0


async def test_a_wait_that_is_too_long_is_not_waited() -> None:
    """The error says how long it would be."""
    _, error, naps, _ = await ask([RateLimited(retry_after=60.0)], list(HELLO))

    assert isinstance(error, RateLimited)
    assert (naps.seconds, error.retry_after) == ([], 60.0)


@pytest.mark.parametrize("kind", NEVER)
async def test_what_cannot_help_is_not_tried(kind: type[ProviderError]) -> None:
    """A wrong key does not get right by asking again."""
    _, error, naps, player = await ask([kind()], list(HELLO))

    assert type(error) is kind
    assert (naps.seconds, len(player.requests)) == ([], 1)


async def test_after_the_first_word_nothing_is_asked_again() -> None:
    """An answer is never begun twice; thoughts are no words."""
    events, error, _, player = await ask([Text("a"), Overloaded()], list(HELLO))
    thought, fine, _, again = await ask([Reasoning("hm"), Overloaded()], list(HELLO))

    assert (events, type(error), len(player.requests)) == ([Text("a")], Overloaded, 1)
    assert (thought, fine, len(again.requests)) == ([Reasoning("hm"), Text("Hello"), Finish()], None, 2)


async def test_words_that_were_taken_back_were_none() -> None:
    """The model was only thinking: it may be asked again."""
    events, error, _, player = await ask([Text("hm"), Retract(), Overloaded()], list(HELLO))

    assert (events, error, len(player.requests)) == ([Text("hm"), Retract(), *HELLO], None, 2)


async def test_a_wait_holds_no_place() -> None:
    """While one waits for its next try, another may be asked."""
    busy, quiet = Player([Overloaded()], list(HELLO)), Player()
    guard = Deadlines("it", Limits(max_streams=1))
    during: list[Event] = []

    async def nap(seconds: float) -> None:
        during.extend((await asking_models.ask(client_of(quiet, deadlines=guard))).events)

    got = await asking_models.ask(
        client_of(busy, deadlines=guard, patience=Patience(), clocks=Clocks(sleep=nap)),
    )

    assert during == got.events == list(HELLO)


async def test_cancelling_ends_the_wait() -> None:
    """Whoever presses Stop during the backoff is not kept."""
    player = Player([Overloaded()])
    stream = client_of(player, patience=Patience(base=1000.0, cap=9999.0)).ask(ASKED, Sent())
    task = asyncio.ensure_future(anext(stream))
    for _ in range(5):
        await asyncio.sleep(0)
    task.cancel()
    await asyncio.wait([task])
    await stream.aclose()

    assert task.cancelled()
    assert (player.open, len(player.requests)) == (0, 1)


@given(
    st.sampled_from([Overloaded, RateLimited, *NEVER]),
    st.floats(0, 1e6),
    st.integers(0, 5),
    st.floats(0, 1, exclude_max=True),
)
def test_any_pause_is_sane(kind: type[ProviderError], asked: float, tried: int, chance: float) -> None:
    """Never sooner than the server asked, never longer than the cap, never more often than said."""
    patience = Patience(chance=lambda: chance)
    wait = patience.pause(kind(retry_after=asked), tried)

    assert wait is None or (asked <= wait <= patience.cap and wait > 0 and tried < patience.times)
    assert wait is None or kind in (Overloaded, RateLimited)
