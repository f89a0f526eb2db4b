"""The same engine in a terminal: try it with no token at all."""

from bots.terminal_bot.bot import TerminalBot

__all__ = ["TerminalBot"]
