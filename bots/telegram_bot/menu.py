"""The command menu that Telegram shows: the table of commands, by the kind of chat. Pure."""

from telegram import BotCommand, BotCommandScope, BotCommandScopeAllGroupChats, BotCommandScopeAllPrivateChats

from bots.engine.commands import COMMANDS, Context

_SCOPES: tuple[tuple[Context, BotCommandScope], ...] = (
    ("private", BotCommandScopeAllPrivateChats()),
    ("shared", BotCommandScopeAllGroupChats()),
)


def menus() -> list[tuple[BotCommandScope, list[BotCommand]]]:
    """What to register, one menu a kind of chat."""
    return [
        (
            scope,
            [BotCommand(command.name, command.description) for command in COMMANDS if context in command.contexts],
        )
        for context, scope in _SCOPES
    ]
