"""The sources of an answer as JSON, as a row keeps them."""

import json

from bots.text.sources import Numbered


def dump_sources(sources: tuple[Numbered, ...]) -> str | None:
    """The JSON of an answer's sources; None if it has none."""
    return json.dumps([[each.number, each.url, each.title] for each in sources]) if sources else None


def load_sources(data: str | None) -> tuple[Numbered, ...]:
    """What is in the JSON that `dump_sources` gave; nothing if another version has written something else."""
    try:
        kept = json.loads(data) if data else []
        return tuple(Numbered(int(number), str(url), str(title)) for number, url, title in kept)
    except (ValueError, TypeError, RecursionError):
        return ()
