"""Whether a message is for the bot. Pure."""

from bots.engine.attachments.kinds import is_readable
from bots.engine.seam.incoming import Incoming
from bots.engine.settings.table import Trigger
from provider.values import replace


def heard(
    incoming: Incoming, trigger: Trigger, prefix: str = "", *, hears: bool = True, opener: bool = False
) -> Incoming | None:
    """The message as it is to be answered; None if it is not for us.

    Every message in a private chat is for us, and so is every question of a command. A message that does not address
    the bot needs words of its own, or something that can be read: nobody wants to be told that a video for others
    cannot be. `hears`: speech can. `opener`: the bot opened the thread for this person, who needs no mention there, but
    for a reply to somebody else.
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
    says_something = bool(incoming.text.strip()) or is_readable(incoming, hears=hears)
    if opener and says_something and not incoming.reply_to:
        return replace(incoming, addressed=True)
    return incoming if trigger == "all" and says_something else None


def _behind(text: str, prefix: str) -> str:
    """The text behind the prefix; empty unless the text begins with the prefix as a word of its own."""
    text = text.lstrip()
    rest = text[len(prefix) :]
    if not prefix or text[: len(prefix)].lower() != prefix.lower():
        return ""
    return "" if prefix[-1].isalnum() and rest[:1].isalnum() else rest.strip()


def has_words(incoming: Incoming) -> bool:
    """Whether there are words to answer: its own, or those of somebody's message that it points at."""
    return bool(incoming.text.strip() or incoming.selected.strip() or (incoming.quoted.strip() and not incoming.to_us))
