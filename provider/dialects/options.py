"""What the config section of every model server may say. Each backend adds its address."""

import ipaddress
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final
from urllib.parse import unquote, urlsplit

from provider.contract import Secret, Trust, Url
from provider.known.companies import host_of
from provider.known.model_settings import ModelSettings
from provider.limits import Limits
from provider.transport.http import Deadlines

_NO_KEY: Final = Secret("")
_NO_PROXY: Final = Url("")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerOptions(Limits):
    """The options that all backends of model servers share.

    `models`: the models on offer; if it is empty, the server is asked. `default_model`: if it is empty, one of those is
    chosen. `extra`: fields of the body of every request. `headers`: headers of every request. `model`: settings of
    single models, by their names.
    """

    base_url: Url = field(repr=False)
    api_key: Secret = field(default=_NO_KEY, repr=False)
    models: tuple[str, ...] = ()
    default_model: str = ""
    proxy: Url = field(default=_NO_PROXY, repr=False)
    extra: Mapping[str, object] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    model: Mapping[str, ModelSettings] = field(default_factory=dict)

    @property
    def trust(self) -> Trust:
        if not self.api_key and is_local(host_of(self.base_url)):
            return "local"
        return "account"

    def secrets(self) -> tuple[str, ...]:
        """The texts that must not appear in a quotation of the server."""
        passwords = [password for url in (self.base_url, self.proxy) for password in _password(url)]
        return (self.api_key, *self.headers.values(), *passwords)


def deadlines(limits: Limits) -> Deadlines:
    """The deadlines of the connection, none shorter than those of the answer.

    Between two pieces of a body as much time may pass as before the first token: a model may still think after the
    first bytes.
    """
    return Deadlines(
        connect=limits.connect_timeout,
        first_byte=limits.first_token_timeout,
        silence=max(limits.first_token_timeout, limits.silence_timeout),
        total=limits.total_timeout,
    )


@lru_cache(maxsize=256)  # it is asked again for each model of a list
def is_local(host: str) -> bool:
    """Whether the spelling of a host says that it is this machine or one in the same network. Asks no resolver."""
    if not host:
        return False
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return "." not in host or host.endswith((".localhost", ".local", ".lan", ".internal", ".home.arpa"))
    return address.is_loopback or address.is_private or address.is_link_local


def _password(url: str) -> tuple[str, ...]:
    try:
        password = urlsplit(url).password
    except ValueError:
        return ()
    return (password, unquote(password)) if password else ()
