"""Secrets from elsewhere than the config: from files that it names, and from the variables that other programs use."""

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

from bots.config.platform_sections import FILE, files_of
from bots.config.problems import Key, Problem
from bots.config.providers import kind_of
from bots.config.sources import Layer, Text
from bots.config.tools import with_secrets
from bots.platforms import platforms
from provider.known.presets import PRESETS, Preset, wants_key

Table = Mapping[str, object]

CREDENTIALS = "CREDENTIALS_DIRECTORY"
"""The variable in which systemd says where the secrets of a unit are: https://systemd.io/CREDENTIALS/."""


def with_keys(
    variables: Layer, known: Layer, written: Layer, environ: Mapping[str, str], *, cwd: Path, folder: Path
) -> tuple[Layer, ...]:
    """The layers of settings, the strongest first, with layers of keys between them. `folder`: the config file's.

    Raises:
        Problem: a file with a key cannot be used.
    """
    credentials = environ.get(CREDENTIALS, "")
    for layer, where in ((variables, cwd), (written, folder)):
        with_secrets(layer, environ, partial(_found, where, credentials))
    by_variables, by_file = _from_files(variables, cwd, credentials), _from_files(written, folder, credentials)
    sections = sections_of((variables, by_variables, by_file, written))
    return (variables, by_variables, _from_usual_names(environ, sections), known, by_file, written)


def _from_usual_names(environ: Mapping[str, str], sections: Mapping[str, Table]) -> Layer:
    """The keys in the variables that each service's own tools use; an empty variable counts as missing.

    A key goes to the section that has the service's name; if no section speaks to that service, such a section is made.
    It also goes to any other section that speaks to the service and has no key. At the service's own address it wins
    over the file. It goes to an unknown address only if the section has the service's name and no key of its own, and
    never to another known service.
    """
    layer = Layer()
    for name, preset in PRESETS.items():
        key = environ.get(preset.variable, "").strip() if preset.variable else ""
        if not key:
            continue
        at_home = [section for section, table in sections.items() if _speaks(section, table, preset, at_home=True)]
        for section, table in sections.items():
            named = section == name and _speaks(section, table, preset, at_home=False)
            may = not table.get("api_key") or (section == name and section in at_home)
            if may and (named or section in at_home):
                layer.put(("providers", section, "api_key"), Text(key), preset.variable)
        if not at_home and name not in sections:
            layer.put(("providers", name, "api_key"), Text(key), preset.variable)
    return layer


def unsent(environ: Mapping[str, str], sections: Mapping[str, Table]) -> Iterator[str]:
    """A sentence for each key in a usual variable whose section asks another host, and so gets no key.

    `sections`: as the settings have them, with the keys that they got.
    """
    for name, preset in PRESETS.items():
        table = sections.get(name, {})
        address = str(table.get("base_url") or preset.base_url)
        if preset.variable and environ.get(preset.variable) and not table.get("api_key") and not preset.is_at(address):
            other = next((each for each, known in PRESETS.items() if known.is_at(address)), "")
            cure = f", or use [providers.{other}] and {PRESETS[other].variable}" if other else ""
            host = urlsplit(address).hostname
            yield f"{preset.variable} is not sent to {host}: write api_key into [providers.{name}]{cure}."


def _speaks(section: str, table: Table, preset: Preset, *, at_home: bool) -> bool:
    """Whether a section speaks that service's dialect at its own address (`at_home`) or at an unknown one."""
    usual = PRESETS.get(str(kind_of(section, table)))
    if usual is None or usual.kind != preset.kind:
        return False
    address = str(table.get("base_url") or usual.base_url)
    return preset.is_at(address) if at_home else preset.is_at(address) or not wants_key(address)


def _from_files(layer: Layer, folder: Path, credentials: str) -> Layer:
    """The keys and tokens in the files that `api_key_file` and `token_file` name."""
    found = Layer()
    for at, table in _with_secrets(layer):
        named = (*at[:-1], f"{at[-1]}{FILE}")
        path = table.get(named[-1])
        if not isinstance(path, str) or not path:
            continue
        if table.get(at[-1]):
            raise Problem(named, f"stands beside {at[-1]}; keep one of them.")
        found.put(at, Text(_read(folder, _located(path, credentials, named), named)))
    return found


def _with_secrets(layer: Layer) -> Iterator[tuple[Key, Table]]:
    """Each key whose secret may be in a file, with its section."""
    for section, table in _tables(layer):
        yield ("providers", section, "api_key"), table
    if isinstance(ops := layer.values.get("ops"), dict):
        yield ("ops", "token"), ops
    for row in platforms().values():
        written = layer.values.get(row.name)
        if isinstance(written, dict):
            yield from (((row.name, key.removesuffix(FILE)), written) for key in files_of(row))


def _found(folder: Path, credentials: str, path: str, at: Key) -> str:
    return _read(folder, _located(path, credentials, at), at)


def _located(path: str, credentials: str, at: Key) -> str:
    """The path with the folder in it where systemd puts credentials, if it names that."""
    if f"${{{CREDENTIALS}}}" in path and not credentials:
        sentence = (
            f"names ${{{CREDENTIALS}}}, which only a unit with LoadCredential= has; start Parley by systemctl, or "
            "write the path of a file."
        )
        raise Problem(at, sentence)
    return path.replace(f"${{{CREDENTIALS}}}", credentials)


def _read(folder: Path, path: str, at: tuple[str, ...]) -> str:
    try:
        text = (folder / Path(path).expanduser()).read_bytes().decode("utf-8-sig").strip()
    except FileNotFoundError:
        raise Problem(at, "names a file that is not there; write its path, from where this is written.") from None
    except UnicodeDecodeError:
        text = ""
    except (OSError, ValueError, RuntimeError) as error:
        why = f" ({error.strerror})" if isinstance(error, OSError) and error.strerror else ""
        raise Problem(at, f"names a file that cannot be read{why}; change its owner, its mode or the path.") from None
    if not text or not text.isascii() or len(text.split()) > 1:
        raise Problem(at, "names a file that holds no key; put the key into it, and nothing else.")
    return text


def sections_of(layers: tuple[Layer, ...]) -> dict[str, dict[str, object]]:
    """The provider sections of all layers together; the strongest layer wins."""
    sections: dict[str, dict[str, object]] = {}
    for layer in layers:
        for name, table in _tables(layer):
            sections[name] = {**table, **sections.get(name, {})}
    return sections


def _tables(layer: Layer) -> Iterator[tuple[str, Table]]:
    tables = layer.values.get("providers")
    for name, table in tables.items() if isinstance(tables, dict) else ():
        if isinstance(table, dict):
            yield name, table
