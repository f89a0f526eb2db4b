"""One message of an answer: its states, and what may follow each of them.

opening ──> growing <──> full        A sealed message stays full, and the next one opens.
   │           │           │         Thoughts that were shown are taken back: full -> growing.
   └───────────┴─────┬─────┘
                     v
               final or gone
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import Enum

from bots.engine.delivery.sending import bare, new_nonce
from bots.engine.seam.platform import HandsOver, Platform
from bots.engine.seam.values import Frame, InteractionMessage, Message, Surface, Target, ToChat


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


@dataclass(frozen=True, slots=True)
class Standing:
    """A message of ours that stands already, in which an answer grows.

    `older`: it is an older answer, which is left as it is until there are words to put into its place, or behind it.
    `frame`: what it shows, where that is known. `source`: the Markdown that stays in front of what comes.
    """

    surface: Surface
    older: bool = False
    frame: Frame | None = None
    source: str = ""


class Part:
    """The message that one part of an answer grows in.

    `where`: where its next frame goes. `shown`: what its message shows; None: nothing, or nobody knows what. `source`:
    the Markdown of that. `beyond`: the source that no message may hold. `plain`: only its words are accepted there.
    `late`: a call for it was cut by its deadline, and may undo a newer frame. `lost_openings`: opening calls whose
    answer was lost.
    """

    def __init__(self, where: Target | Surface, state: State = State.OPENING) -> None:
        self.where = replace(where, nonce=new_nonce()) if isinstance(where, ToChat) else where
        self.shown: Frame | None = None
        self.source = ""
        self.beyond = ""
        self.plain = False
        self.late = False
        self.lost_openings = 0
        self._state = state

    @classmethod
    def on(cls, standing: Standing) -> "Part":
        """In a message that stands already."""
        return cls(standing.surface, State.OPENING if standing.older else State.GROWING)

    @classmethod
    def whole(cls, surface: Surface) -> "Part":
        """A message that never grew."""
        return cls(surface, State.FINAL)

    @property
    def state(self) -> State:
        """How far it has come."""
        return self._state

    @property
    def surface(self) -> Surface | None:
        """Where its message stands."""
        return self.where if isinstance(self.where, Message | InteractionMessage) else None

    def become(self, state: State) -> None:
        """Go on to a state.

        Raises:
            RuntimeError: it may not follow; a defect.
        """
        if state is self._state:
            return
        if state not in FOLLOWS[self._state]:
            raise RuntimeError(f"A part that is {self._state.value} cannot become {state.value}.")
        self._state = state
        if state is State.GONE:
            self.shown = None

    def confirm(self, where: Target | Surface, surface: Surface, frame: Frame, source: str) -> None:
        """The platform says that the frame, which went to `where`, stands at `surface`."""
        # An opening that went out twice may stand there as it was the first time.
        self.shown = None if self.surface is None and self.lost_openings else frame
        self.source = source
        if self.where is where:  # else it was handed over to another route during the call
            self.where = surface

    def doubt(self, *, late: bool) -> None:
        """Nobody knows whether a call had its effect; `late`: it may have it even later."""
        self.shown = None
        self.late |= late
        self.lost_openings += self._state is State.OPENING

    def weaken(self, frame: Frame) -> bool:
        """Make the next call one that may be accepted in place of that frame: under no message, then the words alone.

        False: nothing is left that could be taken away.
        """
        if isinstance(self.where, ToChat) and self.where.reply_to:
            self.where = replace(self.where, reply_to="")
            return True
        self.plain = bare(frame) != frame
        return self.plain

    def hand_over(self, platform: Platform, *, private: bool) -> bool:
        """Leave an interaction for the channel's own route; False where that cannot be."""
        if not isinstance(platform, HandsOver) or not isinstance(self.where, InteractionMessage):
            return False
        message = platform.handed_over(self.where, private=private)
        if message is None:
            return False
        self.where = message
        return True

    def reopen(self) -> None:
        """What it shows was no part of the answer, which goes on from its beginning."""
        if self._state is State.FULL:
            self.become(State.GROWING)
        self.source = self.beyond = ""
        self.plain = False


class Parts:
    """The messages of one answer, in order. `stale`: where messages stand that show what was retracted, and no more."""

    def __init__(self, first: Part) -> None:
        self._parts = [first]
        self.stale: tuple[Surface, ...] = ()

    @property
    def current(self) -> Part:
        """The one that grows now."""
        return self._parts[-1]

    @property
    def number(self) -> int:
        """Its number, from 1."""
        return len(self._parts)

    @property
    def surfaces(self) -> tuple[Surface, ...]:
        """Where they stand."""
        return tuple(part.surface for part in self._parts if part.surface)

    @property
    def undone(self) -> tuple[tuple[Surface, Frame], ...]:
        """What should stand where a call that was cut by its deadline may have undone it."""
        return tuple((part.surface, part.shown) for part in self._parts if part.late and part.surface and part.shown)

    def go_on(self, part: Part) -> None:
        """What follows goes into that one."""
        self._parts.append(part)

    def retract(self) -> None:
        """What they show was no part of the answer, which begins again in the first."""
        first, *others = self._parts
        self._parts = [first]
        self.stale += tuple(part.surface for part in others if part.surface)
        first.reopen()
