"""The bytes of a file that somebody sent. Its address is good for a day; after that its message is fetched anew."""

from collections.abc import Iterator, Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from bots.discord_bot.contents import SHOWN, STICKER, files_of
from bots.discord_bot.errors import Denied, makes_sense
from bots.discord_bot.transport import Transport
from bots.engine.runtime.lru import LRU
from bots.engine.seam.errors import Gone, Unsure

Json = Mapping[str, Any]

SIDE = 1568
"""Pixels of a picture's longer side that models look at; a larger one only costs more."""

_HOSTS = (
    "https://cdn.discordapp.com",
    "https://media.discordapp.net",
    "https://images-ext-1.discordapp.net",
    "https://images-ext-2.discordapp.net",
)
"""Where Discord keeps files (documented), and where it makes smaller ones of pictures, of others' sites too (seen)."""

_DISCORD = "discord.com"

_OPTION = "option/"

_NOT_ALLOWED, _NOT_FOUND = 403, 404


class Downloads:
    """Fetches files. `api_url`: the configured server, which may hand out files itself."""

    def __init__(self, transport: Transport, api_url: str) -> None:
        self._transport = transport
        self._known: LRU[str, tuple[str, ...]] = LRU()
        parts = urlsplit(api_url)
        own = f"{parts.scheme}://{parts.netloc}"
        self._hosts = (*_HOSTS, own)
        self._assets = _HOSTS[0] if parts.hostname == _DISCORD else own

    def note(self, event: Json) -> None:
        """Note the addresses of the files in an event: a message, or an interaction."""
        resolved: Json = (event.get("data") or {}).get("resolved") or {}
        answered: Json = event.get("referenced_message") or {}
        for message in (event, answered, *(resolved.get("messages") or {}).values()):
            for reference, told in files_of(message):
                self._known.keep(reference, tuple(_addresses(told)))
        for id, told in (resolved.get("attachments") or {}).items():
            self._known.keep(option_reference(event, id, told), tuple(_addresses(told)))

    async def download(self, reference: str, most: int) -> bytes:
        """The bytes of a file. Raises what `seam.platform.Downloads` raises."""
        if reference.startswith(STICKER):
            addresses: tuple[str, ...] = (f"{self._assets}/stickers/{reference.removeprefix(STICKER)}",)
        else:
            addresses = self._known.get(reference, _address_in(reference))
        try:
            return await self._first(addresses, most)
        except (Gone, Denied):
            addresses = await self._anew(reference)
        self._known.keep(reference, addresses)
        try:
            return await self._first(addresses, most)
        except Denied as error:  # the message has the file: what refuses it now may hand it out later
            raise Unsure(str(error)) from None

    async def _first(self, addresses: tuple[str, ...], most: int) -> bytes:
        """What the first address gives that still works; if none does, it raises what the last one says."""
        said: Gone | Denied = Gone("the file is not there")
        for address in addresses:
            if self._is_theirs(address):
                try:
                    return await self._transport.download(address, most)
                except (Gone, Denied) as error:
                    said = error
        raise said

    def _is_theirs(self, address: str) -> bool:
        parts = urlsplit(address)
        return f"{parts.scheme}://{parts.netloc}" in self._hosts

    async def _anew(self, reference: str) -> tuple[str, ...]:
        """The addresses of a file, out of its message as it is now."""
        channel, message, file = (*reference.split("/"), "", "", "")[:3]
        if not (channel.isdecimal() and message.isdecimal() and file.removeprefix(SHOWN).isdecimal()):
            raise Gone("the file was not sent in a message")
        try:
            raw = await self._transport.call("GET", f"/channels/{channel}/messages/{message}")
        except Denied as error:
            if error.status in (_NOT_ALLOWED, _NOT_FOUND):
                raise Gone("the message of the file cannot be seen any more") from None
            raise
        with makes_sense():
            told = next((told for found, told in files_of(raw) if found == reference), {})
            return tuple(_addresses(told))


def option_reference(interaction: Json, id: str, told: Json) -> str:
    """What the file of a command's option is known by. It is in no message, and cannot be fetched anew.

    So its address is in there: another process may have to read it.
    """
    return f"{_OPTION}{interaction.get('id')}/{id}/{told.get('url') or ''}"


def _address_in(reference: str) -> tuple[str, ...]:
    """The address of the file of an option; empty for any other, and for one that an older version has noted."""
    parts = reference.split("/", 3) if reference.startswith(_OPTION) else ()
    return (parts[3],) if len(parts) == 4 and parts[3] else ()


def _addresses(told: Json) -> Iterator[str]:
    """Where a file is, the best first: a picture that is too large, or moves, as Discord makes a smaller one of it."""
    smaller = _smaller(told)
    if smaller and told.get("proxy_url"):
        address = str(told["proxy_url"]).rstrip("&?")
        yield f"{address}{'&' if '?' in address else '?'}{urlencode(smaller)}"
    if told.get("url"):
        yield str(told["url"])


def _smaller(told: Json) -> dict[str, int | str]:
    """What is asked of the host that makes pictures smaller; nothing if the file is fine as it is."""
    kind, width, height = str(told.get("content_type") or ""), told.get("width"), told.get("height")
    if not kind.startswith("image/"):
        return {}
    asked: dict[str, int | str] = {"format": "png"} if kind.startswith("image/gif") else {}
    if isinstance(width, int) and isinstance(height, int) and max(width, height) > SIDE:
        scale = SIDE / max(width, height)
        asked |= {"width": max(1, round(width * scale)), "height": max(1, round(height * scale))}
    return asked
