"""One question that is being answered, and what is known of its answer besides the words: values."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field

from bots.engine.conversation.exchange import Exchange
from bots.engine.delivery.sending import Sender
from bots.engine.reply.finishing import Ending
from bots.engine.reply.measuring import Measure
from bots.engine.seam.incoming import Incoming, Origin
from bots.engine.seam.places import Attempt, Surface
from bots.engine.seam.platform import shows_outcome
from bots.engine.settings.table import Here
from bots.engine.spending.ledger import Charge
from provider.contract import Answering, FinishReason
from provider.errors import ProviderError
from provider.routing.fallback import Tried
from provider.values import Value

_NOBODY = Answering("", "")


@dataclass(slots=True)
class Result:
    """What is known of an answer besides its words.

    `measure`: when what happened, and what became of it. `answering`: who gives it. `turns`: the messages that the
    model reads, with the question. `reason`: why it ended, as the model says. `ending`: how its words ended; None if
    somebody else ended them or there are none. `awaited`: the "provider/model" that answers, until its first word has
    come. `told`: the models whose errors `failed` has returned.
    `kept`: what keeps its words and its cost before its last frame, with whether that is done; None if nothing does.
    `noted`: the messages that were kept with them. `before`: the input and output tokens of the requests before the
    last one of this answer. `files`: what may be kept of what is said about what stood beside the words.
    """

    measure: Measure
    answering: Answering = _NOBODY
    provider: str = ""
    model: str = ""
    input_tokens: int = 0
    output_tokens: int = 0
    turns: int = 0
    reason: FinishReason = "unknown"
    ending: Ending | None = None
    awaited: str = ""
    tried: Tried = field(default_factory=Tried)
    told: tuple[str, ...] = ()
    kept: "asyncio.Task[bool] | None" = None
    noted: tuple[Surface, ...] = ()
    before: tuple[int, int] = (0, 0)
    files: str = ""

    @property
    def asked(self) -> str:
        """The provider that answers, else the last one that failed; empty if none was asked."""
        return self.provider or next(reversed(self.tried.errors), "").partition("/")[0]

    def next_request(self) -> None:
        """Note that the model is asked once more in this answer."""
        self.before = self.input_tokens, self.output_tokens
        self.tried = Tried()

    def counted(self, input_tokens: int, output_tokens: int) -> None:
        """Note the tokens of the last request."""
        self.input_tokens, self.output_tokens = self.before[0] + input_tokens, self.before[1] + output_tokens

    def failed(self) -> Mapping[str, ProviderError]:
        """The errors of the models that failed since the last call, by full name."""
        news = {name: error for name, error in self.tried.errors.items() if name not in self.told}
        self.told += tuple(news)
        return news


class Asking(Value):
    """One question that is being answered: what holds for it, what is kept of it, what its answer is charged to.

    `attempts`: messages that an earlier run has sent for it, and of which nobody knows whether they stand.
    """

    sender: Sender
    incoming: Incoming
    exchange: Exchange
    here: Here
    charge: Charge
    attempts: tuple[Attempt, ...] = ()

    @property
    def origin(self) -> Origin:
        """The person who asks, and the place."""
        return self.incoming.origin

    @property
    def model(self) -> str:
        """The name of the model that is asked."""
        return self.incoming.model or self.here.model

    @property
    def names(self) -> tuple[str, ...]:
        """The model's name, and those that hold in turn if it is withdrawn, unless the question names a model."""
        return (self.incoming.model,) if self.incoming.model else (self.here.model, *self.here.instead)

    @property
    def terminal(self) -> bool:
        """Whether the platform keeps a model's words apart from the bot's own."""
        return shows_outcome(self.sender.platform)
