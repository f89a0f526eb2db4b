"""A frame as Telegram's fields: plain values, because the library's objects cost a third of a call's CPU. Pure."""

from typing import Any, Final

from bots.engine.seam.shown import Button, Frame
from bots.telegram_bot.limits import BUTTONS, IN_A_ROW
from bots.text.piece import Entity
from bots.text.units import units

JSON = dict[str, Any]

NO_PREVIEW: Final[JSON] = {"is_disabled": True}
"""Goes with every send and edit: a preview would fetch an address that a model can be made to write."""


def formatting(frame: Frame) -> list[JSON]:
    """The frame's entities. A parse mode is never used: it can fail on what a model writes."""
    shown = [_entity(entity) for entity in frame.entities]
    if frame.ping.isdigit():
        shown.insert(0, _mention(frame))
    return shown


def _entity(entity: Entity) -> JSON:
    shown: JSON = {"type": entity.kind, "offset": entity.offset, "length": entity.length}
    if entity.url:
        shown["url"] = entity.url
    if entity.language:
        shown["language"] = entity.language
    return shown


def _mention(frame: Frame) -> JSON:
    """A mention of the person that the frame's first word names, which notifies them."""
    word = next(iter(frame.text.split()), "")
    return {"type": "text_mention", "offset": 0, "length": units(word), "user": {"id": int(frame.ping)}}


def rows(buttons: tuple[tuple[Button, ...], ...]) -> JSON | None:
    """Buttons as a keyboard; None removes those that a message has."""
    if not buttons:
        return None
    found = [row[at : at + IN_A_ROW] for row in buttons for at in range(0, len(row), IN_A_ROW)]
    while sum(map(len, found)) > BUTTONS:
        del found[-2]  # the last row stays: it leads back, or to other pages
    keys = [[{"text": each.label, "callback_data": each.action.encode()} for each in row] for row in found]
    return {"inline_keyboard": keys}


def reply(message: str) -> JSON | None:
    """What is answered. If that message was deleted, the answer is still sent."""
    return {"message_id": int(message), "allow_sending_without_reply": True} if message else None


def thread(name: str) -> int | None:
    """The forum topic of a place; None if it has none."""
    return int(name) if name else None
