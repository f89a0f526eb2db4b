"""The sources of an answer, in the words of every dialect: cleaned, counted once, and bounded. Pure."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from urllib.parse import urlsplit

from provider.contract import Source

MOST_SOURCES: Final = 200
"""The most sources of one answer; further ones are left out."""
LONGEST_TITLE: Final = 300
LONGEST_URL: Final = 2_000

_UNSEEN: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ud800-\udfff]+")


class Sources:
    """Takes sources as they are named, some of them again and again, and gives each once."""

    def __init__(self) -> None:
        self._known: dict[Source, None] = {}  # most answers have none, and an empty set takes three times as much
        self._last: object = None
        self.new: list[Source] = []

    def add(self, title: object, url: object, span: tuple[int, int] | None = None, number: int = 0) -> None:
        """Take a source, unless it is known already, too many came, or its address is none that people can open."""
        found = source(title, url, span, number)
        if found is not None and found not in self._known and len(self._known) < MOST_SOURCES:
            self._known[found] = None
            self.new.append(found)

    def add_rest(self, title: object, url: object) -> None:
        """Take a source that nothing else was said of, if no other of this address was taken."""
        found = source(title, url)
        if found is not None and found.url not in {each.url for each in self._known}:
            self.add(title, url)

    def add_listed(self, listed: object) -> None:
        """Take a list by which the answer counts: of addresses, or of objects with "title" and "url"."""
        if not isinstance(listed, list) or listed == self._last:
            return
        self._last = listed
        for number, each in enumerate(listed[:MOST_SOURCES], 1):
            match each:
                case str():
                    self.add("", each, number=number)
                case {"url": url, **rest}:
                    self.add(rest.get("title"), url, number=number)

    def take(self) -> list[Source]:
        """The sources since the last call."""
        new, self.new = self.new, []
        return new

    @property
    def any(self) -> bool:
        """Whether any source was taken."""
        return bool(self._known)


def source(title: object, url: object, span: tuple[int, int] | None = None, number: int = 0) -> Source | None:
    """A source as our event; None if its address is no web address, holds credentials, or is longer than is possible.

    White space and what cannot be seen is taken out of its title.
    """
    if not isinstance(url, str) or not url.lower().startswith(("https://", "http://")) or len(url) > LONGEST_URL:
        return None
    if any(character <= " " or character in '<>"' for character in url) or _UNSEEN.search(url):
        return None
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if not parts.hostname or "@" in parts.netloc:
        return None
    words = title[: 2 * LONGEST_TITLE] if isinstance(title, str) else ""
    return Source(" ".join(_UNSEEN.sub(" ", words).split())[:LONGEST_TITLE], url, span, number)


def span_of(start: object, end: object) -> tuple[int, int] | None:
    """A span in JSON; None if it makes no sense."""
    if isinstance(start, bool) or isinstance(end, bool) or not isinstance(start, int) or not isinstance(end, int):
        return None
    return (start, end) if 0 <= start < end <= 10_000_000 else None


def annotated(annotations: object) -> Iterator[tuple[object, object, tuple[int, int] | None]]:
    """The title, the address and the span of each citation in OpenAI's words, as many servers use them.

    The fields stand in `url_citation` in Chat Completions, and beside `type` in the Responses API:
    https://developers.openai.com/api/docs/guides/tools-web-search, https://openrouter.ai/docs/guides/features/web-search
    """
    for each in annotations[:MOST_SOURCES] if isinstance(annotations, list) else ():
        if isinstance(each, dict) and each.get("type") == "url_citation":
            inner = each.get("url_citation")
            cited: Mapping[object, object] = inner if isinstance(inner, dict) else each
            yield cited.get("title"), cited.get("url"), span_of(cited.get("start_index"), cited.get("end_index"))


def merged_lists(citations: object, results: object) -> Sequence[object] | None:
    """One list of Perplexity's two: the addresses of `citations`, and the titles that `search_results` has for them.

    Both count from 1 as the answer's marks do: https://docs.perplexity.ai/api-reference/chat-completions-post
    """
    if not isinstance(results, list) or not results:
        return citations if isinstance(citations, list) else None
    if not isinstance(citations, list) or len(citations) <= len(results):
        return results
    return [*results, *citations[len(results) :]]
