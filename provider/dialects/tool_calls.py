"""The calls of tools in an answer, put together from their pieces in the words of every dialect. Pure.

Servers that speak one dialect count the calls of an answer in their own ways: some number them, some number all of them
0, some send ids alone, some neither; the arguments come in pieces, at once, as an object, or twice.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from provider.contract import Carried, ToolArguments, ToolCall
from provider.tool_arguments import NoArguments, read_arguments

PICTURES_FROM_TOOLS: Final = "(the pictures that the tools gave)"
"""Stands beside pictures where a result cannot hold them."""

MOST_CALLS: Final = 128
"""The most calls of one answer; further ones are not read. A server that sends more is broken."""


@dataclass(slots=True)
class _Growing:
    """A call that is being written. `said`: the server's own id. `at_once`: its arguments came as an object."""

    id: str
    said: str
    name: str = ""
    pieces: list[str] = field(default_factory=list)
    at_once: bool = False

    @property
    def complete(self) -> bool:
        """Whether its arguments may be all that there is."""
        return bool(self.pieces) and self.pieces[-1].rstrip().endswith("}") and read("".join(self.pieces)) is not None


class Calls:
    """Takes the pieces of calls, each under a key that its dialect finds, and gives the calls at the end.

    `carried`: what the server wants back with the first of them, as JSON.
    """

    def __init__(self) -> None:
        self.carried: dict[str, object] = {}
        self._growing: dict[object, _Growing] = {}
        self._carried_of: dict[object, Mapping[str, object]] = {}

    def __bool__(self) -> bool:
        return bool(self._growing)

    @property
    def count(self) -> int:
        """How many calls have begun."""
        return len(self._growing)

    def __contains__(self, key: object) -> bool:
        return key in self._growing

    def knows(self, said: object) -> bool:
        """Whether a call with that id of the server's has begun."""
        return any(call.said == said for call in self._growing.values())

    def key(self, number: object, id_: object, name: object, arguments: object) -> object:
        """The key of a piece, in dialects where a piece may have a number, an id and a name, or none of them."""
        number = number if isinstance(number, int) else None  # anything else may be no key
        known = self._known(number, id_)
        if known is None:
            last = next(reversed(self._growing), None)
            goes_on = last is not None and not name and not isinstance(number, int)
            return last if goes_on else (number, len(self._growing))
        call = self._growing[known]
        another = isinstance(id_, str) and bool(id_) and bool(call.said) and id_ != call.said
        if name and (another or (call.complete and bool(written(arguments)))):
            return (number, len(self._growing))
        return known

    def _known(self, number: object, id_: object) -> object | None:
        """The key of the last call to which a piece with that number or id may belong."""
        if isinstance(number, int):
            return next((key for key in reversed(self._growing) if isinstance(key, tuple) and key[0] == number), None)
        if id_:
            return next((key for key in reversed(self._growing) if self._growing[key].said == id_), None)
        return next(reversed(self._growing), None)

    def piece(self, key: object, *, id_: object = "", name: object = "", arguments: object = "") -> list[ToolArguments]:
        """Take a piece of a call; the arguments may be text that continues, or an object."""
        call = self._growing.get(key)
        if call is None:
            if len(self._growing) >= MOST_CALLS:
                return []
            said = id_ if isinstance(id_, str) else ""
            call = self._growing[key] = _Growing(self._free(said), said)
        begins = not call.name and not call.pieces
        if isinstance(name, str) and name != call.name and not call.pieces:  # in pieces; others repeat it
            call.name += name
        text = written(arguments)
        if text and call.at_once:  # what came with the beginning was no more than a first guess
            call.pieces, call.at_once = [], False
        elif not isinstance(arguments, str):
            call.at_once = bool(text) and not call.pieces
            text = text if call.at_once else ""  # the whole, behind its pieces
        if text:
            call.pieces.append(text)
        return [ToolArguments(call.id, call.name, text)] if text or begins else []

    def carry(self, key: object, fields: Mapping[str, object]) -> None:
        """Note what the server wants back with that call."""
        self._carried_of[key] = fields

    def whole(self) -> list[ToolCall]:
        """All calls that have a name, in the order in which they began."""
        found: list[ToolCall] = []
        for key, call in self._growing.items():
            if not call.name:
                continue
            fields = {**(self.carried if not found else {}), **self._carried_of.get(key, {})}
            arguments = "".join(call.pieces).strip() or "{}"
            found.append(ToolCall(call.id, call.name, arguments, Carried(fields=fields)))
        return found

    def _free(self, said: str) -> str:
        """The server's id, unless it has none or another call has it."""
        taken = any(call.id == said for call in self._growing.values())
        return said if said and not taken else invented_id(len(self._growing))


def invented_id(number: int) -> str:
    """An id that every server takes: Mistral wants nine letters and digits, Anthropic only some other signs."""
    return f"c{number:08}"


def written(arguments: object) -> str:
    """Arguments as the text of JSON; an object may come as one."""
    if isinstance(arguments, str):
        return arguments
    return json.dumps(arguments, ensure_ascii=False) if isinstance(arguments, Mapping) and arguments else ""


def read(arguments: str) -> Mapping[str, object] | None:
    """The arguments of a call as an object; None if they are none."""
    try:
        return read_arguments(arguments)
    except NoArguments:
        return None
