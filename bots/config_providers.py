"""The sections [providers.NAME]: each becomes the options of its kind of backend."""

import dataclasses
import re
from collections.abc import Iterator, Mapping
from typing import Any, get_origin, get_type_hints
from urllib.parse import unquote, urlsplit

from pydantic import TypeAdapter, ValidationError

from bots.config_problems import Key, Problem, dotted, from_pydantic, unknown
from bots.config_sources import Text, convert
from provider.backends import backends
from provider.contract import Backend, Secret, Url

Configured = tuple[str, object]
"""A kind of backend, and its Options."""


def provider_sections(tables: object) -> dict[str, Configured]:
    """What the tables say, by the name of the provider, in their order.

    Raises:
        Problem: a name, a kind, a key or a value is wrong.
    """
    if not isinstance(tables, dict):
        raise Problem(("providers",), "must be sections: [providers.openai] and the like.")
    known = backends()
    return {name: _section(str(name), table, known) for name, table in tables.items()}


def _section(name: str, table: object, known: Mapping[str, Backend[Any]]) -> Configured:
    at = ("providers", name)
    if not re.fullmatch(r"[a-z0-9_-]+", name) or name == "auto":
        raise Problem(at, "is no name for a provider; use a-z, 0-9, _ and - (and not auto).")
    if not isinstance(table, dict):
        raise Problem(at, f"must be a section: [{dotted(at)}].")
    kinds = ", ".join(sorted(known))
    kind = table.get("kind", name)
    if "kind" not in table and name not in known:
        raise Problem((*at, "kind"), f"is missing; write one of: {kinds}.")
    if not isinstance(kind, str) or kind not in known:
        raise Problem((*at, "kind"), f"must be one of: {kinds}.")
    options = known[str(kind)].options
    hints = get_type_hints(options)
    values = {}
    for key, value in table.items():
        if key == "kind":
            continue
        if key not in hints:
            raise unknown((*at, key), [*hints, "kind"])
        values[key] = _option((*at, key), hints[key], value)
    try:
        return str(kind), options(**values)
    except ValueError:  # its words may quote the value
        raise Problem(at, "holds values that do not go together; config.example.toml shows ones that do.") from None


def _option(key: Key, hint: Any, value: object) -> object:
    try:
        if isinstance(value, Text):
            checked = convert(hint, str(value))
        else:
            checked = TypeAdapter(hint).validate_python(
                tuple(value) if get_origin(hint) is tuple and isinstance(value, list) else value, strict=True
            )
    except ValidationError as error:
        raise from_pydantic(error, key) from None
    if hint is Url and checked:
        schemes = ("http", "https", "socks5", "socks5h") if key[-1] == "proxy" else ("http", "https")
        if not is_address(str(checked), schemes):
            raise Problem(key, f"must be an address that starts with {' or '.join(f'{x}://' for x in schemes)}.")
    return checked


def is_address(text: str, schemes: tuple[str, ...]) -> bool:
    """Whether it is a whole URL of one of the schemes."""
    try:
        parts = urlsplit(text)
        port_fits = parts.port is None or parts.port > 0
    except ValueError:
        return False
    whole = bool(parts.hostname) and not re.search(r"\s|[\x00-\x1f]", text)
    return parts.scheme in schemes and port_fits and whole


def secret_keys(kind: str) -> frozenset[str]:
    """The keys of a kind that hold a secret."""
    backend = backends().get(kind)
    return (
        frozenset(k for k, hint in get_type_hints(backend.options).items() if hint is Secret)
        if backend
        else frozenset()
    )


def secrets_of(options: object) -> Iterator[str]:
    """All that must not be seen of some options: keys, and the credentials in addresses."""
    assert dataclasses.is_dataclass(options)
    for name, hint in get_type_hints(type(options)).items():
        value = getattr(options, name)
        if hint is Secret:
            yield value
        elif hint is Url:
            yield from credentials(value)


def credentials(url: str) -> Iterator[str]:
    """The password that stands in an address, as written and as meant."""
    try:
        password = urlsplit(url).password
    except ValueError:
        return
    if password:
        yield password
        yield unquote(password)
