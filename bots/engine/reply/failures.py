"""When a model fails: one plain sentence for those who asked, the cause under the same trace id for the owner."""

import logging

from bots.engine.language.phrases import explain, say
from bots.engine.owner.alerts import Alerts
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.cooldown import Cooldown
from bots.engine.runtime.defects import new_trace
from bots.engine.seam.values import Origin, ToInteraction
from bots.engine.storage.records import StoreError
from provider.errors import BadRequest, Filtered, PromptTooLong, ProviderError, WrongKey

log = logging.getLogger("parley")


class Failures:
    """Tells each what is theirs; in a shared place people read at most once a minute that the model fails."""

    def __init__(self, alerts: Alerts, clock: Clock) -> None:
        self._alerts = alerts
        self._cooldown = Cooldown(clock.now)

    def of_model(self, who: str, error: ProviderError, origin: Origin, *, begun: bool, seen: bool) -> str:
        """The sentence for the one who asked. `who`: "provider/model"; `begun`: there are words of its answer.

        Empty where others there read one just now and nothing stands that has to be ended (`seen`).
        """
        trace = new_trace()
        log.warning("trace %s: %s failed: %s: %s", trace, who, type(error).__name__, error)
        self._tell_owner(who, error, trace)
        waits = origin.private or isinstance(origin.target, ToInteraction) or begun or seen
        if not waits and self._cooldown.holds(str(origin.place)):
            return ""
        return say("failed", sentence=explain(error, begun=begun), trace=trace)

    def stood_in(self, other: str, wanted: str) -> None:
        """Another model answered."""
        log.warning("%s answers instead of %s.", other, wanted)
        self._alerts.tell(f"stand-in {wanted}", say("alert_stand_in", other=other, model=wanted))

    def refused(self, origin: Origin, reason: str) -> None:
        """The platform would not show an answer, or not all of it, for a reason of its own."""
        place = origin.place
        self._alerts.tell(f"refused {place}", say("alert_refused", place=str(place), cause=reason))

    def defect(self, trace: str) -> str:
        """A fault of Parley's own, of which the log says where; the sentence for the one who asked."""
        self._alerts.tell("defect", say("alert_defect", trace=trace))
        return say("failed_inside", trace=trace)

    def _tell_owner(self, who: str, error: ProviderError, trace: str) -> None:
        if isinstance(error, Filtered | PromptTooLong | BadRequest) and not error.for_owner:
            return  # it was about the question
        cause = f"{type(error).__name__}: {error}"
        provider = who.partition("/")[0]
        if error.about not in ("", "key"):
            words = say("alert_provider", model=who, cause=cause, trace=trace)
            self._alerts.tell(f"{error.about} {provider}", words)
        elif isinstance(error, WrongKey):
            self._alerts.tell(f"key {provider}", say("alert_key", model=who, cause=cause, trace=trace))
        elif error.provider_wide:
            self._alerts.tell(f"provider {provider}", say("alert_provider", model=who, cause=cause, trace=trace))
        else:
            self._alerts.tell(f"error {provider}", say("alert_error", model=who, cause=cause, trace=trace))


def broken(error: StoreError) -> str:
    """What a member is told when the database fails; the log says more."""
    trace = new_trace()
    log.error("trace %s: %s", trace, error)
    return say("failed_inside", trace=trace)
