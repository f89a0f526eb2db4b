"""The terminal adapter: the same engine without a token."""

from bots.terminal_bot.bot import TerminalBot

__all__ = ["TerminalBot"]
