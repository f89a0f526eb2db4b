"""The cookies of one site, as a browser would bring them back to it. Held in memory alone; never logged."""

from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import urlsplit

_MOST: Final = 50
_LONGEST: Final = 4096


class Cookies:
    """Those that the pages of `url` set; its host alone gets them back."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host = parts.hostname
        self._encrypted = parts.scheme == "https"
        self._kept: dict[str, str] = {}

    def take(self, lines: Iterable[str]) -> None:
        """Keep what the `Set-Cookie` lines of an answer say; one that is over is dropped."""
        for line in lines:
            pair, *attributes = (part.strip() for part in line.split(";"))
            name, equals, value = (part.strip() for part in pair.partition("="))
            if not equals or not name or len(pair) > _LONGEST or not pair.isprintable():
                continue
            said = {key.strip().lower(): each.strip() for key, _, each in (part.partition("=") for part in attributes)}
            self._kept.pop(name, None)
            if not _is_over(said) and (self._encrypted or "secure" not in said):
                self._kept[name] = value
        while len(self._kept) > _MOST:
            del self._kept[next(iter(self._kept))]

    def headers(self, url: str) -> dict[str, str]:
        """The header that brings them to an address; none where there are none, or it is another host's."""
        if not self._kept or urlsplit(url).hostname != self._host:
            return {}
        return {"Cookie": "; ".join(f"{name}={value}" for name, value in self._kept.items())}


def _is_over(said: dict[str, str]) -> bool:
    age = said.get("max-age", "")
    if age.lstrip("-").isdecimal():
        return age.startswith("-") or not age.strip("0")
    try:
        until = parsedate_to_datetime(said.get("expires", ""))
    except (ValueError, TypeError):
        return False
    return until.replace(tzinfo=until.tzinfo or UTC) < datetime.now(UTC)
