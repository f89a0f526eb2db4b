"""The values that cross between the engine and a platform. Frozen, serialisable, plain ids."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from bots.text.piece import Entity


@dataclass(frozen=True, slots=True)
class Place:
    """Where a conversation happens. A Telegram topic or a Discord thread is a place of its own.

    For a Discord thread `chat` is the channel it hangs under and `thread` its own id.
    """

    platform: str
    chat: str
    thread: str = ""

    def __str__(self) -> str:
        return ":".join(filter(None, (self.platform, self.chat, self.thread)))


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, known by a numeric id; a display name proves nothing and is not kept."""

    platform: str
    id: str

    def __str__(self) -> str:
        return f"{self.platform}:{self.id}"


@dataclass(frozen=True, slots=True)
class ToChat:
    """An answer goes into a place as a message, under `reply_to` where that is not empty.

    `nonce`: equal for two sends that are the same message tried twice; Discord then drops the second.
    """

    place: Place
    reply_to: str = ""
    nonce: str = ""


@dataclass(frozen=True, slots=True)
class ToInteraction:
    """An answer goes to a Discord interaction that was deferred. The token is a secret; `expires` is Unix time.

    `guest`: the bot is no member there, so five further messages are all that it may send.
    """

    place: Place
    app: str
    token: str = field(repr=False)
    expires: float
    private: bool = False
    follow_up: bool = False
    """False: the deferred response itself is filled; True: a further message of the same interaction."""
    guest: bool = False


Target = ToChat | ToInteraction


@dataclass(frozen=True, slots=True)
class Message:
    """One part of an answer that stands in a chat as an ordinary message."""

    place: Place
    id: str


@dataclass(frozen=True, slots=True)
class InteractionMessage:
    """One part of an answer that is reached through its interaction's token until `expires` (Unix time)."""

    place: Place
    app: str
    token: str = field(repr=False)
    id: str  # the message's id; "@original" is never kept here
    expires: float


Surface = Message | InteractionMessage


@dataclass(frozen=True, slots=True)
class Action:
    """What a button does; it means the same after a restart. Encoded it fits 64 bytes (Telegram's callback_data)."""

    name: str
    argument: str = ""

    def encode(self) -> str:
        """The button's payload.

        Raises:
            ValueError: it would be longer than 64 bytes.
        """
        if not self.fits():
            raise ValueError(f"The action {self.name!r} is longer than 64 bytes.")
        return f"{self.name}|{self.argument}"

    def fits(self) -> bool:
        """Whether it can be a button's."""
        return len(f"{self.name}|{self.argument}".encode()) <= 64

    @classmethod
    def decode(cls, data: str) -> "Action":
        """The action behind a payload; any string is one, an unknown name is the engine's to refuse."""
        name, _, argument = data.partition("|")
        return cls(name, argument)


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message."""

    label: str
    action: Action


@dataclass(frozen=True, slots=True)
class File:
    """A file beside a message."""

    name: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Frame:
    """All that one message shows at one moment, ready for its platform. `buttons` are rows.

    `silent`: no notification. `ping`: the id of the one person that it notifies, where that is not empty.
    """

    text: str
    entities: tuple[Entity, ...] = ()
    buttons: tuple[tuple[Button, ...], ...] = ()
    file: File | None = None
    silent: bool = False
    ping: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """Who is speaking, and where.

    `server`: the Discord server or the Telegram group, empty in a private chat. `private`: only this person and the
    bot are there. `linear`: the place holds one line of conversation (private chats, threads, topics).
    `target`: where an answer goes. `roles`: ids of the roles that they have there (Discord). `locale`: the language of
    their client ("es-ES"), empty where the platform does not say. `name`: how they are called there; proves nothing and
    may say anything, so it is used only to tell speakers apart. `guest`: the bot itself is no member there (a Discord
    application that a person brought along).
    """

    place: Place
    person: Person
    target: Target
    server: str = ""
    private: bool = False
    linear: bool = False
    roles: tuple[str, ...] = ()
    locale: str = ""
    name: str = field(default="", repr=False)
    guest: bool = False


@dataclass(frozen=True, slots=True)
class Again:
    """An answer that is to be given anew: its row, and where it stands, where only a press reaches it."""

    answer: int
    surface: Surface | None = None


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message from a person, the bot's own name and the command's cut off its text.

    `addressed`: it is for us by the platform's own signs: a private chat, a mention, a reply to us, `/ask`.
    `reply_to`: the message that it answers. `quoted`: that message's text, where the platform delivered it.
    `unreadable`: it is for us, and the platform kept its text from us (Discord without the intent).
    `to_us`: it answers a message of ours. `asked`: it is a command's question, whatever else is heard there.
    `model`: the model that is to answer it, where the question names one. `again`: the answer that it replaces.
    """

    origin: Origin
    id: str
    text: str
    addressed: bool
    reply_to: str = ""
    quoted: str = ""
    unreadable: bool = False
    to_us: bool = False
    asked: bool = False
    model: str = ""
    again: Again | None = None


@dataclass(frozen=True, slots=True)
class Invocation:
    """A command with its options, by name; what was not given is absent.

    `reply_to`, `quoted`: as in `Incoming`, for a command that was written as a reply (Telegram's `/ask`).
    """

    origin: Origin
    name: str
    options: Mapping[str, str]
    id: str = ""
    reply_to: str = ""
    quoted: str = ""


@dataclass(frozen=True, slots=True)
class Press:
    """A button was pressed, or the form that a button opened was sent in with `text`.

    `caller`: the id of the person whose command or message the pressed message answers; empty where nobody can tell.
    """

    origin: Origin
    action: Action
    surface: Surface
    text: str = field(default="", repr=False)
    caller: str = ""


@dataclass(frozen=True, slots=True)
class Typed:
    """Somebody is typing an option's value and wants to see what fits."""

    origin: Origin
    command: str
    option: str
    text: str


@dataclass(frozen=True, slots=True)
class Response:
    """What a command or a button says back. Empty text: nothing to say beyond the acknowledgement.

    `private`: only the asker sees it, where the platform can. `buttons` are rows.
    `replace`: after a press: the pressed message becomes this answer. `file` stands beside it. `form`: in place of all
    else, a form opens (Discord; after a press only).
    """

    text: str
    private: bool = True
    buttons: tuple[tuple[Button, ...], ...] = ()
    replace: bool = False
    file: File | None = None
    form: "Form | None" = None


@dataclass(frozen=True, slots=True)
class Form:
    """One question with a field for many lines; what is sent in comes back as a `Press` of `action` with its text."""

    title: str
    label: str
    action: Action
