"""The engine: what all platforms share."""
