"""What is known of one model: its abilities, its window, its price; and what the config adds to its requests."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol, runtime_checkable


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """None, 0 and an empty mapping mean that nobody said anything. `context`: the window in tokens.

    Prices: US $ for a million tokens. `extra`: fields for the body of each request to this model, on top of the
    provider's own. `system`: whether it has a system role; where not, the persona goes into the first turn. `stream`:
    whether the account may stream its answers; where not, it is asked for the whole. `reasoning_marks`: around its
    thoughts besides those that everybody knows, opening and closing in turn; an empty opening: answers begin in
    thoughts.
    """

    vision: bool | None = None
    reasoning: bool | None = None
    context: int = 0
    input_price: float | None = None
    output_price: float | None = None
    extra: Mapping[str, object] = field(default_factory=dict)
    system: bool | None = None
    stream: bool | None = None
    reasoning_marks: tuple[str, ...] = ()

    def over(self, weaker: "ModelSettings") -> "ModelSettings":
        """Both together; what `weaker` says counts where this one says nothing."""
        return ModelSettings(
            vision=weaker.vision if self.vision is None else self.vision,
            reasoning=weaker.reasoning if self.reasoning is None else self.reasoning,
            context=self.context or weaker.context,
            input_price=weaker.input_price if self.input_price is None else self.input_price,
            output_price=weaker.output_price if self.output_price is None else self.output_price,
            extra=merged(weaker.extra, self.extra),
            system=weaker.system if self.system is None else self.system,
            stream=weaker.stream if self.stream is None else self.stream,
            reasoning_marks=(*self.reasoning_marks, *weaker.reasoning_marks),
        )


UNSET: Final = ModelSettings()
"""Nobody said anything."""


@runtime_checkable
class KnowsModels(Protocol):
    """An optional ability of a `Provider`: it knows more of its models than their names."""

    def settings(self, model: str) -> ModelSettings:
        """What is known of a model: by the config, else by the server's last list, else by the table of prices.

        Asks nobody: what the server tells arrives with `Provider.models`.
        """


def settings_of(provider: object, model: str) -> ModelSettings:
    """What a provider knows of a model; `UNSET` where it is none that `KnowsModels`."""
    return provider.settings(model) if isinstance(provider, KnowsModels) else UNSET


def merged(weaker: Mapping[str, object], stronger: Mapping[str, object]) -> dict[str, object]:
    """Both sets of fields; those inside of objects are merged too."""
    both = dict(weaker)
    for name, value in stronger.items():
        inner = both.get(name)
        both[name] = merged(inner, value) if isinstance(inner, Mapping) and isinstance(value, Mapping) else value
    return both
