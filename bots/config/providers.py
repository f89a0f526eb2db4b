"""The sections [providers.NAME]. Each becomes the options of its kind of backend."""

import dataclasses
import difflib
import re
from collections.abc import Iterator, Mapping
from typing import Any, get_args, get_type_hints

from bots.config.addresses import credentials, is_address
from bots.config.checking import read
from bots.config.problems import Key, Problem, dotted, unknown
from bots.config.provider_models import extra_fields, model_settings
from bots.config.sources import Text, convert
from bots.config.validators import QUOTED, is_quoted
from provider.backends import backends, stale_kinds
from provider.contract import Backend, Secret, Url
from provider.fence import attempt
from provider.known.model_settings import ModelSettings
from provider.known.presets import PRESETS
from provider.limits import Limits

Configured = tuple[str, object]
"""A kind of backend, and its options."""

_OF_EACH = frozenset({"kind", "base_url", "api_key", "api_key_file", "models", "default_model", "proxy"})
"""Keys that almost every section has."""

_LIMITS = frozenset(field.name for field in dataclasses.fields(Limits)) | {"max_tokens"}
_ENDPOINT = re.compile(r"/(chat/completions|completions|responses|messages|models|embeddings)/?$")
"""What is asked at a server, and is no part of its address."""

_PRODUCTS = {"chatgpt": "openai", "gpt": "openai", "claude": "anthropic", "google": "gemini", "grok": "xai"}
"""What people call a service by: its best known product, or its maker."""

_TELLS_NOTHING = re.compile(r"(?i)^(http-)?(referer|user-agent|accept.*|content-.*|x-title|.*-version|.*-beta)$")


def provider_sections(tables: object) -> dict[str, Configured]:
    """The options in each table, by the name of the provider, in the order of the tables.

    Raises:
        Problem: a name, a kind, a key or a value is wrong.
    """
    known, sections = backends(), provider_tables(tables)
    return {name: _section(str(name), table, known) for name, table in sections.items() if not _is_stale(name, table)}


def provider_tables(tables: object) -> Mapping[str, Any]:
    """The tables of one source as they stand there, by the name of the provider.

    Raises:
        Problem: they are none.
    """
    if not isinstance(tables, dict):
        raise Problem(("providers",), "must be sections: [providers.openai] and the like.")
    for name, table in tables.items():
        if not isinstance(table, dict) and not _is_stale(name, table):
            if name in _OF_EACH:
                raise Problem(("providers", name), "stands outside of its provider; write it under [providers.NAME].")
            raise Problem(at := ("providers", name), f"must be a section: [{dotted(at)}].")
    return tables


def _is_stale(name: object, table: object) -> bool:
    """Whether the section is for a package that is broken: it is no mistake, and that provider alone is missing."""
    kind = table.get("kind", name) if isinstance(table, dict) else name
    return isinstance(kind, str) and kind in stale_kinds()


def _section(name: str, table: Mapping[str, object], known: Mapping[str, Backend[Any]]) -> Configured:
    at = ("providers", name)
    if not re.fullmatch(r"[a-z0-9_-]+", name) or name == "auto":
        raise Problem(at, "is no name for a provider; use a-z, 0-9, _ and - (and not auto).")
    kinds = sorted({*known, *PRESETS})
    kind = kind_of(name, table)
    if kind == name and "kind" not in table and name not in kinds:
        raise Problem((*at, "kind"), f"is missing, and so is base_url. {_near_kind(name, kinds)}")
    if not isinstance(kind, str) or kind not in kinds:
        raise Problem((*at, "kind"), f"is unknown. {_near_kind(kind, kinds)}")
    backend, values = _preset(kind)
    options = known[backend].options
    hints = get_type_hints(options)
    ours = ("kind", "api_key_file") if "api_key" in hints else ("kind",)  # bots.config.keys has read the file
    for key, value in table.items():
        if key in hints:
            values[key] = _option((*at, key), hints[key], value)
        elif key not in ours:
            raise unknown((*at, key), [*hints, *ours])
        elif not isinstance(value, str):
            raise Problem((*at, key), 'must be text in quotes: "...".')
    found = attempt(lambda: options(**values))
    if isinstance(found, Exception):  # whose words may quote the value
        raise Problem(at, "holds values that do not go together; config.example.toml shows ones that do.") from None
    return backend, found


def kind_of(name: str, table: Mapping[str, object]) -> object:
    """What a section says its server speaks; without a word, its name says it, or else its address.

    An unknown address is taken for one of Chat Completions, which most servers speak.
    """
    kind, url = table.get("kind", name), table.get("base_url")
    if "kind" in table or name in PRESETS or name in backends() or not url:
        return kind
    return next((each for each, preset in PRESETS.items() if preset.is_at(str(url))), "openai")


def _near_kind(kind: object, kinds: list[str]) -> str:
    words = re.split(r"[^a-z]+", str(kind).lower())
    named = [_PRODUCTS.get(word, word) for word in words if _PRODUCTS.get(word, word) in kinds]
    near = named or difflib.get_close_matches(str(kind).lower(), kinds, n=1, cutoff=0.7)
    return f'Did you mean "{near[0]}"?' if near else f"Write one of: {', '.join(kinds)}."


def _preset(kind: str) -> tuple[str, dict[str, object]]:
    """The kind of backend, and the options that a known service's name stands for."""
    preset = PRESETS.get(kind)
    return (preset.kind, {"base_url": preset.base_url, **preset.defaults}) if preset else (kind, {})


def _option(key: Key, hint: Any, value: object) -> object:
    of_models = get_args(hint)[1:] == (ModelSettings,)
    if of_models and isinstance(value, str) and not value.lstrip().startswith("{"):
        section = dotted((*key, "NAME"))
        raise Problem(key, f"is for settings of single models, [{section}]; write default_model to choose one.")
    wanted = Mapping[str, object] if of_models else hint
    checked = convert(wanted, value, key) if isinstance(value, Text) else read(wanted, value, key)
    if of_models:
        assert isinstance(checked, Mapping)
        return {name: model_settings((*key, name), table) for name, table in checked.items()}
    if key[-1] == "extra":
        return extra_fields(key, checked)
    if key[-1] == "headers":
        assert isinstance(checked, Mapping)
        _check_headers(key, checked)
    if key[-1] == "max_streams" and checked == 0:
        return checked
    if key[-1] in _LIMITS and not (isinstance(checked, int | float) and 0 < checked < float("inf")):
        raise Problem(key, "must be more than 0.")
    if hint is Secret and is_quoted(str(checked)):
        raise Problem(key, QUOTED)
    if hint is Secret and not (str(checked).isascii() and str(checked).isprintable() and " " not in str(checked)):
        raise Problem(key, "is no key; paste it as it was given to you, without spaces or line breaks.")
    if hint is Url and checked:
        schemes = ("http", "https", "socks5", "socks5h") if key[-1] == "proxy" else ("http", "https")
        if key[-1] == "base_url" and (endpoint := _ENDPOINT.search(str(checked))):
            raise Problem(key, f"names a single endpoint; end it before {endpoint[0].rstrip('/')}.")
        if not is_address(str(checked), schemes):
            raise Problem(key, f"must be an address that starts with {' or '.join(f'{x}://' for x in schemes)}.")
    return checked


def _check_headers(key: Key, headers: Mapping[str, str]) -> None:
    for name, value in headers.items():
        if not re.fullmatch(r"[\w!#$%&'*+.^`|~-]+", name, re.ASCII) or not value.isprintable():
            raise Problem((*key, name), "is no header; write its name and its value on one line.")


def secret_keys(kind: str) -> frozenset[str]:
    """The keys of a kind that hold a secret."""
    backend = backends().get(_preset(kind)[0])
    return (
        frozenset(k for k, hint in get_type_hints(backend.options).items() if hint is Secret)
        if backend
        else frozenset()
    )


def secrets_of(options: object) -> Iterator[str]:
    """Every string in the options that must not be seen: keys, headers, and the passwords in addresses."""
    assert dataclasses.is_dataclass(options)
    for name, hint in get_type_hints(type(options)).items():
        value = getattr(options, name)
        if hint is Secret:
            yield value
        elif hint is Url:
            yield from credentials(value)
        elif name == "headers":
            for header, content in value.items():
                if not _TELLS_NOTHING.match(header):
                    yield content
                    yield content.rpartition(" ")[2]  # the key of "Bearer KEY"
