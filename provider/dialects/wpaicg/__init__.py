"""AI Power (`wpaicg`), a chat plugin of WordPress sites: its page, its answers and its refusals. No I/O."""
