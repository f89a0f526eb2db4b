"""What comes in: messages with what stands beside them, commands, presses, and who they come from."""

from collections.abc import Mapping
from typing import Literal

from bots.engine.seam.places import Person, Place, Surface, Target
from bots.engine.seam.shown import Action
from provider.values import Hidden, Value


class Titles(Value):
    """What the server, the chat or channel, and the thread or topic in it are called; empty if that is not said.

    Whoever runs them chose that, so it may say anything.
    """

    server: Hidden[str] = ""
    chat: Hidden[str] = ""
    thread: Hidden[str] = ""


class Known(Value):
    """What somebody is called, as the platform says it. `handle`: by which everybody finds them; it may be empty."""

    person: Person
    name: Hidden[str]
    handle: Hidden[str] = ""


class About(Value):
    """What a platform says of a server or a group. `members`: how many are in it; 0 if it does not say."""

    name: Hidden[str] = ""
    handle: Hidden[str] = ""
    members: int = 0


class Origin(Value):
    """Who speaks, and where.

    `server`: the Discord server or the Telegram group; empty in a private chat. `private`: only this person and the bot
    are there. `linear`: the place holds one line of conversation (private chats, threads, topics). `target`: where an
    answer goes. `roles`: ids of the roles that the person has there (Discord). `locale`: the language of their client
    ("es-ES"); empty if the platform does not say. `name`: their name there, which may say anything and proves nothing.
    `guest`: the bot itself is no member there (a person brought its commands along). `joined`: the Unix time at which
    they joined the server; 0 if the platform does not say. `category`: the id of the category of channels that the
    place is in (Discord); empty if there is none. `server_locale`: the language of the server itself; empty if it has
    none. `handle`: as in `Known`. `titles`: what the place is called.
    """

    place: Place
    person: Person
    target: Target
    server: str = ""
    private: bool = False
    linear: bool = False
    roles: tuple[str, ...] = ()
    locale: str = ""
    name: Hidden[str] = ""
    guest: bool = False
    joined: float = 0.0
    category: str = ""
    server_locale: str = ""
    handle: Hidden[str] = ""
    titles: Titles = Titles()


class Again(Value):
    """An answer to give anew: its row, and where it stands, if only the press of a button reaches it.

    `behind`: the answer stays instead, and goes on behind so many characters. `to_command`: it answers a command.
    `begun`: what takes the place of the menu in which it was chosen; empty if it was in none.
    """

    answer: int
    surface: Surface | None = None
    behind: int | None = None
    to_command: bool = False
    begun: str = ""


AttachmentKind = Literal["picture", "animation", "sticker", "document", "voice", "audio", "video", "video_note"]
"""The kind of thing as which the platform shows an attachment. The phrase `kind_...` names each."""


UnreadKind = Literal["story", "paid_media", "giveaway", "withheld", "declined", "unknown"]
"""What stands in a message and cannot be had at all; "unknown": the platform invented it later. Phrases as above.

"withheld": the message that is answered, whose words the platform keeps from the bot. "declined": one whose author does
not want it read for others.
"""


class Attachment(Value):
    """Something beside the words of a message, which `Downloads.download` brings as bytes.

    `reference`: by this its own platform finds it, later and after a restart too; it means nothing to anybody else.
    `name`: as the sender named it; data, and never a path. `media_type`: of the bytes that come, as the platform says,
    which may be wrong; both are empty if it does not say. `size`: bytes, `seconds`: how long it plays; 0: unknown.
    `group`: the same for all pieces of one album. `about`: what it shows, in words: a sticker's emoji, a picture's
    alternative text. Of an animation or a sticker one still picture comes, where the platform makes one.
    `forwarded`: somebody else sent it first.
    """

    kind: AttachmentKind
    reference: str
    name: Hidden[str] = ""
    media_type: str = ""
    size: int = 0
    seconds: float = 0.0
    group: str = ""
    about: Hidden[str] = ""
    forwarded: bool = False


class Incoming(Value):
    """A message from a person, without the name of the bot or of the command.

    `text`: their words as Markdown, and in words whatever else it holds that can be written down: what was forwarded,
    an embed, a poll, a contact. `addressed`: the platform shows that it is for the bot (a private chat, a mention, a
    reply, `/ask`). `reply_to`: the message that it answers. `quoted`: the text of that message, if the platform
    delivers it. `selected`: what of it was selected by hand. `starts`: it answers none, and `quoted` is the message on
    which its thread begins. `quoted_from`: who wrote that message, if it was not the bot; `quoted_reply_to`: which one
    it answers itself. `unreadable`: it is for the bot, but the platform withheld its text (Discord without the intent).
    `to_us`: it answers a message of the bot. `asked`: it is the question of a command, and so needs no trigger.
    `model`: the model that the question names. `again`: the answer that is to be replaced. `attachments`: its own, the
    pieces of one album together. `quoted_attachments`: those of the message that it answers. `unread`: what stands in
    either of them and cannot be had. `age`: the seconds since it was written, by the platform's clock; 0 if that is not
    known. `more`: the seconds within which more of it may come, as it shows itself (a piece of an album, a forward, a
    text as long as a message may be); 0: it is whole. `cut`: the platform's client may have cut its text in two behind
    it, `continues`: and before it. `followed`: the next message of its author there came at the same time. `pieces`:
    the messages of which it was joined, in order; empty if it is one. `taken_at`: when the engine took it, by its
    own clock; 0 until then. `delivery`: the platform's number of the update that brought it; what has the same one came
    before. Empty: only the message's id tells. `committed`: the number under which the engine keeps it until it is
    answered; 0 if it does not. Adapters leave that as it is.
    """

    origin: Origin
    id: str
    text: str
    addressed: bool
    reply_to: str = ""
    quoted: str = ""
    selected: str = ""
    starts: bool = False
    quoted_from: Known | None = None
    quoted_reply_to: str = ""
    unreadable: bool = False
    to_us: bool = False
    asked: bool = False
    model: str = ""
    again: Again | None = None
    attachments: tuple[Attachment, ...] = ()
    quoted_attachments: tuple[Attachment, ...] = ()
    unread: tuple[UnreadKind, ...] = ()
    age: float = 0.0
    more: float = 0.0
    cut: bool = False
    continues: bool = False
    followed: bool = False
    pieces: "tuple[Incoming, ...]" = ()
    taken_at: float = 0.0
    delivery: str = ""
    committed: int = 0

    @property
    def name(self) -> str:
        """What it is called in its place: its id; else what brought it."""
        return self.id or self.delivery


class Above(Value):
    """A message above a question in a chain of replies. `author`: None if it is the bot itself.

    `text`, `attachments`, `unread`: as in `Incoming`. `reply_to`: the message that it answers itself.
    """

    id: str
    author: Known | None
    text: Hidden[str]
    attachments: tuple[Attachment, ...] = ()
    unread: tuple[UnreadKind, ...] = ()
    reply_to: str = ""


class Invocation(Value):
    """A command with its options by name; options that were not given are absent.

    `id`: the platform's; one that comes twice in a place is run once. Empty: nobody can tell.

    `reply_to`, `quoted`, `quoted_from`, `selected`, `quoted_attachments`: as in `Incoming`, for a command that was
    written as a reply (Telegram's `/ask`) or is about a message (Discord's menu). `attachments`: the file of an option,
    or that whose caption the command is. `unread`, `age`: as in `Incoming`. `about`: the people whom its options name,
    as far as the platform says what they are called.
    """

    origin: Origin
    name: str
    options: Mapping[str, str]
    id: str = ""
    reply_to: str = ""
    quoted: str = ""
    selected: str = ""
    quoted_from: Known | None = None
    attachments: tuple[Attachment, ...] = ()
    quoted_attachments: tuple[Attachment, ...] = ()
    unread: tuple[UnreadKind, ...] = ()
    age: float = 0.0
    about: tuple[Known, ...] = ()


class Press(Value):
    """A button was pressed, or the form that it opened was sent with `text`.

    `caller`: the id of the person whose command or message the pressed message answers; empty if that is unknown.
    `to_command`: it is known to answer a command. `id`: as in `Invocation`.
    """

    origin: Origin
    action: Action
    surface: Surface
    text: Hidden[str] = ""
    caller: str = ""
    to_command: bool = False
    id: str = ""


class Typed(Value):
    """Somebody is typing the value of an option and wants to see what fits."""

    origin: Origin
    command: str
    option: str
    text: str
