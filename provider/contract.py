"""What a language model is to us: a request in, a stream of events out."""

from collections.abc import AsyncGenerator, Callable
from dataclasses import dataclass, field
from typing import Generic, Literal, NewType, Protocol, TypeVar

Role = Literal["system", "user", "assistant"]

Trust = Literal["account", "local", "stranger", "demo"]
"""Who reads what is sent: a company we have an account with, a machine of ours, somebody's free site, nobody."""

Url = NewType("Url", str)
"""An http(s), or for a proxy socks, address. May hold credentials: never logged."""

Secret = NewType("Secret", str)
"""An API key. Never logged, never part of an error."""


@dataclass(frozen=True, slots=True)
class Image:
    """A picture as a person sent it. `media_type`: "image/png", "image/jpeg", "image/webp" or "image/gif"."""

    media_type: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation; pictures come before its text."""

    role: Role
    content: str
    images: tuple[Image, ...] = ()


@dataclass(frozen=True, slots=True)
class Request:
    """A conversation that waits for its next assistant turn.

    `model` is the provider's own name of a model; empty means the provider's default. `conversation` is
    opaque and the same for every turn of one conversation, so that a backend may keep state by it. `asker` is opaque
    and the same for every question of one person: it tells whether a failure meets one or many, and is sent to nobody.
    """

    messages: tuple[Message, ...]
    model: str = ""
    conversation: str = ""
    asker: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of the answer, to be appended to the pieces before it. Never empty."""

    text: str


@dataclass(frozen=True, slots=True)
class Reasoning:
    """A piece of what the model thinks before or between its words; not part of the answer. Never empty."""

    text: str


@dataclass(frozen=True, slots=True)
class Retract:
    """Every `Text` so far, if there was any, was no part of the answer: it was thoughts, as only now is known.

    Whoever shows the answer takes that text out of it and puts it behind the thoughts; it does not come again. The
    catalog passes a `Retract` on only if there is such text.
    """


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture stands here in the answer. Its bytes are not kept: whoever shows the answer says that there was one."""


@dataclass(frozen=True, slots=True)
class Usage:
    """What the answer cost, in tokens, as the server counted it."""

    input_tokens: int
    output_tokens: int


FinishReason = Literal["stop", "length", "filtered", "unknown"]


@dataclass(frozen=True, slots=True)
class Finish:
    """The server said that the answer is complete, and why it ended."""

    reason: FinishReason = "stop"


Event = Text | Reasoning | Retract | Picture | Usage | Finish


@dataclass(frozen=True, slots=True)
class Answering:
    """Which provider and model give the answer that follows; the catalog says it before the first event.

    It comes again where that model fails before its first `Text` and another takes over; `instead_of` is then the
    "provider/model" that was asked first.
    """

    provider: str
    model: str
    instead_of: str = ""


class Attempts(Protocol):
    """Told of every request that goes out for one answer: whoever pays for answers wants to know of all of them."""

    def sent(self, model: str) -> None:
        """One goes out to that "provider/model" now."""

    def refused(self) -> None:
        """The server has ended the last one itself, by an error; neither did we give it up, nor was it answered."""


class Provider(Protocol):
    """A backend. One object serves many streams at once, all in one event loop."""

    @property
    def trust(self) -> Trust:
        """Who reads what is sent."""

    @property
    def default_model(self) -> str:
        """The model for a request that names none; empty: whatever `models` lists decides."""

    def stream(self, request: Request) -> AsyncGenerator[Event, None]:
        """Yield the answer's events; a stream that ends without raising is complete and ends with `Finish`.

        Use it inside `contextlib.aclosing`: closing it, by cancellation too, drops the connection at once.

        Raises:
            ProviderError: and nothing else; text already yielded, and not taken back by a `Retract`, stays valid
                (`partial_text` repeats it).
        """

    async def models(self) -> tuple[str, ...]:
        """The chat models on offer, best guess of the default first; may ask the server.

        Raises:
            ProviderError: the server could not be asked.
        """

    async def aclose(self) -> None:
        """Drop every connection. Idempotent."""


OptionsT = TypeVar("OptionsT")


@dataclass(frozen=True, slots=True)
class Backend(Generic[OptionsT]):
    """What each module of `provider.backends` exports: `BACKEND = Backend("its_own_name", Options, open_provider)`."""

    kind: str
    """The value of `kind` in a config section; the module's own name."""

    options: type[OptionsT]
    """A frozen dataclass of the section's keys besides `kind`, each with its type and its default."""

    open: Callable[[OptionsT], Provider]
    """A provider with these options; nothing is sent, and nothing fails, before the first call."""
