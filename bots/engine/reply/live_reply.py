"""An answer that grows in place: two loops that share one slot.

`pull` takes in what the model says, and never waits for the platform. `push` waits for news, for the interval, for the
scheduler's grant, and only then renders what the slot holds by now: a frame is never older than its call. One call is
in flight at a time. A failed call leaves the slot as it was, so the next attempt carries the newest text; the last
frame is repeated until the platform confirms it, or until the patience with it is over (`delivery/patience.py`).
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import suppress
from math import inf
from typing import Literal

from bots.engine.conversation.opening import Opening
from bots.engine.delivery.sending import Sender
from bots.engine.delivery.typing import keep_typing
from bots.engine.language.phrases import say
from bots.engine.reply.beside import picture_file
from bots.engine.reply.part import Part, Standing, State
from bots.engine.reply.remarks import STOOD_IN, Kind
from bots.engine.reply.slot import NOTHING_BEFORE, Before, Doing, Reading, Slot
from bots.engine.reply.style import Delivery, ReplyStyle
from bots.engine.reply.writer import Journal, Writer
from bots.engine.runtime.flag import Flag
from bots.engine.runtime.tasks import beside
from bots.engine.seam.errors import Gone, Refused
from bots.engine.seam.places import Attempt, Surface, Target, ToInteraction
from bots.engine.seam.shown import File
from bots.engine.tools.loop import Passes, as_it_is
from bots.text.names import literal
from bots.text.sources import Numbered
from bots.text.visible import is_visible
from provider.contract import Answering, Event, Picture, Reasoning, Retract, Source, Text
from provider.pace import Pace

WAITING_AFTER = 8.0
"""Seconds without a word after which one line says what is being waited for."""

HAND_OVER_BEFORE = 120.0
"""Seconds before an interaction's token ends from which on its message is handed over to the channel's own route."""
HAND_OVER_EVERY = 5.0
"""Seconds between two attempts to hand it over."""
CUT_BEFORE = 60.0
"""Seconds before the token ends at which an answer that could not be handed over is cut."""

STOPPED_WITHIN = 30.0
"""Seconds after a stop in which an answer ends, whatever the platform does."""

LATE_AFTER = 20.0
"""Seconds after which a call that was cut by its deadline is no longer applied by the server."""

Heed = Callable[[Event | Answering], Awaitable[str] | None]
"""Called with each event. If what it returns gives words, they end the answer and stand below it."""

Closing = Callable[[], str]
"""Called once, at the end of an answer that has words; what it returns stands below them as its details."""


class LiveReply:
    """One answer. Messages that follow `standing` go to `target`. One task awaits `pull`, another `show`."""

    def __init__(
        self,
        sender: Sender,
        target: Target,
        style: ReplyStyle,
        journal: Journal,
        standing: Standing | None = None,
        before: Before = NOTHING_BEFORE,
    ) -> None:
        """`before`: what the answer continues."""
        self._sender = sender
        self._clock = sender.clock
        self._target = target
        self._style = style
        self._slot = Slot(before, standing.source if standing else "")
        self._writer = Writer(sender, target, style, journal, self._slot, standing)
        self._began = self._clock.now()
        self._settled_at = 0.0
        self._awaited: Literal["seat", "word"] = "word"
        self._limit: asyncio.Timeout | None = None
        self._closing: Closing = str
        self.delivery = Delivery.SHOWN
        self.ended_at: float | None = None

    async def pull(self, events: AsyncIterator[Event | Answering], heed: Heed, passes: Passes = as_it_is) -> bool:
        """Take in all that the model says; returns False if `heed` has ended the answer.

        `passes`: what each event is in this answer, if it has several requests.
        """
        async for event in events:
            for each in passes(event):
                self._take(each)
                heeded = heed(each)  # for nearly every token it is None: awaiting it costs as much as the feeding
                if heeded is not None and (notice := await heeded):
                    self.finish(notice)
                    return False
        return True

    async def push(self) -> None:
        """Show the newest text, as often as the pace allows, until all of the answer is shown.

        Raises:
            Gone, Refused: the platform shows no more of it.
        """
        while await self._due():
            await self._writer.step()

    def opens_by(self, opened: Callable[[Target], Part]) -> None:
        """Let `opened` make each part that begins in a message of its own."""
        self._writer.open_by(opened)

    def opens(self, opening: Opening) -> None:
        """Show no words while `opening` is held, and tell it of the first."""
        self._writer.opening = opening

    def begins(self, stood: Callable[[], None]) -> None:
        """Call `stood` when its first words are confirmed."""
        self._writer.stood = stood

    def sends(self, note: Callable[[tuple[Attempt, ...]], Awaitable[None]]) -> None:
        """Call `note` before a message is sent that would look alive if nobody heard of it."""
        self._writer.sends = note

    def ends(self, keep: Callable[[], Awaitable[bool]]) -> None:
        """Call `keep` after the last word, before any further frame.

        It returns whether all is kept: then where the last frame stands is not noted, but kept with its end.
        """
        self._writer.keep = keep

    def _take(self, event: Event | Answering) -> None:
        match event:
            case Text(text):
                if self._writer.rhythm.since is None:
                    self._writer.rhythm.since = self._clock.now() - self.pace.late / self._clock.real(1.0)
                self.feed(text)
            case Reasoning(text):
                self.feed_reasoning(text)
            case Retract():
                self.retract()
            case Picture(image):
                if image is None:
                    self.feed(say("picture"))
                else:
                    self.put_beside(picture_file(image))
            case Source():
                self.cite(event)
            case Answering(provider, model, wanted, gone):
                self._slot.citing.begin_anew()
                if wanted:
                    other = literal(f"{provider}/{model}")
                    self.remark("stand_in", say(STOOD_IN[gone], other=other, model=literal(wanted)))

    # What the reader calls.

    def feed(self, text: str) -> None:
        """Append a piece of the answer. Returns at once; after the end it is ignored."""
        self._slot.feed(text)

    def feed_reasoning(self, text: str = "") -> None:
        """Take in a piece of the model's reasoning; it is shown if the style says so."""
        self._slot.feed_reasoning(text, shown=self._style.reasoning != "off" and not self.untouched)

    def cite(self, source: Source) -> None:
        """Take in what words of the answer rest on."""
        self._slot.cite(source)

    def retract(self) -> None:
        """Make all text so far reasoning: remove it from the answer, and from the messages that show it."""
        if not self._slot.ended:
            self._slot.retract()
            self._writer.retract()
            self._sender.scheduler.nudge(self._writer.claim)

    def in_line(self, *, waits: bool) -> None:
        """Note that the question waits because the model's provider has enough to do, or that it is asked now."""
        self._awaited = "seat" if waits else "word"
        if self._writer.waiting:
            self._writer.waiting = self._waiting_line()
            self._slot.news.set()

    def remark(self, kind: Kind, words: str) -> None:
        """Say something of the bot's own in the small line below the answer; after the end it is ignored."""
        if not self._slot.ended:
            self._slot.remarks[kind] = words

    def closes_with(self, closing: Closing) -> None:
        """Let `closing` say the details below the answer, however it ends."""
        self._closing = closing

    def does(self, doing: Doing) -> None:
        """Show what is done for the answer at the moment; where an older answer stands, only what people are asked."""
        self._slot.do(doing, shown=not self.untouched)

    def put_beside(self, file: File) -> None:
        """Send a file or a picture below the answer once all of its words stand; after the end it is ignored."""
        if not self._slot.ended:
            self._writer.beside.add(file)

    def quote(self, words: str) -> None:
        """What the answer is to, in Markdown, above its words; it is no part of them."""
        self._slot.quote = words

    def finish(self, notice: str = "", *, goes_on: bool = False) -> bool:
        """End the answer; only the first call counts. Returns whether this is it.

        `notice`: why it is not whole, empty if it is. `goes_on`: the model may be asked for more.
        """
        if self._slot.ended:
            return False
        self.ended_at = self._clock.now()
        if self.has_words:
            self._slot.remarks["details"] = self._closing()
        self._slot.end(notice, goes_on=goes_on)
        self._sender.scheduler.nudge(self._writer.claim)
        self._set_limit()
        return True

    def hurry(self) -> None:
        """End soon after the model has ended, whatever the platform does: somebody waits for it."""
        self._writer.hurry()
        self._set_limit()

    def _set_limit(self) -> None:
        if self._limit and self._writer.is_hurried and self._slot.ended and self._limit.when() is None:
            self._limit.reschedule(asyncio.get_running_loop().time() + self._clock.real(STOPPED_WITHIN))

    def withdraw(self, *, words: bool = False) -> bool:
        """Show no further frame, because the question is gone or has changed; the caller takes away what stands.

        Returns False, and does nothing, if all of the answer stands already, or some of it and not `words`.
        """
        if not self._writer.withdraw(words=words):
            return False
        self.finish()
        self._slot.empty()
        self.delivery = Delivery.WITHDRAWN
        return True

    # What the writer's task awaits.

    async def show(self) -> None:
        """Show the answer until its last frame stands; `delivery` says how it went. Raises only `CancelledError`."""
        end = Delivery.REFUSED
        scheduler, budgets = self._sender.scheduler, self._sender.platform.budgets(self._target)
        try:
            async with asyncio.timeout(None) as self._limit:
                self._set_limit()
                with scheduler.grows(budgets):
                    end = await self._shown_to_its_end()
        except TimeoutError:
            self._writer.leave("no answer in time")
        self._limit = None
        self._writer.keeps_nothing_more()  # `keep` refers to this answer: a cycle is freed only by a search for it
        if self.delivery is not Delivery.WITHDRAWN:
            self.delivery = end
        if self.delivery is Delivery.NOTHING:
            self._slot.explain(say("no_words"))
        self._settled_at = self._clock.now()

    async def last_words(self) -> None:
        """Say after the turn what could not be shown, and leave nothing that looks alive."""
        if self.delivery is not Delivery.DELETED:
            await self._writer.last_words()

    async def show_late(self) -> None:
        """Show, some time after the end, what could not be shown or what a call that was cut may have undone."""
        if late := self._writer.parts.undone:
            await self._clock.sleep(LATE_AFTER)
            for surface, frame in late:
                await self._sender.deliver(surface, frame, later=True)

    async def _shown_to_its_end(self) -> Delivery:
        writer = self._writer
        try:
            async with beside(self._outlive_interaction()):
                await self._first_words()
                await self.push()
                if writer.part.beyond and writer.part.state is not State.GONE:
                    await writer.show_file()
                    await self.push()  # where no file may go, more messages hold the rest
                for surface, frame in writer.linked():  # before the next answer may begin in one of them
                    await self._sender.deliver(surface, frame, attempts=1)
                if writer.part.state is not State.GONE and not self.untouched:
                    await writer.show_beside()
        except Gone:
            writer.part.become(State.GONE)
            return Delivery.DELETED
        except Refused as error:
            self.finish()
            writer.give_up(error)
            return Delivery.REFUSED
        return Delivery.NOTHING if self.untouched else Delivery.SHOWN

    def _waiting_line(self) -> str:
        phrase = "many_ask" if self._awaited == "seat" else "thinking" if self._slot.reasoning.begun else "waiting"
        return say(phrase, model=self._style.model)

    async def _first_words(self) -> None:
        """Wait until there is enough for the first frame, and show typing meanwhile."""
        slot = self._slot
        async with beside(keep_typing(self._sender, self._target)):
            if self._style.mode == "off":
                await _first_of(slot.over, slot.asking)
                return
            if self.untouched:  # typing is all there is to see: a line about waiting would take the old answer's place
                await slot.news.wait()
            try:
                await self._clock.within(WAITING_AFTER, slot.news.wait())
            except TimeoutError:
                self._writer.waiting = self._waiting_line()
                slot.news.set()
                return
            with suppress(TimeoutError):
                await self._clock.within(self._writer.rhythm.gather, slot.enough.wait())

    async def _due(self) -> bool:
        """Wait for news and for the interval since the last frame, or for the end. Returns False if all is shown."""
        slot, writer = self._slot, self._writer
        while not slot.ended:
            self.pace.want_in(inf if self._is_full else self._clock.real(writer.pause()))
            await slot.news.wait()
            if not self._is_full:
                break
            slot.news.clear()
        pause = writer.pause()
        if pause > 0:
            with suppress(TimeoutError):
                await self._clock.within(pause, slot.over.wait())
        return not writer.settled

    @property
    def _is_full(self) -> bool:
        """Whether nothing of what the model says next is seen in the part that grows now."""
        return self._writer.part.state is State.FULL and not self._slot.doing.asks

    async def _outlive_interaction(self) -> None:
        """Hand over to the channel's own route before the interaction's token ends; cut the answer if that fails."""
        target = self._target
        if not isinstance(target, ToInteraction):
            return
        await self._clock.sleep(target.expires - HAND_OVER_BEFORE - self._clock.wall())
        while (left := target.expires - CUT_BEFORE - self._clock.wall()) > 0:
            if self._writer.hand_over(private=target.private):
                return
            await self._clock.sleep(min(left, HAND_OVER_EVERY))  # a message that opens just now cannot go over yet
        self.finish(say("cut_by_expiry"))

    # What became of it.

    @property
    def pace(self) -> Pace:
        """How soon it wants what the model says."""
        return self._writer.pace

    @property
    def text(self) -> str:
        """All that the model has said so far."""
        return self._slot.text

    @property
    def sources(self) -> tuple[Numbered, ...]:
        """What it rests on, with the sources of the text that it continues."""
        return self._slot.citing.numbered

    @property
    def has_words(self) -> bool:
        """Whether it has said anything beside the text that it continues."""
        return is_visible(self._slot.more)

    @property
    def has_beside(self) -> bool:
        """Whether a file or a picture stands below it in the end."""
        return bool(self._writer.beside)

    @property
    def open_part(self) -> str:
        """The Markdown of its last message; empty if more of the answer begins another message."""
        return self._writer.open_part

    @property
    def notice(self) -> str:
        """What the bot itself says at the end."""
        return self._slot.notice

    def left(self) -> Reading:
        """What is still to be shown, or stands in the last message."""
        return self._writer.left()

    @property
    def open_surface(self) -> Surface | None:
        """The message that fills just now; None if it does not stand yet."""
        return self._writer.part.surface

    @property
    def remarks(self) -> Mapping[Kind, str]:
        """What the bot itself says about it, by its kind."""
        return self._slot.remarks

    @property
    def surfaces(self) -> tuple[Surface, ...]:
        """Its messages, in order."""
        return self._writer.parts.surfaces

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        """Messages that were sent and not heard of, and that have buttons if they stand."""
        return self._writer.attempts

    @property
    def stale(self) -> tuple[Surface, ...]:
        """Messages of ours that show retracted text and nothing else."""
        return self._writer.parts.stale

    @property
    def refusal(self) -> str:
        """Why the platform would not show all of it, in its own words; empty if it did."""
        return self._writer.refusal

    @property
    def untouched(self) -> bool:
        """Whether the older answer that it was to replace stands, or will again: no word of this one stood."""
        return self._writer.untouched

    @property
    def first_words_at(self) -> float | None:
        """When its first words stood; None if none did."""
        return self._writer.rhythm.first_at

    @property
    def seconds(self) -> float:
        """Seconds since it began; once it is shown, the seconds that this took."""
        return (self._settled_at or self._clock.now()) - self._began


async def _first_of(*flags: Flag) -> None:
    """Wait until one of them is set."""
    waiting = [asyncio.ensure_future(flag.wait()) for flag in flags]
    try:
        await asyncio.wait(waiting, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for each in waiting:
            each.cancel()
