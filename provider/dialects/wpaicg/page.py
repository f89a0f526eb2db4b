"""What a visitor's browser reads from the chat page before it may ask: the nonce and the post. No I/O."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser

from provider.values import Value

_NONCE = re.compile(r"[0-9A-Za-z]{6,40}")  # WordPress makes 10 hexadecimal digits; plugins may replace that
_IN_SCRIPT = re.compile(r"""["']?\b(search_nonce|_wpnonce|post_id)\b["']?\s*[:=]\s*["']?([0-9A-Za-z]+)""")
_POST_ID = re.compile(r"\s*<*\s*([1-9][0-9]*)\s*>*\s*")  # the plugin's own template prints one < too many
_BODY_CLASS = re.compile(r"(?:postid|page-id)-([1-9][0-9]*)")


class Widget(Value):
    """The chat window of a page. `post_id` and `url` are empty if the page does not say."""

    nonce: str
    post_id: str = ""
    url: str = ""


def find_widget(html: str) -> Widget | None:
    """The chat window of the page; None if the page holds no nonce, which cannot be made up.

    The window's own attributes go before everything else on the page, because other plugins print nonces too.
    """
    page = _Page()
    try:
        page.feed(html)
        page.close()
    except AssertionError:
        pass  # the parser met a declaration that it does not know; what came before it counts
    nonce = next(page.nonces(), "")
    return Widget(nonce, next(page.post_ids(), ""), page.own.get("data-url", "")) if nonce else None


class _Page(HTMLParser):
    """Collects the places in which the versions of the plugin put the nonce and the post."""

    def __init__(self) -> None:
        super().__init__()
        self.own: dict[str, str] = {}  # the attributes of the chat window
        self._other: dict[str, str] = {}  # those of the first other element with a data-nonce
        self._inputs: dict[str, str] = {}
        self._scripts: dict[str, str] = {}
        self._body_class = ""
        self._in_script = False

    def nonces(self) -> Iterator[str]:
        """The best comes first."""
        for text in (
            self.own.get("data-nonce", ""),
            self._scripts.get("search_nonce", ""),
            self._inputs.get("_wpnonce", ""),
            self._scripts.get("_wpnonce", ""),
            self._other.get("data-nonce", ""),
        ):
            if _NONCE.fullmatch(text):
                yield text

    def post_ids(self) -> Iterator[str]:
        """The best comes first."""
        for text in (
            self.own.get("data-post-id", ""),
            self._inputs.get("post_id", ""),
            self._scripts.get("post_id", ""),
            self._other.get("data-post-id", ""),
        ):
            if match := _POST_ID.fullmatch(text):
                yield match[1]
        if match := _BODY_CLASS.search(self._body_class):
            yield match[1]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: (value or "").strip() for name, value in attrs}
        self._in_script = tag == "script"
        if tag == "body":
            self._body_class = values.get("class", "")
        elif tag == "input":
            self._inputs.setdefault(values.get("name", ""), values.get("value", ""))
        if "data-nonce" in values:
            plugins_own = "wpaicg" in values.get("class", "") + values.get("id", "")
            known = self.own if plugins_own else self._other
            if not _NONCE.fullmatch(known.get("data-nonce", "")):
                known.clear()
                known.update(values)
        for value in values.values():
            if "nonce" in value:
                self._read_script(value)  # JSON in an attribute

    def handle_endtag(self, tag: str) -> None:
        self._in_script = False

    def handle_data(self, data: str) -> None:
        if self._in_script:
            self._read_script(data)

    def _read_script(self, text: str) -> None:
        for name, value in _IN_SCRIPT.findall(text):
            self._scripts.setdefault(name, value)
