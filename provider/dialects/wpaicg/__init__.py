"""AI Power (`wpaicg`), a chat plugin of WordPress sites: its page, its refusals and its answers. No I/O."""
