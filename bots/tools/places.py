"""Whether a place is one of those that the owner named: "discord:123" for a server, a channel and the like. Pure."""

from collections.abc import Collection

from bots.engine.seam.incoming import Origin

PRIVATE, SHARED = "private", "shared"
"""All private chats, and all other places."""


def is_within(origin: Origin, places: Collection[str]) -> bool:
    """Whether one of these names means the place or what it lies in. Without names, all places are meant."""
    if not places:
        return True
    place = origin.place
    numbers = (place.chat, place.thread, f"{place.chat}:{place.thread}", origin.server, origin.category)
    names = {f"{place.platform}:{number}" for number in numbers if number}
    return not names.isdisjoint(places) or (PRIVATE if origin.private else SHARED) in places
