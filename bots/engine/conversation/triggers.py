"""Is this message for us? Pure."""

from dataclasses import replace

from bots.engine.seam.values import Incoming
from bots.engine.settings.table import Trigger


def heard(incoming: Incoming, trigger: Trigger, prefix: str = "") -> Incoming | None:
    """The message as it is to be answered, or None where it is not for us.

    In private chats every message is, and a command's question everywhere. What does not address us needs words of its
    own: nobody wants to be told that a picture cannot be read which was meant for others.
    """
    if incoming.origin.private or incoming.asked:
        return incoming
    if trigger == "off":
        return None
    if trigger == "reply":
        return incoming if incoming.to_us else None
    if trigger == "prefix" and (words := _behind(incoming.text, prefix)):
        return replace(incoming, text=words, addressed=True)
    if incoming.addressed:
        return incoming
    return incoming if trigger == "all" and incoming.text.strip() else None


def _behind(text: str, prefix: str) -> str:
    """What stands behind the prefix; nothing where the text does not begin with it as a word of its own."""
    text = text.lstrip()
    rest = text[len(prefix) :]
    if not prefix or text[: len(prefix)].lower() != prefix.lower():
        return ""
    return "" if prefix[-1].isalnum() and rest[:1].isalnum() else rest.strip()


def has_words(incoming: Incoming) -> bool:
    """Whether there is anything to answer: its own text, or that of the message that it points at."""
    return bool(incoming.text.strip() or incoming.quoted.strip())
