"""Everything that can go wrong with a provider.

ProviderError
├── MissingRequirementsError     a library that the backend needs is not installed
├── ModelNotFound                no such model here
├── WrongKey                     the key is missing, wrong or may not use this model, or its account may not
├── Blocked                      the site refuses us (a challenge, a ban, a region); retrying makes it worse
├── NotWorking                   the endpoint is gone, or cannot be used as we are set up
├── QuotaExceeded                the account's or the guest's allowance is used up
├── RateLimited                  too fast; try again after `retry_after`
├── Overloaded                   5xx: the server, or one behind it, is in trouble
├── Filtered                     the server will not answer this message
├── PromptTooLong                the conversation does not fit the model's window
├── BadRequest                   any other refusal of this very request
│   └── NoVision                 ... because it holds pictures, and the model cannot see
├── BadAnswer                    the answer makes no sense
│   └── EmptyAnswer              ... because there is none
├── CutOff                       the stream ended before the answer was complete
├── TimedOut                     a deadline passed: connect, first token, silence or the whole
│   └── Abandoned                ... and it was ours, after the request had gone out
└── ConnectionFailed             no connection, or it broke before the answer began
"""

import copy
from typing import ClassVar, Literal, TypeVar

About = Literal["", "key", "account", "balance", "region", "verification", "set-up", "model"]
"""What the owner has to look at: the key, the account's rights, its balance or allowance, where the service is offered,
a verification that the service asks for, how the server or Parley is set up, the model's name; empty: nothing.
"""


class ProviderError(Exception):
    """The base of all. `str()` is an English sentence for logs and developers, without keys and credentials.

    Args:
        detail: what happened, in a sentence; may quote the server, already stripped of secrets.
        partial_text: the part of the answer that arrived before the error.
        retry_after: seconds after which trying again can help; 0 where nobody said.
        about: what the owner has to look at, where that is not what the class says.

    `begun`: whether a word or a picture of the answer had come before it, and nobody else may be asked; the catalog
    says so.
    """

    retryable: ClassVar[bool] = False
    """Whether the same request, sent again later to the same provider, may succeed."""

    provider_wide: ClassVar[bool] = True
    """Whether it is about the provider and not about this request: any other request would fail like this one."""

    of_one_answer: ClassVar[bool] = False
    """Whether it is about one answer, which another question may well not meet."""

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
        """Whether only the owner can mend it. It is not retried, and is no sign of a server in trouble."""
        return bool(self.about)

    @property
    def elsewhere(self) -> bool:
        """Whether another provider may well answer the same request."""
        return self.retryable or self.provider_wide


class MissingRequirementsError(ProviderError):
    """A library that the backend needs is not installed."""

    default_about = "set-up"
    default_detail = "A library that this provider needs is not installed."


class ModelNotFound(ProviderError):
    """There is no such model at this provider."""

    default_about = "model"
    default_detail = "There is no such model."


class WrongKey(ProviderError):
    """The key is missing, wrong, or may not use this model, or its account is not in order (HTTP 401, 403)."""

    default_about = "key"
    default_detail = "The provider refused the API key."


class Blocked(ProviderError):
    """The site refuses us: a browser challenge, a ban, a region. Not retried, because that makes it worse."""

    default_detail = "The site blocks us."


class NotWorking(ProviderError):
    """The endpoint is gone, or refuses every question as we are set up: a chat template, a parameter."""

    default_about = "set-up"
    default_detail = "The site no longer has the endpoint that this backend speaks to."


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


class NoVision(BadRequest):
    """The message holds pictures, and the model cannot see."""

    default_detail = "This model cannot see pictures."


class BadAnswer(ProviderError):
    """The answer makes no sense: junk, a web page, the wrong type."""

    retryable = True
    provider_wide = False
    of_one_answer = True
    default_detail = "The provider sent something that is no answer."


class EmptyAnswer(BadAnswer):
    """The answer came, complete and empty."""

    default_detail = "The provider sent an empty answer."


class CutOff(ProviderError):
    """The stream ended before the answer was complete; what came is in `partial_text`."""

    retryable = True
    provider_wide = False
    of_one_answer = True
    default_detail = "The answer was cut off."


class TimedOut(ProviderError):
    """A deadline passed: for the connection, the first token, silence between tokens, or the whole."""

    retryable = True
    provider_wide = False
    default_detail = "The provider took too long."


class Abandoned(TimedOut):
    """We waited no longer for a request that had gone out: the server may well have worked on it, and count it."""


class ConnectionFailed(ProviderError):
    """No connection, or it broke before the answer began."""

    retryable = True
    default_detail = "The provider cannot be reached."


ErrorT = TypeVar("ErrorT", bound=ProviderError)


def once_more(error: ErrorT, detail: str) -> ErrorT:
    """The same error for somebody else: in other words, without the first one's traceback and partial text."""
    fresh = copy.copy(error)
    fresh.args = (detail,)
    fresh.partial_text = ""
    fresh.begun = False
    return fresh
