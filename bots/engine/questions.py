"""Whether a message is answered: is it for us, may they, is there room, what holds there.

A decision is a value. `Questions` reads the facts, each once; what the store knows of them is held in memory
(`storage/held.py`). `decide` makes the decision from them and does nothing else; `message_handler.py` acts on it.
"""

from typing import Literal, Protocol

from bots.engine.access.gate import Gate
from bots.engine.access.lists import lists
from bots.engine.access.verdicts import TURNED_AWAY, Verdict
from bots.engine.attachments.kinds import attached, is_readable, quoted, way
from bots.engine.attachments.speech import Speech
from bots.engine.attachments.wording import only_unread
from bots.engine.conversation import triggers
from bots.engine.conversation.age import is_old
from bots.engine.conversation.queue import ReplyQueue
from bots.engine.language.phrases import say, speak
from bots.engine.runtime.current import Current
from bots.engine.seam.incoming import Incoming, Known, Origin
from bots.engine.seam.places import ToInteraction
from bots.engine.settings import scopes
from bots.engine.settings.place_settings import PlaceSettings, spoken_to
from bots.engine.settings.table import Here
from bots.engine.spending import limits
from bots.engine.spending.admission import PAUSED
from bots.engine.spending.limits import Limits, OverBudget, Terms, Zones
from bots.engine.spending.newcomers import came_today, counted
from bots.engine.storage import opt_outs
from bots.engine.storage.holding import First
from bots.engine.storage.periods import ahead
from bots.engine.storage.records import Kept
from bots.engine.storage.store import Store
from bots.text.units import whole
from provider.values import Value, replace

Reason = Literal["stranger", "off", "unreadable", "wordless", "unread", "full", "long", "paused", "budget"]
"""Why a message that is for us gets no answer."""


class Ignore(Value):
    """The message is not for us."""


class Decline(Value):
    """There will be no answer. `words` say why; they are empty if a stranger does not address the bot.

    `verdict`: what was found about a stranger. `over`: the limit that leaves no room.
    """

    reason: Reason
    words: str
    verdict: Verdict = Verdict.WELCOME
    over: OverBudget | None = None


class Ask(Value):
    """The message is to be answered, if `terms` leave room for that. Holds what was read to decide it.

    `free`: an owner asks, and nothing is counted.
    """

    incoming: Incoming
    here: Here
    terms: Terms
    free: bool


class Late(Value):
    """The message addresses the bot, and was old when it arrived: whoever wrote it is asked whether to answer it."""

    incoming: Incoming
    here: Here


Decision = Ignore | Decline | Ask | Late


class Facts(Value):
    """What a decision is made from. `most`: the longest question in characters, 0 for any. `full`: too many wait.

    `hears`: what somebody says aloud gets to the model. `newcomer`: the person was never answered there before today.
    `channel`: the bot answers in that channel at all. `opener`: the bot opened the thread for the person, and no
    trigger was chosen for the place. `declined`: whoever wrote the message that it answers does not want that read.
    """

    here: Here
    verdict: Verdict
    terms: Terms = Terms()
    most: int = 0
    is_owner: bool = False
    paused: bool = False
    full: bool = False
    hears: bool = True
    newcomer: bool = False
    channel: bool = True
    opener: bool = False
    declined: bool = False


def decide(incoming: Incoming, facts: Facts) -> Decision:
    """What is to be done about a message."""
    here = facts.here
    heard = triggers.heard(incoming, here.trigger, here.prefix, hears=facts.hears, opener=facts.opener)
    off = _off(incoming, facts)
    if heard is None or (off and not heard.asked):
        return Ignore()
    heard = _sendable(heard)
    if heard.pieces:
        heard = replace(heard, pieces=tuple(map(_sendable, heard.pieces)))
    if facts.verdict is not Verdict.WELCOME:
        return Decline("stranger", say(TURNED_AWAY[facts.verdict]) if heard.addressed else "", facts.verdict)
    if is_old(heard.age, private=heard.origin.private) and not _is_worth_a_line(heard, facts):
        return Ignore()
    if off:
        return Decline("off", say(off))
    if heard.unreadable:
        return Decline("unreadable", say("unreadable"))
    if not (triggers.has_words(heard) or is_readable(heard, hears=facts.hears) or heard.again):
        things = (*quoted(heard), *attached(heard))
        if not facts.hears:
            things = tuple(replace(each, why="no_hearing") if way(each) == "heard" else each for each in things)
        return Decline("unread", only_unread(things)) if things else Decline("wordless", say("only_text"))
    if is_old(heard.age, private=heard.origin.private):
        return Late(heard, here)
    if facts.full:
        return Decline("full", say("queue_full"))
    length = len(heard.text) + len(heard.quoted)
    if facts.most and length > facts.most:
        return Decline("long", say("question_too_long", length=length, most=facts.most))
    if facts.paused and not facts.is_owner:
        return Decline("paused", say("paused_here"))
    return Ask(heard, here, facts.terms, facts.is_owner)


def _sendable(incoming: Incoming) -> Incoming:
    """The message in words that no platform, model or database refuses; all lengths stay."""
    text, quoted, selected = map(whole, (incoming.text, incoming.quoted, incoming.selected))
    if (text, quoted, selected) == (incoming.text, incoming.quoted, incoming.selected):
        return incoming  # nearly always, and a copy costs more than to look
    return replace(incoming, text=text, quoted=quoted, selected=selected)


def _off(incoming: Incoming, facts: Facts) -> str:
    """The phrase for why nothing is answered there, whoever asks; empty if something is."""
    if incoming.origin.private:
        return ""
    if not facts.channel:
        return "not_in_channel"
    return "off_here" if facts.here.trigger == "off" else ""


def _is_worth_a_line(heard: Incoming, facts: Facts) -> bool:
    """Whether an old message is to be answered if its author still likes."""
    says_something = triggers.has_words(heard) or is_readable(heard, hears=facts.hears)
    answered = facts.is_owner or not facts.paused
    return heard.addressed and says_something and not heard.unreadable and answered and not _off(heard, facts)


def without_quote(incoming: Incoming) -> Incoming:
    """The message without what it quotes, because its author does not want that read for others."""
    unread = (*incoming.unread, "declined")
    return replace(incoming, quoted="", selected="", quoted_attachments=(), unread=unread)


class HasLimits(Protocol):
    """The part of the policy that is read here."""

    @property
    def limits(self) -> Limits:
        """What the config says about spending."""


class Questions:
    """Reads the facts of a message and decides on it."""

    def __init__(
        self,
        store: Store,
        gate: Gate,
        place_settings: PlaceSettings,
        queue: ReplyQueue,
        speech: Speech,
        policy: Current[HasLimits],
    ) -> None:
        self._held = store.held
        self._gate = gate
        self._place_settings = place_settings
        self._queue = queue
        self._speech = speech
        self._policy = policy

    async def decision(self, incoming: Incoming, now: float) -> Decision:
        """What is to be done about a message, after its facts were read. `now`: Unix time.

        From now on the language of the place is spoken, where one was chosen.
        """
        origin = incoming.origin
        facts = await self.facts(origin, now, incoming.quoted_from)
        alone = isinstance(origin.target, ToInteraction) and origin.target.private
        speak(spoken_to(origin, facts.here.language, alone=alone))
        if facts.declined:
            incoming = without_quote(incoming)
        if facts.newcomer:
            incoming = replace(incoming, origin=came_today(origin, now, facts.here.zone))
        if not triggers.has_words(incoming) and is_readable(incoming) and not is_readable(incoming, hears=False):
            model = incoming.model or facts.here.model
            facts = replace(facts, hears=await self._speech.is_heard(model))
        found = decide(incoming, facts)
        if isinstance(found, Decline) and found.reason == "stranger":
            found = decide(incoming, replace(facts, verdict=await self._gate.let_in(origin, facts.verdict)))
        return found

    async def facts(self, origin: Origin, now: float, quoted: Known | None = None) -> Facts:
        """All that decides about a message of that person there. `quoted`: who wrote the message that it answers."""
        limiting = limits.limit_scopes(origin)
        theirs = opt_outs.scope(quoted.person) if quoted and quoted.person != origin.person else ""
        around = {*limiting, *(scope for scope, _ in scopes.scopes(origin)), *((theirs,) if theirs else ())}
        subjects = self._gate.doors.subjects.all(origin)
        held = await self._held.holding(sorted(around), subjects, self._first(origin, now))
        here = self._place_settings.resolve(origin, held.kept)
        limited = {(each.scope, each.key): each.value for each in held.kept if each.scope in limiting}
        config = self._policy.value.limits
        trusted = self._gate.let_in_by_hand(origin, held.grants)
        line = str(origin.place) if origin.linear or here.memory == "channel" else ""
        return Facts(
            here,
            self._gate.judge(origin, held),
            limits.terms(config, limited, origin, Zones(here.zone, here.bots_zone), trusted=trusted),
            config.input_characters,
            origin.person in self._gate.owners,
            any(key == PAUSED for _, key in limited),
            self._queue.is_full(line, origin.person),
            newcomer=held.newcomer,
            channel=lists(origin, held.kept).answers_in(origin),
            declined=any((each.scope, each.key) == (theirs, opt_outs.KEY) for each in held.kept),
            opener=here.trigger_is_general and self._place_settings.threads.is_openers(origin.place, origin.person),
        )

    def _first(self, origin: Origin, now: float) -> First | None:
        """What is to tell whether the person is new in the server, if the platform does not say when they joined."""
        found = counted(origin)

        def clock(kept: tuple[Kept, ...]) -> int:
            return ahead(now, self._place_settings.resolve(origin, kept).zone)

        return First(*found, now, clock) if found else None

    async def refusal(self, incoming: Incoming, now: float) -> str:
        """Why the question of a command or a button is not answered, as far as that is known before anything is shown.

        Empty if nothing speaks against it yet. The person may talk there: that was asked before.
        """
        facts = replace(await self.facts(incoming.origin, now), verdict=Verdict.WELCOME)
        found = decide(incoming, facts)
        return found.words if isinstance(found, Decline) else ""
