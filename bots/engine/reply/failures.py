"""When a model fails: one plain sentence for those who asked, the cause under the same trace id for the owner."""

import logging
from collections.abc import Callable, Mapping

from bots.engine.language.phrases import cure, explain, say
from bots.engine.owner.alerts import Alerts
from bots.engine.owner.troubles import Troubles
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.cooldown import Cooldown
from bots.engine.runtime.defects import new_trace
from bots.engine.seam.values import Origin, Person, ToInteraction
from bots.engine.storage.records import StoreError
from provider.errors import BadRequest, Filtered, NoVision, PromptTooLong, ProviderError

log = logging.getLogger("parley")


class Failures:
    """Tells each what is theirs. In a shared place one person reads at most once a minute that the model fails.

    `owners`: who may be told the cure in place of comfort.
    """

    def __init__(self, alerts: Alerts, clock: Clock, owners: Callable[[], frozenset[Person]]) -> None:
        self._alerts = alerts
        self._troubles = Troubles(alerts)
        self._owners = owners
        self._cooldown = Cooldown(clock.now)

    def of_model(
        self,
        who: str,
        error: ProviderError,
        origin: Origin,
        *,
        failed: Mapping[str, ProviderError],
        begun: bool,
        seen: bool,
    ) -> str:
        """The sentence for the one who asked. `who`: "provider/model"; `begun`: there are words of its answer.

        `failed`: what each of the models said that were asked, save what `stood_in` was told.

        Empty where the same person read one there just now and nothing stands that has to be ended (`seen`).
        """
        trace = new_trace()
        log.warning("trace %s: %s failed: %s: %s", trace, who, type(error).__name__, error)
        for model, cause in (failed or {who: error}).items():
            self._tell_owner(model, cause, trace)
        waits = origin.private or isinstance(origin.target, ToInteraction) or begun or seen
        if not waits and self._cooldown.holds(f"{origin.place} {origin.person}"):
            return ""
        mends = error.for_owner and origin.private and origin.person in self._owners()
        sentence = cure(error) if mends else explain(error, begun=begun)
        return say("failed", sentence=sentence, trace=trace)

    def stood_in(self, other: str, wanted: str, failed: Mapping[str, ProviderError]) -> None:
        """Another model answers. `failed`: what those said that were asked before it."""
        trace = new_trace()
        log.warning("trace %s: %s answers instead of %s.", trace, other, wanted)
        for model, cause in failed.items():
            if cause.for_owner:
                self._troubles.tell(model, cause, trace)
        if not self._troubles.stands(wanted):
            said = failed.get(wanted)
            words = say(
                "alert_stand_in", other=other, model=wanted, cause=f" {type(said).__name__}: {said}" if said else ""
            )
            self._alerts.tell(f"stand-in {wanted}", words)

    def answered(self, model: str) -> None:
        """Words of an answer of that "provider/model" have come."""
        self._troubles.answered(model)

    def refused(self, origin: Origin, reason: str) -> None:
        """The platform would not show an answer, or not all of it, for a reason of its own."""
        place = origin.place
        self._alerts.tell(f"refused {place}", say("alert_refused", place=str(place), cause=reason))

    def defect(self, trace: str) -> str:
        """A fault of Parley's own, of which the log says where; the sentence for the one who asked."""
        self._alerts.tell("defect", say("alert_defect", trace=trace))
        return say("failed_inside", trace=trace)

    def _tell_owner(self, who: str, error: ProviderError, trace: str) -> None:
        cause = f"{type(error).__name__}: {error}"
        provider = who.partition("/")[0]
        if error.for_owner:
            self._troubles.tell(who, error, trace)
        elif isinstance(error, Filtered | PromptTooLong | NoVision):
            return  # it was about the question
        elif isinstance(error, BadRequest):
            self._troubles.tell_refusal(who, error, trace)
        elif error.provider_wide:
            self._alerts.tell(f"provider {provider}", say("alert_provider", model=who, cause=cause, trace=trace))
        else:
            self._alerts.tell(f"error {provider}", say("alert_error", model=who, cause=cause, trace=trace))


def broken(error: StoreError) -> str:
    """What a member is told when the database fails; the log says more."""
    trace = new_trace()
    log.error("trace %s: %s", trace, error)
    return say("failed_inside", trace=trace)
