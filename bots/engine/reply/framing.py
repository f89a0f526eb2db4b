"""What a frame shows, as pure functions. `live_reply` decides when it goes out."""

import re

from bots.engine.delivery.rendering import rendered
from bots.engine.delivery.sending import bare
from bots.engine.language.phrases import say
from bots.engine.reply.buttons import Phase
from bots.engine.reply.part import State
from bots.engine.reply.slot import NOTHING_DONE, Doing
from bots.engine.reply.style import ReplyStyle
from bots.engine.seam.platform import Platform
from bots.engine.seam.shown import Button, Frame
from bots.text.piece import Entity, Piece
from bots.text.sources import NOTHING_CITED, Cited, Numbered
from bots.text.split import split
from bots.text.visible import is_visible
from provider.values import Value, replace

_LAST_WORD = re.compile(r"\S+\Z")

FIRST_WORDS = 160
"""UTF-16 units of a further opening, if nobody knows whether the first one stands."""
SHORTEST = 200
"""UTF-16 units below which a message is not made shorter."""

Rows = tuple[tuple[Button, ...], ...]


class Look(Value):
    """All that a frame of one part depends on, beside the style and the platform.

    `source`: the Markdown of this part and of what follows it. `last`: no more will come. `number`: the part's, from 1.
    `replaces`: its message shows an older answer. `armed`: its first frame has its buttons. `lost_openings`, `plain`,
    `shorter`: as in `Part`. `waiting`: the line that says what is waited for. `growing`: the reasoning that is shown
    before the first word, in Markdown; `folded`: the reasoning that stays above the words. `quote`: what the answer is
    to, above its words, in Markdown. `remark`: the small line below the end of the answer. `cited`: the sources of the
    answer, and those that stand below its end. `length`: as in `Reading`. `doing`: what is done at the moment, below
    the words or in their place.
    """

    source: str
    last: bool = False
    state: State = State.GROWING
    number: int = 1
    replaces: bool = False
    armed: bool = False
    lost_openings: int = 0
    plain: bool = False
    shorter: bool = False
    waiting: str = ""
    growing: str = ""
    folded: str = ""
    quote: str = ""
    remark: str = ""
    cited: Cited = NOTHING_CITED
    length: int = 0
    doing: Doing = NOTHING_DONE


class Shot(Value):
    """A frame, without text if there is nothing to show, and the Markdown that it does not hold.

    `rest`: what the next part begins with. `beyond`: what no message may hold.
    """

    frame: Frame
    rest: str = ""
    beyond: str = ""


def framed(look: Look, style: ReplyStyle, platform: Platform) -> Shot:
    """The frame that shows it."""
    follows = look.number > 1
    opening = look.state is State.OPENING
    if opening and look.lost_openings and not look.replaces:
        # Nobody can tell whether an opening arrived, so no further copy of the whole is sent: its first words are, and
        # an edit brings the rest.
        words = _rendered(replace(look, source=_first_words(look), folded="", quote=""), platform)
        if words.text:
            return Shot(Frame(words.text, () if look.plain else words.entities, silent=follows))
    piece = _shortened(look, style, platform) if look.shorter else _rendered(look, platform)
    if not piece.text and piece.rest:  # a message of white space
        return Shot(Frame(""), rest=piece.rest)
    room = look.number < style.max_parts
    if (look.remark or look.cited.below) and piece.text and not piece.rest:
        # What gives way to a remark or to sources is no reason for a file.
        piece, room = _rendered(look, platform, look.remark, below=look.cited.below), True
    if look.doing.line and not look.last and piece.text and not piece.rest and style.notices:
        with_line = _rendered(look, platform, look.doing.line)
        if look.doing.asks or not with_line.rest:  # a mere line is not worth another message
            piece, room = with_line, True
    if look.doing.asks and not look.last and piece.rest and not room:
        piece = _asking(look, platform)
    text, entities = piece.text, piece.entities
    wordless = not text
    if wordless:
        text, entities = _without_words(look, style, platform)
    rest, beyond = (piece.rest, "") if room else ("", piece.rest)
    if rest or (opening and not look.last and not look.armed):
        buttons: Rows = ()  # an opening whose answer is lost stays behind for ever, and must not look alive
    else:
        buttons = _buttons(look, style, beyond=bool(beyond))
    frame = Frame(text, entities, buttons, silent=follows, wordless=wordless)
    return Shot(bare(frame) if look.plain else frame, rest, beyond)


def relinked(look: Look, rest: str, style: ReplyStyle, platform: Platform, cited: Cited) -> Frame | None:
    """The frame of a message that was full before its sources came, with links behind its marks.

    `look`: of which it was made, `rest`: what it did not hold. None if no mark becomes a link, or if addresses leave no
    room for all of its words.
    """
    before = framed(look, style, platform)
    after = framed(replace(look, cited=replace(cited, below=())), style, platform)
    return after.frame if after.rest == before.rest == rest and after.frame != before.frame else None


def _first_words(look: Look) -> str:
    """The beginning of the source, up to the end of a word."""
    head, rest = split(look.source, FIRST_WORDS)
    if look.last and not rest:
        return head
    whole = _LAST_WORD.sub("", head)  # the last word may be cut, or may still grow
    return whole if is_visible(whole) else head


def _asking(look: Look, platform: Platform) -> Piece:
    """The question to people, which takes the place of the last words if no further message may hold it."""
    words = _rendered(look, platform)
    share = len(look.source) - len(words.rest)
    while (share := share * 7 // 8) > 0:
        head, rest = split(look.source, share)
        piece = _rendered(replace(look, source=head), platform, look.doing.line)
        if piece.text and not piece.rest:
            return replace(piece, rest=rest)
    return replace(platform.render(look.doing.line, last=True), rest=look.source)


def _shortened(look: Look, style: ReplyStyle, platform: Platform) -> Piece:
    """About half of what the message could hold, if more messages may follow."""
    piece = _rendered(look, platform)
    held = len(look.source) - len(piece.rest)
    head, rest = split(look.source, max(SHORTEST, held // 2))
    if not rest or look.number >= style.max_parts:
        return piece
    half = _rendered(replace(look, source=head, last=True, folded=""), platform)
    return replace(half, rest=rest) if half.text and not half.rest else piece


def _rendered(look: Look, platform: Platform, remark: str = "", below: tuple[Numbered, ...] = ()) -> Piece:
    """The beginning of the source that one message holds; the first has the quote and the reasoning above it."""
    cited = look.cited if look.cited.below == below else replace(look.cited, below=below)
    if look.number > 1 or not is_visible(look.source):
        return rendered(platform, look.source, last=look.last, remark=remark, cited=cited)
    source = f"{look.quote}\n\n{look.source}" if look.quote else look.source
    return rendered(platform, source, last=look.last, remark=remark, cited=cited, reasoning=look.folded)


def _without_words(look: Look, style: ReplyStyle, platform: Platform) -> tuple[str, tuple[Entity, ...]]:
    """What is shown before the first word, or at the end of an answer without words."""
    if look.last:
        alone = look.state is not State.OPENING or (look.number == 1 and not look.replaces)
        # Else the waiting line and its button would outlive the answer.
        return (look.remark or say("no_words") if alone and style.notices else ""), ()
    if look.number > 1 and not look.doing.asks:
        return "", ()
    if look.doing.line and (look.doing.asks or not look.replaces):
        piece = platform.render(look.doing.line, last=True)
        return piece.text, piece.entities
    if not look.growing:
        return look.waiting, ()
    piece = platform.render(look.growing, last=True)
    return piece.text, piece.entities


def _buttons(look: Look, style: ReplyStyle, *, beyond: bool) -> Rows:
    if style.buttons is None:
        return ()
    phase = Phase.OVER if look.last else Phase.HIDDEN if beyond else Phase.GROWING
    number = look.number + (beyond and look.last)
    return style.buttons.under(phase, length=look.length, number=number, asks=look.doing.asks)
