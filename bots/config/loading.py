"""Reads the file and the environment into one frozen value, or says in one line why that is impossible."""

import os
import re
import stat
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

from bots.config.addresses import credentials
from bots.config.checking import is_section, keys_of, read_section
from bots.config.default_model import DefaultModels
from bots.config.keys import sections_of, unsent, with_keys
from bots.config.platform_sections import secret_keys_of
from bots.config.problems import ConfigError, Key, Problem, Stray, dotted
from bots.config.providers import kind_of, provider_tables, secret_keys
from bots.config.sections import Config, Storage, config_type
from bots.config.sources import MEANT, Layer, file_path, from_file, from_variables, from_well_known, merged
from bots.config.validators import SQLITE, is_server
from bots.listening.address import Address
from bots.platforms import platforms, problems
from provider.backends import backends, stale_kinds
from provider.backends import problems as backend_problems
from provider.catalog import AUTO
from provider.fence import attempt
from provider.known.presets import LOCAL_SERVERS, PRESETS
from provider.values import replace


def load(argv_config: str | None, environ: Mapping[str, str], cwd: Path, *, keys: bool = True) -> Config:
    """The settings. `argv_config`: the value of --config.

    `keys`: with those that files hold. Without them nothing can be asked, and nothing is checked that depends on them.

    Raises:
        ConfigError: they cannot be used; one line says which source, which key and what to do.
    """
    file = file_path(argv_config, environ, cwd)
    written = from_file(*file) if file else Layer()
    variables, known = from_variables(environ, config_type()), from_well_known(environ)
    layers: tuple[Layer, ...] = (variables, known, written)
    folder = file[0].parent if file else cwd
    tables: Mapping[str, object] = {}
    try:
        provider_tables(written.values.get("providers", {}))  # what variables write there would hide it
        if keys:
            layers = with_keys(variables, known, written, environ, cwd=cwd, folder=folder)
        tables = _tables(layers)
        config = read_section(config_type(), tables)
        if keys:
            _check_tokens(config)
            _check_names(config)
            _check_ops(config)
    except Problem as raised:
        problem = _explained(raised, tables) if isinstance(raised, Stray) else raised
    else:
        refused = _refused(config)
        warnings = (
            *problems(),
            *backend_problems(),
            *refused.values(),
            *unsent(environ, sections_of(layers)),
            *(_warnings(*file, written) if file else ()),
        )
        return replace(config, storage=_placed(config.storage, folder), _refused=frozenset(refused), _warnings=warnings)
    source = _source(problem.key, layers, file[1] if file else "the environment")
    raise ConfigError(f"{source}: {dotted(problem.key)} {problem.sentence}")


def _tables(layers: tuple[Layer, ...]) -> Mapping[str, object]:
    """All settings. Who has written `limits.person` alone has said how much each person may have, trusted or not."""
    tables = merged(layers)
    limits = tables.get("limits")
    if isinstance(limits, dict) and "person" in limits:
        tables["limits"] = {"trusted": limits["person"], **limits}
    return tables


def _check_tokens(config: Config) -> None:
    """Check that no platform got the token of another, which its own server would only call wrong.

    Raises:
        Problem: one did.
    """
    rows = platforms().values()
    for row in rows:
        token = str(getattr(getattr(config, row.name), row.switch))
        for other in rows:
            if row is not other and other.token_shape and re.fullmatch(other.token_shape, token):
                sentence = f"is a token of {other.title}, by its form; it belongs under [{other.name}]."
                raise Problem((row.name, row.switch), sentence)


def _check_ops(config: Config) -> None:
    """Check that nobody reads the operator's pages from elsewhere without a token.

    Raises:
        Problem: they could.
    """
    ops = config.ops
    if ops.listen and not ops.token and not Address.parse(ops.listen).is_loopback:
        sentence = "can be reached from elsewhere; set ops.token or ops.token_file too, or write 127.0.0.1:9464."
        raise Problem(("ops", "listen"), sentence)


def _check_names(config: Config) -> None:
    """Check that every short name stands for one thing.

    Raises:
        Problem: a name stands for nothing, or for two things.
    """
    for alias in config.aliases:
        if alias in config.providers:
            raise Problem(("aliases", alias), "is the name of a provider already; choose another.")
    for key, model in models_chosen(config):
        if "/" not in model and model not in (AUTO, *config.aliases):
            raise Problem(key, 'must be "auto", "provider/model" or one of the aliases.')
        provider, slash, _ = model.partition("/")
        if slash and provider not in (*config.providers, *LOCAL_SERVERS, "demo") and not stale_kinds():
            raise Problem(
                key, "names a provider that is not set up; write its section, [providers.NAME], or set its key."
            )


def models_chosen(config: Config) -> Iterator[tuple[Key, str]]:
    """Every model that the config chooses for people, with its key."""
    default = config.default_model
    if isinstance(default, DefaultModels):
        yield ("default_model", "private"), default.private
        yield ("default_model", "shared"), default.shared
    else:
        yield ("default_model",), default
    for name, place in config.places.items():
        if "model" in place.values:
            yield ("places", name, "model"), place.values["model"]


def _refused(config: Config) -> Mapping[str, str]:
    """The platforms that do not accept their own settings, with a sentence each. They are off; nothing else is."""
    tried = {row.name: attempt(partial(config.settings_of, row)) for row in config.platforms_on()}
    return {
        name: f"[{name}]: the platform does not accept these settings ({type(error).__name__}) and is off; "
        "correct them, or update or remove its package."
        for name, error in tried.items()
        if isinstance(error, Exception)
    }


def _explained(stray: Stray, tables: Mapping[str, object]) -> Problem:
    """The problem of a key that its section does not have, with the right one if that is clear."""
    key = stray.key
    if len(key) == 1 and isinstance(tables[key[0]], dict):
        meant = f"providers.{key[0]}" if key[0] in {*backends(), *PRESETS} else MEANT.get(key[0])
        return Problem(key, f"is not a setting; did you mean [{meant}]?") if meant else stray
    if len(key) == 1 and key[0] in MEANT:
        return Problem(key, f"is not a setting; did you mean {MEANT[key[0]]}?")
    where = _belongs(key)
    return Problem(key, f"is not a setting there; it belongs {where}.") if where else stray


def _belongs(key: Key) -> str:
    """Where in the file a key belongs that stands in a section of others; empty if that is not clear."""
    top = keys_of(config_type())
    homes = [name for name, each in top.items() if is_section(each) and key[-1] in keys_of(each)]
    if key[-1] in top and len(key) > 1:
        return f"above the first [section], as {key[-1]}" if not is_section(top[key[-1]]) else ""
    return f"under [{homes[0]}]" if len(homes) == 1 and homes[0] != key[0] else ""


def _source(key: Key, layers: tuple[Layer, ...], file: str) -> str:
    """The source that wrote the key: a variable, else the file. For a section, a variable of a key inside it counts."""
    for layer in layers:
        for written, name in layer.names.items():
            if written == key[: len(written)] and _holds(layer.values, key):
                return name
    if key[-1] != "kind":
        return file
    return next((name for layer in layers for k, name in layer.names.items() if k[:-1] == key[:-1]), file)


def _holds(table: object, key: Key) -> bool:
    """Whether a layer wrote that key, or what it stands in as one value."""
    for part in key:
        if not isinstance(table, dict):
            return True
        if part not in table:
            return False
        table = table[part]
    return True


def _placed(storage: Storage, base: Path) -> Storage:
    path = storage.url.removeprefix(SQLITE)
    if path == ":memory:" or is_server(storage.url):
        return storage
    return replace(storage, url=f"{SQLITE}{(base / path).absolute()}")


def _warnings(path: Path, name: str, written: Layer) -> tuple[str, ...]:
    if os.name == "nt" or not path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO) or not _holds_secret(written.values):
        return ()
    return (f"{name}: holds a token or key, and other users of this machine may read it; run: chmod 600 {name}",)


def _holds_secret(values: Mapping[str, object]) -> bool:
    tables = [(table, secret_keys_of(row)) for row in platforms().values() if (table := values.get(row.name))]
    tables.append((values.get("ops"), frozenset({"token"})))
    providers = provider_tables(values.get("providers", {})).items()
    tables += [(table, secret_keys(str(kind_of(name, table)))) for name, table in providers if isinstance(table, dict)]
    storage = values.get("storage")
    url = storage.get("url") if isinstance(storage, dict) else ""
    in_url = isinstance(url, str) and any(credentials(url))
    return in_url or any(isinstance(table, dict) and table.get(key) for table, keys in tables for key in keys)
