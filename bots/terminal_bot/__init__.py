"""The terminal adapter: the same engine without a token."""
