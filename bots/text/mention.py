"""Mentions of Discord's that the bot itself writes, of people, places and commands.

What a model writes like one is shown as text, and stays that.
"""

import re

_MARK = "\u2064"
"""Tells the bot's own mentions apart; no reader sees it. It keeps nothing safe: no mention notifies anybody anyway."""
_MENTION = re.compile(rf"<{_MARK}(?=(?:@&?|#|/[a-z]+(?: [a-z]+)?:)\d+>)")


def mention(sign: str, id: str) -> str:
    """The mention as Markdown for `to_discord`. `sign`: "@" for a person, "@&" for a role, "#" for a channel."""
    return f"<{_MARK}{sign}{id}>" if id.isdecimal() else ""


def command_mention(name: str, id: str) -> str:
    """A command, with its subcommand, as the same: a press on it begins to write it. Empty without an id."""
    return f"<{_MARK}/{name}:{id}>" if id.isdecimal() else ""


def alive(text: str) -> str:
    """The text as Discord gets it, in which the bot's own mentions are some."""
    return _MENTION.sub("<", text)
