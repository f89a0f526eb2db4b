"""The names of an answer's messages, for platforms that know a send again (`ToChat.nonce`).

The next message has the name that it had in the run that died. If that one had sent it and could not note it, the two
sends are one message; what it shows is not known then, so an edit follows its first words.
"""

from collections.abc import Collection

from bots.engine.reply.part import Part
from bots.engine.seam.places import Surface, Target, ToChat
from provider.values import replace


class Openings:
    """The names of one answer's messages. `reply`: the key of its row, `opened`: when that was made (Unix time).

    `noted`: its messages, as far as an earlier run has noted them; None if this one has begun it.
    """

    def __init__(self, reply: int, opened: float, noted: Collection[Surface] | None = None) -> None:
        self._reply = f"{reply} {opened!r}"  # with a new database the numbers begin anew
        self._number = len({surface.id for surface in noted or ()})
        self._doubted = self._number if noted is not None else None
        self._part: Part | None = None

    @property
    def is_doubted(self) -> bool:
        """Whether the next message may stand there already."""
        return self._number == self._doubted

    def target(self, where: Target) -> Target:
        """The target of the next message; another one comes after that."""
        number, self._number = self._number, self._number + 1
        return replace(where, nonce=f"{self._reply} {number}") if isinstance(where, ToChat) else where

    def part(self, where: Target) -> Part:
        """The part in the next message; another one comes after that, unless this one is dropped before it is sent."""
        if self._part is not None and self._part.is_unsent:
            self._number -= 1
        doubted = self.is_doubted
        self._part = Part(self.target(where), doubted=doubted)
        return self._part
