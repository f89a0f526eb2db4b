"""An answer that grows in place.

Two sides share one slot, the source. The reader of the model's stream calls `feed`, which appends and never waits. The
writer, `show`, waits for something new, for the interval, for the scheduler's grant, and only then renders what the
source is by now: a frame is never older than its call. One call is in flight at a time. A failed call leaves the slot
as it was, so the next attempt carries the newest text; the last frame is repeated until the platform confirms it.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, replace

from bots.engine.delivery.pacing import Priority
from bots.engine.delivery.scheduler import Claim
from bots.engine.delivery.sending import Sender, backoff, bare, ended, new_nonce
from bots.engine.delivery.typing import keep_typing
from bots.engine.language.phrases import say
from bots.engine.reply.reasoning import ReasoningView
from bots.engine.reply.style import Delivery, ReplyStyle
from bots.engine.runtime.tasks import beside
from bots.engine.seam.errors import Gone, Late, NotSent, Refused, SlowDown, Unsure
from bots.engine.seam.platform import Folds, HandsOver
from bots.engine.seam.rates import Tempo
from bots.engine.seam.values import (
    Button,
    File,
    Frame,
    InteractionMessage,
    Message,
    Surface,
    Target,
    ToChat,
    ToInteraction,
)
from bots.text.heal import closed
from bots.text.piece import Entity, Piece
from bots.text.visible import is_visible

log = logging.getLogger("parley")

WAITING_AFTER = 8.0
"""Seconds without a word after which one line says what is being waited for."""

HAND_OVER_BEFORE = 120.0
CUT_BEFORE = 60.0
"""Seconds before an interaction's token ends."""

LATE_ATTEMPTS = 10
LATE_AFTER = 20.0
"""Seconds after which a call that was cut by its deadline is no longer applied by the server."""

ENOUGH = 24
"""Characters that the first frame in a private chat waits for: they are what a phone's notification shows."""

CALM_INTERVAL = 5.0
FAIR_UNSEEN = 400
"""Unseen characters beyond this do not make a reply more urgent, so that a slow stream waits at most five times as
long as the fastest."""


NO_LIMIT = 10_000
"""More parts than an answer can have."""

NOTICE_ATTEMPTS = 5
"""Calls that a word about a refused frame is worth."""

Journal = Callable[[Surface, str], Awaitable[None]]
"""Told after each confirmed frame: where the part stands, and the source from its beginning."""


class LiveReply:
    """One answer. `feed` and `finish` come from the reader, `show` is awaited by the writer.

    `begun`: a message that stands there already, in which it grows; what follows that goes to `target`. `anew`: that
    message is an older answer, which is left as it is until there are words to put into its place.
    """

    def __init__(
        self,
        sender: Sender,
        target: Target,
        style: ReplyStyle,
        journal: Journal,
        begun: Surface | None = None,
        *,
        anew: bool = False,
    ) -> None:
        self._sender = sender
        self._platform = platform = sender.platform
        self._scheduler = sender.scheduler
        self._clock = clock = sender.clock
        self._target = target
        self._style = style
        self._journal = journal
        self._tempo = Tempo((), CALM_INTERVAL) if style.mode == "calm" else platform.tempo(target)

        self._words: list[str] = []
        self._half = ""  # of a character whose other half comes with the next piece
        self._source = ""  # of the part that is growing: what was not sealed yet
        self._notice = ""
        self._notice_placed = False  # it is part of the source already
        self._ended = False
        self._reasoning = ReasoningView()
        self._waiting_line = ""
        self._news = asyncio.Event()
        self._enough = asyncio.Event()
        self._over = asyncio.Event()

        self._part = _Part(begun, begun) if begun else _Part.begin(target)
        self._surfaces: list[Surface] = [begun] if begun else []
        self._untouched = anew and begun is not None  # the older answer may still stand there
        self._max_parts = style.max_parts
        self._late: dict[Surface, Frame] = {}
        self._frames = 0
        self._shown_length = 0
        self._began = self._shown_at = clock.now()
        self._settled_at = 0.0
        self.delivery = Delivery.SHOWN
        self.refusal = ""
        """Why the platform would not show all of it, in its own words; empty: it did."""
        self._failures = 0
        self._hidden = False  # more parts than allowed: the rest comes as a file
        self._withdrawn = False
        self._retracted = 0
        self.stale: tuple[Surface, ...] = ()
        """Messages of ours that show what was retracted, and nothing else."""

    @property
    def text(self) -> str:
        """All that the model has said so far."""
        return "".join(self._words)

    @property
    def surfaces(self) -> tuple[Surface, ...]:
        """Where its parts stand, in order."""
        return tuple(self._surfaces)

    @property
    def untouched(self) -> bool:
        """The older answer that it was to replace stands as it was: no frame of this one was confirmed."""
        return self._untouched

    @property
    def notice(self) -> str:
        """What the bot itself says at the end."""
        return self._notice

    @property
    def seconds(self) -> float:
        """How long it has been growing; once it is shown, how long that took."""
        return (self._settled_at or self._clock.now()) - self._began

    def feed(self, text: str) -> None:
        """Append a piece of the answer. Returns at once; after the end it is ignored."""
        if self._ended:
            return
        text = self._half + text
        self._half = text[-1:] if "\ud800" <= text[-1:] <= "\udbff" else ""
        text = _joined(text.removesuffix(self._half))
        self._words.append(text)
        self._source += text
        if is_visible(self._source):
            self._reasoning.end()
            self._news.set()
        if len(self._source) >= ENOUGH or "\n" in self._source.strip("\n"):
            self._enough.set()

    def retract(self) -> None:
        """All the text so far was the model's thoughts: it goes from the answer, and from the messages that show it."""
        if self._ended:
            return
        self._reasoning.take_back(self.text)
        self._words.clear()
        self._half = self._source = ""
        self._retracted += 1
        self._shown_length = 0
        if len(self._surfaces) > 1 or (self._surfaces and self._part.surface is None):
            first, *others = self._surfaces
            self.stale += tuple(others)
            self._surfaces = [first]
            self._part = _Part(first, first)
        self._hidden = False

    def feed_reasoning(self, text: str = "") -> None:
        """The model reasons: a sign of life without a word, and for all to see where they are to."""
        self._reasoning.feed(text)
        if self._ended or self._untouched or self._style.reasoning == "off" or is_visible(self._source):
            return
        reasoning = self._reasoning.growing("")
        if reasoning:
            self._news.set()
        if len(reasoning) >= ENOUGH:
            self._enough.set()

    def finish(self, notice: str = "") -> None:
        """No more will come; `notice` is what the bot itself says below the text. The first call counts."""
        if self._ended:
            return
        self._ended = True
        self._notice = notice
        for event in (self._over, self._news, self._enough):
            event.set()
        self._scheduler.nudge()

    def withdraw(self) -> bool:
        """Its question is gone: no further frame is shown, and what stands is to be taken away.

        False, and nothing happens, where words of it stand already.
        """
        if self._goes_on() or self._part.source.strip():
            return False
        self.finish()
        self._withdrawn, self._source, self._notice = True, "", ""
        return True

    async def show(self) -> None:
        """Show the answer until its last frame stands; `delivery` says how it went. Raises only `CancelledError`."""
        try:
            async with beside(self._outlive_interaction()):
                await self._first_words()
                while not (self._ended and self._settled()):
                    await self._step()
                if self._hidden:
                    await self._show_file()
        except Gone:
            self.delivery = Delivery.DELETED
        except Refused as error:
            self.delivery = Delivery.REFUSED
            await self._give_up(error)
        else:
            if self._untouched and not self._withdrawn:
                self.delivery = Delivery.NOTHING
                self._notice = self._notice or say("no_words")
        if self._withdrawn:
            self.delivery = Delivery.WITHDRAWN
        self._settled_at = self._clock.now()

    async def show_late(self) -> None:
        """Once more, some time after the end, what a call that was cut by its deadline may have undone."""
        if not self._late:
            return
        await self._clock.sleep(LATE_AFTER)
        for surface, frame in self._late.items():
            await self._sender.deliver(surface, frame, attempts=LATE_ATTEMPTS)

    async def _first_words(self) -> None:
        """Wait for what the first frame is worth, showing that something is coming."""
        async with beside(keep_typing(self._sender, self._target)):
            if self._style.mode == "off":
                await self._over.wait()
                return
            if self._untouched:  # typing is all there is to see: a line about waiting would take the old answer's place
                await self._news.wait()
            try:
                await self._clock.within(WAITING_AFTER, self._news.wait())
            except TimeoutError:
                self._waiting_line = say("thinking" if self._reasoning.begun else "waiting", model=self._style.model)
                return
            with suppress(TimeoutError):
                await self._clock.within(self._tempo.gather, self._enough.wait())

    async def _outlive_interaction(self) -> None:
        """An interaction's token ends after 15 minutes: from then on the channel's own route, or the answer is cut."""
        target = self._target
        if not isinstance(target, ToInteraction):
            return
        await self._clock.sleep(target.expires - HAND_OVER_BEFORE - self._clock.wall())
        part = self._part
        if isinstance(self._platform, HandsOver) and isinstance(part.surface, InteractionMessage):
            message = self._platform.handed_over(part.surface, private=target.private)
            if message is not None:
                part.surface = part.where = message
                self._target = ToChat(target.place)
                return
        await self._clock.sleep(target.expires - CUT_BEFORE - self._clock.wall())
        self.finish(say("cut_by_expiry"))

    def _settled(self) -> bool:
        if self._withdrawn:
            return True
        return self._part.final or ((self._part.surface is None or self._untouched) and not is_visible(self._whole()))

    def _whole(self) -> str:
        """The source of the part that grows; after the end with what the bot itself says below it."""
        if not self._ended or not self._notice or self._notice_placed or not self._style.notices:
            return self._source
        if self._untouched and not is_visible(self._source):
            return ""  # said apart: the old answer stays
        return f"{closed(self._source).rstrip()}\n\n{self._notice}" if is_visible(self._source) else self._notice

    async def _step(self) -> None:
        """One frame: wait until it is due and granted, render, show."""
        await self._due()
        if self._ended and self._settled():
            return
        part, retracted = self._part, self._retracted
        where = part.where
        frame = Frame("")
        try:
            async with self._scheduler.grant(self._platform.budgets(where), self._claim) as grant:
                if part is not self._part:  # retracted while it waited
                    grant.unused()
                    return
                ended, source = self._ended, self._whole()
                frame, rest = self._frame(source, last=ended)
                if not frame.text or frame == self._part.shown or self._withdrawn:
                    grant.unused()
                    self._part.final = ended and (not rest or self._hidden)
                    if rest and not self._hidden:
                        self._next_part(source, rest, ended=ended)
                    return
                if self._untouched:
                    await self._journal(self._surfaces[0], "")  # after a crash in mid-call somebody has to look at it
                opened = (self._part.surface is None or self._untouched) and self._style.stop is not None
                started = self._clock.now()
                final = ended and (not rest or self._hidden)
                surface = await self._platform.show(where, frame, last=final)
        except (SlowDown, NotSent, Unsure) as error:
            await self._failed(error)
            return
        except Refused as error:
            self._weaken(frame, error)
            return
        if part is not self._part:  # retracted during the call
            self.stale += (surface,) if part.surface is None else ()
            self._news.set()
            return
        self._failures = 0
        self._untouched = False
        self._frames += 1
        self._shown_at = started
        self._shown_length = len(source)
        self._confirm(where, surface, frame, source, final=final)
        if self._part.shown is None or (opened and not final):
            self._news.set()  # nobody knows what stands there, or it has no button yet: it is completed first
        if retracted != self._retracted:
            self._news.set()
        elif rest and not self._hidden and self._part.shown is not None:
            self._next_part(source, rest, ended=ended)
        await self._journal(surface, source)

    async def _due(self) -> None:
        """Wait until there is something new and the interval since the last frame has passed; an end waits for none."""
        if self._hidden and self._part.shown is not None:
            await self._over.wait()  # nothing that still comes will be seen here
        elif self._waiting_line and not self._frames:
            pass
        elif not self._ended and not self._opens_next():
            await self._news.wait()
        self._news.clear()
        if not self._frames or self._ended or self._opens_next():
            return
        stretch = self._scheduler.stretch(self._platform.budgets(self._part.where))
        pause = self._shown_at + self._tempo.interval(self._frames) * stretch - self._clock.now()
        if pause > 0:
            try:
                await self._clock.within(pause, self._over.wait())
            except TimeoutError:
                return

    def _opens_next(self) -> bool:
        """A part was sealed, and there is more: the next opens at once."""
        return self._part.surface is None and bool(self._surfaces) and is_visible(self._source)

    def _claim(self) -> Claim:
        if self._ended:
            return Priority.FINAL, 0.0
        if self._part.surface is None or not self._frames:
            return (Priority.SEALED if self._goes_on() else Priority.FIRST), 0.0
        unseen = min(max(0, len(self._source) - self._shown_length), FAIR_UNSEEN)
        return Priority.PROGRESS, (self._clock.now() - self._shown_at) * (1 + unseen / (FAIR_UNSEEN / 4))

    def _frame(self, source: str, *, last: bool) -> tuple[Frame, str]:
        """The frame for what the source is now, and the source of the parts that follow it."""
        piece = self._render(source, last=last)
        if piece.rest and len(self._surfaces) + (self._part.surface is None) >= self._max_parts:
            self._hidden = True
        text, entities = piece.text, piece.entities
        if not text and not last:
            text, entities = self._before_words()
        alone = self._part.surface is not None or not self._surfaces
        if not text and last and alone and self._style.notices and not self._untouched:
            text, entities = say("no_words"), ()  # else the waiting line and its button would outlive the answer
        if self._part.surface is None and self._part.lost_openings > 1 and last:
            # Where nobody can tell whether the openings arrived, no more copies of the whole are sent.
            return Frame(say("still_coming"), silent=self._goes_on()), ""
        end = not piece.rest or self._hidden
        buttons = () if not end else self._buttons_at_end() if last else self._buttons()
        if (self._part.surface is None or self._untouched) and not last:
            buttons = ()  # an opening whose answer is lost stays behind for ever, and must not look alive
        frame = Frame(text, entities, buttons, silent=self._goes_on())
        return bare(frame) if self._part.plain else frame, piece.rest

    def _render(self, source: str, *, last: bool) -> Piece:
        """One message of the source; in the first, above it, what the model thought, where that is to stay."""
        reasoning = self._reasoning.folded if self._style.reasoning == "keep" and not self._goes_on() else ""
        if reasoning and is_visible(source) and isinstance(self._platform, Folds):
            return self._platform.folded(reasoning, source, last=last)
        return self._platform.render(source, last=last)

    def _before_words(self) -> tuple[str, tuple[Entity, ...]]:
        """What stands there until the first word: the thoughts, where they are to be seen, else what is waited for."""
        shows = self._style.reasoning != "off" and not self._goes_on()
        reasoning = self._reasoning.growing(say("thinking", model=self._style.model)) if shows else ""
        if not reasoning:
            return self._waiting_line, ()
        piece = self._platform.render(reasoning, last=True)
        return piece.text, piece.entities

    def _goes_on(self) -> bool:
        """Whether the part follows another one."""
        return len(self._surfaces) > (self._part.surface is not None)

    def _buttons(self) -> tuple[tuple[Button, ...], ...]:
        stop = self._style.stop
        if stop is None:
            return ()
        return ((Button(say("stop_button_hidden"), stop.action) if self._hidden else stop,),)

    def _buttons_at_end(self) -> tuple[tuple[Button, ...], ...]:
        return (self._style.under,) if self._style.under else ()

    def _confirm(self, where: Target | Surface, surface: Surface, frame: Frame, source: str, *, final: bool) -> None:
        part = self._part
        # An opening that went out twice may stand there as it was the first time.
        doubtful = part.surface is None and part.lost_openings > 0
        if part.surface is None:
            self._surfaces.append(surface)
        elif part.where is where:
            self._surfaces[-1] = surface  # another one where the chat moved, and the part went along
        if part.where is where:  # else it was handed over to another route during the call
            part.surface = part.where = surface
        part.shown = None if doubtful else frame
        part.source = source
        part.final = final and not doubtful
        if part.late:
            self._late[surface] = frame

    def _next_part(self, source: str, rest: str, *, ended: bool) -> None:
        if ended:
            self._source, self._notice_placed = rest, True
        else:
            self._source = rest + self._source[len(source) :]
        self._shown_length = 0
        self._part = _Part.begin(self._following())

    def _following(self) -> Target:
        if isinstance(self._target, ToInteraction):
            return replace(self._target, follow_up=True)
        return replace(self._target, reply_to="")

    async def _failed(self, error: SlowDown | NotSent | Unsure) -> None:
        """Keep everything as it is, and wait where the scheduler does not make us wait."""
        self._news.set()
        if isinstance(error, SlowDown):
            return
        if isinstance(error, Unsure):
            self._part.shown = None
            self._part.late |= isinstance(error, Late)
            self._part.lost_openings += self._part.surface is None
        self._failures += 1
        await self._clock.sleep(backoff(self._failures))

    def _weaken(self, frame: Frame, error: Refused) -> None:
        """The next call of this part is one that may be accepted: under no message, then without all but the words.

        Raises:
            Refused: there is nothing left that could be taken away.
        """
        part = self._part
        log.warning("%s: a part of an answer was refused: %s", part.where.place, error)
        self.refusal = self.refusal or str(error)
        if isinstance(part.where, ToChat) and part.where.reply_to:
            part.where = replace(part.where, reply_to="")
        elif bare(frame) != frame:
            part.plain = True
        else:
            raise error
        self._news.set()

    async def _give_up(self, error: Refused) -> None:
        """The answer goes no further: say so where that is possible, and leave nothing that looks alive."""
        self.refusal = self.refusal or str(error)
        self.finish()
        part = self._part
        if not self._style.notices or self._withdrawn:
            return
        if self._untouched:
            self._notice = self._notice or say("refused_whole")  # the older answer stands; said apart
            return
        if part.surface is None:
            words = say("refused_rest" if self._surfaces else "refused_whole")
            await self._put(self._following(), Frame(words))
            return
        first, *others = ended(self._platform, part.source, say("refused_rest"))
        stands = await self._put(part.surface, first)
        if others or not stands:
            await self._put(self._following(), Frame(say("refused_rest")))
        if not stands:  # a message in an archived thread opens it again
            await self._put(part.surface, replace(part.shown or first, buttons=()))

    async def _put(self, where: Target | Surface, frame: Frame) -> bool:
        surface = await self._sender.deliver(where, frame, attempts=NOTICE_ATTEMPTS)
        return surface is not None

    async def _show_file(self) -> None:
        first = self._surfaces[0]
        target = self._following()
        if isinstance(first, Message) and isinstance(target, ToChat):
            target = replace(target, reply_to=first.id, nonce=new_nonce())
        words = "\n\n".join(filter(None, (self.text, self._notice)))
        text = self._platform.render(self._notice or say("whole_answer"), last=True).text
        frame = Frame(text, file=File("answer.md", words.encode()), silent=True)
        surface = await self._sender.deliver(target, frame)
        if surface is not None:
            self._surfaces.append(surface)
            return
        self._hidden = False  # where no file may go, more messages hold the rest
        self._max_parts = NO_LIMIT
        self._part.final = False
        while not self._settled():
            await self._step()


@dataclass(slots=True)
class _Part:
    """The message that is growing now."""

    where: Target | Surface
    surface: Surface | None = None
    shown: Frame | None = None  # None: nothing, or nobody knows what
    source: str = ""  # of what is shown
    final: bool = False
    plain: bool = False  # its words alone, because the platform refused them with all that belongs to them
    late: bool = False
    lost_openings: int = 0

    @classmethod
    def begin(cls, target: Target) -> "_Part":
        return cls(replace(target, nonce=new_nonce()) if isinstance(target, ToChat) else target)


def _joined(text: str) -> str:
    """The text with halves of characters put together, which some servers send apart; one without its other is lost."""
    return text if text.isascii() else text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
