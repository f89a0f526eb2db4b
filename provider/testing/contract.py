"""The tests that every provider passes, and those of providers with a server behind them."""

import asyncio
import dataclasses
import inspect
from abc import abstractmethod
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from enum import Enum
from typing import Any, ClassVar, Final, get_args, get_type_hints

import pytest

from provider.contract import Backend, Event, Finish, Message, Provider, Reasoning, Request, Secret, Text, Trust, Usage
from provider.errors import (
    BadAnswer,
    ConnectionFailed,
    EmptyAnswer,
    Overloaded,
    ProviderError,
    RateLimited,
    WrongKey,
)

ANSWER: Final = "Forty-two — “naïve” 😀, said the machine.\n\n- and nothing else"
KEY: Final = "sk-a-key-that-nobody-may-see"
WAIT: Final = 7.0
PATIENCE: Final = 30.0
"""Seconds after which what was waited for is held not to come."""
MOST_TOKENS: Final = 2**53

QUESTION: Final = Request(
    (
        Message("system", "Be brief."),
        Message("user", "What is the secret of the universe?"),
        Message("assistant", "I have to think."),
        Message("user", "And now?"),
    )
)


class Play(Enum):
    """What the server of a scene does with every question."""

    WHOLE = "says ANSWER"
    HANGING = "says some words, and then nothing more, without an end"
    CUT = "says some words, then the connection breaks"
    EMPTY = "says properly that the answer is complete, and there is none"
    WRONG_KEY = "does not accept KEY, and quotes it"
    TOO_FAST = "asks to come again in WAIT seconds, if it can say so"
    BROKEN = "has a fault of its own: HTTP 500 and the like"
    JUNK = "answers with what is no answer of its kind: a page of HTML"
    ABSENT = "is not there"


FAILURES: Final[dict[Play, type[ProviderError]]] = {
    Play.CUT: ProviderError,
    Play.EMPTY: EmptyAnswer,
    Play.WRONG_KEY: WrongKey,
    Play.TOO_FAST: RateLimited,
    Play.BROKEN: Overloaded,
    Play.JUNK: BadAnswer,
    Play.ABSENT: ConnectionFailed,
}


@dataclasses.dataclass(frozen=True, slots=True)
class Scene:
    """A provider, and how many connections to its server are open now."""

    provider: Provider
    connections: Callable[[], int] = lambda: 0


@pytest.mark.asyncio
class ProviderContract:
    """Every provider. A subclass says which backend it is, and how to open a scene."""

    backend: ClassVar[Backend[Any]]

    @abstractmethod
    def scene(self, play: Play) -> AbstractAsyncContextManager[Scene]:
        """A provider, and around it a server that plays this."""
        raise NotImplementedError

    @asynccontextmanager
    async def opened(self, play: Play = Play.WHOLE) -> AsyncIterator[Scene]:
        """The scene, whose provider is closed at the end."""
        async with self.scene(play) as scene:
            try:
                yield scene
            finally:
                await scene.provider.aclose()

    async def test_its_options_are_plain_values_with_defaults(self) -> None:
        """So that a config section can be empty, and be checked by its types alone; a secret shows in no repr."""
        options, hints = self.backend.options, get_type_hints(self.backend.options)
        fields = dataclasses.fields(options)

        assert options() == options()
        assert "kind" not in hints
        assert not [field.name for field in fields if hints[field.name] is Secret and field.repr]
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(options(), fields[0].name if fields else "any", None)

    async def test_opening_sends_nothing(self) -> None:
        """A provider is there before its server is, says who reads what is sent, and may be closed twice."""
        provider = self.backend.open(self.backend.options())

        assert provider.trust in get_args(Trust)
        assert isinstance(provider.default_model, str)
        assert inspect.isasyncgenfunction(provider.stream)
        await provider.aclose()
        await provider.aclose()

    async def test_an_answer_comes_in_order(self) -> None:
        """Words, none of them empty; what it cost, at most once and in numbers that fit; one `Finish`, the last."""
        async with self.opened() as scene:
            events = await events_of(scene.provider)

        assert all(isinstance(event, get_args(Event)) for event in events)
        assert all(event.text for event in events if isinstance(event, Text | Reasoning))
        assert text_of(events)
        assert [event for event in events if isinstance(event, Finish)] == events[-1:]
        costs = [event for event in events if isinstance(event, Usage)]
        assert len(costs) <= 1
        assert all(0 <= count < MOST_TOKENS for cost in costs for count in dataclasses.astuple(cost))

    async def test_it_lists_its_models(self) -> None:
        """The best guess of the default comes first."""
        async with self.opened() as scene:
            models = await scene.provider.models()

        assert models
        assert all(isinstance(name, str) and name for name in models)
        assert scene.provider.default_model in ("", models[0])

    async def test_a_model_that_is_none_is_an_error_of_its_own(self) -> None:
        """A `ProviderError`, which the catalog understands."""
        async with self.opened() as scene:
            with pytest.raises(ProviderError):
                await events_of(scene.provider, dataclasses.replace(QUESTION, model="no-such-model"))

    async def test_answers_do_not_mix(self) -> None:
        """One provider serves many streams at once."""
        async with self.opened() as scene, asyncio.timeout(PATIENCE):
            answers = await asyncio.gather(*(events_of(scene.provider) for _ in range(8)))

        assert len({text_of(events) for events in answers}) == 1

    async def test_who_leaves_half_way_does_no_harm(self) -> None:
        """The next answer is whole."""
        async with self.opened() as scene:
            async with aclosing(scene.provider.stream(QUESTION)) as stream:
                await anext(stream)
            events = await events_of(scene.provider)

        assert isinstance(events[-1], Finish)


class ServerContract(ProviderContract):
    """Every provider with a server behind it. `never`: what that server has no way to do."""

    never: ClassVar[frozenset[Play]] = frozenset()

    async def test_an_answer_arrives_as_it_was_said(self) -> None:
        """Whatever alphabet it is in; white space at its ends apart."""
        async with self.opened() as scene:
            events = await events_of(scene.provider)

        assert text_of(events).strip() == ANSWER

    @pytest.mark.parametrize("play", FAILURES, ids=lambda play: play.name.lower())
    async def test_each_failure_has_its_class(self, play: Play) -> None:
        """It holds no key; what came before it stays valid and is repeated; the wait is the server's."""
        if play in self.never:
            pytest.skip(f"this server never {play.value}")
        events: list[Event] = []
        async with self.opened(play) as scene, asyncio.timeout(PATIENCE):
            with pytest.raises(ProviderError) as caught:
                await events_of(scene.provider, into=events)

        assert isinstance(caught.value, FAILURES[play])
        assert KEY not in str(caught.value)
        assert str(caught.value)
        assert caught.value.partial_text.strip() == text_of(events).strip()
        assert caught.value.retry_after in ((0.0, WAIT) if play is Play.TOO_FAST else (0.0,))
        assert not any(isinstance(event, Finish) for event in events)
        if play is Play.CUT:
            assert text_of(events), "words came before the connection broke"

    @pytest.mark.parametrize("how", ["cancelled", "closed"])
    async def test_who_stops_reading_drops_the_connection(self, how: str) -> None:
        """At once, so that nobody pays for words which nobody reads."""
        events: list[Event] = []
        async with self.opened(Play.HANGING) as scene:
            reading = asyncio.create_task(events_of(scene.provider, into=events, until_text=how == "closed"))
            await until(lambda: text_of(events))
            if how == "cancelled":
                reading.cancel()
            await asyncio.wait({reading})
            await until(lambda: scene.connections() == 0)

            assert reading.cancelled() == (how == "cancelled")

    async def test_closing_drops_every_connection(self) -> None:
        """Those too that were kept for a next question."""
        async with self.opened() as scene:
            await events_of(scene.provider)
            await scene.provider.aclose()
            await until(lambda: scene.connections() == 0)


async def events_of(
    provider: Provider, request: Request = QUESTION, *, into: list[Event] | None = None, until_text: bool = False
) -> list[Event]:
    """A whole answer, or as much of it as there is up to its first words."""
    events = [] if into is None else into
    async with aclosing(provider.stream(request)) as stream:
        async for event in stream:
            events.append(event)
            if until_text and isinstance(event, Text):
                break
    return events


def text_of(events: list[Event]) -> str:
    """What the model said."""
    return "".join(event.text for event in events if isinstance(event, Text))


async def until(holds: Callable[[], object]) -> None:
    """Wait until it holds. Raises TimeoutError."""
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110 - a server of somebody else wakes nobody
            await asyncio.sleep(0.005)
