"""A frame as Discord's JSON. It notifies only the person that the frame names, and previews no link. Pure."""

import hashlib
from typing import Any

from bots.discord_bot.limits import FORM_LABEL, FORM_TEXT, FORM_TITLE, IN_A_ROW, LABEL, NONCE, ROWS
from bots.engine.seam.values import Button, Form, Frame

SUPPRESS_EMBEDS = 1 << 2
EPHEMERAL = 1 << 6
SUPPRESS_NOTIFICATIONS = 1 << 12

NOBODY: dict[str, Any] = {"parse": [], "replied_user": False}
"""Notifies nobody."""

FIELD = "text"
"""The name of a form's only field."""


def sending(frame: Frame, *, reply_to: str = "", nonce: str = "", private: bool = False) -> dict[str, Any]:
    """A new message. `nonce`: Discord drops a second message with the same one."""
    flags = SUPPRESS_EMBEDS
    flags |= SUPPRESS_NOTIFICATIONS if frame.silent else 0
    flags |= EPHEMERAL if private else 0
    payload = _common(frame) | {"flags": flags}
    if frame.ping:
        payload["content"] = f"<@{frame.ping}> {frame.text}"
        payload["allowed_mentions"] = NOBODY | {"users": [frame.ping]}
    if frame.buttons:
        payload["components"] = rows(frame.buttons)
    if reply_to:
        payload["message_reference"] = {"message_id": reply_to, "fail_if_not_exists": False}
    if nonce:
        short = nonce if len(nonce) <= NONCE else hashlib.blake2b(nonce.encode(), digest_size=12).hexdigest()
        payload |= {"nonce": short, "enforce_nonce": True}
    return payload


def editing(frame: Frame) -> dict[str, Any]:
    """A change of a message; buttons that are not in the frame disappear."""
    return _common(frame) | {"flags": SUPPRESS_EMBEDS, "components": rows(frame.buttons)}


def attaching(frame: Frame) -> dict[str, Any]:
    """A file for a message that keeps its text."""
    return {key: value for key, value in _common(frame).items() if key == "attachments"}


def rows(buttons: tuple[tuple[Button, ...], ...]) -> list[dict[str, Any]]:
    """Buttons as action rows: at most five rows of five. If there are more rows, their buttons move together."""
    return [{"type": 1, "components": [_button(button) for button in row]} for row in _fitting(buttons)]


def _fitting(buttons: tuple[tuple[Button, ...], ...]) -> list[list[Button]]:
    """The buttons in rows that fit. The last row stays by itself: it leads to other pages."""
    found = [list(row[at : at + IN_A_ROW]) for row in buttons for at in range(0, len(row), IN_A_ROW)]
    if len(found) <= ROWS:
        return found
    *above, last = found
    flat = [button for row in above for button in row][: (ROWS - 1) * IN_A_ROW]
    wide = -(-len(flat) // (ROWS - 1))
    return [*(flat[at : at + wide] for at in range(0, len(flat), wide)), last]


def form(asked: Form) -> dict[str, Any]:
    """A window with one field for many lines."""
    field = {
        "type": 4,
        "custom_id": FIELD,
        "style": 2,
        "required": True,
        "min_length": 1,
        "max_length": FORM_TEXT,
    }
    return {
        "title": asked.title[:FORM_TITLE],
        "custom_id": asked.action.encode(),
        "components": [{"type": 18, "label": asked.label[:FORM_LABEL], "component": field}],
    }


def _common(frame: Frame) -> dict[str, Any]:
    payload: dict[str, Any] = {"content": frame.text, "allowed_mentions": NOBODY}
    if frame.file is not None:
        payload["attachments"] = [{"id": 0, "filename": frame.file.name}]
    return payload


def _button(button: Button) -> dict[str, Any]:
    return {"type": 2, "style": 2, "label": button.label[:LABEL], "custom_id": button.action.encode()}
