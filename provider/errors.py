"""Everything that can go wrong with a provider.

ProviderError
├── MissingRequirementsError     a library that the backend needs is not installed
├── NothingSetUp                 no model at all
├── ModelNotFound                no such model here, or no more
│   └── NotSetUp                 ... because its provider is not set up
├── WrongKey                     the key is missing, wrong or may not use this model, or its account may not
├── Blocked                      the site refuses us (a challenge, a ban, a region); retrying makes it worse
├── NotWorking                   the endpoint is gone, or our set-up does not fit it
├── QuotaExceeded                the account's or the guest's allowance is used up
├── RateLimited                  too fast; try again after `retry_after`
├── Overloaded                   5xx: the server, or one behind it, is in trouble
├── Filtered                     the server will not answer this message
├── PromptTooLong                the conversation does not fit the model's window
├── BadRequest                   any other refusal of this very request
│   └── MissingAbility           ... because the model cannot take what it holds besides text
│       ├── NoVision             ... pictures
│       ├── NoHearing            ... sounds
│       └── NoDocuments          ... PDFs
├── BadAnswer                    the answer makes no sense
│   └── EmptyAnswer              ... because it is empty
├── CutOff                       the stream ended before the answer was complete
│   └── AnswerTooLong            ... because it is longer than we allow, and we ended it
├── TimedOut                     a deadline passed: connect, first token, silence or the whole
│   └── Abandoned                ... after the request was sent; the server may count it
└── ConnectionFailed             no connection, or it broke before the answer began
"""

import copy
from typing import ClassVar, Literal, TypeVar

About = Literal["", "key", "account", "balance", "region", "verification", "set-up", "model"]
"""What the owner has to look at: the key, the account's rights, its balance, the regions in which the service is
offered, a verification that the service asks for, the set-up of the server or of Parley, the model's name. Empty:
nothing.
"""


class ProviderError(Exception):
    """The base of all errors. `str()` is an English sentence for logs and developers, without keys and credentials.

    Args:
        detail: what happened, in one sentence. It may quote the server, without secrets.
        partial_text: the part of the answer that came before the error.
        retry_after: seconds after which another try can help; 0 if nobody said.
        about: what the owner has to look at, if that is not what the class says.

    `begun` says whether a word or a picture of the answer came before the error; then no other model is asked. The
    catalog sets it.
    """

    retryable: ClassVar[bool] = False
    """Whether the same request, sent again later to the same provider, may succeed."""

    provider_wide: ClassVar[bool] = True
    """Whether the error is about the provider and not about this request, so that any other request would fail too."""

    of_one_answer: ClassVar[bool] = False
    """Whether the error is about one answer, so that another question may well be answered."""

    default_about: ClassVar[About] = ""

    default_detail: ClassVar[str] = "The provider failed."

    def __init__(
        self, detail: str = "", *, partial_text: str = "", retry_after: float = 0.0, about: About = ""
    ) -> None:
        super().__init__(detail or self.default_detail)
        self.about: About = about or self.default_about
        self.partial_text = partial_text
        self.begun = False
        self.retry_after = retry_after

    @property
    def for_owner(self) -> bool:
        """Whether only the owner can mend the cause. Such an error is not retried and opens no circuit breaker."""
        return bool(self.about)

    @property
    def elsewhere(self) -> bool:
        """Whether another provider may well answer the same request."""
        return self.retryable or self.provider_wide


class MissingRequirementsError(ProviderError):
    """A library that the backend needs is not installed."""

    default_about = "set-up"
    default_detail = "A library that this provider needs is not installed."


class NothingSetUp(ProviderError):
    """There is no model at all that could be asked."""

    default_about = "set-up"
    default_detail = "No model is set up."


class ModelNotFound(ProviderError):
    """There is no such model at this provider."""

    default_about = "model"
    default_detail = "There is no such model."


class NotSetUp(ModelNotFound):
    """The provider of the model is not set up here, or no longer."""

    default_detail = "There is no such provider."


class WrongKey(ProviderError):
    """The key is missing, wrong, or may not use this model, or its account is not in order (HTTP 401, 403)."""

    default_about = "key"
    default_detail = "The provider refused the API key."


class Blocked(ProviderError):
    """The site refuses us: a browser challenge, a ban, a region. Not retried, because that makes it worse."""

    default_detail = "The site blocks us."


class NotWorking(ProviderError):
    """The endpoint is gone, or refuses every question because of our set-up, such as a chat template or a parameter."""

    default_about = "set-up"
    default_detail = "The server has nothing at that address; is base_url right?"


class QuotaExceeded(ProviderError):
    """The account's or the guest's allowance is used up."""

    default_about = "balance"
    default_detail = "The allowance at this provider is used up."


class RateLimited(ProviderError):
    """Too many requests (HTTP 429)."""

    retryable = True
    default_detail = "The provider asks to slow down."


class Overloaded(ProviderError):
    """The server, or one behind it, is in trouble (HTTP 5xx)."""

    retryable = True
    default_detail = "The provider is overloaded or broken."


class Filtered(ProviderError):
    """The server will not answer this message (moderation, banned words)."""

    provider_wide = False
    default_detail = "The provider refused to answer this message."


class PromptTooLong(ProviderError):
    """The conversation does not fit the model's context window."""

    provider_wide = False
    default_detail = "The conversation is too long for this model."


class BadRequest(ProviderError):
    """The server refused this very request for a reason that has no class of its own (HTTP 4xx)."""

    provider_wide = False
    default_detail = "The provider refused the request."


class MissingAbility(BadRequest):
    """The message holds something besides text that this model cannot take; another model may."""

    default_detail = "This model takes text only."


class NoVision(MissingAbility):
    """The message holds pictures, and the model cannot see."""

    default_detail = "This model cannot see pictures."


class NoHearing(MissingAbility):
    """The message holds sounds, and the model cannot hear."""

    default_detail = "This model cannot hear sounds."


class NoDocuments(MissingAbility):
    """The message holds a PDF, and the model takes none."""

    default_detail = "This model takes no PDF."


class BadAnswer(ProviderError):
    """The answer makes no sense: junk, a web page, the wrong type."""

    retryable = True
    provider_wide = False
    of_one_answer = True
    default_detail = "The provider sent something that is no answer."


class EmptyAnswer(BadAnswer):
    """The answer is complete and empty."""

    default_detail = "The provider sent an empty answer."


class CutOff(ProviderError):
    """The stream ended before the answer was complete; what came is in `partial_text`."""

    retryable = True
    provider_wide = False
    of_one_answer = True
    default_detail = "The answer was cut off."


class AnswerTooLong(CutOff):
    """The answer is longer than `Limits.max_answer_bytes`, and we stopped reading it."""

    default_detail = "The answer is longer than allowed."


class TimedOut(ProviderError):
    """A deadline passed: for the connection, the first token, silence between tokens, or the whole."""

    retryable = True
    provider_wide = False
    default_detail = "The provider took too long."


class Abandoned(TimedOut):
    """We stopped waiting after the request was sent. The server may have worked on it, and may count it."""


class ConnectionFailed(ProviderError):
    """No connection, or it broke before the answer began."""

    retryable = True
    default_detail = "The provider cannot be reached."


ErrorT = TypeVar("ErrorT", bound=ProviderError)


def once_more(error: ErrorT, detail: str = "") -> ErrorT:
    """A copy of the error for another reader, without its traceback, partial text and `begun`.

    `detail`: other words than its own.
    """
    fresh = copy.copy(error)
    fresh.args = (detail or str(error),)
    fresh.partial_text = ""
    fresh.begun = False
    return fresh
