"""Is this message for us? Pure."""

from bots.engine.model import Incoming


def is_for_us(incoming: Incoming) -> bool:
    """In private chats every message; in shared places mentions, replies to us and commands."""
    return incoming.addressed or incoming.origin.private


def has_words(incoming: Incoming) -> bool:
    """Whether there is anything to answer: its own text, or that of the message that it points at."""
    return bool(incoming.text.strip() or incoming.quoted.strip())
