"""How one answer looks, and in which message of ours it begins. Pure."""

from bots.engine.reply.asking import Asking
from bots.engine.reply.buttons import NO_LIMIT, AnswerButtons
from bots.engine.reply.live_reply import LiveReply
from bots.engine.reply.part import Standing
from bots.engine.reply.style import ReplyDefaults, ReplyStyle
from bots.engine.reply.versions import Versions, open_frame, turning
from bots.engine.seam.incoming import Origin
from bots.engine.seam.places import Message, Surface, ToInteraction
from bots.engine.storage.records import StoredAnswer

GUEST_PARTS = 5
"""Messages of an answer to a guest. Five may follow the first: four of the answer, one to say that it is there."""

Beginning = tuple[Standing | None, tuple[Surface, ...]]
"""The message in which an answer begins, None for a new one, and messages that its first words replace."""


def style_of(asking: Asking, defaults: ReplyDefaults, versions: Versions) -> ReplyStyle:
    """How the answer is shown. `defaults`: what holds unless somebody chose otherwise. `versions`: so far."""
    origin, exchange, here, again = asking.origin, asking.exchange, asking.here, asking.incoming.again
    most = defaults.max_parts_private if origin.private else defaults.max_parts_shared
    return ReplyStyle(
        mode=here.streaming,
        max_parts=min(most, _most_parts(origin)),
        buttons=AnswerButtons(
            exchange.reply,
            exchange.answer,
            kept=exchange.kept,
            to_command=isinstance(origin.target, ToInteraction) or (again is not None and again.to_command),
            most=_most_parts(origin),
            turning=turning(asking.sender.platform, versions, exchange.answer),
        ),
        model=asking.model,
        notices=not asking.terminal,
        reasoning="off" if asking.terminal or exchange.onward else here.reasoning,
    )


def goes_on_in(asking: Asking, stored: StoredAnswer, versions: Versions) -> Standing | None:
    """The last message of an answer that is to go on; None if the rest begins another message."""
    again, origin = asking.incoming.again, asking.origin
    if asking.terminal or not stored.open_part or not stored.messages:
        return None
    surface: Surface | None = Message(stored.place, stored.messages[-1])
    if stored.apart or origin.guest:
        surface = again.surface if again else None
    if surface is None:
        return None
    frame = open_frame(asking.sender.platform, stored, versions, most=_most_parts(origin))
    return Standing(surface, older=True, frame=frame, source=stored.open_part)


def in_place_of(live: LiveReply, began: Beginning) -> Beginning:
    """Where an answer begins that replaces one that was growing. `began`: where that one did."""
    if live.untouched or not live.surfaces:
        return began
    first, *others = live.surfaces
    return Standing(first), (*others, *(each for each in began[1] if each not in live.surfaces))


def _most_parts(origin: Origin) -> int:
    """The most messages of an answer there."""
    return GUEST_PARTS if origin.guest else NO_LIMIT
