"""Both chat platforms have the same rooms: who has read one adapter knows the other."""

import ast
import inspect
import re
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from bots.discord_bot import limits as discord_limits
from bots.telegram_bot import limits as telegram_limits
from bots.text.fold import discord_folded, telegram_folded
from bots.text.piece import Piece
from bots.text.to_discord import to_discord
from bots.text.to_telegram import to_telegram

BOTS = Path(__file__).parents[2] / "bots"

SHARED = {
    "bot",
    "receiving",
    "reading",
    "showing",
    "payloads",
    "transport",
    "errors",
    "limits",
    "permissions",
    "manifest",
    "menu",
    "checking",
    "contents",
    "downloads",
    "mentions",
    "servers",
    "library",
}

EXTRAS: Mapping[str, Mapping[str, str]] = {
    "discord_bot": {
        "panels": "a panel is built of components; where there are none it is words and buttons (`seam.panels`)",
        "chains": "Telegram lets no bot read an earlier message (`ReadsChains`)",
        "account": "who the bot is takes two calls, and holds the intent that must be switched on",
        "interactions": "a command or a button must be acknowledged within three seconds",
        "reading_interactions": "commands, buttons and forms come as interactions, which are no messages",
        "surroundings": "messages name neither their server nor the channel above a thread; Telegram's do",
        "written": "a command that a client does not know yet comes as a message; Telegram marks all of them",
        "sessions": "whoever connects to the gateway too often loses the token",
        "shards": "a large bot is told over several connections; Telegram tells all to one",
        "progress": "Discord numbers events by session; Telegram keeps an update until its number is confirmed",
        "bookmark": "that number must outlive the program; Telegram keeps it itself",
        "resuming": "the library resumes no session that another process has begun",
        "read_back": "what a lost session would have told is asked for, which no bot can do on Telegram",
        "catching_up": "the three above, in order; Telegram sends again by itself",
        "connecting": "the library's connection is kept here; Telegram's counterpart is its polling",
    },
    "telegram_bot": {
        "rich_text": "what the client's editor makes comes as blocks, which the library does not know",
        "marks": "commands and names come as marked stretches of the words, counted in UTF-16 units",
        "hook": "where Telegram calls us, if it is not asked; to Discord we connect",
        "webhook": "takes those calls",
        "polling": "updates are asked for, again and again; Discord's come by themselves over the library's connection",
        "split": "clients cut long texts in two, and albums and forwards come as messages of their own",
        "unconfirmed": "a poll confirms what came before it; Discord has nothing that is confirmed by its number",
        "moved_groups": "a group that becomes a supergroup gets a new id while an answer is on its way",
        "numbers": "a message that was not heard of is found by its number; Discord lists a channel's messages",
    },
}
"""What only one of them has, and why."""


@pytest.mark.parametrize("adapter", EXTRAS)
def test_the_rooms_of_an_adapter(adapter: str) -> None:
    """The shared ones, and those that are listed here with their reason."""
    rooms = {path.stem for path in (BOTS / adapter).glob("*.py")} - {"__init__"}

    assert rooms == SHARED | EXTRAS[adapter].keys()


@pytest.mark.parametrize("adapter", EXTRAS)
def test_the_limits_are_the_first_thing_one_finds(adapter: str) -> None:
    """The package names them first, and they say of each where it comes from."""
    package = ast.get_docstring(ast.parse((BOTS / adapter / "__init__.py").read_text())) or ""
    limits = (BOTS / adapter / "limits.py").read_text()

    assert re.findall(r"\w+\.py", package)[0] == "limits.py"
    assert limits.count("(documented") + limits.count("(seen") > 10


@pytest.mark.parametrize(
    ("render", "limit"),
    [
        (to_discord, discord_limits.TEXT),
        (discord_folded, discord_limits.TEXT),
        (to_telegram, telegram_limits.TEXT),
        (telegram_folded, telegram_limits.TEXT),
    ],
)
def test_a_renderer_knows_the_length_of_a_message(render: Callable[..., Piece], limit: int) -> None:
    """Rendered without a platform, a message is as long as with one."""
    assert inspect.signature(render).parameters["limit"].default == limit
