"""What the Bot API's server makes of a text and its entities before it keeps them. Pure; offsets count UTF-16 units.

It cleans a text of characters and splits, merges or drops entities that cannot stand in each other; it refuses none of
that. What it repairs shows something else than was meant.
"""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

Json = dict[str, Any]

SPLITTABLE = ("bold", "italic", "underline", "strikethrough", "spoiler")
_CODE = ("code", "pre")
_QUOTES = ("blockquote", "expandable_blockquote")
_DROPPED = re.compile("[\r\u2028-\u202e\u030a\u0333\u033f]")
_BLANKS = re.compile("[\x00-\x09\x0b\x0c\x0e-\x1f\x7f]")


def cleaned(text: str, entities: Sequence[Json]) -> tuple[str, list[Json]]:
    """The text without carriage returns and marks of direction, with a blank for each control character and tab.

    The entities move along; one that has nothing left is dropped.
    """
    gone = [_units(text[: found.start()]) for found in _DROPPED.finditer(text)]
    kept = _BLANKS.sub(" ", _DROPPED.sub("", text))
    if not gone:
        return kept, list(entities)
    moved = []
    for entity in entities:
        start, end = entity["offset"], entity["offset"] + entity["length"]
        length = end - start - sum(start <= at < end for at in gone)
        if length:
            moved.append({**entity, "offset": start - sum(at < start for at in gone), "length": length})
    return kept, moved


def mended(entities: Sequence[Json]) -> list[Json]:
    """The entities as they can stand in each other.

    A quote in a quote is one with it. Of two that are neither, as code in a link, the first stays. Bold and its like
    are split around code and where they would half overlap something.
    """
    quotes = _merged([entity for entity in entities if entity["type"] in _QUOTES])
    whole = _apart([entity for entity in entities if entity["type"] not in (*SPLITTABLE, *_QUOTES)], quotes)
    found = [*quotes, *whole]
    for kind in SPLITTABLE:
        for start, end in _joined([entity for entity in entities if entity["type"] == kind]):
            cuts = {edge for entity in found for edge in _half_overlapped(entity, start, end)}
            cuts |= {edge for entity in whole if entity["type"] in _CODE for edge in (entity["offset"], _end(entity))}
            places = sorted({start, end, *(cut for cut in cuts if start < cut < end)})
            found += [
                {"type": kind, "offset": low, "length": high - low}
                for low, high in pairwise(places)
                if not any(code["offset"] <= low < _end(code) for code in whole if code["type"] in _CODE)
            ]
    return sorted(found, key=lambda entity: (entity["offset"], -entity["length"]))


def shows_the_same(some: Sequence[Json], others: Sequence[Json]) -> bool:
    """Whether both mark the same stretches in the same ways, whatever pieces they are in."""
    kinds = {entity["type"] for entity in (*some, *others)}
    return all(_stretches(some, kind) == _stretches(others, kind) for kind in kinds)


def _stretches(entities: Sequence[Json], kind: str) -> object:
    mine = [entity for entity in entities if entity["type"] == kind]
    if kind in SPLITTABLE:
        return _joined(mine)
    return sorted((entity["offset"], entity["length"], str(entity.get("url", ""))) for entity in mine)


def _half_overlapped(entity: Json, start: int, end: int) -> list[int]:
    """The edge of an entity that lies within a stretch, if its other edge lies outside."""
    low, high = entity["offset"], _end(entity)
    if low < start < high < end:
        return [high]
    return [low] if start < low < end < high else []


def _merged(quotes: Sequence[Json]) -> list[Json]:
    found: list[Json] = []
    for quote in sorted(quotes, key=lambda entity: (entity["offset"], -entity["length"])):
        if found and quote["offset"] < _end(found[-1]):
            found[-1] = {**found[-1], "length": max(_end(found[-1]), _end(quote)) - found[-1]["offset"]}
        else:
            found.append(quote)
    return found


def _apart(entities: Sequence[Json], quotes: Sequence[Json]) -> list[Json]:
    """Those that overlap neither an earlier one nor the edge of a quote."""
    found: list[Json] = []
    for entity in sorted(entities, key=lambda one: (one["offset"], -one["length"])):
        crosses = any(_half_overlapped(quote, entity["offset"], _end(entity)) for quote in quotes)
        if not crosses and (not found or entity["offset"] >= _end(found[-1])):
            found.append(entity)
    return found


def _joined(entities: Sequence[Json]) -> list[tuple[int, int]]:
    """The stretches of one kind; those that touch or overlap are one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted((entity["offset"], _end(entity)) for entity in entities):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _end(entity: Json) -> int:
    return int(entity["offset"] + entity["length"])


def _units(text: str) -> int:
    return len(text) + sum(char > "\uffff" for char in text)
