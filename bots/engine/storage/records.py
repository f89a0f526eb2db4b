"""The values that come out of the store. No SQL."""

from datetime import date
from typing import Literal

from bots.engine.seam.incoming import AttachmentKind, UnreadKind
from bots.engine.seam.places import Attempt, Place, Surface, Target
from bots.text.sources import Numbered
from provider.contract import Gone, Role
from provider.values import Hidden, Value, replace

Grant = Literal["", "asked", "allowed", "both", "denied"]
"""The decision of an owner about a subject; "asked" while there is none, empty if nobody asked.

both: a role that was allowed when that still made its people administrators; they stay it until somebody changes that.
"""

BOT = "bot"
"""The scope of the whole bot."""


class LastFrame(Value):
    """How an answer ends whose words are all kept, and whose last frame may not stand.

    `remark`: the small line below it. `behind`: how many messages stand before the one that its text fills.
    """

    remark: str = ""
    behind: int = 0


class OpenReply(Value):
    """An answer whose last frame was not confirmed.

    `surfaces`: its parts in order, the last one open. `text`: the source of that one. `row`: its message in the tree.
    `kept`: what is said stays in the store after its end. `state`: as in `storage/replies.py`. `renewed`: when it was
    last known to be that (Unix time). `reservation`: what it may cost; 0: nothing is counted. `last`: None until all of
    its words are kept; then `text` is all that is still to be shown of them. `attempts`: messages that were sent with
    buttons, and of which nobody knows whether they stand. `opened`: when it began (Unix time).
    """

    key: int
    target: Target
    surfaces: tuple[Surface, ...]
    text: Hidden[str]
    row: int | None
    kept: bool = True
    state: int = 0
    renewed: float = 0.0
    reservation: int = 0
    last: LastFrame | None = None
    attempts: tuple[Attempt, ...] = ()
    opened: float = 0.0


class Kept(Value):
    """A value that somebody chose for a scope. `older`: a model from before it was asked who may use it."""

    scope: str
    key: str
    value: Hidden[str]
    by: str
    older: bool = False


class Named(Value):
    """What a person, a server or a place is called. `subject`: a reference's key, "discord:person:5".

    `handle`: by which everybody finds them. `belongs`: the key of the server that a place lies in, or of the person
    whose private chat it is. `locale`: the language of a person. All three may be empty.
    """

    subject: str
    name: Hidden[str]
    handle: Hidden[str] = ""
    belongs: str = ""
    locale: str = ""


class Change(Value):
    """One line of the history. `old`, `new`: None if nothing was chosen in that scope."""

    row: int
    scope: str
    key: str
    old: Hidden[str | None]
    new: Hidden[str | None]
    by: str
    at: float


class Attached(Value):
    """Something that stood beside the words of a question, and what was read of it.

    `kind` to `about`: as in `Attachment`; what has no reference cannot be had. `text`: what was read of it, as far as
    that is text. `read`, `of`: so many of so many `unit` that is, as in `bots.documents`; `of`: 0 if nobody counted.
    `why`: why nothing was read of it; empty if something was, or nobody has tried. `of_others`: it was forwarded, or
    stood in the message that the question answers. `passing`: it is read for one answer, and never kept.
    """

    kind: AttachmentKind | UnreadKind
    reference: str = ""
    name: Hidden[str] = ""
    media_type: str = ""
    size: int = 0
    seconds: float = 0.0
    about: Hidden[str] = ""
    text: Hidden[str] = ""
    unit: str = ""
    read: int = 0
    of: int = 0
    why: str = ""
    of_others: bool = False
    passing: bool = False


class Turn(Value):
    """One message of a conversation. `author` is empty for the bot's own. `attached`: beside the words."""

    row: int
    role: Role
    text: Hidden[str]
    author: str
    at: float
    attached: tuple[Attached, ...] = ()


class Facts(Value):
    """What is known of an answer beside its words; what is empty or 0 is not known.

    `model`: the "provider/model" that gave it, several with commas if it went on by another. `wanted`: in whose place,
    `gone`: what became of that one, `why`: the phrase for the error over which it did not answer. `seconds`: from the
    request to the last word. `tokens`: all of them, as they were counted or estimated; `input_tokens`, `output_tokens`:
    as the server counted. `dollars`: US $, known only if it is `priced`. `turns`: the messages that were read, with the
    question. `ended`: the phrase for why it is not whole. `remarks`: the kind and the words of all
    that the bot said below it.
    """

    model: str = ""
    wanted: str = ""
    gone: Gone = ""
    why: str = ""
    seconds: float = 0.0
    tokens: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    dollars: float = 0.0
    priced: bool = False
    turns: int = 0
    ended: str = ""
    remarks: Hidden[tuple[tuple[str, str], ...]] = ()

    def then(self, more: "Facts") -> "Facts":
        """What is known of an answer that has gone on. `more`: of what it went on with."""
        models = dict.fromkeys((*filter(None, self.model.split(", ")), *filter(None, more.model.split(", "))))
        return replace(
            more,
            model=", ".join(models),
            wanted=more.wanted or self.wanted,
            gone=more.gone or self.gone,
            why=more.why or self.why,
            seconds=self.seconds + more.seconds,
            tokens=self.tokens + more.tokens,
            input_tokens=self.input_tokens + more.input_tokens,
            output_tokens=self.output_tokens + more.output_tokens,
            dollars=self.dollars + more.dollars,
            priced=self.priced and more.priced,
        )


NOTHING_KNOWN = Facts()


class StoredAnswer(Value):
    """An answer and its question. `text`: the question's words. `said`: the answer's.

    `continued`: something stands under it, or another answer is shown in its place. `messages`: its parts.
    `open_part`: it may go on, and this is the source of its last message; empty if what follows begins another message.
    `attached`: what stood beside the question's words. `sources`: what the answer rests on. `facts`: what else is known
    of it. `hidden`: another answer to the same question is shown. `at`: Unix time.
    """

    place: Place
    answer: int
    question: int
    asker: str
    text: Hidden[str]
    said: Hidden[str]
    continued: bool
    apart: bool
    messages: tuple[str, ...]
    open_part: Hidden[str | None] = None
    attached: tuple[Attached, ...] = ()
    sources: Hidden[tuple[Numbered, ...]] = ()
    facts: Facts = NOTHING_KNOWN
    hidden: bool = False
    at: float = 0.0


class Had(Value):
    """The usage of one model ("provider/model") on one day (UTC)."""

    day: date
    model: str
    answers: int
    input_tokens: int
    output_tokens: int


class Membership(Value):
    """The bot in a server or group. `place`: where it could speak. `removed`: when it was removed; 0 if it is there."""

    platform: str
    server: str
    place: Place
    joined: float
    removed: float = 0.0


class Said(Value):
    """What somebody said, where and when (Unix time), with what stood beside its words, and the answers to it.

    `sources`: what each of the answers rests on. `facts`: what else is known of each.
    """

    place: Place
    at: float
    text: Hidden[str]
    answers: Hidden[tuple[str, ...]]
    attached: tuple[Attached, ...] = ()
    sources: Hidden[tuple[tuple[Numbered, ...], ...]] = ()
    facts: Hidden[tuple[Facts, ...]] = ()


class StoreError(Exception):
    """The database cannot be used. `str()` is a sentence with the file and the cure, without content.

    `passes`: the same job may be done later, once the database can be used again.
    """

    def __init__(self, sentence: str, *, passes: bool = True) -> None:
        super().__init__(sentence)
        self.passes = passes
