"""Which models their providers have withdrawn: who says so, and for how long that is believed."""

from collections.abc import Callable
from typing import Final

from provider.errors import (
    ConnectionFailed,
    Filtered,
    MissingAbility,
    ModelNotFound,
    PromptTooLong,
    ProviderError,
    QuotaExceeded,
    RateLimited,
    once_more,
)
from provider.routing.fallback import Link
from provider.routing.model_lists import Lists

ASKED_AGAIN_AFTER: Final = 300.0
"""Seconds for which a withdrawn model is passed over where another answers; then a question shows whether it is back.
"""
_MOST: Final = 500

_OTHER_CAUSES: Final = (ConnectionFailed, Filtered, MissingAbility, PromptTooLong, QuotaExceeded, RateLimited)
"""Errors that have a cause of their own, so that nobody looks into the list."""


class Withdrawn:
    """The models that are there no more, as far as questions have shown.

    A model is withdrawn if its server says that there is no such model; or if it fails in another way, and the server's
    list, which had it before, can be read and has it no more. A model that only the list misses is asked all the same:
    some work although no list names them. `answered` ends it.
    """

    def __init__(self, lists: Lists, now: Callable[[], float]) -> None:
        self._lists = lists
        self._now = now
        self._noted: dict[str, tuple[ModelNotFound, float]] = {}

    async def judged(self, link: Link, error: ProviderError) -> ProviderError:
        """The error of a model, or `ModelNotFound` in its place if the list shows that it is there no more."""
        if error.begun or isinstance(error, _OTHER_CAUSES):
            return error
        if not isinstance(error, ModelNotFound):
            if not await self._lists.dropped(link.provider, link.model):
                return error
            error = ModelNotFound(f"{link} is no longer in the list of its server, and failed: {error}")
        self._noted.pop(str(link), None)
        self._noted[str(link)] = (once_more(error), self._now())
        if len(self._noted) > _MOST:
            del self._noted[next(iter(self._noted))]
        return error

    def stands(self, name: str) -> bool:
        """Whether the last question to the model of that full name found it withdrawn."""
        return name in self._noted

    def passed_over(self, link: Link) -> ModelNotFound | None:
        """The error of a model that is not to be asked again yet; None if it may be asked."""
        known = self._noted.get(str(link))
        return once_more(known[0]) if known and self._now() < known[1] + ASKED_AGAIN_AFTER else None

    def answered(self, name: str) -> None:
        """Note that the model of that full name is there."""
        self._noted.pop(name, None)
