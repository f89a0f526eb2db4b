"""The cookies of one site, as a browser sends them back to it. They are held in memory only and never logged."""

from collections.abc import Iterable
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final
from urllib.parse import urlsplit

_MOST: Final = 50
_LONGEST: Final = 4096


class Cookies:
    """The cookies that the pages of `url` set. They are sent back to its host only."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host = parts.hostname
        self._encrypted = parts.scheme == "https"
        self._kept: dict[str, str] = {}

    def take(self, lines: Iterable[str]) -> None:
        """Keep the cookies in the `Set-Cookie` lines of an answer; an expired one is removed."""
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
        """The `Cookie` header for a request to that address; empty if it has another host or there are no cookies."""
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
