"""The tests that every provider passes, and further ones for providers with a server behind them."""

import asyncio
import dataclasses
import inspect
from abc import abstractmethod
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, aclosing, asynccontextmanager
from enum import Enum
from typing import Any, ClassVar, Final, get_args, get_type_hints

import pytest

from provider.contract import (
    Audio,
    Backend,
    Document,
    Event,
    Finish,
    Image,
    Message,
    Provider,
    Reasoning,
    Request,
    Secret,
    Source,
    Text,
    Transcribes,
    Transcript,
    Trust,
    Usage,
)
from provider.errors import (
    BadAnswer,
    ConnectionFailed,
    EmptyAnswer,
    MissingAbility,
    Overloaded,
    ProviderError,
    RateLimited,
    WrongKey,
)
from provider.values import Value, astuple, replace

ANSWER: Final = "Forty-two — “naïve” 😀, said the machine.\n\n- and nothing else"
KEY: Final = "sk-a-key-that-nobody-may-see"
WAIT: Final = 7.0
PATIENCE: Final = 30.0
"""Seconds; what has not come by then counts as never coming."""
MOST_TOKENS: Final = 2**53

QUESTION: Final = Request(
    (
        Message("system", "Be brief."),
        Message("user", "What is the secret of the universe?"),
        Message("assistant", "I have to think."),
        Message("user", "And now?"),
    )
)


Medium = Image | Audio | Document

SOUND: Final = Audio("audio/ogg", b"OggS", 1.0)
MEDIA: Final[tuple[Medium, ...]] = (Image("image/png", b"\x89PNG"), SOUND, Document(b"%PDF-1.7", 1))


def asking_with(medium: Medium) -> Request:
    """A question that holds this besides its text."""
    match medium:
        case Image():
            return Request((Message("user", "What is this?", images=(medium,)),))
        case Audio():
            return Request((Message("user", "What is this?", audio=(medium,)),))
        case Document():
            return Request((Message("user", "What is this?", documents=(medium,)),))


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


class Scene(Value):
    """A provider, and the number of connections to its server that are open now."""

    provider: Provider
    connections: Callable[[], int] = lambda: 0


@pytest.mark.asyncio
class ProviderContract:
    """The tests for every provider. A subclass says which backend it is, and how to open a scene."""

    backend: ClassVar[Backend[Any]]

    @abstractmethod
    def scene(self, play: Play) -> AbstractAsyncContextManager[Scene]:
        """Opens a provider with a server behind it that does what `play` says."""
        raise NotImplementedError

    @asynccontextmanager
    async def opened(self, play: Play = Play.WHOLE) -> AsyncIterator[Scene]:
        """Open a scene, and close its provider at the end."""
        async with self.scene(play) as scene:
            try:
                yield scene
            finally:
                await scene.provider.aclose()

    async def test_its_options_are_plain_values_with_defaults(self) -> None:
        """A config section can be empty and is checked by its types alone. A secret does not show in `repr`."""
        options, hints = self.backend.options, get_type_hints(self.backend.options)
        fields = dataclasses.fields(options)

        assert options() == options()
        assert "kind" not in hints
        assert not [field.name for field in fields if hints[field.name] is Secret and field.repr]
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(options(), fields[0].name if fields else "any", None)

    async def test_opening_sends_nothing(self) -> None:
        """A provider can be opened before its server runs, says who reads what is sent, and can be closed twice."""
        provider = self.backend.open(self.backend.options())

        assert provider.trust in get_args(Trust)
        assert isinstance(provider.default_model, str)
        assert inspect.isasyncgenfunction(provider.stream)
        await provider.aclose()
        await provider.aclose()

    async def test_an_answer_comes_in_order(self) -> None:
        """Words come first, none of them empty. `Usage` comes at most once, `Finish` once and last.

        A `Source` comes behind words, and has an address of the web.
        """
        async with self.opened() as scene:
            events = await events_of(scene.provider)

        assert all(isinstance(event, get_args(Event)) for event in events)
        assert all(event.text for event in events if isinstance(event, Text | Reasoning))
        assert text_of(events)
        assert [event for event in events if isinstance(event, Finish)] == events[-1:]
        words = [number for number, event in enumerate(events) if isinstance(event, Text)]
        sources = [(number, event) for number, event in enumerate(events) if isinstance(event, Source)]
        assert all(number > words[0] and each.url.startswith(("https://", "http://")) for number, each in sources)
        costs = [event for event in events if isinstance(event, Usage)]
        assert len(costs) <= 1
        assert all(0 <= count < MOST_TOKENS for cost in costs for count in astuple(cost))

    async def test_it_lists_its_models(self) -> None:
        """The best guess of the default comes first."""
        async with self.opened() as scene:
            models = await scene.provider.models()

        assert models
        assert all(isinstance(name, str) and name for name in models)
        assert scene.provider.default_model in ("", models[0])

    async def test_a_model_that_is_none_is_an_error_of_its_own(self) -> None:
        """An unknown model is a `ProviderError`, which the catalog understands."""
        async with self.opened() as scene:
            with pytest.raises(ProviderError):
                await events_of(scene.provider, replace(QUESTION, model="no-such-model"))

    async def test_answers_do_not_mix(self) -> None:
        """One provider serves many streams at once."""
        async with self.opened() as scene, asyncio.timeout(PATIENCE):
            answers = await asyncio.gather(*(events_of(scene.provider) for _ in range(8)))

        assert len({text_of(events) for events in answers}) == 1

    async def test_who_leaves_half_way_does_no_harm(self) -> None:
        """The next answer is whole after a stream that was closed early."""
        async with self.opened() as scene:
            async with aclosing(scene.provider.stream(QUESTION)) as stream:
                await anext(stream)
            events = await events_of(scene.provider)

        assert isinstance(events[-1], Finish)

    @pytest.mark.parametrize("medium", MEDIA, ids=lambda medium: type(medium).__name__.lower())
    async def test_what_is_no_text_is_answered_or_refused(self, medium: Medium) -> None:
        """A question with a picture, a sound or a PDF is answered, or refused with `MissingAbility`."""
        async with self.opened() as scene:
            try:
                events = await events_of(scene.provider, asking_with(medium))
            except MissingAbility:
                return

        assert isinstance(events[-1], Finish)

    async def test_speech_becomes_text(self) -> None:
        """A provider that `Transcribes` names its model without asking, and raises nothing but `ProviderError`."""
        async with self.opened() as scene, asyncio.timeout(PATIENCE):
            if not isinstance(scene.provider, Transcribes):
                pytest.skip("it does not transcribe")
            model = scene.provider.transcription_model
            assert isinstance(model, str)
            try:
                found = await scene.provider.transcribe(SOUND, model or "any")
            except ProviderError:
                return

        assert isinstance(found, Transcript)


class ServerContract(ProviderContract):
    """The tests for every provider with a server behind it. `never`: the plays that its server cannot do."""

    never: ClassVar[frozenset[Play]] = frozenset()

    async def test_an_answer_arrives_as_it_was_said(self) -> None:
        """Text arrives unchanged in any alphabet, apart from white space at its ends."""
        async with self.opened() as scene:
            events = await events_of(scene.provider)

        assert text_of(events).strip() == ANSWER

    @pytest.mark.parametrize("play", FAILURES, ids=lambda play: play.name.lower())
    async def test_each_failure_has_its_class(self, play: Play) -> None:
        """The error holds no key, repeats the text before it, and names the wait that the server asks for."""
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
        """The connection is dropped at once, so that nobody pays for words which nobody reads."""
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
        """Idle connections that were kept for a next question are dropped too."""
        async with self.opened() as scene:
            await events_of(scene.provider)
            await scene.provider.aclose()
            await until(lambda: scene.connections() == 0)


async def events_of(
    provider: Provider, request: Request = QUESTION, *, into: list[Event] | None = None, until_text: bool = False
) -> list[Event]:
    """The events of an answer; with `until_text`, those up to its first words."""
    events = [] if into is None else into
    async with aclosing(provider.stream(request)) as stream:
        async for event in stream:
            events.append(event)
            if until_text and isinstance(event, Text):
                break
    return events


def text_of(events: list[Event]) -> str:
    """The text of an answer."""
    return "".join(event.text for event in events if isinstance(event, Text))


async def until(holds: Callable[[], object]) -> None:
    """Wait until `holds` returns a true value.

    Raises:
        TimeoutError: it did not within `PATIENCE`.
    """
    async with asyncio.timeout(PATIENCE):
        while not holds():  # noqa: ASYNC110 - another package's server sets no event for us
            await asyncio.sleep(0.005)
