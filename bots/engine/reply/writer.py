"""Writes what the slot holds to the platform: message after message, one call at a time."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from functools import partial
from math import inf

from bots.engine.conversation.opening import Opening
from bots.engine.delivery.patience import Less, Patience
from bots.engine.delivery.sending import Sender, ended, pause_after
from bots.engine.delivery.waiting import Claim
from bots.engine.language.phrases import say
from bots.engine.reply.beside import Beside, send_beside
from bots.engine.reply.buttons import NO_LIMIT, Phase
from bots.engine.reply.displaced import Aside, Displaced
from bots.engine.reply.endings import put_back, say_refused, send_as_file
from bots.engine.reply.framing import Look, Shot, framed, relinked
from bots.engine.reply.part import OVER, Part, Parts, Standing, State
from bots.engine.reply.remarks import small_line
from bots.engine.reply.rhythm import Rhythm
from bots.engine.reply.slot import Reading, Slot
from bots.engine.reply.style import ReplyStyle
from bots.engine.seam.errors import Gone, Late, NotSent, Refused, SlowDown, Unsure
from bots.engine.seam.places import Attempt, Surface, Target, ToChat
from bots.engine.seam.platform import finds_attempts
from bots.engine.seam.rates import Tempo
from bots.engine.seam.shown import Frame
from bots.engine.seam.targets import next_target
from bots.text.sources import Numbered, plain_sources
from bots.text.visible import is_visible
from provider.pace import Pace
from provider.values import Value, replace

log = logging.getLogger("parley")

CALM_INTERVAL = 5.0
"""Seconds between the frames of an answer in calm mode."""

LULL = 0.25
"""Seconds for which what the model says may wait, so that it is read in one go: at most a quarter of the time between
two frames. Until a frame may follow, and while one waits for its turn, it waits for longer (`Pace`); before a frame is
rendered, all that has come is read."""

LATE_BUTTONS = 1.0
"""Seconds: if a step would wait for longer, the opening has the buttons, because the next frame brings them late."""

Journal = Callable[[Surface, str, tuple[Numbered, ...], tuple[Attempt, ...]], Awaitable[None]]
"""Called after each confirmed frame with the part's message, its Markdown from its beginning, the sources, and the
messages that were sent with buttons and not heard of."""


async def _not_kept() -> bool:
    """Keep nothing before the end."""
    return False


def _nobody() -> None:
    """Tell nobody."""


async def _unnoted(attempts: tuple[Attempt, ...]) -> None:
    """Note nothing."""


class _Call(Value):
    """One call that shows a part. `retractions`: the number of them so far; `at`: the time.

    `aside`: what it shows where an older answer stands, instead of this one.
    """

    part: Part
    where: Target | Surface
    reading: Reading
    look: Look
    shot: Shot
    retractions: int
    at: float
    aside: Aside = ""

    @property
    def last(self) -> bool:
        """Whether nothing follows it."""
        return self.reading.last and not self.shot.rest


class Writer:
    """Writes one answer. `waiting`: the line that is shown until the first word, if that is late.

    `opening`: whether words may be shown yet. `keep`: called before the frames that follow the last word; returns
    whether where the last one stands is noted with its end. `pace`: how soon it wants more. `stood`: called once, when
    the first words are confirmed. `sends`: called before a message with buttons is sent, with that and with those that
    were not heard of.
    """

    def __init__(
        self, sender: Sender, target: Target, style: ReplyStyle, journal: Journal, slot: Slot, standing: Standing | None
    ) -> None:
        self._sender = sender
        self._clock = sender.clock
        self._target = target
        self._style = style
        self._journal = journal
        self._slot = slot
        self._displaced = Displaced(standing)
        self.parts = Parts(Part.on(standing) if standing else Part(target))
        self._opened: Callable[[Target], Part] = Part
        tempo = Tempo((), CALM_INTERVAL) if style.mode == "calm" else sender.platform.tempo(target)
        self.rhythm = Rhythm(tempo, sender.clock.now())
        self.pace = Pace()
        self.waiting = ""
        self.opening = Opening()
        self.beside = Beside()
        self.keep: Callable[[], Awaitable[bool]] = _not_kept
        self.stood: Callable[[], None] = _nobody
        self.sends: Callable[[tuple[Attempt, ...]], Awaitable[None]] = _unnoted
        self.attempts: tuple[Attempt, ...] = ()
        self._kept = False  # all words, before the last frame
        self._patience = Patience()
        self._failures = 0
        self.refusal = ""
        self._to_say: Callable[[], Awaitable[None]] | None = None  # that a part was refused

    def open_by(self, opened: Callable[[Target], Part]) -> None:
        """Let `opened` make each part that begins in a message of its own; called before the first frame."""
        self._opened = opened
        if self.part.surface is None:
            self.parts = Parts(opened(self._target))

    def keeps_nothing_more(self) -> None:
        """Let go of `keep`: there will be no further step."""
        self.keep = _not_kept

    @property
    def part(self) -> Part:
        """The part that grows now."""
        return self.parts.current

    @property
    def untouched(self) -> bool:
        """Whether the older answer that is to be replaced stands as it was, or is to: no word of this one stood."""
        return self._displaced.stands

    @property
    def open_part(self) -> str:
        """The Markdown of the last message; empty if more of the answer begins another message."""
        folded = self._style.reasoning == "keep" and self._slot.reasoning.folded
        above = (folded or self._slot.quote) and self.parts.number == 1
        return "" if above or self.part.beyond else self.part.source

    @property
    def settled(self) -> bool:
        """Whether nothing more is to be shown."""
        part = self.part
        doubtful = part.lost_openings and not self.untouched
        if part.state is not State.OPENING or doubtful or not self._slot.ended:
            return part.state in OVER
        return not is_visible(self._read().source)

    def pause(self) -> float:
        """Seconds until the next frame may follow; 0 for an opening and for the end."""
        if not self.rhythm.frames or self.part.state is State.OPENING or self._slot.ended:
            return 0.0
        stretch = self._sender.scheduler.stretch(self._sender.platform.budgets(self.part.where))
        return self.rhythm.pause(self._clock.now(), stretch)

    async def step(self) -> None:
        """Wait until a frame is granted, render what there is by then, and show it."""
        self.pace.want_in(inf)  # once it is granted, all that has come by then is read
        await self.opening.free.wait()
        platform, part = self._sender.platform, self.part
        where, frame, began = part.where, Frame(""), self._clock.now()
        attempt, sent = self._attempt(), False
        if attempt is not None:  # before the grant: calls that waited behind it would go out together
            await self.sends((*self.attempts, attempt))
        try:
            async with self._sender.scheduler.grant(platform.budgets(where), self.claim) as grant:
                if part.surface and self.untouched:  # after a crash in mid-call somebody has to look at it
                    await self._journal(part.surface, "", (), ())
                if self.pace.want():
                    await asyncio.sleep(0)  # the reader's step comes first
                if not self._is_due(where) or (await self._words_kept() and not self._is_due(where)):
                    grant.unused()
                    return
                call = self._call(attempt)
                frame, began = call.shot.frame, call.at
                if frame == part.shown or not (frame.text or self._takes_back(call)):
                    grant.unused()
                    self._advance(call)
                    return
                if call.last or is_visible(call.reading.source):
                    self.opening.open()
                sent = bool(frame.buttons)
                surface = await platform.show(where, frame, last=call.last)
        except (SlowDown, NotSent, Unsure) as error:
            if isinstance(error, Unsure):
                self._not_heard_of(attempt if sent else None)
            await self._failed(part, error, began)
        except Refused as error:
            self._weaken(part, frame, error)
        except Gone:
            if part is self.part:
                raise
            self._slot.news.set()
        except asyncio.CancelledError:
            self._not_heard_of(attempt if sent else None)
            raise
        else:
            await self._confirmed(call, surface)

    def _not_heard_of(self, attempt: Attempt | None) -> None:
        self.attempts += () if attempt is None else (attempt,)

    def _is_due(self, where: Target | Surface) -> bool:
        """Whether there is something to show there; not if it was retracted, handed over or withdrawn meanwhile."""
        if self.part.where is not where or self.settled:
            return False
        return self.opening.is_open or not self.opening.is_held

    async def _words_kept(self) -> bool:
        """Keep all words once the last one has come, before any further frame; nothing joins the question from then on.

        Returns whether that took time.
        """
        if not self._slot.ended or self._kept or not is_visible(self._slot.source):
            return False
        self.opening.open()
        self._kept = await self.keep()
        return True

    def left(self) -> Reading:
        """What is still to be shown, or stands in the last message."""
        return self._read()

    def _takes_back(self, call: _Call) -> bool:
        """Whether an empty frame is worth a call: the line about waiting stands where only the model's words may."""
        shown = call.part.shown
        return call.last and not self._style.notices and shown is not None and bool(shown.text)

    def _read(self) -> Reading:
        apart = self.untouched and not is_visible(self._slot.source)  # the notice: the older answer stays
        return self._slot.read(below=self._style.notices and not apart)

    def _call(self, attempt: Attempt | None) -> _Call:
        """What a call shows now. `attempt`: by what an opening is found that has its buttons; None: it has none yet."""
        part, reading, reasoning = self.part, self._read(), self._slot.reasoning
        self._slot.news.clear()
        self.rhythm.called()
        shows = self._style.reasoning
        look = Look(
            reading.source,
            last=reading.last,
            state=part.state,
            number=self.parts.number,
            replaces=self.untouched,
            armed=attempt is not None,
            lost_openings=part.lost_openings,
            plain=part.plain,
            shorter=part.shorter,
            waiting=self.waiting,
            growing=reasoning.growing(say("thinking", model=self._style.model)) if shows != "off" else "",
            folded=reasoning.folded if shows == "keep" else "",
            quote=self._slot.quote,
            remark=reading.remark,
            cited=reading.cited,
            length=reading.length,
            doing=self._slot.doing,
        )
        shot = framed(look, self._style, self._sender.platform)
        aside = self._displaced.aside(words=is_visible(reading.source), asks=bool(look.doing.asks))
        if aside == "again" and self._displaced.frame is not None:
            shot = Shot(self._displaced.frame)
        at = self._clock.now()
        return _Call(part, part.where, reading, look, shot, self._slot.retractions, at, aside)

    def _attempt(self) -> Attempt | None:
        """What is to be known of an opening that has its buttons already; None if the next frame brings them."""
        part, platform = self.part, self._sender.platform
        if part.state is not State.OPENING or part.lost_openings or not isinstance(part.where, ToChat):
            return None
        if self._style.buttons is None or not finds_attempts(platform):
            return None
        if self._sender.scheduler.delay(self._sender.platform.budgets(part.where)) <= LATE_BUTTONS:
            return None
        attempt, [[first, *_], *_] = platform.attempt(part.where.place), self._style.buttons.under(Phase.GROWING)
        return attempt and replace(attempt, button=first.action.encode())

    async def _confirmed(self, call: _Call, surface: Surface) -> None:
        part = call.part
        if part is not self.part:  # retracted during the call
            self.parts.stale += (surface,) if part.surface is None else ()
            self._slot.news.set()
            return
        opened = part.state is State.OPENING
        part.confirm(call.where, surface, call.shot.frame, call.reading.source)
        self.pace.lull = self._clock.real(min(LULL, self.rhythm.usual / 4))
        self._displaced.confirmed(call.aside)
        self._failures = 0
        self._patience.succeeded()
        lag = self.rhythm.shown(call.at, len(call.reading.source), self._clock.now())
        if lag is not None:
            self._sender.scheduler.meters.stood(part.where.place.platform, lag)
        if part.state is State.GONE:  # withdrawn during the call
            return
        if call.retractions != self._slot.retractions:
            part.become(State.GROWING)
            part.reopen()
            self._slot.news.set()
        elif part.shown is None or (opened and self._is_unarmed(call)):
            part.become(State.GROWING)
            self._slot.news.set()  # nobody knows what stands there, or it has no button yet: it is completed first
        else:
            self._advance(call)
        if call.reading.source:
            stood, self.stood = self.stood, _nobody
            stood()
        if not (call.last and self._kept):
            await self._journal(surface, call.reading.source, call.reading.cited.numbered, self.attempts)

    def _is_unarmed(self, call: _Call) -> bool:
        """Whether the message that was opened still lacks the buttons that it is to have."""
        return self._style.buttons is not None and not (call.last or call.shot.rest or call.shot.frame.buttons)

    def _advance(self, call: _Call) -> None:
        """Change the state of a part that shows all it can of what there was."""
        part, shot = call.part, call.shot
        if shot.rest:
            self._slot.seal(call.reading, shot.rest)
            if shot.frame.text:
                part.become(State.FULL)
                part.linked = partial(relinked, call.look, shot.rest, self._style, self._sender.platform)
                self.rhythm.begin_anew()
                self.parts.go_on(self._opened(next_target(self._target)))
        elif call.last:
            part.beyond = shot.beyond
            part.become(State.FINAL)
        elif shot.frame.text:
            hides = shot.beyond and not call.look.doing.asks  # a question to people gives way to words again
            part.become(State.FULL if hides else State.GROWING)

    def claim(self) -> Claim:
        """How much its next frame wants to go by now."""
        return self.rhythm.claim(
            self._clock.now(),
            len(self._slot.source),
            ended=self._slot.ended,
            opening=self.part.state is State.OPENING,
            follows=self.parts.number > 1,
        )

    async def _failed(self, part: Part, error: SlowDown | NotSent | Unsure, began: float) -> None:
        """Wait before the next attempt, unless the scheduler will; if there were many, less is to be shown.

        Raises:
            Refused: there will be no further attempt.
        """
        self._slot.news.set()
        if isinstance(error, Unsure):
            part.doubt(late=isinstance(error, Late))
        less = self._patience.failed(error, began, self._clock.now(), sends=part.surface is None)
        if less is Less.NOTHING and self._begins_elsewhere(part):
            return
        if less is Less.NOTHING:
            log.warning("%s: a part of an answer was given up: %s", part.where.place, error)
            raise Refused(str(error)) from error
        part.shorter |= less >= Less.SHORTER
        part.plain |= less >= Less.PLAIN
        if isinstance(error, SlowDown):
            return
        self._failures += 1
        await self._clock.sleep(pause_after(self._failures))

    def _weaken(self, part: Part, frame: Frame, error: Refused) -> None:
        """Simplify the next call of this part after a refusal; see `Part.weaken`.

        Raises:
            Refused: nothing is left that could be taken away.
        """
        self._slot.news.set()
        if part is not self.part:  # retracted during the call
            return
        log.warning("%s: a part of an answer was refused: %s", part.where.place, error)
        self.refusal = self.refusal or str(error)
        if not (part.weaken(frame) or self._begins_elsewhere(part)):
            raise error

    def _begins_elsewhere(self, part: Part) -> bool:
        """Begin in a message of its own if the one that stands takes no words: it is the line about waiting.

        Returns False, and does nothing, if words of the answer stand there, or an older one.
        """
        wordless = part is self.part and part.surface is not None and not is_visible(part.source)
        if not wordless or self.parts.number > 1 or self._displaced.older:
            return False
        target = self._target
        self.parts.begin_elsewhere(self._opened(target if isinstance(target, ToChat) else next_target(target)))
        self._patience.succeeded()
        return True

    # What else may come.

    def hurry(self) -> None:
        """Be less patient with the platform from now on."""
        self._patience.hurry(self._clock.now())

    @property
    def is_hurried(self) -> bool:
        """Whether somebody waits for its end."""
        return self._patience.is_hurried

    def retract(self) -> None:
        """Begin anew: what was shown so far is no part of the answer."""
        self.rhythm.begin_anew()
        self.parts.retract()

    def withdraw(self, *, words: bool) -> bool:
        """Show no further frame. Returns False, and does nothing, if the last one stands already.

        `words`: also if words of the answer stand.
        """
        if self.part.state in OVER or (not words and (self.parts.number > 1 or self.part.source.strip())):
            return False
        self.part.become(State.GONE)
        return True

    def hand_over(self, *, private: bool) -> bool:
        """Go on by the channel's own route and not by the interaction; returns False if that is impossible."""
        if not self.part.hand_over(self._sender.platform, private=private):
            return False
        self._target = ToChat(self._target.place)
        return True

    async def show_file(self) -> None:
        """Send what no message may hold as a file, or, if the platform takes none, as messages."""
        following, slot = next_target(self._target), self._slot
        words = "\n\n".join(filter(None, (slot.text, plain_sources(slot.cited(), markdown=True))))
        file = await send_as_file(self._sender, words, small_line(slot.remarks), self.parts.surfaces[0], following)
        if file is None:
            self._style = replace(self._style, max_parts=NO_LIMIT)
            self._slot.seal(self._read(), self.part.beyond)
            file = self._opened(following)
        self.parts.go_on(file)

    async def show_beside(self) -> None:
        """Send what stands below the words, one message each."""
        surfaces = self.parts.surfaces
        for file in self.beside.take() if surfaces else ():
            if (part := await send_beside(self._sender, file, surfaces[-1], self._target)) is not None:
                self.parts.go_on(part)

    def give_up(self, error: Refused) -> None:
        """Show no more: the part was refused for good."""
        self.refusal = self.refusal or str(error)
        if self.part.state is State.GONE:  # withdrawn
            return
        if self._style.notices and self.untouched:
            self._slot.explain(say("refused_whole"))  # the older answer stands; said apart
        elif self._style.notices:
            following, follows = next_target(self._target), self.parts.number > 1
            self._to_say = partial(
                say_refused, self._sender, self.part, self.part.shown, following, self._cut_remark, follows=follows
            )
        self.part.become(State.GONE)

    async def last_words(self) -> None:
        """Say that a part was refused, or show the older answer again that a lost call may have replaced."""
        if self._to_say is not None:
            await self._to_say()
        elif self._displaced.older and self.untouched and self._displaced.is_hidden(self.part):
            await put_back(self._sender, self.part, self._displaced.older)

    def leave(self, reason: str) -> None:
        """Make no further call. What its message should show in the end is shown later."""
        self.refusal = self.refusal or reason
        part = self.part
        if part.state in OVER:
            return
        if self.untouched:
            self._slot.explain(say("refused_whole"))
            if self._displaced.frame is not None:
                part.owe(self._displaced.frame)
        elif part.surface is not None:
            shown = part.source == self._slot.source
            remark = small_line(self._slot.remarks) if shown else self._cut_remark
            part.owe(ended(self._sender.platform, part.source, remark, self._slot.cited())[0])
        part.become(State.GONE)

    def linked(self) -> tuple[tuple[Surface, Frame], ...]:
        """The full messages whose marks became links after they were full."""
        cited = self._slot.cited()
        return self.parts.linked(cited) if cited.numbered else ()

    @property
    def _cut_remark(self) -> str:
        """The small line below an answer of which a part could not be shown."""
        stands = self.parts.number > 1 or is_visible(self.part.source)
        return small_line({**self._slot.remarks, "ending": say("refused_rest" if stands else "refused_whole")})
