"""The table of platforms, a row each: all that the program knows of them before it opens one."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from bots.discord_bot.manifest import MANIFEST as DISCORD
from bots.engine.seam.manifest import Manifest
from bots.telegram_bot.manifest import MANIFEST as TELEGRAM

Row = Manifest[Any]  # of its own Settings, which nobody else looks into

OURS: Final[tuple[Row, ...]] = (DISCORD, TELEGRAM)


@cache
def platforms() -> Mapping[str, Row]:
    """Every platform by its name."""
    return {row.name: row for row in OURS}


def listed(words: list[str], joint: str) -> str:
    """ "a, b or c"."""
    return f" {joint} ".join(filter(None, (", ".join(words[:-1]), words[-1])))
