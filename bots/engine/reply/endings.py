"""The end of an answer that its messages cannot hold, or that the platform refuses to show."""

from bots.engine.attachments.kinds import WHOLE_ANSWER
from bots.engine.delivery.sending import Sender, ended
from bots.engine.language.phrases import say
from bots.engine.reply.beside import replying
from bots.engine.reply.part import Part, Standing
from bots.engine.seam.places import Surface, Target
from bots.engine.seam.shown import File, Frame
from provider.values import replace

NOTICE_ATTEMPTS = 5
"""The most attempts to say that a frame was refused."""


async def say_refused(
    sender: Sender, part: Part, shown: Frame | None, following: Target, remark: str, *, follows: bool
) -> None:
    """Say that a part was refused, if that is possible, and leave nothing that looks alive.

    `shown`: the frame that stands, if it is known. `following`: the target of a further message. `remark`: the small
    line. `follows`: there are parts before it.
    """
    rest = Frame(say("refused_rest"))
    surface, late = part.surface, part.late
    if surface is None:
        await _put(sender, following, rest if follows else Frame(say("refused_whole")))
        return
    first, *others = ended(sender.platform, part.source, remark)
    part.owe(first)
    stands = await _put(sender, surface, first)
    if others or not stands:
        await _put(sender, following, rest)
    if not stands:  # a message in an archived thread opens it again
        part.owe(replace(shown or first, buttons=()))
        stands = await _put(sender, surface, part.shown or first)
    part.late = late or not stands


async def send_as_file(sender: Sender, words: str, remark: str, first: Surface, following: Target) -> Part | None:
    """Send the whole answer as a file that replies to its first message; returns None if the platform takes none."""
    following = replying(first, following)
    piece = sender.platform.render(say("whole_answer"), last=True, remark=remark)
    file = File(WHOLE_ANSWER, "\n\n".join(filter(None, (words, remark))).encode())
    surface = await sender.deliver(following, Frame(piece.text, piece.entities, file=file, silent=True))
    return None if surface is None else Part.whole(surface)


async def put_back(sender: Sender, part: Part, older: Standing) -> None:
    """Show the older answer again, if its frame is known."""
    if older.frame is not None:
        part.shown = older.frame
        await _put(sender, older.surface, older.frame)


async def _put(sender: Sender, where: Target | Surface, frame: Frame) -> bool:
    return await sender.deliver(where, frame, attempts=NOTICE_ATTEMPTS) is not None
