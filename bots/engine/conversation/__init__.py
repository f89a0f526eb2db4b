"""Which messages are for the bot, what the model reads, and whose turn it is."""
