"""Says again what it was asked, word by word."""

from collections.abc import AsyncGenerator
from dataclasses import dataclass
from typing import Final

from provider.contract import Backend, Event, Finish, Request, Text, Trust
from provider.errors import MissingAbility, ModelNotFound

MODEL: Final = "grey"


@dataclass(frozen=True, slots=True)
class Options:
    """The keys of the section. `times`: how often it says everything."""

    times: int = 1


class Parrot:
    """A `Provider`: `provider.contract` says what each method promises."""

    trust: Trust = "local"
    default_model = MODEL

    def __init__(self, options: Options) -> None:
        self._times = options.times

    async def stream(self, request: Request) -> AsyncGenerator[Event, None]:
        if request.model not in ("", MODEL):
            raise ModelNotFound(f"There is one parrot, {MODEL!r}.")
        if request.messages[-1].media:
            raise MissingAbility("A parrot knows words alone.")
        for word in request.messages[-1].content.split() * self._times:
            yield Text(f"{word} ")
        yield Finish()

    async def models(self) -> tuple[str, ...]:
        return (MODEL,)

    async def aclose(self) -> None:
        """Nothing is open."""


BACKEND: Final = Backend("parrot", Options, Parrot)
