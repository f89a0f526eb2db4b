"""The commands that the bot's own words name, for platforms on which such a name can be pressed. Pure."""

import re
from collections.abc import Callable

_NAMED = re.compile(r"`(?P<code>[^`\n]*)`|(?<![\w/.:<])/(?P<first>[a-z]+)(?:(?P<second> [a-z]+)(?!\w))?(?![\w/])")


def linked(text: str, link: Callable[[str], str]) -> str:
    """The text with `link` of each command; what `link` knows nothing of stays. Code stays, unless it is a command."""

    def written(found: re.Match[str]) -> str:
        if found["code"] is not None:
            return (link(found["code"].removeprefix("/")) if found["code"].startswith("/") else "") or found[0]
        first, second = found["first"], found["second"] or ""
        if second and (both := link(first + second)):
            return both
        return f"{alone}{second}" if (alone := link(first)) else found[0]

    return _NAMED.sub(written, text)
