"""Targets and parts of an answer as JSON, so that another process can finish it. The tokens in it are secrets."""

import json
from dataclasses import asdict
from typing import Any

from bots.engine.seam.values import InteractionMessage, Message, Place, Surface, Target, ToChat, ToInteraction

_KINDS = {"chat": ToChat, "interaction": ToInteraction, "message": Message, "response": InteractionMessage}
_NAMES = {kind: name for name, kind in _KINDS.items()}

Wired = ToChat | ToInteraction | Message | InteractionMessage


def dump_target(target: Target) -> str:
    """The JSON of a target."""
    return json.dumps(_plain(target))


def dump_surfaces(surfaces: tuple[Surface, ...]) -> str:
    """The JSON of an answer's parts, in their order."""
    return json.dumps([_plain(surface) for surface in surfaces])


def load_target(data: str) -> Target:
    """The target in the JSON that `dump_target` made.

    Raises:
        ValueError: the text is no such JSON.
    """
    match _value(json.loads(data)):
        case ToChat() | ToInteraction() as target:
            return target
    raise ValueError("A surface stands where a target should.")


def load_surfaces(data: str) -> tuple[Surface, ...]:
    """The parts in the JSON that `dump_surfaces` made.

    Raises:
        ValueError: the text is no such JSON.
    """
    return tuple(_surface(value) for value in json.loads(data))


def _surface(plain: Any) -> Surface:
    match _value(plain):
        case Message() | InteractionMessage() as surface:
            return surface
    raise ValueError("A target stands where a surface should.")


def _plain(value: Wired) -> dict[str, Any]:  # Any: JSON
    return {"kind": _NAMES[type(value)]} | asdict(value)


def _value(plain: dict[str, Any]) -> Wired:
    fields = dict(plain)
    kind, place = fields.pop("kind", ""), fields.pop("place", {})
    if kind not in _KINDS:
        raise ValueError(f"No target or surface is called {kind!r}.")
    value: Wired = _KINDS[kind](place=Place(**place), **fields)
    return value
