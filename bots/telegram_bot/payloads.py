"""A frame in Telegram's own types. Pure."""

from typing import Any

from telegram import InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters

from bots.engine.seam.values import Button, Frame
from bots.telegram_bot.limits import IN_A_ROW, ROWS
from bots.text.piece import Entity
from bots.text.units import units

JSON = dict[str, Any]

NO_PREVIEW = LinkPreviewOptions(is_disabled=True)
"""On every send and edit: a preview fetches an address that a model can be made to write."""


def formatting(frame: Frame) -> list[JSON]:
    """The frame's entities; never a parse mode, which can fail on what a model writes.

    As plain values: the library's own objects cost a third of a call's CPU.
    """
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
    """The frame's first word names the person, who is notified by that."""
    word = next(iter(frame.text.split()), "")
    return {"type": "text_mention", "offset": 0, "length": units(word), "user": {"id": int(frame.ping)}}


def rows(buttons: tuple[tuple[Button, ...], ...]) -> InlineKeyboardMarkup | None:
    """Buttons as a keyboard; None takes away those that a message has."""
    if not buttons:
        return None
    return InlineKeyboardMarkup(
        [
            [
                InlineKeyboardButton(button.label, callback_data=button.action.encode())
                for button in row[at : at + IN_A_ROW]
            ]
            for row in buttons
            for at in range(0, len(row), IN_A_ROW)
        ][:ROWS]
    )


def reply(message: str) -> ReplyParameters | None:
    """What is answered; where it was deleted meanwhile, the answer still stands."""
    return ReplyParameters(int(message), allow_sending_without_reply=True) if message else None


def thread(name: str) -> int | None:
    """The forum topic of a place."""
    return int(name) if name else None
