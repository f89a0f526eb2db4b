"""The bytes of a file that somebody sent, by its `file_id`, which stays valid; asked of the configured server only."""

import asyncio
from pathlib import Path
from urllib.parse import quote

from bots.engine.seam.errors import Gone, PlatformError, Refused, TooLarge
from bots.telegram_bot.transport import JSON, Transport

SECONDS = 60.0
"""The deadline of a download; Telegram hands out 20 MB at most (documented)."""

_TELEGRAMS_OWN = "https://api.telegram.org"

_TOO_BIG = "file is too big"
_NO_FILE = ("wrong file_id", "invalid file_id", "temporarily unavailable", "wrong file identifier", "file_id_invalid")


class Downloads:
    """Fetches files. `api_url`: the configured server."""

    def __init__(self, transport: Transport, api_url: str, token: str) -> None:
        self._transport = transport
        self._api_url = api_url
        self._token = token

    async def download(self, reference: str, most: int) -> bytes:
        """The bytes of a file. Raises what `seam.platform.Downloads` raises."""
        described = await self._describe(reference)
        size = described.get("file_size")
        if isinstance(size, int) and size > most:
            raise TooLarge("the file is larger than was asked for")
        path = described.get("file_path")
        if not isinstance(path, str) or not path:
            raise Gone("the server has no path for the file")
        if path.startswith("/"):
            return await asyncio.to_thread(self._on_disk, Path(path), most)
        return await self._transport.download(quote(path), most, SECONDS)

    async def _describe(self, reference: str) -> JSON:
        """What the server knows of the file; the path in it is good for an hour."""
        try:
            return await self._transport.ask("getFile", {"file_id": reference})
        except Refused as error:
            raise _why(error) from None

    def _on_disk(self, path: Path, most: int) -> bytes:
        """A file that a server of one's own, running with `--local`, names by its place on this machine's disk.

        It is read only from the folder that such a server keeps for this bot, and never for Telegram's own server.
        """
        folders = {self._token, self._token.replace(":", "~")}
        if self._api_url == _TELEGRAMS_OWN or ".." in path.parts or folders.isdisjoint(path.parts):
            raise Refused("the server names a path that is not its own")
        try:
            with path.open("rb") as file:
                data = file.read(most + 1)
        except OSError:
            raise Refused("the server names a path that this machine does not have") from None
        if len(data) > most:
            raise TooLarge("the file is larger than was asked for")
        return data


def _why(error: Refused) -> PlatformError:
    """What a refusal of `getFile` means."""
    lowered = str(error).lower()
    if _TOO_BIG in lowered:
        return TooLarge("the file is larger than Telegram hands out")
    return Gone("the file is not there") if any(sign in lowered for sign in _NO_FILE) else error
