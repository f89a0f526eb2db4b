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


IS_COMPONENTS_V2 = 1 << 15


def check(payload: Any, *, has_file: bool, new: bool, lifted: bool = False) -> None:
    """Raise `Refusal` where Discord would answer 400. Of white space alone; a zero-width space counts as text there.

    `lifted`: the message that is edited consists of components, and does so for life.
    """
    if not isinstance(payload, dict):
        raise Refusal(400, 50035, "Invalid Form Body")
    if len(str(payload.get("nonce", ""))) > 25:
        raise Refusal(400, 50035, "Invalid Form Body")
    content = payload.get("content")
    if lifted or payload.get("flags", 0) & IS_COMPONENTS_V2:
        if content or payload.get("embeds"):
            raise Refusal(400, 50035, "The 'content' field cannot be used when using MessageFlags.IS_COMPONENTS_V2")
        if lifted and "flags" in payload and not payload["flags"] & IS_COMPONENTS_V2:
            raise Refusal(400, 50035, "MessageFlags.IS_COMPONENTS_V2 cannot be removed")
        if new or "components" in payload:
            check_container(payload.get("components") or [], has_file=has_file)
        return
    if content is not None and (not isinstance(content, str) or len(content) > 2000):
        raise Refusal(400, 50035, "Invalid Form Body")
    if not (content or "").strip() and not has_file and (new or "content" in payload):
        raise Refusal(400, 50006, "Cannot send an empty message")
    _check_components(payload.get("components") or [])


def check_container(components: list[Json], *, has_file: bool) -> None:
    """Raise `Refusal` where Discord would not take these components as a whole message."""
    inner = [each for one in components for each in flat(one)]
    texts = [str(each.get("content") or "") for each in inner if each.get("type") == 10]
    wrong = not 1 <= len(inner) <= 40 or not all(texts) or len("".join(texts)) > 4000
    for each in inner:
        match each.get("type"):
            case 17:
                wrong = wrong or not each.get("components")
            case 12 | 13:
                wrong = wrong or not has_file
            case 1 | 10 | 14 | 2 | 3:
                pass
            case _:
                wrong = True
    wrong = wrong or any(each.get("type") in (2, 3) for each in components)
    if wrong:
        raise Refusal(400, 50035, "Invalid Form Body")
    _check_components([each for each in inner if each.get("type") == 1], most=40)


def flat(component: Json) -> list[Json]:
    """A component and all that are nested in it."""
    return [component, *(each for inner in component.get("components") or () for each in flat(inner))]


def _check_components(rows: list[Json], most: int = 5) -> None:
    ids: list[str] = []
    wrong = len(rows) > most
    for row in rows:
        held: list[Json] = row.get("components") or []
        menu = len(held) == 1 and held[0].get("type") == 3
        wrong = wrong or row.get("type") != 1 or not 1 <= len(held) <= 5
        wrong = wrong or not (_is_menu(held[0]) if menu else all(map(_is_button, held)))
        ids += [each["custom_id"] for each in held if "custom_id" in each]
    if wrong or len(set(ids)) != len(ids):
        raise Refusal(400, 50035, "Invalid Form Body")


def _is_menu(menu: Json) -> bool:
    """Whether its options are told apart, at most one of them is chosen already, and nothing is too long."""
    options: list[Json] = menu.get("options") or []
    values = [str(option.get("value") or "") for option in options]
    return (
        1 <= len(str(menu.get("custom_id") or "")) <= 100
        and len(str(menu.get("placeholder") or "")) <= 150
        and 1 <= len(options) <= 25
        and len(set(values)) == len(values)
        and all(1 <= len(value) <= 100 for value in values)
        and all(1 <= len(str(option.get("label") or "")) <= 100 for option in options)
        and all(1 <= len(str(option.get("description", "."))) <= 100 for option in options)
        and sum(bool(option.get("default")) for option in options) <= 1
    )


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
        wrong = wrong or len(str(field.get("value") or "")) > field.get("max_length", 4000)
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
