"""A frame as Discord's JSON. It notifies only the person that the frame names, and previews no link. Pure."""

import hashlib
from typing import Any

from bots.discord_bot.limits import FORM_LABEL, FORM_TEXT, FORM_TITLE, NONCE
from bots.discord_bot.panels import IS_COMPONENTS_V2, action_rows, container
from bots.engine.seam.shown import Form, Frame

SUPPRESS_EMBEDS = 1 << 2
EPHEMERAL = 1 << 6
SUPPRESS_NOTIFICATIONS = 1 << 12

NOBODY: dict[str, Any] = {"parse": [], "replied_user": False}
"""Notifies nobody."""

FIELD = "text"
"""The name of a form's only field."""


def sending(frame: Frame, *, reply_to: str = "", nonce: str = "", private: bool = False) -> dict[str, Any]:
    """A new message. `nonce`: Discord drops a second message with the same one."""
    flags = SUPPRESS_EMBEDS if frame.panel is None else IS_COMPONENTS_V2
    flags |= SUPPRESS_NOTIFICATIONS if frame.silent else 0
    flags |= EPHEMERAL if private else 0
    payload = _beside(frame) | {"flags": flags}
    if frame.panel is not None:
        payload["components"] = container(frame)
    else:
        payload["content"] = frame.text
        if frame.ping:
            payload["content"] = f"<@{frame.ping}> {frame.text}"
            payload["allowed_mentions"] = NOBODY | {"users": [frame.ping]}
        if frame.buttons:
            payload["components"] = action_rows(frame.buttons)
    if reply_to:
        payload["message_reference"] = {"message_id": reply_to, "fail_if_not_exists": False}
    if nonce:
        short = nonce if len(nonce) <= NONCE else hashlib.blake2b(nonce.encode(), digest_size=12).hexdigest()
        payload |= {"nonce": short, "enforce_nonce": True}
    return payload


def editing(frame: Frame, *, lifted: bool = False) -> dict[str, Any]:
    """A change of a message; buttons that are not in the frame disappear.

    `lifted`: the message consists of components already, and will for life.
    """
    if frame.panel is None and not lifted:
        shown = {"content": frame.text, "flags": SUPPRESS_EMBEDS, "components": action_rows(frame.buttons)}
        return _beside(frame) | shown
    gone: dict[str, Any] = {} if lifted else {"content": None, "embeds": []}
    return _beside(frame) | gone | {"flags": IS_COMPONENTS_V2, "components": container(frame)}


def attaching(frame: Frame) -> dict[str, Any]:
    """A file for a message that keeps its text."""
    return {key: value for key, value in _beside(frame).items() if key == "attachments"}


def form(asked: Form) -> dict[str, Any]:
    """A window with one field."""
    most = min(asked.most, FORM_TEXT)
    field = {
        "type": 4,
        "custom_id": FIELD,
        "style": 1 if asked.one_line else 2,
        "required": True,
        "min_length": 1,
        "max_length": most,
    }
    if asked.value:
        field["value"] = asked.value[:most]
    return {
        "title": asked.title[:FORM_TITLE],
        "custom_id": asked.action.encode(),
        "components": [{"type": 18, "label": asked.label[:FORM_LABEL], "component": field}],
    }


def _beside(frame: Frame) -> dict[str, Any]:
    """What a message has beside its words."""
    payload: dict[str, Any] = {"allowed_mentions": NOBODY}
    if frame.file is not None:
        payload["attachments"] = [{"id": 0, "filename": frame.file.name}]
    return payload
