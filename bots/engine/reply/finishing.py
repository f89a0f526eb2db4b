"""Why an answer is not whole, what is said of it and whether it may go on: tables for reasons and for errors. Pure."""

from collections.abc import Mapping

from bots.engine.runtime.meters import EndedAs
from provider.contract import FinishReason
from provider.errors import AnswerTooLong, Filtered, ProviderError
from provider.values import Value


class Ending(Value):
    """How the words of an answer ended.

    `phrase`: what is said of that. `goes_on`: the model may be asked for more. `outcome`: as what it is counted.
    """

    phrase: str = ""
    goes_on: bool = False
    outcome: EndedAs = "cut"

    @property
    def is_whole(self) -> bool:
        """Whether the model has said all that it had to say."""
        return not self.phrase


WHOLE = Ending(outcome="whole")
CUT = Ending("ended_cut", goes_on=True)
FILTERED = Ending("ended_filtered")
TOO_LONG = Ending("ended_too_long", goes_on=True)
BROKEN = Ending("ended_broken", goes_on=True, outcome="failed")

OF_REASON: Mapping[FinishReason, Ending] = {
    "stop": WHOLE,
    "unknown": WHOLE,
    "length": CUT,
    "filtered": FILTERED,
}


def after_words(error: ProviderError) -> Ending | None:
    """How an error ends an answer that has words; None if it has none, or if the error's own sentence says more."""
    if not error.begun:
        return None
    if isinstance(error, Filtered):
        return FILTERED
    if isinstance(error, AnswerTooLong):
        return TOO_LONG
    return BROKEN if error.retryable and not error.for_owner else None
