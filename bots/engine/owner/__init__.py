"""What the owner of the bot is told."""
