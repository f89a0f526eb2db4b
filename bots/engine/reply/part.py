"""One message of an answer: its states, and what may follow each of them.

opening ──> growing <──> full        A sealed message stays full, and the next one opens.
   │           │           │         Shown text turns out to be reasoning: full -> growing.
   └───────────┴─────┬─────┘
                     v
               final or gone
"""

from collections.abc import Callable, Mapping
from enum import Enum

from bots.engine.delivery.sending import bare, new_nonce
from bots.engine.seam.places import InteractionMessage, Message, Surface, Target, ToChat
from bots.engine.seam.platform import HandsOver, Platform
from bots.engine.seam.shown import Frame
from bots.text.sources import Cited
from provider.values import Value, replace


class State(Enum):
    """How far a message of an answer has come."""

    OPENING = "opening"
    """No frame of it is confirmed: its message does not stand yet, or shows the older answer that it is to replace."""
    GROWING = "growing"
    """Its message stands, and is edited."""
    FULL = "full"
    """Its message holds all that it can: what follows goes into the next message, or into a file."""
    FINAL = "final"
    """The answer has ended, and there is nothing more to show here."""
    GONE = "gone"
    """No frame of it is shown any more: its message was deleted or refused, or its question was taken back."""


FOLLOWS: Mapping[State, frozenset[State]] = {
    State.OPENING: frozenset({State.GROWING, State.FULL, State.FINAL, State.GONE}),
    State.GROWING: frozenset({State.FULL, State.FINAL, State.GONE}),
    State.FULL: frozenset({State.GROWING, State.FINAL, State.GONE}),
    State.FINAL: frozenset(),
    State.GONE: frozenset(),
}
"""What each state may become. To become what it is changes nothing."""

OVER = frozenset({State.FINAL, State.GONE})


class Standing(Value):
    """An existing message of ours in which an answer grows.

    `older`: it shows an older answer, which stays as it is until there are words to replace it or to continue it.
    `frame`: what it shows; None if nobody knows. `source`: the Markdown that stays before the new words.
    """

    surface: Surface
    older: bool = False
    frame: Frame | None = None
    source: str = ""


Linked = Callable[[Cited], Frame | None]
"""The frame with links to these sources; None if it stays as it is."""


class Part:
    """The message that one part of an answer grows in.

    `where`: where its next frame goes. `shown`: what its message shows; None if that is nothing, or nobody knows.
    `source`: the Markdown of that frame. `beyond`: the Markdown that no message may hold. `plain`: the platform accepts
    only its words. `shorter`: the next frame holds half of what it could. `late`: it may not show its last frame: a
    call that was cut may undo it, or it could not be shown. `lost_openings`: the number of opening calls
    without a response. `linked`: makes its frame anew with the sources that came after it was full; None if it never
    was.
    """

    def __init__(self, where: Target | Surface, state: State = State.OPENING, *, doubted: bool = False) -> None:
        """`doubted`: an earlier run may have sent it."""
        if isinstance(where, ToChat) and not where.nonce:
            where = replace(where, nonce=new_nonce())
        self.where = where
        self.shown: Frame | None = None
        self.source = ""
        self.beyond = ""
        self.plain = False
        self.shorter = False
        self.late = False
        self.lost_openings = self._before = int(doubted)
        self.linked: Linked | None = None
        self._state = state

    @classmethod
    def on(cls, standing: Standing) -> "Part":
        """The part in a message that stands already."""
        return cls(standing.surface, State.OPENING if standing.older else State.GROWING)

    @classmethod
    def whole(cls, surface: Surface) -> "Part":
        """The part in a message that was sent complete."""
        return cls(surface, State.FINAL)

    @property
    def state(self) -> State:
        """How far it has come."""
        return self._state

    @property
    def surface(self) -> Surface | None:
        """Its message; None if that does not stand yet."""
        return self.where if isinstance(self.where, Message | InteractionMessage) else None

    @property
    def is_unsent(self) -> bool:
        """Whether no call for it has had an effect, or may have had one, in this run."""
        return self.surface is None and self.lost_openings == self._before

    def become(self, state: State) -> None:
        """Change to that state.

        Raises:
            RuntimeError: `FOLLOWS` does not allow it, which is a defect.
        """
        if state is self._state:
            return
        if state not in FOLLOWS[self._state]:
            raise RuntimeError(f"A part that is {self._state.value} cannot become {state.value}.")
        self._state = state
        if state is State.GONE:
            self.shown = None

    def confirm(self, where: Target | Surface, surface: Surface, frame: Frame, source: str) -> None:
        """Note that the platform has confirmed the frame, which was sent to `where` and stands at `surface`."""
        # An opening that went out twice may stand there as it was the first time.
        self.shown = None if self.surface is None and self.lost_openings else frame
        self.source = source
        self.shorter = False
        if self.where is where:  # else it was handed over to another route during the call
            self.where = surface

    def doubt(self, *, late: bool) -> None:
        """Note that nobody knows whether a call had its effect. `late`: it may still have it."""
        self.shown = None
        self.late |= late
        self.lost_openings += self._state is State.OPENING

    def weaken(self, frame: Frame) -> bool:
        """Simplify the next call after that frame was refused: it replies to no message, then it has the words alone.

        Returns False if nothing is left that could be taken away.
        """
        if isinstance(self.where, ToChat) and self.where.reply_to:
            self.where = replace(self.where, reply_to="")
            return True
        self.plain = bare(frame) != frame
        return self.plain

    def owe(self, frame: Frame) -> None:
        """End it with a frame that it does not show yet, and that has to be shown some time later."""
        self.become(State.GONE)
        self.shown, self.late = frame, True

    def hand_over(self, platform: Platform, *, private: bool) -> bool:
        """Edit the message by the channel's own route from now on; returns False if that is impossible."""
        if not isinstance(platform, HandsOver) or not isinstance(self.where, InteractionMessage):
            return False
        message = platform.handed_over(self.where, private=private)
        if message is None:
            return False
        self.where = message
        return True

    def reopen(self) -> None:
        """Begin anew: what it shows is no part of the answer."""
        if self._state is State.FULL:
            self.become(State.GROWING)
        self.source = self.beyond = ""
        self.plain = self.shorter = False
        self.linked = None


class Parts:
    """The messages of one answer, in order. `stale`: messages that show retracted text and nothing else."""

    def __init__(self, first: Part) -> None:
        self._parts = [first]
        self.stale: tuple[Surface, ...] = ()

    @property
    def current(self) -> Part:
        """The part that grows now."""
        return self._parts[-1]

    @property
    def number(self) -> int:
        """The number of the part that grows now, from 1."""
        return len(self._parts)

    @property
    def surfaces(self) -> tuple[Surface, ...]:
        """The messages that stand, in order."""
        return tuple(part.surface for part in self._parts if part.surface)

    @property
    def undone(self) -> tuple[tuple[Surface, Frame], ...]:
        """The messages that may not show their last frame, each with that: a call cut by its deadline may undo it."""
        return tuple((part.surface, part.shown) for part in self._parts if part.late and part.surface and part.shown)

    def linked(self, cited: Cited) -> tuple[tuple[Surface, Frame], ...]:
        """The full messages that stand and whose marks lead to sources that came later, each with its new frame."""
        full = [part for part in self._parts if part.surface and part.shown and part.linked and not part.plain]
        return tuple(
            (part.surface, frame) for part in full if part.surface and part.linked and (frame := part.linked(cited))
        )

    def go_on(self, part: Part) -> None:
        """Go on with that part."""
        self._parts.append(part)

    def begin_elsewhere(self, first: Part) -> None:
        """Begin in that message of its own: the one that stood shows no word of the answer, and takes none."""
        self.stale += self.surfaces
        self._parts = [first]

    def retract(self) -> None:
        """Begin anew in the first part: what they show is no part of the answer."""
        first, *others = self._parts
        self._parts = [first]
        self.stale += tuple(part.surface for part in others if part.surface)
        first.reopen()
