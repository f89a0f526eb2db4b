"""Where settings come from: PARLEY_ variables, well-known variables, a TOML file. Knows which of them wrote a key."""

import json
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, get_origin

from bots.config.checking import Section, bare, is_section, items_of, keys_of, read
from bots.config.problems import ConfigError, Key, Problem, Stray, dotted, unknown
from bots.platforms import platforms, stale_sections

PREFIX = "PARLEY_"
CONFIG_VARIABLE = "PARLEY_CONFIG"  # names the file; the only PARLEY_ variable that is no setting
DEFAULT_FILE = "config.toml"

MEANT = {"model": "default_model", "provider": "providers", "mcp": "tools", "mcpServers": "tools"}
"""Words that people write at the top for settings that are called otherwise."""

_YES, _NO = ("true", "t", "yes", "y", "on", "1"), ("false", "f", "no", "n", "off", "0")
_WHOLE = re.compile(r"[+-]?\d+(_\d+)*(\.0+)?", re.ASCII)


class Text(str):
    """A provider's setting from a variable: text, whatever type the backend wants."""


@dataclass(frozen=True)
class Layer:
    """Settings from one source, as nested tables. `names`: the variable that wrote a key, if one did."""

    values: dict[str, object] = field(default_factory=dict, repr=False)
    names: dict[Key, str] = field(default_factory=dict)

    def put(self, key: Key, value: object, name: str = "") -> None:
        table = self.values
        for part in key[:-1]:
            inner = table.setdefault(part, {})
            assert isinstance(inner, dict)  # a variable never names a whole section
            table = inner
        table[key[-1]] = value
        if name:
            self.names[key] = name


def merged(layers: Sequence[Layer]) -> dict[str, object]:
    """The settings of all layers; of each key, the first that wrote it counts."""
    found: dict[str, object] = {}
    for layer in layers:
        found = _over(found, layer.values)
    return found


def _over(stronger: dict[str, object], weaker: dict[str, object]) -> dict[str, object]:
    both = weaker | stronger
    for key in stronger.keys() & weaker.keys():
        above, below = stronger[key], weaker[key]
        if isinstance(above, dict) and isinstance(below, dict):
            both[key] = _over(above, below)
    return both


def file_path(argv_config: str | None, environ: Mapping[str, str], cwd: Path) -> tuple[Path, str] | None:
    """The file to read, and its name in an error; None if none was named and ./config.toml does not exist."""
    named = argv_config if argv_config is not None else environ.get(CONFIG_VARIABLE, "")
    if named:
        return cwd / named, named
    if argv_config is not None:
        raise ConfigError("--config: names no file; write --config config.toml.")
    default = cwd / DEFAULT_FILE
    return (default, DEFAULT_FILE) if default.exists() else None


def from_file(path: Path, name: str) -> Layer:
    """The settings of a TOML file.

    Raises:
        ConfigError: the file cannot be read, or is not TOML.
    """
    try:
        tables = tomllib.loads(path.read_bytes().decode("utf-8-sig"))
        return Layer({key: value for key, value in tables.items() if key not in stale_sections()})
    except FileNotFoundError:
        raise ConfigError(f"{name}: there is no such file; copy config.example.toml there, or name another.") from None
    except IsADirectoryError:
        raise ConfigError(f"{name}: is a directory; name the TOML file in it.") from None
    except PermissionError:
        raise ConfigError(f"{name}: may not be read by this user; change its owner or its mode.") from None
    except OSError as error:
        raise ConfigError(f"{name}: cannot be read ({error.strerror}).") from None
    except UnicodeDecodeError:
        raise ConfigError(f"{name}: is not UTF-8 text; save it as UTF-8.") from None
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{name}: {_syntax(str(error))}") from None
    except ValueError:  # of Python's own reader of numbers
        raise ConfigError(f"{name}: holds a number of thousands of digits; write a shorter one.") from None
    except RecursionError:
        raise ConfigError(f"{name}: is nested too deeply; config.example.toml shows how it may look.") from None


def from_well_known(environ: Mapping[str, str]) -> Layer:
    """The platforms' settings in the variables that other programs use too; an empty variable counts as missing.

    `bots.config.keys` reads those of model servers.
    """
    layer = Layer()
    for row in platforms().values():
        for name, key in row.variables.items():
            value = environ.get(name, "").strip()
            if value and (row.name, key) not in layer.names:
                layer.put((row.name, key), Text(value), name)
    return layer


def from_variables(environ: Mapping[str, str], settings: type[Section]) -> Layer:
    """The settings in the PARLEY_ variables, each converted to the type of its setting.

    Raises:
        ConfigError: a variable names no setting, or its value does not fit.
    """
    layer = Layer()
    for name in sorted(environ):
        if name.startswith(PREFIX) and name != CONFIG_VARIABLE:
            key = tuple(name.removeprefix(PREFIX).lower().split("__"))
            if key[0] in stale_sections():
                continue
            try:
                layer.put(key, _value(key, environ[name], settings), name)
            except Problem as problem:
                if meant := _with_two_underscores(name, settings):
                    raise ConfigError(f"{name}: is not a setting; write {meant}, with two underscores.") from None
                if isinstance(problem, Stray) and (meant := _in_another_section(key[-1], settings)):
                    raise ConfigError(f"{name}: is not a setting; write {meant}.") from None
                raise ConfigError(f"{name}: {dotted(max(key, problem.key, key=len))} {problem.sentence}") from None
    return layer


def _syntax(message: str) -> str:
    """What is wrong with the TOML. The parser's own words are not used: they may quote the file."""
    found = re.search(r"\(at line (\d+), column (\d+)\)$", message)
    where = f"line {found[1]}, column {found[2]}" if found else "its end"
    if message.startswith(("Cannot declare", "Cannot overwrite", "Cannot mutate")):
        return f"{where}: a section or key stands there for the second time; keep one of them."
    if message.startswith(("Unescaped", "Invalid hex")):
        return f"{where}: a \\ in \"text\" begins a special character; write it twice, or the text in 'single quotes'."
    return f'{where} is not valid TOML; text stands in quotes, a setting is written name = "value".'


def _with_two_underscores(name: str, settings: type[Section]) -> str:
    """The variable that is meant by a name with one underscore between section and key; empty if none is."""
    words = name.removeprefix(PREFIX).lower().replace("__", "_").split("_")
    if words[0] == "providers" and len(words) > 2 and "__" not in name:
        return f"{PREFIX}PROVIDERS__{words[1].upper()}__{'_'.join(words[2:]).upper()}"
    for path in _paths(settings):
        if path.replace("__", "_") == "_".join(words) and path.upper() != name.removeprefix(PREFIX).upper():
            return f"{PREFIX}{path.upper()}"
    return ""


def _in_another_section(name: str, settings: type[Section]) -> str:
    """The variable of the only setting with that name; empty if there is none, or several."""
    homes = [path for path in _paths(settings) if path.split("__")[-1] == MEANT.get(name, name)]
    return f"{PREFIX}{homes[0].upper()}" if len(homes) == 1 else ""


def _paths(settings: type[Section], at: str = "") -> Iterator[str]:
    """Every setting, as a variable names it in small letters."""
    for name, each in keys_of(settings).items():
        if is_section(each):
            yield from _paths(each, f"{at}{name}__")
        else:
            yield f"{at}{name}"


def _value(key: Key, text: str, settings: type[Section]) -> object:
    if key[0] == "providers":
        if len(key) != 3 or not all(key):
            raise Problem(key, "is not a setting; write PARLEY_PROVIDERS__NAME__KEY.")
        return Text(text)
    section = settings
    for depth, part in enumerate(key):
        known = keys_of(section)
        if part not in known:
            raise unknown(key[: depth + 1], known, Stray)
        found = known[part]
        if not is_section(found):
            if depth + 1 < len(key):
                raise Problem(key, f"is not a setting; {'.'.join(key[: depth + 1])} is one.")
            return convert(found, text, key)
        section = found
    example = PREFIX + "__".join((*key, next(iter(keys_of(section))))).upper()
    raise Problem(key, f"is a section; set its keys one by one: {example} and the like.")


def convert(hint: Any, text: str, at: Key) -> Any:
    """A variable's text as a value of that type. Lists are written with commas or as JSON, tables as JSON.

    Raises:
        Problem: the text does not fit the type.
    """
    written = _written(hint, str(text))
    try:
        return read(hint, written, at)
    except Problem as problem:
        if get_origin(bare(hint)) not in (Mapping, dict) or isinstance(written, dict):
            raise
        raise Problem(problem.key, f'{problem.sentence[:-1]}; in a variable, as JSON: {{"...": ...}}.') from None


def _written(hint: Any, text: str) -> object:
    """What a file would hold in place of the text, as far as that is clear; else the text, which does not fit."""
    kind = bare(hint)
    if kind is bool:
        return text.lower() in _YES if text.lower() in (*_YES, *_NO) else text
    try:
        if kind is int and _WHOLE.fullmatch(text.strip()):
            return int(text.partition(".")[0])
        if kind is float and text.isascii():
            return float(text)
    except ValueError:
        return text
    origin = get_origin(kind)
    if origin in (Mapping, dict) or (origin is tuple and text.lstrip().startswith("[")):
        return _json(text)
    if origin is tuple:
        items = [part.strip() for part in text.split(",") if part.strip()]
        kinds = items_of(kind, len(items))
        return list(map(_written, kinds, items)) if len(kinds) == len(items) else items
    return text


def _json(text: str) -> object:
    """The text read as JSON; None, which fits nothing, if it is none."""
    try:
        value: object = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return value
