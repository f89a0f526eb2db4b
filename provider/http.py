"""HTTP with a browser's TLS fingerprint: status and headers first, then bytes. The only importer of curl_cffi."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Deadlines:
    """Seconds; each passes on its own and raises `TimedOut`."""

    connect: float = 10.0
    first_byte: float = 300.0
    silence: float = 60.0
    total: float = 900.0


class Response(Protocol):
    """An answer whose head has arrived and whose body has not."""

    status: int
    headers: Mapping[str, str]  # names in lower case; the last of equal names wins

    def chunks(self) -> AsyncIterator[bytes]: ...

    async def read(self, limit: int = 1_000_000) -> bytes: ...


class Http(Protocol):
    """The stack, used as `async with http.request("POST", url, json=...) as response`."""

    def request(
        self,
        method: str,
        url: str,
        *,
        headers: Mapping[str, str] = {},
        form: Mapping[str, str] | None = None,
        json: object = None,
        proxy: str = "",
        deadlines: Deadlines = Deadlines(),
    ) -> AbstractAsyncContextManager[Response]: ...

    async def aclose(self) -> None: ...
