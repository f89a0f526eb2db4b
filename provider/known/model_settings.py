"""What is known of one model: its abilities, its window, its price, and what the config adds to its requests."""

from collections.abc import Mapping
from typing import Final, Protocol, runtime_checkable

from provider.contract import Effort
from provider.known.prices import Price
from provider.known.searching import Searching
from provider.values import Value


class ModelSettings(Value):
    """None, 0 and an empty value mean that nothing is known; only an empty `efforts` says something.

    `vision`, `hearing`, `documents`, `reasoning`: whether the model can see pictures, hears sounds, takes PDFs, and
    thinks before it answers. `pictures`: the most that one request may hold. `context`: its window in tokens.
    `price`: what it costs, or another model's price that stands in. `extra`: fields that are added to the body of each
    request to it. `system`: whether it has a system role; if not, the persona goes into the first turn. `stream`:
    whether the account may stream its answers; if not, they come in one piece. `reasoning_marks`: opening and closing
    marks around its reasoning, in turn, besides the known ones; an empty opening mark means that its answers begin with
    reasoning. `efforts`: how much it can be told to think, the least first; empty: it cannot be told. `responses`: it
    answers in OpenAI's Responses API, and not in Chat Completions. `search`: how it is told to search the web. `tools`:
    whether it may be offered tools to call.
    """

    vision: bool | None = None
    reasoning: bool | None = None
    context: int = 0
    price: Price | None = None
    extra: Mapping[str, object] = {}
    system: bool | None = None
    stream: bool | None = None
    reasoning_marks: tuple[str, ...] = ()
    hearing: bool | None = None
    documents: bool | None = None
    pictures: int = 0
    efforts: tuple[Effort, ...] | None = None
    responses: bool | None = None
    search: Searching | None = None
    tools: bool | None = None

    @property
    def search_price(self) -> float:
        """US $ for a thousand searches in the web, beside what a request costs; 0 if it cannot, or nobody knows."""
        own = self.price.search if self.price else 0.0
        return (own or self.search.price) if self.search is not None and self.search.able else 0.0

    def over(self, weaker: "ModelSettings") -> "ModelSettings":
        """Both together; `weaker` counts if this one says nothing."""
        return ModelSettings(
            vision=weaker.vision if self.vision is None else self.vision,
            reasoning=weaker.reasoning if self.reasoning is None else self.reasoning,
            context=self.context or weaker.context,
            price=self.price or weaker.price,
            extra=merged(weaker.extra, self.extra),
            system=weaker.system if self.system is None else self.system,
            stream=weaker.stream if self.stream is None else self.stream,
            reasoning_marks=(*self.reasoning_marks, *weaker.reasoning_marks),
            hearing=weaker.hearing if self.hearing is None else self.hearing,
            documents=weaker.documents if self.documents is None else self.documents,
            pictures=self.pictures or weaker.pictures,
            efforts=weaker.efforts if self.efforts is None else self.efforts,
            responses=weaker.responses if self.responses is None else self.responses,
            search=self.search or weaker.search,
            tools=weaker.tools if self.tools is None else self.tools,
        )


UNSET: Final = ModelSettings()
"""The settings of a model of which nothing is known."""

MOST_PICTURES: Final = 20
"""How many go into one request if nothing is known; above it, Anthropic wants smaller ones."""


class Senses(Value):
    """What a model takes besides text. `pictures`: the most in one request; 0: it sees none."""

    pictures: int = MOST_PICTURES
    hears: bool = True
    documents: bool = True

    @property
    def sees(self) -> bool:
        """Whether it takes pictures."""
        return self.pictures > 0


def senses(known: ModelSettings) -> Senses:
    """The senses of a model. Any may be asked what it sees; only one that is known to hear is sent a sound."""
    return Senses(
        0 if known.vision is False else known.pictures or MOST_PICTURES,
        known.hearing is True,
        known.documents is True,
    )


@runtime_checkable
class KnowsModels(Protocol):
    """An optional ability of a `Provider`: it knows more about its models than their names."""

    def settings(self, model: str) -> ModelSettings:
        """What is known of a model.

        It comes from the config, else from what was learned or from the server's last list; the price else from the
        table of prices, where a model of an account that is not in it has the price of the one with the nearest name.
        It asks nobody: what the server tells comes with `Provider.models`.
        """


def settings_of(provider: KnowsModels | None, model: str) -> ModelSettings:
    """What a provider knows of a model; `UNSET` for None, a provider that knows nothing of its models."""
    return UNSET if provider is None else provider.settings(model)


def merged(weaker: Mapping[str, object], stronger: Mapping[str, object]) -> dict[str, object]:
    """Both sets of fields, with those inside of objects merged too. `stronger` wins."""
    both = dict(weaker)
    for name, value in stronger.items():
        inner = both.get(name)
        both[name] = merged(inner, value) if isinstance(inner, Mapping) and isinstance(value, Mapping) else value
    return both
