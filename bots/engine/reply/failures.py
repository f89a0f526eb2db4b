"""When something fails: one plain sentence for those who asked, the cause under the same trace id for the owner."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine, Mapping
from typing import TypeVar

from bots.engine.delivery.notices import Notices
from bots.engine.language.phrases import advise, explain, say
from bots.engine.owner.alerts import Alerts
from bots.engine.owner.open_troubles import Trouble
from bots.engine.owner.owners import Owners
from bots.engine.owner.troubles import Troubles
from bots.engine.reply.finishing import after_words
from bots.engine.reply.tally import Tally
from bots.engine.runtime.backoff import backoff
from bots.engine.runtime.clock import Clock
from bots.engine.runtime.cooldown import Cooldown
from bots.engine.runtime.defects import fenced, new_trace
from bots.engine.runtime.lru import LRU
from bots.engine.runtime.tasks import Supervisor
from bots.engine.seam.incoming import Origin
from bots.engine.seam.places import Person, Place, ToInteraction
from bots.engine.seam.references import place_ref
from bots.engine.seam.shown import Response
from bots.engine.storage.records import StoreError
from provider.errors import BadRequest, Filtered, MissingAbility, NothingSetUp, PromptTooLong, ProviderError

log = logging.getLogger("parley")

T = TypeVar("T")

FIRST_PAUSE = 0.5
LONGEST_PAUSE = 4.0
"""Seconds before the next attempt at what the database has refused: half a second, doubled, at most so many."""


class Failures:
    """Tells the asker that there is no answer, and the owners why.

    In a shared place, one person reads the same sentence at most once a minute. One of `owners` who asks alone reads
    the cure, the cause and the trace, and is not told them once more.
    """

    def __init__(
        self, alerts: Alerts, troubles: Troubles, notices: Notices, owners: Owners, tasks: Supervisor, clock: Clock
    ) -> None:
        self._alerts = alerts
        self._notices = notices
        self._owners = owners
        self._tasks = tasks
        self._troubles = troubles
        self._clock = clock
        self._waiting: LRU[str, bool] = LRU()  # questions of which was said that they wait for the database
        self._cooldown = Cooldown(clock.now)
        self.tally = Tally(clock.wall)

    def of_model(
        self,
        who: str,
        error: ProviderError,
        origin: Origin,
        *,
        failed: Mapping[str, ProviderError],
        seen: bool,
    ) -> str:
        """The sentence for the one who asked; empty if they read one there just now and nothing is to be ended.

        `who`: "provider/model". `failed`: the errors of the models that were asked, except those that `stood_in` was
        given. `seen`: a message stands that has to be ended.
        """
        trace = new_trace()
        self.tally.failed(origin)
        log.warning("trace %s: %s failed: %s: %s", trace, who, type(error).__name__, error)
        ending = after_words(error)
        owner = self._reading_owner(origin) if ending is None else None  # an ending names no cause
        causes = failed or {who: error}
        for model, cause in causes.items():
            self._tell_owner(model, cause, trace, owner)
        if ending is not None:
            return say(ending.phrase)
        sentence = explain(error)
        waits = origin.private or isinstance(origin.target, ToInteraction) or error.begun or seen
        if not waits and self._cooldown.holds(f"{origin.place} {origin.person} {sentence}"):
            return ""
        if owner is None:
            return say("failed", sentence=sentence)
        why = "; ".join(f"{model}: {type(cause).__name__}: {cause}" for model, cause in causes.items())
        return say("failed_owner", sentence=advise(error), cause=why, trace=trace)

    def stood_in(self, other: str, wanted: str, failed: Mapping[str, ProviderError]) -> None:
        """Note that another model answers. `failed`: the errors of those that were asked before it.

        The owner is not told if the wanted model only cannot take what the question holds.
        """
        trace = new_trace()
        log.warning("trace %s: %s answers instead of %s.", trace, other, wanted)
        for model, cause in failed.items():
            if cause.for_owner:
                self._troubles.tell(model, cause, trace)
        if isinstance(failed.get(wanted), MissingAbility):
            return
        if not self._troubles.stands(wanted):
            said = failed.get(wanted)
            words = say(
                "alert_stand_in", other=other, model=wanted, cause=f" {type(said).__name__}: {said}" if said else ""
            )
            self._alerts.tell(f"stand-in {wanted}", words, trouble=Trouble(f"stand-in {wanted}"))

    def answered(self, model: str) -> None:
        """Note that the first word of that "provider/model" has come."""
        self._troubles.answered(model)

    def completed(self, model: str) -> None:
        """Note that an answer of that "provider/model" has come to its end."""
        provider = model.partition("/")[0]
        whose = (model, provider)  # before its list of models is known, a model is called by its provider alone
        over = [f"{kind} {each}" for kind in ("provider", "error", "stand-in") for each in whose]
        self._alerts.over(over, say("alert_again", model=model))

    def refused(self, origin: Origin, reason: str) -> None:
        """Tell the owner that the platform refused to show an answer or a part of it, and its reason."""
        place = origin.place
        words = say("alert_refused", place=place_ref(place), cause=reason)
        self._alerts.tell(f"refused {place}", words, trouble=Trouble(f"refused {place}"))

    def shown(self, origin: Origin) -> None:
        """Note that the platform showed a whole answer there."""
        self._alerts.over([f"refused {origin.place}"], say("alert_shown_again", place=place_ref(origin.place)))

    def deadly(self, origin: Origin) -> None:
        """Tell the owner of a question over which the program has died too often; it is not asked any more."""
        log.error("%s: the program has died over a question there, and does not ask it any more.", origin.place)
        place = place_ref(origin.place)
        self._alerts.tell(f"deadly {origin.place}", say("alert_deadly", place=place))

    def interrupted(self, origin: Origin) -> None:
        """Say to the one who asked that there will be no answer: the program died before it could begin."""
        self._notices.turn_down(origin.target, say("interrupted"))

    def unsaid(self, place: Place, reason: str) -> None:
        """Tell the owner that the platform did not take what the bot itself had to say there."""
        self._alerts.tell(f"unsaid {place.platform}", say("alert_unsaid", place=place_ref(place), cause=reason))

    def say_apart(self, origin: Origin, words: str) -> None:
        """Say something to the asker in a message of its own, after the turn; the older answer stands above it."""
        self._notices.say_soon(origin.target, Response(words))

    def say_in_the_end(self, words: Coroutine[None, None, None]) -> asyncio.Task[object]:
        """Say the last words of an answer after its turn; a shutdown waits for them."""
        return self._notices.begin(words)

    async def see_through(self, work: Callable[[], Awaitable[T]], origin: Origin, question: str) -> T:
        """The result of work for a question, tried again for as long as the database fails. The asker is told once.

        `question`: its name there.

        Raises:
            StoreError: trying again cannot help.
        """
        failures = 0
        while True:
            try:
                return await work()
            except StoreError as error:
                if not error.passes:
                    raise
                failures += 1
                self._waits(error, origin, f"{origin.place} {question}")
            await self._clock.sleep(backoff(failures, FIRST_PAUSE, LONGEST_PAUSE))

    def _waits(self, error: StoreError, origin: Origin, question: str) -> None:
        if question in self._waiting:
            return
        self._waiting.keep(question, True)
        log.error("%s: a question waits for the database: %s", origin.place, error)
        if not isinstance(origin.target, ToInteraction):  # there the platform shows that it waits
            self._notices.turn_down(origin.target, say("store_waits"))

    async def of_question(self, work: Awaitable[None], origin: Origin) -> bool:
        """Do work for a question that is committed; returns False if a defect broke it, which is told then.

        Raises:
            StoreError: the database failed; the work can be tried again.
        """
        failed: list[StoreError] = []

        async def noted() -> str:
            try:
                await work
            except StoreError as error:
                failed.append(error)
            return ""

        words = await fenced(noted(), log, lambda trace: self.defect(trace, origin))
        for error in failed:
            raise error
        if words:
            self._notices.turn_down(origin.target, words)
        return not words

    async def guarded(self, work: Awaitable[None], origin: Origin) -> None:
        """Do the work. If it fails, say so to whoever waits for it."""
        if words := await fenced(self._stored(work, origin), log, lambda trace: self.defect(trace, origin)):
            self._notices.turn_down(origin.target, words)

    def begin(self, work: Coroutine[None, None, None], origin: Origin) -> asyncio.Task[object]:
        """Do `guarded` in a task of its own."""
        task = self._tasks.start_here(self.guarded(work, origin), "an answer")
        task.add_done_callback(lambda _: work.close())  # it may have been cancelled before it began
        return task

    async def trouble(self, trace: str) -> None:
        """Tell the owner that a task failed for which nobody waits."""
        self.defect(trace)

    def defect(self, trace: str, origin: Origin | None = None) -> str:
        """Tell the owner of a defect that the log names under `trace`; returns the sentence for the one who asked."""
        owner = self._reading_owner(origin) if origin is not None else None
        if origin is not None:
            self.tally.failed(origin)
        self._alerts.tell("defect", say("alert_defect", trace=trace), read_by=owner)
        return _inside(trace, owner)

    def store_failed(self, error: StoreError, origin: Origin) -> str:
        """Log that the database failed; returns the sentence for the one who asked."""
        trace = new_trace()
        self.tally.failed(origin)
        log.error("trace %s: %s", trace, error)
        return _inside(trace, self._reading_owner(origin))

    def _reading_owner(self, origin: Origin) -> Person | None:
        """The owner who asks and reads the answer alone: what others read names neither causes nor traces."""
        alone = origin.private or (isinstance(origin.target, ToInteraction) and origin.target.private)
        return origin.person if alone and origin.person in self._owners.all else None

    async def _stored(self, work: Awaitable[None], origin: Origin) -> str:
        """Do the work; returns the sentence to say if the store fails, or nothing."""
        try:
            await work
        except StoreError as error:
            return self.store_failed(error, origin)
        return ""

    def _tell_owner(self, who: str, error: ProviderError, trace: str, read_by: Person | None) -> None:
        cause = f"{type(error).__name__}: {error}"
        provider = who.partition("/")[0]
        if isinstance(error, NothingSetUp):
            self._alerts.tell("nothing set up", say("alert_nothing_set_up", cause=str(error)), read_by=read_by)
        elif error.for_owner:
            self._troubles.tell(who, error, trace, read_by)
        elif isinstance(error, Filtered | PromptTooLong | MissingAbility):
            return  # it was about the question
        elif isinstance(error, BadRequest):
            self._troubles.tell_refusal(who, error, trace, read_by)
        elif error.provider_wide:
            words = say("alert_provider", model=who, cause=cause, trace=trace)
            self._alerts.tell(f"provider {provider}", words, trouble=Trouble(f"provider {provider}"), read_by=read_by)
        else:
            words = say("alert_error", model=who, cause=cause, trace=trace)
            self._alerts.tell(f"error {provider}", words, trouble=Trouble(f"error {who}"), read_by=read_by)


def _inside(trace: str, owner: Person | None) -> str:
    return say("failed_inside") if owner is None else say("failed_inside_owner", trace=trace)
