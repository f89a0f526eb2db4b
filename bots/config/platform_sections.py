"""The sections of the platforms. Each section becomes the settings of its platform's row, checked by their types."""

import dataclasses
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Final, get_origin, get_type_hints

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, create_model

from bots.config.providers import credentials
from bots.config.validators import valid_address, valid_http_url, valid_public_url, valid_token, valid_websocket_url
from bots.engine.seam.manifest import HttpUrl, ListenAddress, PublicUrl, Token, WebsocketUrl
from bots.platforms import Row

_CHECKED: Final[Mapping[object, object]] = {
    Token: Annotated[Token, AfterValidator(valid_token), Field(repr=False)],
    HttpUrl: Annotated[HttpUrl, AfterValidator(valid_http_url), Field(repr=False)],  # may hold credentials
    WebsocketUrl: Annotated[WebsocketUrl, AfterValidator(valid_websocket_url), Field(repr=False)],
    PublicUrl: Annotated[PublicUrl, AfterValidator(valid_public_url)],
    ListenAddress: Annotated[ListenAddress, AfterValidator(valid_address)],
}


FILE = "_file"
"""What follows the name of a key in the name of another, whose value is a path to a file with the secret."""


class Section(BaseModel):
    """What all sections have in common."""

    model_config: ClassVar[ConfigDict] = ConfigDict(frozen=True, extra="forbid", strict=True, hide_input_in_errors=True)


def section_of(row: Row) -> type[Section]:
    """The section of a platform, as a model."""
    hints, defaults = get_type_hints(row.settings), row.settings()
    keys: dict[str, Any] = {  # pydantic's own types allow only names that are written down
        each.name: (_checked(hints[each.name]), Field(getattr(defaults, each.name), repr=each.repr))
        for each in dataclasses.fields(row.settings)
    }
    keys |= dict.fromkeys(files_of(row), (str, ""))
    return create_model(row.title, __base__=Section, **keys)


def _checked(hint: Any) -> object:
    """The type with its validators; TOML has lists in place of tuples."""
    return Annotated[hint, Field(strict=False)] if get_origin(hint) is tuple else _CHECKED.get(hint, hint)


def files_of(row: Row) -> tuple[str, ...]:
    """The keys that name a file with a secret in it, `token_file` for `token`; `bots.config.keys` reads the file."""
    hints = get_type_hints(row.settings)
    return tuple(f"{key}{FILE}" for key, hint in hints.items() if hint is Token and f"{key}{FILE}" not in hints)


def secret_keys_of(row: Row) -> frozenset[str]:
    """The keys of a platform that hold a secret."""
    return frozenset(key for key, hint in get_type_hints(row.settings).items() if hint is Token)


def secrets_in(row: Row, section: BaseModel) -> Iterator[str]:
    """Every string of a section that must not be seen: tokens, and the passwords in addresses."""
    for key, hint in get_type_hints(row.settings).items():
        value = getattr(section, key)
        if hint is Token:
            yield value
        elif hint in (HttpUrl, WebsocketUrl):
            yield from credentials(value)
