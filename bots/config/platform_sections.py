"""The sections of the platforms. Each section becomes the settings of its platform's row, checked by their types."""

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, Final, get_type_hints

from msgspec import defstruct

from bots.config.addresses import credentials
from bots.config.checking import Section, Valid
from bots.config.validators import valid_address, valid_http_url, valid_public_url, valid_token, valid_websocket_url
from bots.engine.seam.manifest import HttpUrl, ListenAddress, PublicUrl, Token, WebsocketUrl
from bots.platforms import Row

_CHECKED: Final[Mapping[object, object]] = {
    Token: Annotated[Token, Valid(valid_token)],
    HttpUrl: Annotated[HttpUrl, Valid(valid_http_url)],
    WebsocketUrl: Annotated[WebsocketUrl, Valid(valid_websocket_url)],
    PublicUrl: Annotated[PublicUrl, Valid(valid_public_url)],
    ListenAddress: Annotated[ListenAddress, Valid(valid_address)],
}


FILE = "_file"
"""What follows the name of a key in the name of another, whose value is a path to a file with the secret."""


def section_of(row: Row) -> type[Section]:
    """The section of a platform."""
    hints, defaults = get_type_hints(row.settings), row.settings()
    names = [each.name for each in dataclasses.fields(row.settings)]
    keys: list[tuple[str, Any, Any]] = [
        *((name, _CHECKED.get(hints[name], hints[name]), getattr(defaults, name)) for name in names),
        *((name, str, "") for name in files_of(row)),
    ]
    section = defstruct(row.title, keys, bases=(Section,), frozen=True)
    assert issubclass(section, Section)
    return section


def files_of(row: Row) -> tuple[str, ...]:
    """The keys that name a file with a secret in it, `token_file` for `token`; `bots.config.keys` reads the file."""
    hints = get_type_hints(row.settings)
    return tuple(f"{key}{FILE}" for key, hint in hints.items() if hint is Token and f"{key}{FILE}" not in hints)


def secret_keys_of(row: Row) -> frozenset[str]:
    """The keys of a platform that hold a secret."""
    return frozenset(key for key, hint in get_type_hints(row.settings).items() if hint is Token)


def secrets_in(row: Row, section: Section) -> Iterator[str]:
    """Every string of a section that must not be seen: tokens, and the passwords in addresses."""
    for key, hint in get_type_hints(row.settings).items():
        value = getattr(section, key)
        if hint is Token:
            yield value
        elif hint in (HttpUrl, WebsocketUrl):
            yield from credentials(value)
