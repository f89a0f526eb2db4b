"""How Telegram leads to people and groups: a link to their @name. A mention proper would notify them. Pure."""

import re

from bots.engine.seam.references import Reference

_HANDLE = re.compile(r"[A-Za-z0-9_]{3,64}")


def mention_of(meant: Reference, handle: str) -> str:
    """The link as Markdown; empty for those without an @name."""
    if meant.kind not in ("person", "server") or not _HANDLE.fullmatch(handle):
        return ""
    return f"[@{handle.replace('_', chr(92) + '_')}](https://t.me/{handle})"
