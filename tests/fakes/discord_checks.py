"""What Discord refuses in a message, and whom a message would ping. Pure."""

import re
from typing import Any

from tests.fakes.discord_world import Json


class Refusal(Exception):
    """An error answer of Discord's. `errors`: what it says of each field."""

    def __init__(self, status: int, code: int, message: str, errors: Json | None = None) -> None:
        super().__init__(message)
        self.errors = errors or {}
        self.status = status
        self.code = code
        self.message = message


def check(payload: Any, *, has_file: bool, new: bool) -> None:
    """Raise `Refusal` where Discord would answer 400. Of white space alone; a zero-width space counts as text there."""
    if not isinstance(payload, dict):
        raise Refusal(400, 50035, "Invalid Form Body")
    content = payload.get("content")
    if content is not None and (not isinstance(content, str) or len(content) > 2000):
        raise Refusal(400, 50035, "Invalid Form Body")
    if not (content or "").strip() and not has_file and (new or "content" in payload):
        raise Refusal(400, 50006, "Cannot send an empty message")
    if len(str(payload.get("nonce", ""))) > 25:
        raise Refusal(400, 50035, "Invalid Form Body")
    _check_components(payload.get("components") or [])


def _check_components(rows: list[Json]) -> None:
    ids: list[str] = []
    wrong = len(rows) > 5
    for row in rows:
        buttons: list[Json] = row.get("components") or []
        wrong = wrong or row.get("type") != 1 or not 1 <= len(buttons) <= 5 or not all(map(_is_button, buttons))
        ids += [button["custom_id"] for button in buttons if "custom_id" in button]
    if wrong or len(set(ids)) != len(ids):
        raise Refusal(400, 50035, "Invalid Form Body")


def _is_button(button: Json) -> bool:
    """Whether it says something, and leads either to the bot or to an address."""
    label, leads = str(button.get("label") or ""), button.get("url") or button.get("custom_id")
    most, named = (512, "url") if button.get("style") == 5 else (100, "custom_id")
    return (
        button.get("type") == 2
        and button.get("style") in (1, 2, 3, 4, 5)
        and (0 < len(label) <= 80 or (not label and bool(button.get("emoji"))))
        and bool(button.get(named))
        and not ("url" in button and "custom_id" in button)
        and len(str(leads)) <= most
    )


def check_form(form: Json) -> None:
    """Raise `Refusal` where Discord would not open this window."""
    wrong = not 1 <= len(str(form.get("title") or "")) <= 45 or not 1 <= len(str(form.get("custom_id") or "")) <= 100
    rows = form.get("components") or []
    wrong = wrong or not 1 <= len(rows) <= 5
    for row in rows:
        field: Json = row.get("component") or {}
        wrong = wrong or row.get("type") != 18 or not 1 <= len(str(row.get("label") or "")) <= 45
        wrong = wrong or field.get("type") != 4 or field.get("style") not in (1, 2) or not field.get("custom_id")
        wrong = wrong or "label" in field or not 1 <= field.get("max_length", 4000) <= 4000
    if wrong:
        raise Refusal(400, 50035, "Invalid Form Body")


def pings(payload: Json, answered: str) -> tuple[str, ...]:
    """Whose phone rings; `answered` is the author of the message replied to, empty where there is none."""
    allowed = payload.get("allowed_mentions")
    content = payload.get("content") or ""
    users = set(re.findall(r"<@!?(\d+)>", content))
    everyone = {name for name in ("everyone", "here") if f"@{name}" in content}
    if allowed is not None:
        parse = allowed.get("parse", ["users", "roles", "everyone"])
        users &= users if "users" in parse else set(allowed.get("users", ()))
        everyone = everyone if "everyone" in parse else set()
    reply = {answered} if answered and (allowed is None or allowed.get("replied_user", False)) else set()
    return tuple(sorted(users | everyone | reply))
