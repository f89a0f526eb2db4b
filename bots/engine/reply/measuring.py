"""Measures one answer for `bots.engine.runtime.meters`: when what happened, and what became of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bots.engine.reply.style import Delivery
from bots.engine.runtime.meters import Answered, EndedAs
from bots.engine.spending.ledger import Charge

_OF_DELIVERY: Mapping[Delivery, EndedAs] = {
    Delivery.DELETED: "deleted",
    Delivery.REFUSED: "refused",
    Delivery.WITHDRAWN: "withdrawn",
}


@dataclass(slots=True)
class Measure:
    """The moments of one answer, by the clock `now`; None for what has not come.

    `began`: when its question was taken. It hears of each request and passes that on to `charge`.
    """

    now: Callable[[], float]
    began: float
    charge: Charge
    asked_at: float | None = None
    first_word_at: float | None = None
    outcome: EndedAs = "failed"

    def sent(self, model: str) -> None:
        """Note that a request goes to that "provider/model" now."""
        self.asked_at = self.asked_at or self.now()
        self.charge.sent(model)

    def refused(self) -> None:
        """Note that the server would not answer it."""
        self.charge.refused()

    def first_word(self) -> None:
        """Note that the first word of a model has come."""
        self.first_word_at = self.first_word_at or self.now()

    def over(self, platform: str, provider: str, delivery: Delivery, shown_at: float | None) -> Answered:
        """What is counted of the answer, which has ended. `shown_at`: when its first words stood."""
        had = self.charge.had
        asked, word = self.asked_at, self.first_word_at
        return Answered(
            platform,
            provider,
            self.outcome if self.outcome == "replaced" else _OF_DELIVERY.get(delivery, self.outcome),
            asked=self._since_began(asked),
            first_word=None if asked is None or word is None else word - asked,
            shown=self._since_began(shown_at),
            ended=self.now() - self.began,
            tokens=had.tokens,
            dollars=had.dollars,
        )

    def _since_began(self, at: float | None) -> float | None:
        return None if at is None else at - self.began
