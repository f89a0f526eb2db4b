"""How an answer is shown in its place, and what became of it: values."""

from enum import Enum

from bots.engine.reply.buttons import AnswerButtons
from bots.engine.settings.table import ReasoningShown, Streaming
from provider.values import Value


class Delivery(Enum):
    """What became of the reply on the platform."""

    SHOWN = "shown"
    DELETED = "deleted"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    """Its question was deleted before its first word."""
    NOTHING = "nothing"
    """No words came, and the older answer that they would have replaced stands as it was."""


class ReplyStyle(Value):
    """How an answer is shown in its place.

    `mode`: live, an edit every five seconds, or one message at the end. `max_parts`: messages before the whole answer
    becomes a file. `buttons`: under its last message. `model`: the name that is shown until something has come.
    `notices`: the bot's own words stand below the text. `reasoning`: not shown ("off"), shown until the first word
    ("live"), or after that folded above the answer too ("keep").
    """

    mode: Streaming = "live"
    max_parts: int = 6
    buttons: AnswerButtons | None = None
    model: str = ""
    notices: bool = True
    reasoning: ReasoningShown = "off"


class ReplyDefaults(Value):
    """How answers look unless somebody chose otherwise.

    `notify_after`: seconds after which the asker in a shared place is told that it is ready.
    """

    mode: Streaming = "live"
    max_parts_private: int = 6
    max_parts_shared: int = 2
    notify_after: float = 20.0
