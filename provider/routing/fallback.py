"""Stand-ins: where a model fails before its first word, the next one answers. Nothing is ever spliced."""

import logging
from collections.abc import AsyncGenerator, Callable, Collection, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field
from typing import Final

from provider.contract import Answering, Event, Picture, Retract, Text
from provider.errors import ConnectionFailed, ModelNotFound, ProviderError, TimedOut, once_more

log = logging.getLogger("parley.provider")

NOBODY: Final = (
    "No model is set up: set OPENAI_API_KEY, start Ollama or LM Studio, or name a server in the config's [providers]."
)


@dataclass(frozen=True, slots=True)
class Link:
    """A model that may be asked."""

    provider: str
    model: str

    def __str__(self) -> str:
        return f"{self.provider}/{self.model}"


@dataclass(frozen=True, slots=True)
class Routes:
    """What the config says about names.

    aliases: a short name for "provider/model". fallback: who stands in, in this order, for any model that is not named
    in `fallback_for` by its alias, its full name or its provider. A list may name anybody, a stranger's site too:
    whoever wrote it knows who reads along; nothing falls to one who is not named.
    """

    aliases: Mapping[str, str] = field(default_factory=dict)
    fallback: tuple[str, ...] = ()
    fallback_for: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def meant(self, name: str) -> str:
        """The name behind an alias; any other name is itself."""
        return self.aliases.get(name, name)

    def stand_ins(self, name: str) -> tuple[str, ...]:
        """Who answers in place of a name, aliases resolved."""
        full = self.meant(name)
        for key in (name, full, full.partition("/")[0]):
            if key in self.fallback_for:
                return tuple(map(self.meant, self.fallback_for[key]))
        return tuple(map(self.meant, self.fallback))


class Tried:
    """Who was asked for one answer, by their full names, and what each said that did not answer.

    `wanted`: who would have answered if all were well: "provider/model", or a provider whose models nobody could tell.
    """

    def __init__(self) -> None:
        self.wanted = ""
        self.names: list[str] = []
        self.errors: dict[str, ProviderError] = {}

    def failed(self, name: str, error: ProviderError) -> None:
        """That one did not answer, or could not even be asked."""
        self.errors[name] = error.with_traceback(None)  # which would keep the whole stream alive

    def verdict(self, cooling_down: Collection[str] = ()) -> ProviderError:
        """The error that helps most, and in it what each said. `cooling_down`: providers whose failure is no news."""
        told = {name: error for name, error in self.errors.items() if name.partition("/")[0] not in cooling_down}
        if not told:
            return ModelNotFound(NOBODY)
        best = min(told.values(), key=lambda error: isinstance(error, ConnectionFailed | TimedOut))
        if len(told) == 1:
            return best
        each = "; ".join(f"{name}: {type(error).__name__}: {error}" for name, error in told.items())
        return once_more(best, f"All failed. {each}")


async def first_that_answers(
    links: AsyncGenerator[Link, None],
    ask: Callable[[Link], AsyncGenerator[Event, None]],
    tried: Tried,
    failed: Callable[[Link, ProviderError], None],
    cooling_down: Callable[[], Collection[str]] = frozenset,
) -> AsyncGenerator[Event | Answering, None]:
    """The events of the first link that comes to a word, each link's opened by `Answering`. Use `aclosing`.

    Thoughts of one that failed later may have passed: they are no part of the answer.

    Raises:
        ProviderError: all failed, or words had come, or no other model would do better with this request.
    """
    async for link in links:
        name = str(link)
        tried.wanted = tried.wanted or name
        tried.names.append(name)
        named = begun = False
        async with aclosing(ask(link)) as events:
            try:
                async for event in events:
                    if not named:
                        named = True
                        yield Answering(link.provider, link.model, "" if tried.wanted == name else tried.wanted)
                    if not begun:
                        begun = isinstance(event, Text | Picture)
                    elif isinstance(event, Retract):
                        begun = False
                    yield event
                return
            except ProviderError as error:
                tried.failed(name, error)
                if begun or not error.elsewhere:
                    raise
                failed(link, error)
    raise tried.verdict(cooling_down())
