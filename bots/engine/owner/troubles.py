"""What only the owner can mend at a provider: told once an hour with its cure, and at once when it works again.

That a model is there no more is told once: it is not going to be mended, but another may be chosen.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any, Final, get_args

from bots.engine.language.phrases import cure, say
from bots.engine.owner.alerts import Alerts
from bots.engine.owner.kept import Kept, Where
from bots.engine.owner.open_troubles import Trouble
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.tasks import Supervisor
from bots.engine.seam.places import Person
from bots.engine.seam.shown import Action, Button
from bots.engine.storage.store import Store
from provider.errors import About, ModelNotFound, NotSetUp, ProviderError

EVERY: Final = 3600.0
"""Seconds within which one kind of trouble of one provider is told once."""
MOST_MODELS: Final = 50
"""Models of one provider whose recovery is awaited; the others are not tracked."""
REPEATED: Final = 3
"""Refused questions in a row of one model from which on the questions are not to blame."""

SCOPE: Final = "troubles"
KEY: Final = "standing"
"""Where the store keeps the troubles that stand."""

_SIGNS: Final[Mapping[About, str]] = {"key": "🔑", "balance": "💳"}
_PICK: Final = Action("pick", "everywhere")
"""Shows models to choose one for everywhere."""
_OF_ALL: Final[frozenset[About]] = frozenset({"key", "region"})
"""Kinds of trouble of all models of a provider: an answer of any shows the end. Others may be one model's own."""


ByProvider = Mapping[str, Mapping[About, frozenset[str]]]
"""The troubles of each provider, by kind, and the models that met each."""


class Troubles:
    """The troubles of all providers. A provider has one key, so its name stands for the key. `load` it once.

    What stands is kept in the store, because a new key takes a restart.
    """

    def __init__(self, store: Store, clock: Clock, alerts: Alerts, tasks: Supervisor) -> None:
        self._alerts = alerts
        self._kept = Kept(store, clock, tasks, Where(SCOPE, KEY, "what an owner has to mend"), _troubles_in, _dumped)
        self._refusals: dict[str, int] = {}
        self.read_anew = self._kept.load
        """Reads what other processes have noted since."""

    async def load(self) -> None:
        """Read what stood at the end of the last run."""
        await self._kept.load()
        for abouts in self._kept.value.values():
            for about, models in abouts.items():
                for model in models:
                    self._alerts.begun(Trouble(_name(about, model)))

    def tell(self, model: str, error: ProviderError, trace: str, read_by: Person | None = None) -> None:
        """Note that the model "provider/model" met a trouble for which `for_owner` is true. `read_by`: as in `News`."""
        provider, about = model.partition("/")[0], error.about
        models = self._kept.value.get(provider, {}).get(about, frozenset())
        was_told = model in models
        if not was_told and len(models) < MOST_MODELS:
            self._kept.change(partial(_with, provider, about, model))
        if isinstance(error, ModelNotFound):
            if not was_told:
                self._tell_gone(model, error, trace, read_by)
            return
        words = say(
            "alert_mend",
            sign=_SIGNS.get(about, "🔴"),
            model=model,
            cure=cure(error),
            cause=f"{type(error).__name__}: {error}",
            trace=trace,
        )
        self._alerts.tell(
            f"{about} {provider}", words, trouble=Trouble(_name(about, model)), every=EVERY, read_by=read_by
        )

    def _tell_gone(self, model: str, error: ModelNotFound, trace: str, read_by: Person | None) -> None:
        words = say(
            "alert_not_set_up" if isinstance(error, NotSetUp) else "alert_withdrawn",
            model=model,
            cause=f"{type(error).__name__}: {error}",
            trace=trace,
        )
        trouble = Trouble(_name(error.about, model))
        buttons = ((Button(say("pick_button"), _PICK),),)
        self._alerts.tell(f"gone {model}", words, trouble=trouble, every=EVERY, buttons=buttons, read_by=read_by)

    def tell_refusal(self, model: str, error: ProviderError, trace: str, read_by: Person | None = None) -> None:
        """Note that the model refused a question. One refusal is that question's fault; several in a row are not."""
        self._refusals[model] = self._refusals.get(model, 0) + 1
        if self._refusals[model] >= REPEATED:
            words = say("alert_refusals", model=model, cause=f"{type(error).__name__}: {error}", trace=trace)
            self._alerts.tell(
                f"refusals {model}", words, trouble=Trouble(f"refusals {model}"), every=EVERY, read_by=read_by
            )
        elif len(self._refusals) > MOST_MODELS:
            del self._refusals[next(iter(self._refusals))]

    def stands(self, model: str) -> bool:
        """Whether its provider has a trouble that was told and is not over."""
        return model.partition("/")[0] in self._kept.value

    def answered(self, model: str) -> None:
        """Note that the model answers: its trouble is over, and the owner is told at once."""
        self._refusals.pop(model, None)
        over = [f"refusals {model}", *(_name(about, model) for about in self._mended(model))]
        self._alerts.over(over, say("alert_again", model=model))

    def _mended(self, model: str) -> list[About]:
        """The kinds of trouble that stood for that model, which answers; they stand no more."""
        troubles = self._kept.value.get(model.partition("/")[0], {})
        over = [about for about, models in troubles.items() if about in _OF_ALL or model in models]
        if over:
            self._kept.change(partial(_without, model))
        return over


def _with(provider: str, about: About, model: str, troubles: ByProvider) -> ByProvider:
    abouts = troubles.get(provider, {})
    models = abouts.get(about, frozenset()) | {model}
    return {**troubles, provider: {**abouts, about: models}}


def _without(model: str, troubles: ByProvider) -> ByProvider:
    """What stands still once that model answers."""
    provider = model.partition("/")[0]
    left = {
        about: models - {model}
        for about, models in troubles.get(provider, {}).items()
        if about not in _OF_ALL and models - {model}
    }
    others = {each: abouts for each, abouts in troubles.items() if each != provider}
    return {**others, provider: left} if left else others


def _dumped(troubles: ByProvider) -> object:
    return {
        provider: {about: sorted(models) for about, models in abouts.items()} for provider, abouts in troubles.items()
    }


def _name(about: About, model: str) -> str:
    """The name of a trouble: all models of a provider share some of its kinds."""
    return f"{about} {model.partition('/')[0] if about in _OF_ALL else model}"


def _troubles_in(kept: Any) -> ByProvider:
    """What `_dumped` made; anything else is as good as nothing."""
    try:
        return {
            provider: {about: frozenset(map(str, abouts[about])) for about in get_args(About) if abouts.get(about)}
            for provider, abouts in kept.items()
        }
    except (ValueError, TypeError, AttributeError):
        return {}
