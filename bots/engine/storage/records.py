"""The values that come out of the store. No SQL."""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from bots.engine.seam.values import AttachmentKind, Place, Surface, Target, UnreadKind
from bots.text.sources import Numbered
from provider.contract import Role

Grant = Literal["", "asked", "allowed", "both", "denied"]
"""The decision of an owner about a subject; "asked" while there is none, empty if nobody asked.

both: a role that was allowed when that still made its people administrators; they stay it until somebody changes that.
"""

BOT = "bot"
"""The scope of the whole bot."""


@dataclass(frozen=True, slots=True)
class LastFrame:
    """How an answer ends whose words are all kept, and whose last frame may not stand.

    `remark`: the small line below it. `behind`: how many messages stand before the one that its text fills.
    """

    remark: str = ""
    behind: int = 0


@dataclass(frozen=True, slots=True)
class OpenReply:
    """An answer whose last frame was not confirmed.

    `surfaces`: its parts in order, the last one open. `text`: the source of that one. `row`: its message in the tree.
    `kept`: what is said stays in the store after its end. `state`: as in `storage/replies.py`. `renewed`: when it was
    last known to be that (Unix time). `reservation`: what it may cost; 0: nothing is counted. `last`: None until all of
    its words are kept; then `text` is all that is still to be shown of them.
    """

    key: int
    target: Target
    surfaces: tuple[Surface, ...]
    text: str = field(repr=False)
    row: int | None
    kept: bool = True
    state: int = 0
    renewed: float = 0.0
    reservation: int = 0
    last: LastFrame | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """A value that somebody chose for a scope. `older`: a model from before it was asked who may use it."""

    scope: str
    key: str
    value: str = field(repr=False)
    by: str
    older: bool = False


@dataclass(frozen=True, slots=True)
class Named:
    """What a person, a server or a place is called. `subject`: a reference's key, "discord:person:5".

    `handle`: by which everybody finds them. `belongs`: the key of the server that a place lies in, or of the person
    whose private chat it is. `locale`: the language of a person. All three may be empty.
    """

    subject: str
    name: str = field(repr=False)
    handle: str = field(default="", repr=False)
    belongs: str = ""
    locale: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """One line of the history. `old`, `new`: None if nothing was chosen in that scope."""

    row: int
    scope: str
    key: str
    old: str | None = field(repr=False)
    new: str | None = field(repr=False)
    by: str
    at: float


@dataclass(frozen=True, slots=True)
class Attached:
    """Something that stood beside the words of a question, and what was read of it.

    `kind` to `about`: as in `Attachment`; what has no reference cannot be had. `text`: what was read of it, as far as
    that is text. `read`, `of`: so many of so many `unit` that is, as in `bots.documents`; `of`: 0 if nobody counted.
    `why`: why nothing was read of it; empty if something was, or nobody has tried. `of_others`: it was forwarded, or
    stood in the message that the question answers. `passing`: it is read for one answer, and never kept.
    """

    kind: AttachmentKind | UnreadKind
    reference: str = ""
    name: str = field(default="", repr=False)
    media_type: str = ""
    size: int = 0
    seconds: float = 0.0
    about: str = field(default="", repr=False)
    text: str = field(default="", repr=False)
    unit: str = ""
    read: int = 0
    of: int = 0
    why: str = ""
    of_others: bool = False
    passing: bool = False


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of a conversation. `author` is empty for the bot's own. `attached`: beside the words."""

    row: int
    role: Role
    text: str = field(repr=False)
    author: str
    at: float
    attached: tuple[Attached, ...] = ()


@dataclass(frozen=True, slots=True)
class StoredAnswer:
    """An answer and its question. `text`: the question's words. `said`: the answer's.

    `continued`: something stands under it, or a newer answer replaces it. `messages`: its parts. `open_part`: it may
    go on, and this is the source of its last message; empty if what follows begins another message. `attached`: what
    stood beside the question's words. `sources`: what the answer rests on.
    """

    place: Place
    answer: int
    question: int
    asker: str
    text: str = field(repr=False)
    said: str = field(repr=False)
    continued: bool
    apart: bool
    messages: tuple[str, ...]
    open_part: str | None = field(default=None, repr=False)
    attached: tuple[Attached, ...] = ()
    sources: tuple[Numbered, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class Had:
    """The usage of one model ("provider/model") on one day (UTC)."""

    day: date
    model: str
    answers: int
    input_tokens: int
    output_tokens: int


@dataclass(frozen=True, slots=True)
class Membership:
    """The bot in a server or group. `place`: where it could speak. `removed`: when it was removed; 0 if it is there."""

    platform: str
    server: str
    place: Place
    joined: float
    removed: float = 0.0


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody said, where and when (Unix time), with what stood beside its words, and the answers to it.

    `sources`: what each of the answers rests on.
    """

    place: Place
    at: float
    text: str = field(repr=False)
    answers: tuple[str, ...] = field(repr=False)
    attached: tuple[Attached, ...] = ()
    sources: tuple[tuple[Numbered, ...], ...] = field(default=(), repr=False)


class StoreError(Exception):
    """The database cannot be used. `str()` is a sentence with the file and the cure, without content.

    `passes`: the same job may be done later, once the database can be used again.
    """

    def __init__(self, sentence: str, *, passes: bool = True) -> None:
        super().__init__(sentence)
        self.passes = passes
