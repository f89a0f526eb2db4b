"""What the bot remembers of its messages does not grow for ever."""

from bots.engine.runtime.lru import MOST
from bots.engine.seam.places import Message, Place, ToChat
from bots.telegram_bot.moved_groups import Moves

OLD, NEW = Place("telegram", "-1"), Place("telegram", "-2")


def test_messages_that_moved_are_forgotten_in_time() -> None:
    """The newest are known; the oldest would become new messages again."""
    moves = Moves()
    moves.learn(OLD.chat, NEW.chat)
    for number in range(MOST + 1):
        moves.shown(Message(OLD, str(number)), Message(NEW, str(number)))

    assert moves.current(Message(OLD, str(MOST))) == Message(NEW, str(MOST))
    assert moves.current(Message(OLD, "1")) == Message(NEW, "1")
    assert moves.current(Message(OLD, "0")) == ToChat(NEW)
