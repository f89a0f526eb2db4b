"""The new words of questions whose answer grows, until that answer has ended and they are asked in its place."""

from functools import partial

from bots.engine.conversation.asked import Asked
from bots.engine.runtime.lasting import Lasting
from bots.engine.runtime.lru import LRU
from bots.engine.seam.incoming import Incoming
from bots.engine.settings.table import Here
from bots.engine.spending.ledger import Charge
from provider.values import Value


class Change(Value):
    """A question as its author has edited it. `here`: what holds in its place. `charge`: for the answer anew."""

    incoming: Incoming
    here: Here
    charge: Charge


class Changes:
    """The changes that wait, by question; when answers ended; which edits are offered under an answer since."""

    def __init__(self) -> None:
        self._waiting: dict[Asked, list[Change]] = {}
        self._ended: LRU[int, float] = LRU()
        self._offered: LRU[int, str] = LRU()

    def open(self, asked: Asked) -> Lasting[None]:
        """Take changes of the question inside the block, until `end`."""
        self._waiting[asked] = []
        asked.answered = True
        return Lasting(None, partial(self._end, asked))

    def put(self, asked: Asked, change: Change) -> bool:
        """Ask the question anew with its new words; returns False if its answer does not grow any more."""
        if asked not in self._waiting or asked.gone or asked.stopped or asked.acted:
            return False
        self._waiting[asked].append(change)
        asked.change()
        return True

    def take(self, asked: Asked) -> tuple[bool, tuple[Change, ...]]:
        """Whether the question is asked anew, now that its request has ended; if not, nothing follows any more.

        And the new words that have come since the last call, the newest last: none if more of the question has come.
        """
        changes = tuple(self._waiting.get(asked, ()))
        follows = asked.changed and not asked.gone
        asked.changed = False
        if follows:
            self._waiting[asked] = []
        else:
            self._end(asked)
        return follows, changes

    def _end(self, asked: Asked) -> None:
        asked.over = True
        self._waiting.pop(asked, None)

    def ended(self, question: int, at: float) -> None:
        """Note when the answer to the question in that row ended: nothing is offered under it any more."""
        self._offered.forget(question)
        self._ended.keep(question, at)

    def ended_at(self, question: int) -> float | None:
        """When that was, by the same clock; None if nobody knows."""
        return self._ended.get(question, None)

    def offer(self, question: int, message: str) -> None:
        """Note that a button under the answer gives it anew. `message`: the one of the question that was edited."""
        self._offered.keep(question, message)

    def offered(self, question: int) -> str:
        """The message with the button; empty if there is none, or nobody remembers it since a start."""
        return self._offered.get(question, "")
