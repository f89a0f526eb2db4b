"""What stands below the words of an answer: pictures that the model made, files that it wrote."""

import logging

from bots.engine.delivery.sending import Sender, new_nonce
from bots.engine.language.phrases import say
from bots.engine.reply.part import Part
from bots.engine.seam.errors import Late, PlatformError
from bots.engine.seam.places import Message, Surface, Target, ToChat
from bots.engine.seam.shown import File, Frame
from bots.engine.seam.targets import next_target
from bots.engine.tools.bounds import EXTRAS, EXTRAS_BYTES
from provider.contract import Image
from provider.values import replace

log = logging.getLogger("parley")

_ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "image/gif": "gif"}


def picture_file(image: Image) -> File:
    """A picture as a file, with the name by which platforms know that it is one."""
    return File(f"picture.{_ENDINGS.get(image.media_type, 'png')}", image.data)


class Beside:
    """The files of one answer, each once, as many as there is room for."""

    def __init__(self) -> None:
        self._files: list[File] = []

    def __bool__(self) -> bool:
        return bool(self._files)

    def add(self, file: File) -> None:
        """Take one in. What comes twice, as some servers repeat their pictures, is one."""
        size = sum(len(each.content) for each in self._files)
        if file not in self._files and len(self._files) < EXTRAS and size + len(file.content) <= EXTRAS_BYTES:
            self._files.append(file)

    def take(self) -> tuple[File, ...]:
        """All of them, in order; they are gone from here."""
        files, self._files = tuple(self._files), []
        return files


def replying(to: Surface, following: Target) -> Target:
    """The target of a message that replies to one of an answer, where messages reply to each other."""
    if isinstance(to, Message) and isinstance(following, ToChat):
        return replace(following, reply_to=to.id, nonce=new_nonce())
    return following


async def send_beside(sender: Sender, file: File, below: Surface, target: Target) -> Part | None:
    """Send a file in a message of its own that replies to the one above it; if it may not go, that is said there.

    Returns None if nothing stands there, as far as is known.
    """
    following = replying(below, next_target(target))
    try:
        surface: Surface | None = await sender.send(following, Frame("", file=file, silent=True))
    except Late:  # its upload may still be under way
        log.warning("%s: it is not known whether a file has arrived", target.place)
        return None
    except PlatformError as error:
        log.warning("%s: a file could not be sent: %s", target.place, error)
        words = Frame(say("file_refused", name=file.name), silent=True)
        surface = await sender.deliver(following, words, attempts=3)
    return Part.whole(surface) if surface is not None else None
