"""Ask one model, played by a script, and see what comes."""

from contextlib import aclosing
from dataclasses import dataclass, field

from provider.contract import Event, Message, Request, Text
from provider.errors import ProviderError
from provider.limits import Limits
from provider.routing.deadlines import Deadlines
from provider.routing.fallback import Link
from provider.routing.health import HealthLog
from provider.routing.model_client import Clocks, ModelClient
from provider.routing.retries import Patience
from tests.provider.scripted import Player

ASKED = Request((Message("user", "Hello"),))
ONCE = Patience(times=0)
"""For what is not about trying again."""
CLOCKS = Clocks()


@dataclass
class Sent:
    """What went out for one answer: each model that was asked, and how often a server refused."""

    models: list[str] = field(default_factory=list)
    refusals: int = 0

    def waits(self, model: str) -> None:
        """Nobody asks."""

    def sent(self, model: str) -> None:
        self.models.append(model)

    def refused(self) -> None:
        self.refusals += 1


@dataclass(frozen=True)
class Got:
    """What came of a question."""

    events: list[Event]
    error: ProviderError | None
    sent: Sent

    @property
    def text(self) -> str:
        return "".join(event.text for event in self.events if isinstance(event, Text))


def client_of(
    player: Player, *, deadlines: Deadlines | None = None, patience: Patience = ONCE, clocks: Clocks = CLOCKS
) -> ModelClient:
    """The client of the model "it/m"."""
    return ModelClient(
        Link("it", "m"),
        player,
        deadlines=deadlines or Deadlines("it", Limits()),
        patience=patience,
        health=HealthLog(),
        clocks=clocks,
    )


async def ask(client: ModelClient) -> Got:
    """A whole answer, or what came before its error."""
    events, sent = list[Event](), Sent()
    try:
        async with aclosing(client.ask(ASKED, sent)) as stream:
            async for event in stream:
                events.append(event)
    except ProviderError as error:
        return Got(events, error, sent)
    return Got(events, None, sent)
