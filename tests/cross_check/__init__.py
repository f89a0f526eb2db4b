"""What Parley sends, read by parsers of Discord's Markdown that others wrote: `make cross-check`. It needs node."""
