"""Finished words as frames: as many as they need, each in a message of its own."""

from collections.abc import Callable

from bots.engine.seam.shown import Frame, Response
from bots.text.piece import Piece
from provider.values import replace


def text_frames(text: str, render: Callable[[str], Piece]) -> list[Frame]:
    """The frames of a text. Only the first makes a sound. `render`: the first message of a source."""
    found: list[Frame] = []
    while text:
        piece = render(text)
        found.append(Frame(piece.text, piece.entities, silent=bool(found)))
        text = piece.rest
    return found


def answer_frames(answer: Response, render: Callable[[str], Piece]) -> list[Frame]:
    """The frames of an answer of the bot itself, at least one. The last one has its buttons and its file.

    A panel goes with its words, if they are one message.
    """
    if answer.frame is not None:
        return [answer.frame]
    found = text_frames(answer.text, render) or [Frame("")]
    *before, last = (replace(frame, private=answer.private) for frame in found)
    panel = answer.panel if not before else None
    frames = [*before, replace(last, buttons=answer.buttons, file=answer.file, panel=panel)]
    return [replace(frame, silent=True) for frame in frames] if answer.silent else frames
