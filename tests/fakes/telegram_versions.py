"""What a Bot API server of another version tells otherwise. Pure."""

from collections.abc import Callable
from typing import Any

Retell = Callable[[Any], Any]

_SINCE_9_0 = frozenset(
    [
        "gifts_from_channels",
        "can_edit_tag",
        "can_react_to_messages",
        "can_manage_direct_messages",
        "members_only",
        "allows_revoting",
        "live_photo",
        "rich_message",
        "is_paid_post",
        "can_stop",
    ]
)
"""Fields that came after Bot API 9.0, as far as this fake tells them."""

_EACH_MAY_BE_MISSING = frozenset({"accepted_gift_types", "accent_color_id", "max_reaction_count", "total_voter_count"})
"""Fields that a library may demand, and that we do not need."""


def older(told: Any) -> Any:
    """As a server of Bot API 9.0 tells it, or a proxy that leaves out what it does not know."""
    if isinstance(told, dict):
        lacking = _SINCE_9_0 | _EACH_MAY_BE_MISSING
        return {name: older(value) for name, value in told.items() if name not in lacking}
    return [older(each) for each in told] if isinstance(told, list) else told


def newer(told: Any) -> Any:
    """As a server of a later version tells it: each object has something that nobody knows yet."""
    if isinstance(told, dict):
        return {name: newer(value) for name, value in told.items()} | {"of_the_future": {"kind": "new"}}
    return [newer(each) for each in told] if isinstance(told, list) else told
