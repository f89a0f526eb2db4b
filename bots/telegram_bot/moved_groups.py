"""Groups that got a new id while we write to them."""

from bots.engine.runtime.lru import LRU
from bots.engine.seam.values import Message, Place, Surface, Target, ToChat


class Moves:
    """Where an answer that was on its way to the old id goes.

    The messages of the old group cannot be edited any more, and its ids mean nothing in the new one: the first edit
    of each becomes a new message, the further ones edit that.
    """

    def __init__(self) -> None:
        self._chats: dict[str, str] = {}
        self._anew: LRU[Message, Message] = LRU()

    def learn(self, old: str, new: str) -> bool:
        """Note that a group moved; whether that was news."""
        if self._chats.get(old) == new:
            return False
        self._chats[old] = new
        return True

    def current(self, where: Target | Surface) -> Target | Surface:
        """Where to show now what belongs there."""
        chat = self._chats.get(where.place.chat)
        if chat is None:
            return where
        anew = ToChat(Place(where.place.platform, chat, where.place.thread))
        return self._anew.get(where, anew) if isinstance(where, Message) else anew

    def shown(self, asked: Target | Surface, where: Surface) -> None:
        """Note where it went."""
        if isinstance(asked, Message) and isinstance(where, Message) and asked != where:
            self._anew.keep(asked, where)
