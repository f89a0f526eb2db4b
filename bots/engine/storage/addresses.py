"""Targets and parts of an answer as JSON, so that another process can finish it. The tokens in it are secrets."""

import json
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, TypeVar, get_type_hints

from bots.engine.seam.places import (
    Attempt,
    InteractionMessage,
    Message,
    Place,
    Surface,
    Target,
    ToChat,
    ToInteraction,
)
from provider.values import asdict

KINDS = {
    "chat": ToChat,
    "interaction": ToInteraction,
    "message": Message,
    "response": InteractionMessage,
    "attempt": Attempt,
}
NAMES = {kind: name for name, kind in KINDS.items()}
"""What a kind of address is called in JSON, and the other way round."""

T = TypeVar("T")

Wired = ToChat | ToInteraction | Message | InteractionMessage | Attempt


def dump_target(target: Target) -> str:
    """The JSON of a target."""
    return json.dumps(_plain(target))


def dump_surfaces(surfaces: tuple[Surface, ...], attempts: tuple[Attempt, ...] = ()) -> str:
    """The JSON of an answer's parts, in their order, and of the messages of which nobody knows whether they stand."""
    return json.dumps([_plain(each) for each in (*surfaces, *attempts)])


def load_target(data: str) -> Target:
    """The target in the JSON that `dump_target` made.

    Raises:
        ValueError: the text is no such JSON.
    """
    match _value(_json(data)):
        case ToChat() | ToInteraction() as target:
            return target
    raise ValueError("A surface stands where a target should.")


def load_surfaces(data: str) -> tuple[Surface, ...]:
    """The parts in the JSON that `dump_surfaces` made.

    Raises:
        ValueError: the text is no such JSON.
    """
    return tuple(each for each in _sent(data) if not isinstance(each, Attempt))


def load_attempts(data: str) -> tuple[Attempt, ...]:
    """The messages of which nobody knows whether they stand, in the same JSON. Raises as `load_surfaces`."""
    return tuple(each for each in _sent(data) if isinstance(each, Attempt))


def place_of(data: str) -> Place | None:
    """The place of the target in that JSON; None if it is no such JSON, as another version may have left it."""
    try:
        return load_target(data).place
    except ValueError:
        return None


def _json(data: str) -> Any:
    try:
        return json.loads(data)
    except (TypeError, RecursionError) as error:
        raise ValueError("No JSON of ours.") from error


def _sent(data: str) -> list[Surface | Attempt]:
    values = _json(data)
    if not isinstance(values, list):
        raise ValueError("No list of surfaces.")
    return [_surface(value) for value in values]


def _surface(plain: Any) -> Surface | Attempt:
    match _value(plain):
        case Message() | InteractionMessage() | Attempt() as surface:
            return surface
    raise ValueError("A target stands where a surface should.")


def _plain(value: Wired) -> dict[str, Any]:  # Any: JSON
    """What stands in JSON for a value. Of its fields only the place is a value itself."""
    return {"kind": NAMES[type(value)], **asdict(value), "place": asdict(value.place)}


def _value(plain: Any) -> Wired:
    if not isinstance(plain, dict) or not isinstance(plain.get("place"), dict):
        raise ValueError("Neither a target nor a surface.")
    kind = KINDS.get(str(plain.get("kind", "")))
    if kind is None:
        raise ValueError(f"No target or surface is called {plain.get('kind')!r}.")
    fields = {name: value for name, value in plain.items() if name not in ("kind", "place")}
    value: Wired = _built(kind, {"place": _built(Place, plain["place"]), **fields})
    return value


def _built(kind: Callable[..., T], fields: dict[str, Any]) -> T:
    """The value with these fields, each of its type: what another version has written may be anything."""
    types = _types(kind)
    for name, value in fields.items():
        wanted = types.get(name)
        if wanted is None or not isinstance(value, float | int if wanted is float else wanted):
            raise ValueError(f"{kind} has no such {name}.")
    try:
        return kind(**fields)
    except TypeError as error:
        raise ValueError(f"{kind} lacks something.") from error


@cache
def _types(kind: Callable[..., object]) -> Mapping[str, Any]:
    return get_type_hints(kind)
