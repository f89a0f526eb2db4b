"""The sections [tools.NAME]: a server of tools by its command or address, or a tool that Parley brings along."""

import os
import re
import shlex
from collections.abc import Callable, Iterator, Mapping

from bots.config.addresses import credentials, is_address
from bots.config.problems import Key, Problem, dotted, unknown
from bots.config.sources import Layer
from bots.config.validators import is_place
from bots.engine.tools.bounds import CALL_SECONDS
from bots.engine.tools.registry import ALL, NOBODY_CHOSE
from bots.tools.make_picture import Drawing
from bots.tools.mcp.values import ServerSettings
from bots.tools.places import PRIVATE, SHARED
from provider.values import Value

MAKE_PICTURE = "make_picture"
BUILT_IN = ("read_url", "make_file", MAKE_PICTURE)
"""The tools that Parley brings along; their sections say where they are offered."""

_OF_SERVERS = ("command", "url", "variables", "headers", "tools", "read_only", "places", "seconds")
_MEANT = {
    "args": 'write it behind the command: command = ["uvx", "mcp-server-time"].',
    "env": "did you mean {}.variables?",
}
"""What the files of other programs have in place of ours."""
_OF_BUILT_IN = ("places", "off")
_OF_DRAWING = ("model", "price", "size")
_SECRET = ("file", "variable")
_NAME = re.compile(r"(?=.{1,32}$)[a-z][a-z0-9-]*(?:_[a-z0-9-]+)*")  # "__" stands behind it in names of tools
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_HEADER = re.compile(r"[\w!#$%&'*+.^`|~-]+", re.ASCII)
_MOST_SECONDS = float(CALL_SECONDS)


class BuiltIn(Value):
    """What a section says of a tool that Parley brings along. `off`: it is offered nowhere.

    `drawing`: who draws; None for tools that do not, and where nobody was named.
    """

    places: tuple[str, ...] = ()
    off: bool = False
    drawing: Drawing | None = None


Tools = Mapping[str, BuiltIn | ServerSettings]
"""What each section says, by its name."""


def servers_of(tools: Tools) -> tuple[ServerSettings, ...]:
    """The tools that are servers."""
    return tuple(each for each in tools.values() if isinstance(each, ServerSettings))


def tool_secrets(tools: Tools) -> Iterator[str]:
    """Every string in them that must not be seen."""
    for server in servers_of(tools):
        for value in (*server.headers.values(), *server.variables.values()):
            yield value
            yield value.rpartition(" ")[2]  # the key of "Bearer KEY"
        yield from credentials(server.url)


def tool_sections(tables: object) -> Tools:
    """What the sections say.

    Raises:
        Problem: a name, a key or a value is wrong.
    """
    if not isinstance(tables, Mapping):
        raise Problem(("tools",), "must be sections: [tools.NAME] with a command or an address.")
    return {str(name): _section(("tools", str(name)), table) for name, table in tables.items()}


def _section(at: Key, table: object) -> BuiltIn | ServerSettings:
    if isinstance(table, BuiltIn | ServerSettings):
        return table
    if not isinstance(table, Mapping):
        raise Problem(at, f"must be a section: [{dotted(at)}].")
    return _built_in(at, table) if at[1] in BUILT_IN else _server(at, table)


def with_secrets(layer: Layer, environ: Mapping[str, str], read: Callable[[str, Key], str]) -> None:
    """Put what files and variables hold in place of their names, in headers and variables. `read`: the text of a file.

    Raises:
        Problem: there is none.
    """
    tables = layer.values.get("tools")
    for name, table in tables.items() if isinstance(tables, dict) else ():
        for key in ("headers", "variables"):
            written = table.get(key) if isinstance(table, dict) else None
            if isinstance(written, dict):
                for each, value in written.items():
                    if isinstance(value, dict):
                        written[each] = _secret(("tools", name, key, each), value, environ, read)


def _secret(at: Key, table: Mapping[str, object], environ: Mapping[str, str], read: Callable[[str, Key], str]) -> str:
    match table:
        case {"file": str() as path, **rest} if not rest.keys() - {"before"}:
            secret = read(path, at)
        case {"variable": str() as name, **rest} if not rest.keys() - {"before"}:
            secret = environ.get(name, "").strip()
            if not secret:
                raise Problem(at, f"names the variable {name[:40]!a}, which is not set; set it before the start.")
        case _:
            raise Problem(at, 'must be text, { file = "PATH" } or { variable = "NAME" }.')
    before = table.get("before", "")
    if not isinstance(before, str):
        raise Problem((*at, "before"), 'must be text in quotes: "Bearer ".')
    return before + secret


def _server(at: Key, table: Mapping[str, object]) -> ServerSettings:
    name = at[1]
    if not _NAME.fullmatch(name) or name in (ALL, NOBODY_CHOSE):
        raise Problem(
            at,
            "is no name for tools; take lower case letters, digits, - and single _ between them, such as [tools.time].",
        )
    for key in table:
        if key in _MEANT:
            raise Problem((*at, key), f"is not a setting; {_MEANT[key].format(dotted(at))}")
        if key not in _OF_SERVERS:
            raise unknown((*at, str(key)), _OF_SERVERS)
    if ("command" in table) == ("url" in table):
        raise Problem(at, "needs one of command and url: what starts the server, or where it is.")
    for key, needs in (("variables", "command"), ("headers", "url")):
        if key in table and needs not in table:
            raise Problem((*at, key), f"goes with {needs}; this server has none.")
    tools, read_only = _texts(at, table, "tools"), table.get("read_only", False)
    named = _texts(at, table, "read_only") if not isinstance(read_only, bool) else ()
    for tool in named:
        if tools and tool not in tools:
            raise Problem((*at, "read_only"), f"names {tool[:40]!a}, which is not among tools.")
    return ServerSettings(
        name,
        _command(at, table.get("command", ())),
        _url(at, table.get("url", "")),
        _pairs(at, table, "variables", _VARIABLE),
        _pairs(at, table, "headers", _HEADER),
        tools,
        frozenset(named),
        read_only is True,
        _places(at, table),
        _seconds(at, table.get("seconds", ServerSettings("").seconds)),
    )


def _built_in(at: Key, table: Mapping[str, object]) -> BuiltIn:
    known = (*_OF_BUILT_IN, *(_OF_DRAWING if at[1] == MAKE_PICTURE else ()))
    for key in table:
        if key not in known:
            raise unknown((*at, str(key)), known)
    off = table.get("off", False)
    if not isinstance(off, bool):
        raise Problem((*at, "off"), "must be true or false.")
    return BuiltIn(_places(at, table), off, _drawing(at, table) if table.keys() & set(_OF_DRAWING) else None)


def _drawing(at: Key, table: Mapping[str, object]) -> Drawing:
    model, price, size = table.get("model"), table.get("price"), table.get("size", "")
    if not isinstance(model, str) or not re.fullmatch(r"[^/\s]+/\S+", model):
        raise Problem((*at, "model"), 'must be "provider/model": who draws.')
    if isinstance(price, bool) or not isinstance(price, int | float) or not 0 <= price <= 1000:
        raise Problem((*at, "price"), "must be what one picture costs in US $, such as 0.04; budgets count it.")
    if not isinstance(size, str) or (size and not re.fullmatch(r"auto|\d{2,5}x\d{2,5}", size)):
        raise Problem((*at, "size"), 'must be a width and a height, such as "1024x1024", or "auto".')
    return Drawing(model, float(price), size)


def _command(at: Key, value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        try:
            value = shlex.split(value, posix=os.name != "nt")
        except ValueError:
            raise Problem((*at, "command"), "has a quote without its end.") from None
        if not value:
            raise Problem((*at, "command"), "is empty; write what starts the server.")
    if not isinstance(value, list | tuple) or not all(isinstance(each, str) and "\0" not in each for each in value):
        raise Problem((*at, "command"), 'must be text or a list: ["uvx", "mcp-server-time"].')
    return tuple(value)


def _url(at: Key, value: object) -> str:
    if not isinstance(value, str) or (value and not is_address(value, ("http", "https"))):
        raise Problem((*at, "url"), "must be an address that starts with http:// or https://.")
    return value


def _pairs(at: Key, table: Mapping[str, object], key: str, name: re.Pattern[str]) -> Mapping[str, str]:
    pairs = table.get(key, {})
    if not isinstance(pairs, Mapping):
        raise Problem((*at, key), f'must be a table: {key} = {{ NAME = "..." }}.')
    found: dict[str, str] = {}
    for each, value in pairs.items():
        if isinstance(value, Mapping) and value.keys() & set(_SECRET):
            value = ""  # what it names was not read: the config is only looked at
        if not isinstance(value, str) or not value.isprintable() or not name.fullmatch(str(each)):
            raise Problem((*at, key, str(each)), "is none; write its name and its value, in quotes, on one line.")
        found[str(each)] = value
    return found


def _texts(at: Key, table: Mapping[str, object], key: str) -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list | tuple) or not all(isinstance(each, str) and each for each in value):
        raise Problem((*at, key), 'must be a list: ["...", "..."].')
    return tuple(value)


def _places(at: Key, table: Mapping[str, object]) -> tuple[str, ...]:
    places = _texts(at, table, "places")
    for place in places:
        if place not in (PRIVATE, SHARED) and not is_place(place):
            sentence = f'names no place: {place[:40]!a}; write its platform and its number, "private" or "shared".'
            raise Problem((*at, "places"), sentence)
    return places


def _seconds(at: Key, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 1 <= value <= _MOST_SECONDS:
        raise Problem((*at, "seconds"), f"must be a number of seconds, 1 to {_MOST_SECONDS:g}.")
    return float(value)
