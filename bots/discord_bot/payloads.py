"""A frame as Discord's JSON: it pings only whom the frame names and previews no link. Pure."""

import hashlib
from typing import Any

from bots.engine.model import Button, Frame

SUPPRESS_EMBEDS = 1 << 2
EPHEMERAL = 1 << 6
SUPPRESS_NOTIFICATIONS = 1 << 12

NOBODY: dict[str, Any] = {"parse": [], "replied_user": False}
"""Whom a message pings."""

_LABEL = 80
_NONCE = 25


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
        short = nonce if len(nonce) <= _NONCE else hashlib.blake2b(nonce.encode(), digest_size=12).hexdigest()
        payload |= {"nonce": short, "enforce_nonce": True}
    return payload


def editing(frame: Frame) -> dict[str, Any]:
    """A change of a message that stands; buttons that are not in the frame go away."""
    return _common(frame) | {"flags": SUPPRESS_EMBEDS, "components": rows(frame.buttons)}


def rows(buttons: tuple[tuple[Button, ...], ...]) -> list[dict[str, Any]]:
    """Buttons as action rows."""
    return [{"type": 1, "components": [_button(button) for button in row]} for row in buttons]


def _common(frame: Frame) -> dict[str, Any]:
    payload: dict[str, Any] = {"content": frame.text, "allowed_mentions": NOBODY}
    if frame.file is not None:
        payload["attachments"] = [{"id": 0, "filename": frame.file.name}]
    return payload


def _button(button: Button) -> dict[str, Any]:
    return {"type": 2, "style": 2, "label": button.label[:_LABEL], "custom_id": button.action.encode()}
