"""What only the owner can mend at a provider: told with its cure, once an hour, and at once when it is right again."""

from collections.abc import Mapping
from typing import Final

from bots.engine.language.phrases import cure, say
from bots.engine.owner.alerts import Alerts
from provider.errors import About, ProviderError

EVERY: Final = 3600.0
"""Seconds in which one kind of trouble of one provider is told once."""
MOST_MODELS: Final = 50
"""Models of one provider whose recovery from one kind of trouble is waited for; of more, nobody wants to hear."""
REPEATED: Final = 3
"""Questions in a row that one model refuses until that is more than their own fault."""

_SIGNS: Final[Mapping[About, str]] = {"key": "🔑", "balance": "💳"}
_OF_ALL: Final[frozenset[About]] = frozenset({"key", "region"})
"""What holds for all models of a provider: any that answers shows that it is over. The rest may be one model's own."""


class Troubles:
    """Of all providers. A provider has one key, so that its name stands for both."""

    def __init__(self, alerts: Alerts) -> None:
        self._alerts = alerts
        self._standing: dict[str, dict[About, set[str]]] = {}
        self._refusals: dict[str, int] = {}

    def tell(self, model: str, error: ProviderError, trace: str) -> None:
        """One that `for_owner` is true of was met by that "provider/model"."""
        provider, about = model.partition("/")[0], error.about
        models = self._standing.setdefault(provider, {}).setdefault(about, set())
        if len(models) < MOST_MODELS:
            models.add(model)
        words = say(
            "alert_mend",
            sign=_SIGNS.get(about, "🔴"),
            model=model,
            cure=cure(error, "en"),
            cause=f"{type(error).__name__}: {error}",
            trace=trace,
        )
        self._alerts.tell(f"{about} {provider}", words, every=EVERY)

    def tell_refusal(self, model: str, error: ProviderError, trace: str) -> None:
        """It refused a question. Once is that question's fault; several in a row are the fault of how it is asked."""
        self._refusals[model] = self._refusals.get(model, 0) + 1
        if self._refusals[model] >= REPEATED:
            words = say("alert_refusals", model=model, cause=f"{type(error).__name__}: {error}", trace=trace)
            self._alerts.tell(f"refusals {model}", words, every=EVERY)
        elif len(self._refusals) > MOST_MODELS:
            del self._refusals[next(iter(self._refusals))]

    def stands(self, model: str) -> bool:
        """Whether its provider has a trouble that was told and is not over."""
        return model.partition("/")[0] in self._standing

    def answered(self, model: str) -> None:
        """It answers: what was told of it is over, and the owner hears so at once."""
        self._refusals.pop(model, None)
        provider = model.partition("/")[0]
        standing = self._standing.get(provider)
        if standing is None:
            return
        over = [about for about, models in standing.items() if about in _OF_ALL or model in models]
        for about in over:
            standing[about].discard(model)
            if about in _OF_ALL or not standing[about]:
                del standing[about]
        if not standing:
            del self._standing[provider]
        if over:
            self._alerts.over([f"{about} {provider}" for about in over], say("alert_again", model=model))
