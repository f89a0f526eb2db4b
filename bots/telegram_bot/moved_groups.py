"""Groups that get a new id while answers are being written to them."""

from bots.engine.runtime.lru import LRU
from bots.engine.seam.places import Message, Place, Surface, Target, ToChat


class Moves:
    """Where to show an answer that belongs to an old id.

    The messages of the old group can no longer be edited, and their ids mean nothing in the new one. The first edit of
    each becomes a new message; further edits change that one.
    """

    def __init__(self) -> None:
        self._chats: dict[str, str] = {}
        self._anew: LRU[Message, Message] = LRU()

    def learn(self, old: str, new: str) -> bool:
        """Note that a group moved; returns whether that is new."""
        if self._chats.get(old) == new:
            return False
        self._chats[old] = new
        return True

    def current(self, where: Target | Surface) -> Target | Surface:
        """Where to show now what belongs to `where`."""
        chat = self._chats.get(where.place.chat)
        if chat is None:
            return where
        anew = ToChat(Place(where.place.platform, chat, where.place.thread))
        return self._anew.get(where, anew) if isinstance(where, Message) else anew

    def shown(self, asked: Target | Surface, where: Surface) -> None:
        """Note where it was shown."""
        if isinstance(asked, Message) and isinstance(where, Message) and asked != where:
            self._anew.keep(asked, where)
