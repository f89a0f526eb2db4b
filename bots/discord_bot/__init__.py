"""Discord: the only importer of `discord`."""

from bots.discord_bot.bot import DiscordBot

__all__ = ["DiscordBot"]
