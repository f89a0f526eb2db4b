"""All use of python-telegram-bot: a call with a file, of which it makes the form. It is loaded with the first of these.

Every other call is plain JSON: what the library's objects add to one costs more than all that we do for it.
"""

import logging
import sys
from collections.abc import Awaitable, Callable, Mapping
from io import BytesIO
from typing import Any, Final

import aiohttp

from bots.engine.seam.errors import PlatformError
from bots.engine.seam.shown import File
from bots.telegram_bot.errors import result

_COMMAND_LINE: Final = "httpx._main"
"""httpx loads a command line of its own wherever the libraries for one are installed: Markdown in colours and hundreds
of lexers, 5 MB and a fifth of the time. It does without if that part cannot be imported."""

_hidden = "httpx" not in sys.modules
if _hidden:
    sys.modules[_COMMAND_LINE] = None  # type: ignore[assignment]  # what Python documents for this
from telegram import Bot, InputFile  # noqa: E402
from telegram.error import TelegramError  # noqa: E402
from telegram.request import BaseRequest, RequestData  # noqa: E402

if _hidden:
    del sys.modules[_COMMAND_LINE]

Post = Callable[[str, aiohttp.FormData, float], Awaitable[tuple[int, bytes]]]
"""Posts a form to that method, once, with a deadline in seconds. Raises the errors of `Transport`."""


class Library:
    """Calls with files. `url`: the server's address, without a slash at its end."""

    def __init__(self, token: str, url: str, post: Post) -> None:
        logging.getLogger("telegram").setLevel(logging.WARNING)  # below that it logs the token and people's words
        request = _Request(post)
        self._bot = Bot(token, base_url=f"{url}/bot", request=request, get_updates_request=request)

    async def call(self, method: str, parameters: Mapping[str, Any], file: tuple[str, File], *, seconds: float) -> Any:
        """The `result` of a method, as it came. `file`: with the name of its parameter. Raises what `Post` raises."""
        name, content = file
        told = {**parameters, name: InputFile(content.content, filename=content.name)}
        try:
            return await self._bot.do_api_request(_unknown(method), told, read_timeout=seconds)
        except _Failed as failed:
            raise failed.error from None


def _unknown(method: str) -> str:
    """The name of a method as the library does not know it: it warns of a raw call where it has a method of its own."""
    return method[0].upper() + method[1:]


class _Failed(TelegramError):
    """Carries an error of ours through the library."""

    def __init__(self, error: PlatformError) -> None:
        super().__init__(str(error))
        self.error = error


class _Request(BaseRequest):
    """The library's way to the server."""

    def __init__(self, post: Post) -> None:
        self._post = post

    @property
    def read_timeout(self) -> float | None:
        return None

    async def initialize(self) -> None:
        """Do nothing: `Transport` owns the connections."""

    async def shutdown(self) -> None:
        """Do nothing: `Transport` owns the connections."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: object = BaseRequest.DEFAULT_NONE,
        write_timeout: object = BaseRequest.DEFAULT_NONE,
        connect_timeout: object = BaseRequest.DEFAULT_NONE,
        pool_timeout: object = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Make a call for the library. `read_timeout`: the deadline of the whole answer, in seconds."""
        name = url.rpartition("/")[2]
        assert request_data is not None
        assert isinstance(read_timeout, int | float)
        try:
            status, body = await self._post(f"{name[0].lower()}{name[1:]}", _form(request_data), read_timeout)
            result(status, body)  # of what it cannot read, the library logs all
        except PlatformError as error:
            raise _Failed(error) from None
        return status, body


def _form(data: RequestData) -> aiohttp.FormData:
    form = aiohttp.FormData()
    for key, value in data.json_parameters.items():
        form.add_field(key, value)
    for key, (filename, content, kind) in data.multipart_data.items():
        opened = BytesIO(content) if isinstance(content, bytes) else content  # of bytes, aiohttp copies all at once
        form.add_field(key, opened, filename=filename, content_type=kind)
    return form
