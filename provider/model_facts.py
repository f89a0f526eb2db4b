"""What is known of a model without asking anybody, as one value."""

from typing import Literal

from provider.contract import Effort, Gone
from provider.known.lessons import Lesson
from provider.known.model_settings import UNSET, ModelSettings
from provider.routing.circuit_breaker import State
from provider.routing.health import Health
from provider.values import Value


class ModelFacts(Value):
    """What is known of a model, and how it has done.

    `name`: its full name. `stand_in`: the model that answered last in its place. `found_out`: what its answers and
    refusals have taught, unless the config says otherwise. `left_out`: those of the config's further fields for all
    models of the provider that this one refuses. `about`, `effort`: what the alias carries that it was asked for by.
    `gone`: whether it is there no more, as far as is known.
    """

    name: str
    settings: ModelSettings = UNSET
    state: State = "closed"
    health: Health | None = None
    stand_in: str = ""
    found_out: tuple[Lesson, ...] = ()
    left_out: tuple[str, ...] = ()
    about: str = ""
    effort: Effort | Literal[""] = ""
    gone: Gone = ""

    @property
    def efforts(self) -> tuple[Effort, ...]:
        """How much the model can be told to think, the least first; empty if that is not known of it."""
        return self.settings.efforts or ()
