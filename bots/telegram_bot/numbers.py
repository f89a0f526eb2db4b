"""Which numbers of messages this process was told of: one that was sent and not heard of has one of the others.

Private chats and small groups share one row of numbers, which is the bot's account's; each large group has its own.
"""

from collections import Counter
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Final

from bots.engine.runtime.lru import LRU
from bots.engine.seam.places import Attempt, Message, Place
from bots.telegram_bot.contents import JSON

LARGE: Final = -1_000_000_000_000
"""The ids of large groups and channels are below it."""

TOLD: Final = 5000
"""Numbers that are remembered, of all rows together."""

SUSPECTS: Final = 30
"""Numbers that are tried behind the newest that was known when the message was sent."""


class Numbers:
    """The numbers that were told."""

    def __init__(self) -> None:
        self._newest: LRU[str, int] = LRU()
        self._told: LRU[tuple[str, int], bool] = LRU(TOLD)
        self._on_their_way: Counter[str] = Counter()

    def told(self, chat: str, number: int) -> None:
        """Note a message there."""
        row = _row(chat)
        self._told.keep((row, number), True)
        if number > self._newest.get(row, 0):
            self._newest.keep(row, number)

    def heard_of(self, messages: Collection[Message]) -> None:
        """Note messages of which another process was told, or this one before its start."""
        for each in messages:
            if each.id.isdecimal():
                self.told(each.place.chat, int(each.id))

    def heard(self, update: JSON) -> None:
        """Note the message that an update brings. Raises what `reading.read` does."""
        message = update.get("message") or update.get("channel_post")
        if message is not None:
            self.told(str(message["chat"]["id"]), int(message["message_id"]))

    @contextmanager
    def sending(self, chat: str) -> Iterator[None]:
        """A message is on its way to that chat inside the block; it may stand there before its number is told."""
        self._on_their_way[chat] += 1
        try:
            yield
        finally:
            self._on_their_way[chat] -= 1
            if not self._on_their_way[chat]:
                del self._on_their_way[chat]

    def is_sending(self, chat: str) -> bool:
        """Whether one is."""
        return chat in self._on_their_way

    def attempt(self, place: Place) -> Attempt | None:
        """What is known before a message is sent there; None if that is nothing."""
        newest = self._newest.get(_row(place.chat), 0)
        return Attempt(place, str(newest)) if newest else None

    def knows(self, message: Message) -> bool:
        """Whether somebody was told of it."""
        return (_row(message.place.chat), int(message.id)) in self._told

    def suspects(self, attempt: Attempt) -> tuple[Message, ...]:
        """The messages behind it of which nobody was told."""
        place, row, after = attempt.place, _row(attempt.place.chat), int(attempt.after)
        found: list[Message] = []
        number = after
        while len(found) < SUSPECTS and number < after + TOLD:
            number += 1
            if (row, number) not in self._told:
                found.append(Message(place, str(number)))
        return tuple(found)


def _row(chat: str) -> str:
    """What tells its row of numbers from others."""
    return chat if int(chat) < LARGE else ""
