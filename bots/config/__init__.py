"""The settings: what they are, where they come from, and how a wrong one is reported."""
