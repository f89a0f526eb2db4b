"""Where and who: places, people, what an answer is sent to, and where a part of it stands.

Like all that crosses between the engine and a platform, they are frozen, serialisable, and made of plain ids.
"""

from provider.values import Hidden, Value


class Place(Value):
    """Where a conversation happens. A Telegram topic or a Discord thread is a place of its own.

    For a Discord thread, `chat` is the channel to which it belongs, and `thread` its own id.
    """

    platform: str
    chat: str
    thread: str = ""

    def __str__(self) -> str:
        return ":".join(filter(None, (self.platform, self.chat, self.thread)))


class Person(Value):
    """Somebody, known by a numeric id; a display name proves nothing."""

    platform: str
    id: str

    def __str__(self) -> str:
        return f"{self.platform}:{self.id}"


class ToChat(Value):
    """The target of an answer that is a message in a place; it replies to `reply_to` unless that is empty.

    `nonce`: the same for two sends that are one message tried twice; Discord then drops the second.
    """

    place: Place
    reply_to: str = ""
    nonce: str = ""


class ToInteraction(Value):
    """The target of an answer to a Discord interaction. The token is a secret; `expires` is Unix time.

    `guest`: the bot is no member there and may send only five further messages. `sees`: it sees the channel itself.
    """

    place: Place
    app: str
    token: Hidden[str]
    expires: float
    private: bool = False
    follow_up: bool = False
    """Whether it is a further message of the interaction, and not the deferred response itself."""
    guest: bool = False
    sees: bool = False


Target = ToChat | ToInteraction


class Message(Value):
    """A part of an answer that stands in a chat as an ordinary message."""

    place: Place
    id: str


class InteractionMessage(Value):
    """A part of an answer that is reached through its interaction's token until `expires` (Unix time)."""

    place: Place
    app: str
    token: Hidden[str]
    id: str  # the id of the message, never "@original"
    expires: float


Surface = Message | InteractionMessage


class Attempt(Value):
    """A message that was sent and not heard of: if it stands there, then behind `after`, by the platform's numbers.

    `button`: what one of its buttons gives back.
    """

    place: Place
    after: str
    button: str = ""
