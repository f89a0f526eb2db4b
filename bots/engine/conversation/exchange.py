"""A question and the answer to come, as they are kept: a value."""

from bots.engine.conversation.read_ahead import ReadAhead
from bots.engine.storage.records import StoredAnswer
from provider.values import Value, field


class Exchange(Value):
    """A question and the answer to come, as rows of the store. `key` names the conversation: one answer at a time.

    `root`: the first row of their tree; `reply`: the key of the reply in flight, `opened`: since when (Unix time).
    `kept`: what is said stays in the store after the answer. `anew`: an older answer stands until this one has words.
    `onward`: the stored answer that this one continues. `alone`: what the question replies to is not kept. `ahead`: its
    branch, if it was read.
    """

    question: int
    answer: int
    root: int
    reply: int
    key: str
    opened: float
    kept: bool = True
    anew: bool = False
    onward: StoredAnswer | None = None
    alone: bool = False
    ahead: ReadAhead = field(default_factory=ReadAhead)
