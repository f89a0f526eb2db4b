"""What the model gets to read: messages form a tree, and a model reads the branch from the root to the question."""

from dataclasses import dataclass

from bots.engine.model import Incoming
from bots.engine.store import Store
from provider import contract


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and the answer to come, as rows of the store. `key` names the conversation: one answer at a time."""

    question: int
    answer: int
    key: str


class Conversations:
    """Stores what is said under what it answers, and reads it back, at most `max_turns` messages of it."""

    def __init__(self, store: Store, max_turns: int) -> None:
        self._store = store
        self._max_turns = max_turns

    async def take(self, incoming: Incoming, at: float) -> Exchange:
        """Store a question, and a place for its answer so that whatever comes next stands under that."""
        origin = incoming.origin
        place = origin.place
        parent = await self._store.find(place, incoming.reply_to) if incoming.reply_to else None
        text = incoming.text
        if parent is None:
            text = _with_quote(incoming)
            if origin.linear:
                parent = await self._store.last(place)
        question = await self._store.add_message(
            place, id=incoming.id, parent=parent, role="user", text=text, author=str(origin.person), at=at
        )
        answer = await self._store.add_message(
            place, id="", parent=question, role="assistant", text="", author="", at=at
        )
        key = str(place) if origin.linear else f"{place}#{await self._store.root(question)}"
        return Exchange(question, answer, key)

    async def read(self, exchange: Exchange, model: str = "") -> contract.Request:
        """The request that asks the question."""
        turns = await self._store.branch(exchange.question, self._max_turns)
        messages = tuple(contract.Message(turn.role, turn.text) for turn in turns)
        conversation = f"{exchange.key}#{await self._store.root(exchange.question)}"
        return contract.Request(messages, model=model, conversation=conversation)


def _with_quote(incoming: Incoming) -> str:
    """The question with the message that it points at, where that is not part of the conversation."""
    if not incoming.quoted.strip():
        return incoming.text
    quote = "\n".join(f"> {line}" for line in incoming.quoted.splitlines())
    return f"{quote}\n\n{incoming.text}".strip()
