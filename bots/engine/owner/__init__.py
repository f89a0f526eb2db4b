"""Who owns the bot, and what the owners are told."""
