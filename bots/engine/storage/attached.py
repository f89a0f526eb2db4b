"""What stood beside the words of a question as JSON, as a row keeps it."""

import json

from bots.engine.storage.records import Attached
from provider.values import asdict


def dump_attached(attached: tuple[Attached, ...]) -> str | None:
    """The JSON of what stood beside the words; None if that is nothing."""
    return json.dumps([asdict(each) for each in attached]) if attached else None


def load_attached(data: str | None) -> tuple[Attached, ...]:
    """What is in the JSON that `dump_attached` gave; nothing if another version has written something else."""
    try:
        return tuple(Attached(**each) for each in json.loads(data)) if data else ()
    except (ValueError, TypeError, RecursionError):
        return ()
