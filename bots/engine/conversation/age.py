"""When a message is too old to be answered as if it were new. Pure."""

OLD_IN_PRIVATE = 3600.0
OLD_WHERE_SHARED = 600.0
"""Seconds. Others have talked on meanwhile, so there a message is old sooner than in a private chat."""


def is_old(age: float, *, private: bool) -> bool:
    """Whether a message of that age (seconds) is old."""
    return age > (OLD_IN_PRIVATE if private else OLD_WHERE_SHARED)
